package cek_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// A program that asks for nothing runs without a host.
func Example() {
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := m.Do(context.Background(), nil, "sum.sx", `
		(define (sum l) (reduce + 0 l))
		(sum (map square (range 5)))`)
	fmt.Println(v, err)
	// Output:
	// 30 <nil>
}

// A machine keeps what a program has defined: its functions can be called, and more text can be run.
func ExampleMachine_Call() {
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := m.Do(ctx, nil, "price.sx", `(define (total net tax) (+ net (* net tax)))`); err != nil {
		fmt.Println(err)
		return
	}
	total, ok := m.Lookup("total")
	fmt.Println(total, ok)
	out, err := m.Call(ctx, total, kernel.Int(200), kernel.Float(0.25))
	fmt.Println(out.Value(), err)
	v, err := m.Do(ctx, nil, "<more>", `(total 100 1/5)`)
	fmt.Println(v, err)
	// Output:
	// #<lambda total> true
	// 250.0 <nil>
	// 120 <nil>
}

// What a program raises and does not catch is an *Error, with the place and the calls under way.
func ExampleError() {
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = m.Do(context.Background(), nil, "price.sx", "(define (total net tax)\n  (+ net tax))\n(total 5 \"1\")")
	var e *cek.Error
	if errors.As(err, &e) {
		fmt.Println(e.Condition().CondKind)
		fmt.Print(e.Report())
	}
	// Output:
	// type
	// price.sx:2:3: +: argument 2 is string, want number
	//   (+ net tax))
	//   ^
	//   in total at price.sx:2:3
	//   in top level at price.sx:3:1
}

// A program runs until it performs; the driver answers and resumes it. Drive is this loop for a Host.
func ExampleOutcome_Resume() {
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

// A request that cannot be answered is raised in the program, which may catch it.
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
		(define twice (perform {:op "double" :args (list 21)}))
		(guard (e (else (list twice (condition-kind e))))
		  (perform {:op "triple" :args (list 14)}))`)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := cek.Drive(ctx, host, out)
	fmt.Println(v, err)
	// Output:
	// (42 "unhandled-op") <nil>
}

// A suspended program is frozen to bytes, and goes on from them later: in another process, if need be.
func ExampleOutcome_Freeze() {
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := m.Start(ctx, "order.sx", `
		(define (approved? who) (= (perform {:op "approve" :args (list who)}) "yes"))
		(let ((total (* 3 14)))
		  (list total (approved? "ann") (approved? "bob")))`)
	if err != nil {
		fmt.Println(err)
		return
	}
	var saved []byte
	for _, answer := range []string{"yes", "no"} {
		state, err := out.Freeze()
		if err == nil {
			saved, err = codec.Append(nil, state, 1<<20)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		// … days go by, and the process is another one …
		state, err = codec.Decode(saved)
		if err == nil {
			_, out, err = cek.Thaw(ctx, cek.Config{}, state)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("asked:", out.Request())
		if out, err = out.Resume(ctx, kernel.Str(answer)); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(out.Value())
	// Output:
	// asked: {:op "approve" :args ("ann")}
	// asked: {:op "approve" :args ("bob")}
	// (42 true false)
}

// Limits end a program whatever it does. They are counted, not timed: a run ends at the same place on
// every machine. Time is a matter of the context.
func ExampleConfig() {
	ctx := context.Background()
	for _, c := range []struct {
		config cek.Config
		text   string
	}{
		{cek.Config{MaxSteps: 10_000}, `(let loop () (guard (e (else nil)) (loop)))`},
		{cek.Config{MaxMemory: 1 << 20}, `(let loop ((l '(1))) (loop (append l l)))`},
		{cek.Config{MaxStack: 10_000}, `(define (deep n) (+ 1 (deep n))) (deep 0)`},
	} {
		m, err := cek.New(c.config)
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = m.Do(ctx, nil, "greedy.sx", c.text)
		var stopped *cek.Stopped
		if errors.As(err, &stopped) {
			fmt.Println(stopped)
		}
	}
	// Output:
	// greedy.sx:1:36: step limit of 10000 steps reached
	// greedy.sx:1:28: memory limit of 1 MiB reached
	// greedy.sx:1:23: depth limit of 10000 stack slots reached
}
