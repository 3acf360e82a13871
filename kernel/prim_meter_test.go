package kernel_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// call is the call of a builtin with arguments of a size.
type call struct {
	name string
	args func(n int) []kernel.Value
}

// growing are calls whose work grows with n, the number of elements, or of bytes/16, of an argument.
var growing = []call{
	{"list", func(n int) []kernel.Value { return numbers(n).AsList().Items() }},
	{"append", func(n int) []kernel.Value { return vals(kernel.ListOf(kernel.Nil), numbers(n)) }},
	{"append!", func(n int) []kernel.Value { return vals(numbers(n), kernel.Nil) }},
	{"set-nth!", func(n int) []kernel.Value { return vals(consed(n), kernel.Int(3), kernel.Nil) }},
	{"set-nth!", func(n int) []kernel.Value {
		l := numbers(n)
		l.AsList().Share()
		return vals(l, kernel.Int(3), kernel.Nil)
	}},
	{"reverse", func(n int) []kernel.Value { return vals(consed(n)) }},
	{"reverse", func(n int) []kernel.Value { return vals(kernel.Str(strings.Repeat("é", n))) }},
	{"flatten", func(n int) []kernel.Value { return vals(kernel.ListOf(numbers(n), numbers(3))) }},
	{"flatten", func(n int) []kernel.Value { return vals(nestedList(n)) }},
	{"make-list", func(n int) []kernel.Value { return vals(kernel.Int(int64(n))) }},
	{"range", func(n int) []kernel.Value { return vals(kernel.Int(int64(n))) }},
	{"range", func(n int) []kernel.Value { return vals(kernel.Float(0), kernel.Int(int64(n))) }},
	{"iota", func(n int) []kernel.Value { return vals(kernel.Int(int64(n))) }},
	{"slice", func(n int) []kernel.Value { return vals(consed(n), kernel.Int(1)) }},
	{"take", func(n int) []kernel.Value { return vals(kernel.Int(int64(n)), consed(n)) }},
	{"split-at", func(n int) []kernel.Value { return vals(kernel.Int(int64(n)), consed(n)) }},
	{"chunk-every", func(n int) []kernel.Value { return vals(kernel.Int(3), numbers(n)) }},
	{"chunk-every", func(n int) []kernel.Value { return vals(kernel.Int(int64(n)), numbers(n)) }},
	{"zip", func(n int) []kernel.Value { return vals(numbers(n), consed(n)) }},
	{"zip-pairs", func(n int) []kernel.Value { return vals(numbers(n)) }},
	{"sort", func(n int) []kernel.Value { return vals(numbers(n)) }},
	{"sort", func(n int) []kernel.Value { return vals(consed(n)) }},
	{"unique", func(n int) []kernel.Value { return vals(numbers(n)) }},
	{"frequencies", func(n int) []kernel.Value { return vals(texts(n)) }},
	{"index-of", func(n int) []kernel.Value { return vals(numbers(n), kernel.Nil) }},
	{"index-of", func(n int) []kernel.Value { return vals(kernel.Str(strings.Repeat("a", 16*n)), kernel.Str("b")) }},
	{"index-of", func(n int) []kernel.Value { return vals(kernel.Str(strings.Repeat("é", 16*n)+"b"), kernel.Str("b")) }},
	{"contains?", func(n int) []kernel.Value { return vals(consed(n), kernel.Nil) }},
	{"contains?", func(n int) []kernel.Value { return vals(kernel.Str(strings.Repeat("a", 16*n)), kernel.Str("b")) }},
	{"member", func(n int) []kernel.Value { return vals(kernel.Nil, numbers(n)) }},
	{"memv", func(n int) []kernel.Value { return vals(kernel.Nil, numbers(n)) }},
	{"memq", func(n int) []kernel.Value { return vals(kernel.Nil, numbers(n)) }},
	{"assv", func(n int) []kernel.Value { return vals(kernel.Nil, pairs(n)) }},
	{"assq", func(n int) []kernel.Value { return vals(kernel.Nil, pairs(n)) }},
	{"into", func(n int) []kernel.Value { return vals(kernel.ListOf(kernel.Nil), numbers(n)) }},
	{"into", func(n int) []kernel.Value { return vals(kernel.ListOf(), bigDict(n)) }},
	{"into", func(n int) []kernel.Value { return vals(kernel.NewVector(nil), bigSet(n)) }},
	{"into", func(n int) []kernel.Value { return vals(kernel.ListOf(), kernel.Str(strings.Repeat("é", n))) }},
	{"into", func(n int) []kernel.Value { return vals(kernel.NewDict().Value(), pairs(n)) }},
	{"into", func(n int) []kernel.Value { return vals(kernel.NewSet().Value(), numbers(n)) }},
	{"dict", func(n int) []kernel.Value { return texts(n).AsList().Items() }},
	{"keys", func(n int) []kernel.Value { return vals(bigDict(n)) }},
	{"vals", func(n int) []kernel.Value { return vals(bigDict(n)) }},
	{"entries", func(n int) []kernel.Value { return vals(bigDict(n)) }},
	{"from-entries", func(n int) []kernel.Value { return vals(pairs(n)) }},
	{"select-keys", func(n int) []kernel.Value { return vals(bigDict(3), texts(n)) }},
	{"merge", func(n int) []kernel.Value { return vals(bigDict(3), bigDict(n)) }},
	{"assoc-in", func(n int) []kernel.Value { return vals(kernel.Nil, texts(n), kernel.Nil) }},
	{"get-in", func(n int) []kernel.Value { return vals(nestedList(n), zeros(n)) }},
	{"vector", func(n int) []kernel.Value { return numbers(n).AsList().Items() }},
	{"make-vector", func(n int) []kernel.Value { return vals(kernel.Int(int64(n))) }},
	{"vector-fill!", func(n int) []kernel.Value { return vals(bigVector(n), kernel.Nil) }},
	{"vector-copy", func(n int) []kernel.Value { return vals(bigVector(n)) }},
	{"vector-copy!", func(n int) []kernel.Value { return vals(bigVector(n), kernel.Int(0), bigVector(n)) }},
	{"vector-append", func(n int) []kernel.Value { return vals(bigVector(3), bigVector(n)) }},
	{"vector->list", func(n int) []kernel.Value { return vals(bigVector(n)) }},
	{"list->vector", func(n int) []kernel.Value { return vals(consed(n)) }},
	{"make-set", func(n int) []kernel.Value { return vals(numbers(n)) }},
	{"set->list", func(n int) []kernel.Value { return vals(bigSet(n)) }},
	{"set-member?", func(n int) []kernel.Value { return vals(kernel.NewSet().Value(), consed(n)) }},
	{"set-member?", func(n int) []kernel.Value { return vals(kernel.NewSet().Value(), bigDict(n)) }},
	{"set-add!", func(n int) []kernel.Value { return vals(kernel.NewSet().Value(), bigSet(n)) }},
	{"set-remove!", func(n int) []kernel.Value { return vals(kernel.NewSet().Value(), bigVector(n)) }},
	{"set-union", func(n int) []kernel.Value { return vals(bigSet(3), bigSet(n)) }},
	{"set-intersection", func(n int) []kernel.Value { return vals(bigSet(n), bigSet(3)) }},
	{"set-difference", func(n int) []kernel.Value { return vals(bigSet(n), bigSet(3)) }},
	{"set-subset?", func(n int) []kernel.Value { return vals(bigSet(n), bigSet(n+1)) }},
	{"=", func(n int) []kernel.Value { return vals(consed(n), numbers(n)) }},
	{"=", func(n int) []kernel.Value { return vals(bigDict(n), bigDict(n)) }},
	{"=", func(n int) []kernel.Value { return vals(bigSet(n), bigSet(n)) }},
	{"!=", func(n int) []kernel.Value { return vals(bigVector(n), bigVector(n)) }},
	{"equal?", func(n int) []kernel.Value { return vals(nestedList(n), nestedList(n)) }},
	{"string-ci=?", func(n int) []kernel.Value {
		return vals(kernel.Str(strings.Repeat("aÄ", 16*n)), kernel.Str(strings.Repeat("Aä", 16*n)))
	}},
	{"make-condition", func(n int) []kernel.Value {
		return append(vals(kernel.Str("k"), kernel.Str("m")), numbers(n).AsList().Items()...)
	}},
}

// sharing are calls whose answers may share structure with their arguments.
var sharing = []call{
	{"cons", func(n int) []kernel.Value { return vals(kernel.Nil, numbers(n)) }},
	{"cons", func(n int) []kernel.Value { return vals(kernel.Nil, consed(n)) }},
	{"rest", func(n int) []kernel.Value { return vals(numbers(n)) }},
	{"rest", func(n int) []kernel.Value { return vals(consed(n)) }},
	{"cddr", func(n int) []kernel.Value { return vals(consed(n)) }},
	{"drop", func(n int) []kernel.Value { return vals(kernel.Int(2), numbers(n)) }},
	{"take", func(n int) []kernel.Value { return vals(kernel.Int(int64(n-1)), numbers(n)) }},
	{"slice", func(n int) []kernel.Value { return vals(numbers(n), kernel.Int(1)) }},
	{"list-tail", func(n int) []kernel.Value { return vals(numbers(n), kernel.Int(1)) }},
	{"list-copy", func(n int) []kernel.Value { return vals(numbers(n)) }},
	{"append", func(n int) []kernel.Value { return vals(numbers(n)) }},
	{"append", func(n int) []kernel.Value { return vals(kernel.Nil, consed(n)) }},
	{"member", func(n int) []kernel.Value { return vals(kernel.Int(3), numbers(n)) }},
	{"dict-copy", func(n int) []kernel.Value { return vals(bigDict(n)) }},
	{"dict-copy", func(int) []kernel.Value { return vals(bigDict(3)) }},
	{"assoc", func(n int) []kernel.Value { return vals(bigDict(n), kernel.Str("1"), kernel.True) }},
	{"assoc", func(int) []kernel.Value { return vals(bigDict(3), kernel.Str("1"), kernel.True) }},
	{"assoc", func(n int) []kernel.Value { return vals(bigDict(n)) }},
	{"dissoc", func(n int) []kernel.Value { return vals(bigDict(n), kernel.Str("7")) }},
	{"dissoc", func(int) []kernel.Value { return vals(bigDict(3)) }},
	{"merge", func(n int) []kernel.Value { return vals(bigDict(n)) }},
	{"into", func(n int) []kernel.Value { return vals(bigDict(n), kernel.Nil) }},
	{"into", func(n int) []kernel.Value { return vals(numbers(n), kernel.Nil) }},
	{"into", func(n int) []kernel.Value { return vals(bigSet(n), kernel.Nil) }},
	{"set-copy", func(n int) []kernel.Value { return vals(bigSet(n)) }},
	{"set-union", func(n int) []kernel.Value { return vals(bigSet(n)) }},
	{"condition-irritants", func(int) []kernel.Value { return vals(kernel.NewCondition("k", "m", kernel.Nil).Value()) }},
}

func vals(vs ...kernel.Value) []kernel.Value { return vs }

// numbers makes the list of 0 to n-1.
func numbers(n int) kernel.Value {
	out := make([]kernel.Value, n)
	for i := range out {
		out[i] = kernel.Int(int64(i))
	}
	return kernel.ListOf(out...)
}

// consed makes the same list as numbers, all of it consed.
func consed(n int) kernel.Value {
	l := kernel.NewList(nil)
	for i := range n {
		l = l.Cons(kernel.Int(int64(n - 1 - i)))
	}
	return l.Value()
}

func zeros(n int) kernel.Value {
	out := make([]kernel.Value, n)
	for i := range out {
		out[i] = kernel.Int(0)
	}
	return kernel.ListOf(out...)
}

func nestedList(n int) kernel.Value {
	v := kernel.ListOf()
	for range n {
		v = kernel.ListOf(v)
	}
	return v
}

func texts(n int) kernel.Value {
	out := make([]kernel.Value, n)
	for i := range out {
		out[i] = kernel.Str(fmt.Sprint(i))
	}
	return kernel.ListOf(out...)
}

func pairs(n int) kernel.Value {
	out := texts(n).AsList().Items()
	for i, key := range out {
		out[i] = kernel.ListOf(key, kernel.Int(int64(i)))
	}
	return kernel.ListOf(out...)
}

func bigDict(n int) kernel.Value {
	d := kernel.NewDict()
	for _, key := range texts(n).AsList().Items() {
		d.Set(key.AsString(), kernel.Nil)
	}
	return d.Value()
}

func bigSet(n int) kernel.Value {
	s := kernel.NewSet()
	for _, v := range numbers(n).AsList().Items() {
		s.Add(v)
	}
	return s.Value()
}

func bigVector(n int) kernel.Value { return kernel.NewVector(numbers(n).AsList().Items()) }

// TestWorkIsChargedInSlices: a builtin that works on n elements asks for leave every few thousand of
// them, and stops at once when it is refused.
func TestWorkIsChargedInSlices(t *testing.T) {
	const n, fuel = 60_000, 1000
	stop := errors.New("cancelled")
	c := newCalculator()
	for i, g := range growing {
		name := fmt.Sprintf("%s (case %d)", g.name, i)
		polls, refuse := 0, 0
		m := &kernel.Meter{Fuel: fuel}
		m.Poll = func() error {
			if polls++; polls == refuse {
				return stop
			}
			m.Fuel = fuel
			return nil
		}
		b := c.builtins[g.name]
		if _, err := b.Call(m, g.args(n)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if slow := oneSlice[g.name]; !slow && polls < n/5000 {
			t.Errorf("%s: %d polls for %d elements", name, polls, n)
		} else if polls < 1 {
			t.Errorf("%s: no poll", name)
		}
		total := polls
		for _, refuse = range []int{1, total / 2, total} {
			polls, m.Fuel = 0, fuel
			if refuse == 0 {
				continue
			}
			if _, err := b.Call(m, g.args(n)); !errors.Is(err, stop) || polls != refuse {
				t.Errorf("%s: refused at poll %d of %d, it answers %v after %d polls", name, refuse, total, err, polls)
			}
		}
	}
}

// oneSlice are the builtins that do no more with their elements than copy the arguments they were
// called with, or make texts shorter than their windows.
var oneSlice = map[string]bool{"list": true, "vector": true, "index-of": true, "contains?": true}

// TestMemoryIsChargedFirst: no builtin makes more than was granted before it asks.
func TestMemoryIsChargedFirst(t *testing.T) {
	c := newCalculator()
	for _, line := range []string{
		"(make-list 2000000000)", "(make-vector 2000000000)", "(range 2000000000)", "(iota 2000000000)", "(range 0.0 2000000000)",
	} {
		c.meter = kernel.Meter{MaxAllocated: 1 << 20}
		var full *kernel.Limit
		if _, err := c.run(line); !errors.As(err, &full) || full.What != "memory" {
			t.Errorf("%s: %v, want the memory limit", line, err)
		}
	}
}

// TestArgumentsStayAsTheyWere: no builtin but those that end in ! changes what it is given, and what it
// answers shares nothing that a later change would show.
func TestArgumentsStayAsTheyWere(t *testing.T) {
	c := newCalculator()
	for i, g := range append(sharing[:len(sharing):len(sharing)], growing...) {
		if strings.HasSuffix(g.name, "!") || g.name == "get-in" { // it answers what is in its argument
			continue
		}
		args := g.args(40)
		before := fmt.Sprint(writeAll(args))
		got, err := c.builtins[g.name].Call(&c.meter, args)
		if err != nil {
			t.Errorf("%s (case %d): %v", g.name, i, err)
			continue
		}
		change(got)
		if after := fmt.Sprint(writeAll(args)); after != before {
			t.Errorf("%s (case %d): its arguments were %s and are %s", g.name, i, before, after)
		}
		answer := kernel.Write(got)
		for _, arg := range args {
			change(arg)
		}
		if after := kernel.Write(got); after != answer {
			t.Errorf("%s (case %d): its answer was %s and is %s", g.name, i, answer, after)
		}
	}
}

func writeAll(vs []kernel.Value) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = kernel.Write(v)
	}
	return out
}

// change changes a collection in every place it can be changed.
func change(v kernel.Value) {
	switch {
	case v.IsList():
		for i := range v.AsList().Len() {
			v.AsList().Set(i, kernel.Sym("changed"))
		}
		v.AsList().Append(kernel.Sym("more"))
	case v.IsVector():
		clear(v.AsVector().Items)
	case v.IsDict():
		for _, key := range []string{"0", "1", "more"} {
			v.AsDict().Set(kernel.NewString(key), kernel.Sym("changed"))
		}
	case v.IsSet():
		v.AsSet().Remove(kernel.Int(0))
		v.AsSet().Add(kernel.Sym("more"))
	}
}
