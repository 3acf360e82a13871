package kernel

import (
	"errors"
	"fmt"
	"testing"
)

// oldState gives an older state of a row of n changes of a dict with n entries, and the newest.
func oldState(n int) (old, newest *Dict) {
	d := NewDict()
	for i := range n {
		d.Set(NewString(fmt.Sprint(i)), Int(int64(i)))
	}
	old = d
	for i := range n {
		d = d.Assoc(NewString(fmt.Sprint(i)), Int(int64(-i)))
	}
	return old, d
}

// TestEveryBuiltinLooksBackUnderItsMeter calls every builtin with an older state of a large dict, in each
// place of its arguments and inside a list: if all states were looked back to, the meter was asked for leave
// again and again meanwhile, and where it refused the first time, nothing was done.
func TestEveryBuiltinLooksBackUnderItsMeter(t *testing.T) {
	const n, fuel = 200, 50
	stop := errors.New("cancelled")
	others := []Value{Str("7"), Int(1), NewDict().Value(), ListOf(Str("7")), ListOf(ListOf(Str("7"), Int(1))), NewSet().Value(), Nil}
	looked := map[string]bool{}
	for _, b := range Builtins() {
		for argc := max(b.Min, 1); argc <= 3 && b.Accepts(argc); argc++ {
			for place := range argc {
				for _, other := range others {
					for _, nested := range []bool{false, true} {
						old, _ := oldState(n)
						args := make([]Value, argc)
						for i := range args {
							args[i] = other
						}
						args[place] = old.Value()
						if nested {
							args[place] = ListOf(old.Value())
						}
						polls, refuse := 0, 1
						m := &Meter{Fuel: fuel}
						m.Poll = func() error {
							if polls++; polls == refuse {
								return stop
							}
							m.Fuel = fuel
							return nil
						}
						about := fmt.Sprintf("%s, argument %d of %d, nested %v", b.Name, place+1, argc, nested)
						_, err := b.Call(m, args)
						if old.hist.tries != nil {
							t.Errorf("%s: looked back before the meter was asked (%v)", about, err)
							continue
						}
						if polls == 0 {
							continue
						}
						polls, refuse, m.Fuel = 0, 0, fuel
						_, _ = b.Call(m, args)
						if old.hist.tries != nil {
							looked[b.Name] = true
							if polls < n/10 {
								t.Errorf("%s: %d polls to look back to %d states", about, polls, n)
							}
						}
					}
				}
			}
		}
	}
	for _, name := range []string{"get", "has-key?", "len", "empty?", "dict-size", "dict-copy", "assoc", "dissoc", "keys", "=", "str", "content-id",
		"json-encode", "into", "merge", "set-add!"} {
		if !looked[name] {
			t.Errorf("%s was not seen to look back", name)
		}
	}
}

// TestDictWorkIsPolled cancels in the middle of what a change of a dict of 300,000 entries may begin with.
func TestDictWorkIsPolled(t *testing.T) {
	const n, fuel = 300_000, 10_000
	full := NewDict()
	for i := 0; !full.fullTable() || i < n; i++ {
		full.Set(NewString(fmt.Sprint(i)), Nil)
	}
	size := full.Len()
	long, newest := oldState(n / 3)
	for !newest.hist.mustCopy() {
		newest = newest.Assoc(NewString("7"), Nil)
	}
	key := NewString("new")
	for _, c := range []struct {
		about string
		work  func(m *Meter) error
		units int         // at least
		done  func() bool // tells whether something was done
	}{
		{"a table that grows", func(m *Meter) error { return full.set(m, key, Nil) }, size, func() bool { return full.Len() != size }},
		{"a table that is copied", func(m *Meter) error { _, err := full.copyToChange(m, size); return err }, size,
			func() bool { return full.state != 0 }},
		{"a row that is too long", func(m *Meter) error { return newest.prepare(m) }, n / 3, func() bool { return newest.state == 0 }},
		{"looking back", func(m *Meter) error { return long.ready(m) }, n, func() bool { return long.hist.tries != nil }},
	} {
		stop := errors.New("cancelled")
		polls, refuse := 0, 5
		m := &Meter{Fuel: fuel}
		m.Poll = func() error {
			if polls++; polls == refuse {
				return stop
			}
			m.Fuel = fuel
			return nil
		}
		if err := c.work(m); !errors.Is(err, stop) || polls != refuse {
			t.Errorf("%s: %v after %d polls, want it cancelled at poll %d", c.about, err, polls, refuse)
		}
		if c.done() {
			t.Errorf("%s: something was done though it was cancelled", c.about)
		}
		polls, refuse = 0, 0
		if err := c.work(m); err != nil || polls < c.units/fuel/2 {
			t.Errorf("%s: %v, %d polls of %d units, want %d units or more", c.about, err, polls, fuel, c.units)
		}
	}
	if v, _ := long.Get(NewString("7")); v != Int(7) {
		t.Errorf("the old state has %v, want 7", v)
	}
}

func (d *Dict) fullTable() bool { return d.hist != nil && d.table() != nil && d.table().full() }
