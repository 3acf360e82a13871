package cek

import (
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
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
			if s.base.cells[n] != nil {
				t.Errorf("%s is on the shelf and a builtin or in the prelude", n)
			}
		}
	}
}
