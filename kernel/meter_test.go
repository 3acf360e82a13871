package kernel

import "testing"

// TestAllocCountsSmallAmounts finds that many small charges cost work as a large one does.
func TestAllocCountsSmallAmounts(t *testing.T) {
	m := Meter{Fuel: 1000}
	for range 100 {
		if err := m.Alloc(1); err != nil {
			t.Fatal(err)
		}
	}
	if m.Fuel != 900 || m.Allocated != 100 {
		t.Errorf("100 bytes, one by one, took %d units of work and %d bytes", 1000-m.Fuel, m.Allocated)
	}
}
