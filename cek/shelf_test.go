package cek

import (
	"context"
	"sort"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/kernel"
)

// TestShelf loads the libraries on the shelf, and compares what they export with the table.
func TestShelf(t *testing.T) {
	s, err := base()
	if err != nil {
		t.Fatal(err)
	}
	for room, names := range shelfTable() {
		d, err := s.base.shelf.books["(sx "+room+")"]()
		if err != nil {
			t.Errorf("(sx %s): %v", room, err)
			continue
		}
		exported := append([]string(nil), d.order...)
		sort.Strings(exported)
		sort.Strings(names)
		if diff := cmp.Diff(exported, names); diff != "" {
			t.Errorf("(sx %s): the table differs from the exports (-exports +table):\n%s", room, diff)
		}
		for _, n := range names {
			if s.base.cell(n, false) != nil {
				t.Errorf("%s is on the shelf and a builtin or in the prelude", n)
			}
		}
	}
}

// TestShelfIsShared uses the libraries from several machines at once; the race detector watches.
func TestShelfIsShared(t *testing.T) {
	const program = `
		(define s (signal 1)) (define seen (list))
		(effect (fn () (append! seen (deref s)) nil))
		(dotimes 20 (fn (i) (swap! s inc)))
		(define c (make-coroutine (fn () (dotimes 5 coroutine-yield) 'end)))
		(list (len seen) (coroutine-resume c) (coroutine-resume c) (take (iterate inc 0) 3)
		      (with-output-to-string (fn () (write "x"))))`
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			m, err := New(Config{})
			if err != nil {
				t.Error(err)
				return
			}
			out, err := m.Start(context.Background(), "shelf.sx", program)
			if err != nil {
				t.Error(err)
			} else if got, want := kernel.Write(out.Value()), `(21 0 1 (0 1 2) "\"x\"")`; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
	wait.Wait()
}
