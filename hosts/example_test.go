package hosts_test

import (
	"context"
	"fmt"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// A host can be a function that gets the request taken apart. An op that it does not own is an error, never
// nil.
func ExampleFunc() {
	dice := hosts.Func(func(_ context.Context, r hosts.Request) (kernel.Value, error) {
		if r.Op != "dice/roll" {
			return kernel.Nil, hosts.Unhandled(r.Op)
		}
		return kernel.Int(4), nil // rolled, and found to be random
	})
	fmt.Println(dice.Perform(context.Background(), hosts.NewRequest("dice/roll")))
	fmt.Println(dice.Perform(context.Background(), hosts.NewRequest("dice/throw")))
	// Output:
	// 4 <nil>
	// nil no host answers the op "dice/throw"
}

// A Mux sends requests to the hosts that own their ops.
func ExampleMux() {
	answer := func(text string) hosts.Host {
		return hosts.Func(func(context.Context, hosts.Request) (kernel.Value, error) { return kernel.Str(text), nil })
	}
	m, err := hosts.NewMux()
	if err == nil {
		err = m.Route("greet/hello", answer("good day"))
	}
	if err == nil {
		err = m.Route("greet/bye", answer("farewell"))
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Perform(context.Background(), hosts.NewRequest("greet/bye")))
	fmt.Println(m.Route("greet/bye", answer("so long")))
	// Output:
	// "farewell" <nil>
	// two hosts own the op "greet/bye"
}
