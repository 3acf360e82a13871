package storeop_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/hosts/storeop"
)

type count int

func (c count) Deleted() bool { return c == 0 }

// TestKeyed sets and deletes keys at random, until deleted ones are swept many times, beside a plain map.
func TestKeyed(t *testing.T) {
	var k storeop.Keyed[count]
	want := map[string]count{}
	random := rand.New(rand.NewPCG(1, 2))
	for step := range 40_000 {
		// rounds of mostly setting and mostly deleting, so that the dead get to be more than half
		key, value := fmt.Sprintf("%05d", random.IntN(6000)), count(0)
		if random.IntN(10) < 1+8*(step/5000%2) {
			value = count(1 + random.IntN(9))
		}
		k.Set(key, value)
		if want[key] = value; value == 0 {
			delete(want, key)
		}
		if k.Get(key) != value {
			t.Fatalf("step %d: %s is %d, want %d", step, key, k.Get(key), value)
		}
		if step%1000 == 0 {
			compare(t, &k, want)
		}
	}
	compare(t, &k, want)
	if names := len(k.From("")); names > 2*len(want)+1001 {
		t.Errorf("%d names for %d keys: deleted ones are not swept", names, len(want))
	}
}

func compare(t *testing.T, k *storeop.Keyed[count], want map[string]count) {
	t.Helper()
	got, inOrder := map[string]count{}, map[string]count{}
	for key, value := range k.All() {
		got[key] = value
	}
	names := k.From("")
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Fatal("the names are not in order, each once")
	}
	for _, key := range names {
		if value := k.Get(key); !value.Deleted() {
			inOrder[key] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("all keys (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, inOrder); diff != "" {
		t.Fatalf("keys in order (-want +got):\n%s", diff)
	}
}

func TestSortedKeyed(t *testing.T) {
	k := storeop.SortedKeyed([]string{"a", "c"}, map[string]count{"a": 1, "c": 3})
	k.Set("b", 2)
	k.Set("c", 0)
	if diff := cmp.Diff([]string{"b", "c"}, k.From("b")); diff != "" || k.Get("a") != 1 || k.Get("c") != 0 {
		t.Error(diff, k.Get("a"), k.Get("c"))
	}
}
