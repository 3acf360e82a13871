package kernel

import (
	"fmt"
	"sync/atomic"
	"testing"
)

// TestShapesAreBounded makes far more shapes than are remembered; dicts of those that are not work too.
func TestShapesAreBounded(t *testing.T) {
	root := &Shape{known: new(atomic.Int64)}
	for i := range 2 * maxShapes {
		s := root
		for j := range 3 {
			s = s.with(NewString(fmt.Sprint(i>>(4*j), j)))
		}
		if len(s.keys) != 3 || s.index(NewString(fmt.Sprint(i>>4, 1))) != 1 {
			t.Fatalf("shape %d has the keys %v", i, s.keys)
		}
	}
	if n := root.known.Load(); n > maxShapes {
		t.Errorf("%d shapes are remembered, want %d at most", n, maxShapes)
	}
}

// TestKeysOfForgottenShapes: the keys of two dicts are eq? or not, whatever shapes were made in between.
func TestKeysOfForgottenShapes(t *testing.T) {
	key := func(name string) Value {
		d := NewDict()
		d.Set(NewString(name), Nil)
		all := d.All()
		k, _, _ := all.Next()
		return Ref(&k.Header)
	}
	before := key("forgotten")
	for i := range 2 * maxTransitions {
		key(fmt.Sprint("other-", i))
	}
	if after := key("forgotten"); before == after || !Eq(before, after) {
		t.Errorf("one String: %v, eq?: %v", before == after, Eq(before, after))
	}
	if own := Str("forgotten"); Eq(before, own) {
		t.Error("a text is eq? to a key")
	}
}
