package storeop

import (
	"slices"
	"sort"
	"sync"
)

// NameList keeps names in the order of their bytes. New ones are sorted in when the order is asked
// for, so adding costs nothing and listing O(names) after something was added.
type NameList struct {
	mu     sync.Mutex // readers of the index sort too
	sorted []string   // never changed once it was given out
	fresh  []string   // not yet in sorted
}

// SortedNames gives a list of names that are in order already, each once.
func SortedNames(names []string) NameList { return NameList{sorted: names} }

// Add adds a name that is not there yet.
func (l *NameList) Add(name string) { l.fresh = append(l.fresh, name) }

// From gives the names from start on, in order, for reading only. It may be called by many at once, but
// not while names are added.
func (l *NameList) From(start string) []string {
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
