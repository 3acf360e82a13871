package fileio

import (
	"slices"
	"sort"
	"sync"
)

// nameList keeps names in the order of their bytes. New ones are sorted in when the order is asked
// for, so adding costs nothing and listing O(names) after something was added.
type nameList struct {
	mu     sync.Mutex // readers of the index sort too
	sorted []string   // never changed once it was given out
	fresh  []string   // not yet in sorted
}

// add adds a name that is not there yet.
func (l *nameList) add(name string) { l.fresh = append(l.fresh, name) }

// from gives the names from start on, in order, for reading only.
func (l *nameList) from(start string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.fresh) > 0 {
		slices.Sort(l.fresh)
		l.sorted = merge(l.sorted, l.fresh)
		l.fresh = nil
	}
	return l.sorted[sort.SearchStrings(l.sorted, start):]
}

// merge gives the names of two ordered lists in order.
func merge(a, b []string) []string {
	out := make([]string, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
