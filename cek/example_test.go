package cek_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// A program runs until it performs; the driver answers and resumes it.
func Example() {
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := m.Start(ctx, "ask.sx", `
		(define name (perform {:op "ask" :args (list "who?")}))
		(str "hello " name)`)
	for err == nil && out.Suspended() {
		fmt.Println("the program asks", out.Request())
		out, err = out.Resume(ctx, kernel.Str("world"))
	}
	fmt.Println(out.Value(), err)
	// Output:
	// the program asks {:op "ask" :args ("who?")}
	// "hello world" <nil>
}

// A host is a function from request to answer.
func ExampleDrive() {
	ctx := context.Background()
	host := hosts.Func(func(ctx context.Context, r hosts.Request) (kernel.Value, error) {
		if r.Op != "double" {
			return kernel.Nil, hosts.Unhandled(r.Op)
		}
		return kernel.Int(2 * r.Args[0].Int64()), nil
	})
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := m.Start(ctx, "double.sx", `
		(guard (e (else (condition-kind e)))
		  (println (perform {:op "double" :args (list 21)})))`)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := cek.Drive(ctx, host, out)
	fmt.Println(v, err)
	// Output:
	// "unhandled-op" <nil>
}

// Limits end a program whatever it does.
func ExampleConfig() {
	m, err := cek.New(cek.Config{MaxSteps: 10_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = m.Start(context.Background(), "loop.sx", `(let loop () (guard (e (else nil)) (loop)))`)
	var limit *kernel.Limit
	fmt.Println(errors.As(err, &limit), limit)
	// Output:
	// true step limit of 10000 steps reached
}
