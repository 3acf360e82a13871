package mockio_test

import (
	"context"
	"fmt"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// A test gives answers, lets requests fail, and looks at what was asked.
func Example() {
	ctx := context.Background()
	h := mockio.New(mockio.WithClock(1000, 10))
	h.Script("shop/price", kernel.Int(5))
	h.FailNext("io/print", mockio.RefuseRequest, nil)

	fmt.Println(h.Perform(ctx, hosts.NewRequest("shop/price", kernel.Str("tea"))))
	fmt.Println(h.Perform(ctx, hosts.NewRequest("clock/now")))
	fmt.Println(h.Perform(ctx, hosts.NewRequest("clock/now")))
	_, err := h.Perform(ctx, hosts.NewRequest("io/print", kernel.Str("lost")))
	fmt.Println(err != nil)
	if _, err := h.Perform(ctx, hosts.NewRequest("io/print", kernel.Str("printed\n"))); err != nil {
		fmt.Println(err)
	}
	fmt.Print(h.Output())
	for _, c := range h.CallsOf("shop/price") {
		fmt.Println(c.Op, c.Args, c.Answer)
	}
	// Output:
	// 5 <nil>
	// 1000 <nil>
	// 1010 <nil>
	// true
	// printed
	// shop/price ["tea"] 5
}
