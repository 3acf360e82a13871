package kernel_test

import (
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// TestGatheringForks goes on twice from the same gathering, before and after a list was made of it,
// and changes that list.
func TestGatheringForks(t *testing.T) {
	expect := func(what string, v kernel.Value, want string) {
		t.Helper()
		if got := kernel.Write(v); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	for _, room := range []int{0, 1, 8} {
		none := kernel.NewGathering(room)
		one := none.Gather(kernel.Int(1))
		left := one.Gather(kernel.Int(2)).Gather(kernel.Int(3))
		right := one.Gather(kernel.Str("b"))
		list := left.GatheredList()
		again := left.Gather(kernel.Int(4))
		list.AsList().Set(0, kernel.Nil)
		list.AsList().Append(kernel.Int(9))
		late := one.Gather(kernel.Int(7))
		expect("left", list, "(nil 2 3 9)")
		expect("left again", left.GatheredList(), "(1 2 3)")
		expect("left and more", again.GatheredList(), "(1 2 3 4)")
		expect("right", right.GatheredList(), `(1 "b")`)
		expect("late", late.GatheredList(), "(1 7)")
		expect("none", none.GatheredList(), "()")
	}
}
