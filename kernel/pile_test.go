package kernel

import (
	"math/rand/v2"
	"testing"
)

// TestPile compares a pile with a slice.
func TestPile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var p pile[int]
	var want []int
	for i := range 200_000 {
		up := r.IntN(10)
		if i/20_000%2 == 1 {
			up = 9 - up
		}
		if up < 7 {
			p.push(i)
			want = append(want, i)
			continue
		}
		v, ok := p.pop()
		if ok != (len(want) > 0) || ok && v != want[len(want)-1] {
			t.Fatalf("step %d: got %d, %v, want the last of %d", i, v, ok, len(want))
		}
		want = want[:max(0, len(want)-1)]
	}
	for range want {
		if _, ok := p.pop(); !ok {
			t.Fatal("the pile is empty too early")
		}
	}
	if v, ok := p.pop(); ok {
		t.Fatalf("the empty pile gives %d", v)
	}
}
