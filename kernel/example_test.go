package kernel_test

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// Values are made by functions, and told by methods.
func Example() {
	order := kernel.DictOf("id", kernel.Int(7), "lines", kernel.ListOf(kernel.Str("tea"), kernel.Str("milk")))
	fmt.Println(order)

	d := order.AsDict()
	d.Set(kernel.NewString("paid"), kernel.True)
	if lines := d.Lookup("lines"); lines.IsList() {
		fmt.Println(lines.AsList().Len(), lines.AsList().At(0).Text())
	}
	fmt.Println(d.Lookup("no such key").IsNil())
	fmt.Println(kernel.Write(order), kernel.TypeOf(order))
	fmt.Println(kernel.Equal(kernel.Int(1), kernel.Float(1)))
	// Output:
	// {:id 7 :lines ("tea" "milk")}
	// 2 tea
	// true
	// {:id 7 :lines ("tea" "milk") :paid true} dict
	// true
}
