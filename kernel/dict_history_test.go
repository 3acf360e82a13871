package kernel

import (
	"fmt"
	"testing"
)

// TestDictRowIsBounded keeps the dict that a long fold started from: what hangs on it stays small.
func TestDictRowIsBounded(t *testing.T) {
	const keys = 500
	d := NewDict()
	for i := range keys {
		d = d.Assoc(NewString(fmt.Sprint(i)), Int(0))
	}
	base := d
	for i := range 20_000 {
		k := NewString(fmt.Sprint(i % keys))
		v, _ := d.Get(k)
		d = d.Assoc(k, Int(v.Int64()+1))
	}
	if row := base.hist.newest; row > 2*keys {
		t.Errorf("%d changes hang on the first one", row)
	}
	if v, _ := base.Get(NewString("7")); v.Int64() != 0 {
		t.Errorf("the first dict changed: %v", v)
	}
	if v, _ := d.Get(NewString("7")); v.Int64() != 40 {
		t.Errorf("the last dict has %v, want 40", v)
	}
}

// TestDictMergeLeavesNoTrace merges a large dict twice with as many entries: it keeps its table.
func TestDictMergeLeavesNoTrace(t *testing.T) {
	d := NewDict()
	for i := range 1000 {
		d.Set(NewString(fmt.Sprint(i)), Int(int64(i)))
	}
	for range 2 {
		if m := merged(t, d, d); m.Len() != 1000 || m.hist == d.hist {
			t.Errorf("%d entries, or the same history", m.Len())
		}
	}
	if d.hist.table == nil || d.hist.newest > 0 {
		t.Errorf("the dict has %d changes, or no table", d.hist.newest)
	}
	small := NewDict()
	small.Set(NewString("new"), Nil)
	if m := merged(t, d, small); m.hist != d.hist || m.Len() != 1001 || d.Len() != 1000 {
		t.Error("a small change made a new table")
	}
}

// merged gives what the builtin merge makes of dicts.
func merged(t *testing.T, dicts ...*Dict) *Dict {
	t.Helper()
	v, err := mergeDicts(&Meter{}, dicts)
	if err != nil {
		t.Fatal(err)
	}
	return v.AsDict()
}

// TestDictFoldKeepsTheTable folds without looking back: no trie is made.
func TestDictFoldKeepsTheTable(t *testing.T) {
	d := NewDict()
	for i := range 5000 {
		d = d.Assoc(NewString(fmt.Sprint(i%1000)), Int(int64(i)))
	}
	if d.hist.table == nil {
		t.Error("the newest dict has no table")
	}
}

// TestDictVersionsTakeTurns changes a dict in place between versions that others still hold.
func TestDictVersionsTakeTurns(t *testing.T) {
	key := func(i int) *String { return NewString(fmt.Sprint(i)) }
	d := NewDict()
	for i := range 20 {
		d.Set(key(i), Int(0))
	}
	older := d.Assoc(key(1), Int(1))
	newer := older.Assoc(key(2), Int(2))
	newer.Set(key(3), Int(3))
	newer.Delete(key(4))
	older.Set(key(5), Int(5))
	want := map[*Dict][]int64{
		d:     {0, 0, 0, 0, 0, 0},
		older: {0, 1, 0, 0, 0, 5},
		newer: {0, 1, 2, 3, -1, 0},
	}
	for range 2 { // the second time all have been looked at
		for dict, vals := range want {
			for i, n := range vals {
				v, ok := dict.Get(key(i))
				if ok != (n >= 0) || ok && v.Int64() != n {
					t.Errorf("key %d is %v, %v, want %d", i, v, ok, n)
				}
			}
		}
	}
	if d.Len() != 20 || newer.Len() != 19 {
		t.Errorf("%d and %d entries", d.Len(), newer.Len())
	}
}
