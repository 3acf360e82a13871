package hosts

import (
	"context"

	"github.com/sx-lang/sx/kernel"
)

// Host answers requests. A request is {:op "name" :args (…)} or ("name" arg …). An error that is a
// *kernel.Condition is raised in the program as it is; any other is raised as a condition of kind
// "io". ErrUnhandled says that the host does not own the op.
type Host interface {
	Perform(ctx context.Context, request kernel.Value) (kernel.Value, error)
}
