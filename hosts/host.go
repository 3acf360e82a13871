package hosts

import (
	"context"

	"github.com/sx-lang/sx/kernel"
)

// Host answers requests. A request is {:op "name" :args (…)} or ("name" arg …). An error that is a
// *kernel.Condition is raised in the program as it is; any other is raised as a condition of kind
// "io". A host that does not own the op answers the error of Unhandled.
type Host interface {
	Perform(ctx context.Context, request kernel.Value) (kernel.Value, error)
}
