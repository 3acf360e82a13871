package kernel_test

import (
	"cmp"
	"math/rand"
	"slices"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// TestSortModel compares with the sort of package slices, which is stable too: an integer and the float
// equal to it show whether equal elements keep their order.
func TestSortModel(t *testing.T) {
	c := newCalculator()
	r := rand.New(rand.NewSource(1))
	for _, n := range []int{0, 1, 2, 11, 12, 13, 24, 25, 100, 1000, 10_000} {
		for _, spread := range []int{1, 3, n + 1} {
			items := make([]kernel.Value, n)
			for i := range items {
				items[i] = kernel.Int(int64(r.Intn(spread)))
				if r.Intn(2) == 0 {
					items[i] = kernel.Float(float64(items[i].Int64()))
				}
			}
			want := slices.Clone(items)
			slices.SortStableFunc(want, func(a, b kernel.Value) int {
				return cmp.Compare(kernel.ToFloat(a), kernel.ToFloat(b))
			})
			got, err := c.builtins["sort"].Call(&c.meter, vals(kernel.ListOf(items...)))
			if err != nil || !slices.Equal(got.AsList().Items(), want) {
				t.Fatalf("%d numbers below %d are not sorted as they should, %v", n, spread, err)
			}
		}
	}
}
