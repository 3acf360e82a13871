package cek_test

import (
	"context"
	"fmt"
	"os"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/hosts/scriptio"
	"github.com/sx-lang/sx/hosts/worldop"
	"github.com/sx-lang/sx/kernel"
)

// shelf is a host that lends things: it owns two ops.
type shelf struct{ items map[string]int64 }

// Ops names the ops that the shelf owns.
func (s *shelf) Ops() []string { return []string{"shelf/put", "shelf/take"} }

// Perform answers a request. A condition is raised in the program as it is.
func (s *shelf) Perform(_ context.Context, request kernel.Value) (kernel.Value, error) {
	r, err := hosts.ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	if len(r.Args) != 2 || !r.Args[0].IsString() || !r.Args[1].IsInt() {
		return kernel.Nil, kernel.Condf(kernel.CondType, "%s: want a name and a number", r.Op)
	}
	name, n := r.Args[0].Text(), r.Args[1].Int64()
	switch r.Op {
	case "shelf/put":
		s.items[name] += n
	case "shelf/take":
		if s.items[name] < n {
			return kernel.DictOf("left", kernel.Int(s.items[name])), nil
		}
		s.items[name] -= n
	default:
		return kernel.Nil, hosts.Unhandled(r.Op)
	}
	return kernel.Int(s.items[name]), nil
}

// A host says which ops it owns, and answers them; a Mux sends each request to its owner.
func ExampleHost() {
	ctx := context.Background()
	world, err := hosts.NewMux(&shelf{map[string]int64{}}, mockio.New())
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := m.Do(ctx, world, "lend.sx", `
		(define (put name n) (perform {:op "shelf/put" :args (list name n)}))
		(define (take name n) (perform {:op "shelf/take" :args (list name n)}))
		(put "saw" 2)
		(list (take "saw" 1) (take "saw" 5)
		      (guard (e (else (condition-message e))) (take "saw" "all")))`)
	fmt.Println(v, err)
	// Output:
	// (1 {:left 1} "shelf/take: want a name and a number") <nil>
}

// The event store in memory: mockio answers the store's requests, and all others of a script.
func ExampleHost_storeInMemory() {
	m, err := cek.New(cek.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	mem := mockio.New()
	v, err := m.Do(context.Background(), mem, "orders.sx", `
		(import (store api))
		(store/append "orders/7" "placed" {:total 4200})
		(store/append "orders/7" "paid" {:amount 4200} {:expect 1})
		(println (store/count "orders/7") " events")
		(store/append "orders/7" "paid" {:amount 4200} {:expect 1})`)
	fmt.Print(mem.Output())
	fmt.Println(v, err)
	// Output:
	// 2 events
	// {:conflict true :stream "orders/7" :expected 1 :actual 2} <nil>
}

// The event store on disk, and what else a script may reach: each run finds what the one before has left.
func ExampleHost_storeOnDisk() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	for range 2 {
		v, err := visit(context.Background(), dir)
		fmt.Println(v, err)
	}
	// Output:
	// visit 1
	// 1 <nil>
	// visit 2
	// 2 <nil>
}

func visit(ctx context.Context, dir string) (v kernel.Value, err error) {
	root, err := fileio.RootFs(dir) // what is outside of dir cannot be reached
	if err != nil {
		return kernel.Nil, err
	}
	defer root.Close()
	store, err := fileio.Open(root, "events", fileio.Options{})
	if err != nil {
		return kernel.Nil, err
	}
	defer func() {
		if closed := store.Close(); err == nil {
			err = closed
		}
	}()
	script, err := scriptio.New(scriptio.Options{Out: os.Stdout}) // it may print, nothing else
	if err != nil {
		return kernel.Nil, err
	}
	world, err := hosts.NewMux(store)
	if err == nil {
		err = world.Route(worldop.Print, script)
	}
	if err != nil {
		return kernel.Nil, err
	}
	m, err := cek.New(cek.Config{})
	if err != nil {
		return kernel.Nil, err
	}
	return m.Do(ctx, world, "visit.sx", `
		(import (store api))
		(store/append "visits" "visit" nil)
		(println "visit " (store/count "visits"))
		(store/count "visits")`)
}
