package kernel

import (
	"fmt"
	"runtime"
	"testing"
	"weak"
)

// TestOldDictKeepsNoLaterRow keeps an old state of a dict that many steps follow: what comes after its row is
// not kept with it, though some states are one object.
func TestOldDictKeepsNoLaterRow(t *testing.T) {
	for kept := range 74 { // as many states as 37 keys have in a row
		newest := NewDict()
		addKeys(newest, 37)
		old := newest
		for i := range 1000 {
			if newest = newest.Assoc(NewString("7"), Int(int64(i))); i == kept {
				old = newest
			}
		}
		if old.hist == newest.hist || old.Len() != 37 {
			t.Fatal("the newest state is in the row of the old one")
		}
		later := weak.Make(newest.hist)
		newest = nil
		runtime.GC()
		if later.Value() != nil {
			t.Errorf("state %d keeps what came after its row", kept)
		}
		if v, _ := old.Get(NewString("7")); v != Int(int64(kept)) {
			t.Errorf("state %d has the value %s", kept, Write(v))
		}
	}
}

// TestDictTablesPart changes a dict in place whose table has just parted from that of an older one: the
// keys that both had are then each one's own.
func TestDictTablesPart(t *testing.T) {
	key := func(i int) *String { return NewString(fmt.Sprint(i)) }
	for name, change := range map[string]func(d *Dict){
		"a new key":     func(d *Dict) { d.Set(NewString("new"), Int(1)) },
		"a key less":    func(d *Dict) { d.Delete(key(3)); d.Set(NewString("new"), Int(1)) },
		"many new keys": func(d *Dict) { addKeys(d, 100) },
		"a new value":   func(d *Dict) { d.Set(key(3), Int(-1)) },
	} {
		d := NewDict()
		addKeys(d, 20)
		var states []*Dict
		var want []string
		for i := 0; !d.hist.mustCopy(); i++ {
			states, want = append(states, d), append(want, fmt.Sprint(i))
			d = d.Assoc(key(0), Int(int64(i+1)))
		}
		d.Set(key(0), Int(-1))
		if d.hist == states[0].hist || !d.hist.table.shared {
			t.Fatalf("%s: the tables have not parted", name)
		}
		change(d)
		for i, s := range states {
			if v, ok := s.Get(key(0)); !ok || Write(v) != want[i] || s.Len() != 20 {
				t.Fatalf("%s: state %d has %s and %d keys", name, i, Write(v), s.Len())
			}
			for _, k := range []string{"new", "50"} {
				if v, ok := s.Get(NewString(k)); ok {
					t.Fatalf("%s: state %d has %s: %s", name, i, k, Write(v))
				}
			}
			if v, _ := s.Get(key(3)); v != Int(0) {
				t.Fatalf("%s: state %d has %s", name, i, Write(v))
			}
		}
		n := 0
		for it := d.All(); ; n++ {
			k, v, ok := it.Next()
			if !ok {
				break
			}
			if got, ok := d.Get(k); !ok || got != v {
				t.Errorf("%s: %s is %v, %v", name, k, got, ok)
			}
		}
		if n != d.Len() {
			t.Errorf("%s: %d entries, %d counted", name, d.Len(), n)
		}
	}
}

// addKeys sets the texts of 0 up to n in d.
func addKeys(d *Dict, n int) {
	for i := range n {
		d.Set(NewString(fmt.Sprint(i)), Int(0))
	}
}
