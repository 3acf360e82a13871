package kernel

import "strings"

// schemeLists is the list builtins under the names and with the strictness of R7RS.
func schemeLists() []*Builtin {
	table := []*Builtin{
		{Name: "length", Min: 1, Max: 1, Fn1: listLength,
			Doc: "How many elements a list has.",
			Example: "(length '(1 2 3)) => 3\n" +
				"(length \"abc\") !! \"length: argument 1 is string, want list\""},
		{Name: "list-ref", Min: 2, Max: 2, Fn2: listRef,
			Doc: "(list-ref list i): element i of a list, counted from 0.",
			Example: "(list-ref '(a b c) 2) => c\n" +
				"(list-ref '(a) 1) !! \"list-ref: argument 2 is 1, want an index below 1\""},
		{Name: "list-tail", Min: 2, Max: 2, Fn2: listTail,
			Doc: "(list-tail list k): the list without its first k elements.",
			Example: "(list-tail '(a b c) 1) => (b c)\n" +
				"(list-tail '(a) 2) !! \"list-tail: argument 2 is 2, want 0 to 1\""},
		{Name: "member", Min: 2, Max: 2, Fn: memberBy(EqualMetered),
			Doc: "(member x list): the list from its first element that is equal? to x, or false.",
			Example: "(member 2.0 '(1 2 3)) => (2 3)\n" +
				"(member 9 '(1)) => false"},
		{Name: "memv", Min: 2, Max: 2, Fn: memberBy(eqvMetered),
			Doc: "(memv x list): the list from its first element that is eqv? to x, or false.",
			Example: "(memv 2 '(1 2 3)) => (2 3)\n" +
				"(memv 2.0 '(1 2 3)) => false"},
		{Name: "memq", Min: 2, Max: 2, Fn: memberBy(eqMetered),
			Doc: "(memq x list): the list from its first element that is eq? to x, or false.",
			Example: "(memq 'b '(a b c)) => (b c)\n" +
				"(memq '(b) '((b))) => false"},
		{Name: "assv", Min: 2, Max: 2, Fn: assocBy(eqvMetered),
			Doc: "(assv key lists): the first of the lists whose first element is eqv? to key, or false.",
			Example: "(assv 2 '((1 one) (2 two))) => (2 two)\n" +
				"(assv 3 '((1 one))) => false"},
		{Name: "assq", Min: 2, Max: 2, Fn: assocBy(eqMetered),
			Doc: "(assq key lists): the first of the lists whose first element is eq? to key, or false.",
			Example: "(assq 'b '((a 1) (b 2))) => (b 2)\n" +
				"(assq 'b '(b)) !! \"assq: argument 2 has a symbol in it, want lists that are not empty\""},
	}
	for n := 1; n <= 4; n++ {
		for path := range 1 << n {
			table = append(table, carCdr(path, n))
		}
	}
	return table
}

func listLength(v Value) (Value, error) {
	l, err := asList(v, 0)
	if err != nil {
		return Nil, err
	}
	return Int(int64(l.Len())), nil
}

func listRef(v, index Value) (Value, error) {
	l, err := asList(v, 0)
	if err != nil {
		return Nil, err
	}
	i, err := asIndex(index, 1, l.Len())
	if err != nil {
		return Nil, err
	}
	return l.At(i), nil
}

func listTail(v, count Value) (Value, error) {
	l, err := asList(v, 0)
	if err != nil {
		return Nil, err
	}
	k, err := boundArg([]Value{v, count}, 1, 0, l.Len())
	if err != nil {
		return Nil, err
	}
	return l.Drop(k).Value(), nil
}

// equality is a test of two values that may be charged for.
type equality func(m *Meter, a, b Value) (bool, error)

func memberBy(same equality) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		l, err := listArg(args, 1)
		if err != nil {
			return Nil, err
		}
		p, it := pacer{m: m}, l.All()
		for i := 0; ; i++ {
			v, ok := it.Next()
			if !ok {
				return False, p.flush()
			}
			if err := p.tick(1); err != nil {
				return Nil, err
			}
			if eq, err := same(m, args[0], v); eq || err != nil {
				return l.Drop(i).Value(), err
			}
		}
	}
}

func assocBy(same equality) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		l, err := listArg(args, 1)
		if err != nil {
			return Nil, err
		}
		p := pacer{m: m}
		for it := l.All(); ; {
			v, ok := it.Next()
			if !ok {
				return False, p.flush()
			}
			if err := p.tick(1); err != nil {
				return Nil, err
			}
			if !v.IsList() || v.AsList().Len() == 0 {
				return Nil, &ArgError{CondType, 1, "has a " + TypeOf(v) + " in it, want lists that are not empty"}
			}
			if eq, err := same(m, args[0], v.AsList().First()); eq || err != nil {
				return v, err
			}
		}
	}
}

// carCdr makes the builtin for a way of n steps into a list; each bit of path is a step, the last one
// the highest: 0 for car and 1 for cdr.
func carCdr(path, n int) *Builtin {
	var letters, calls strings.Builder
	sample := "x"
	for i := n - 1; i >= 0; i-- {
		step, call := byte('a'), "(car "
		if path>>i&1 == 1 {
			step, call = 'd', "(cdr "
		}
		letters.WriteByte(step)
		calls.WriteString(call)
		switch {
		case step == 'a':
			sample = "(" + sample + ")"
		case i == n-1:
			sample = "(y x)"
		default:
			sample = "(y " + sample[1:]
		}
	}
	answer := "x"
	if path>>(n-1)&1 == 1 {
		answer = "(x)"
	}
	name := "c" + letters.String() + "r"
	return &Builtin{
		Name: name, Doc: "The same as " + calls.String() + "x" + strings.Repeat(")", n) + ".", Min: 1, Max: 1,
		Fn1:     func(v Value) (Value, error) { return walkPairs(v, path, n) },
		Example: "(" + name + " '" + sample + ") => " + answer + "\n(" + name + " '()) !! \"" + name + ": argument 1\"",
	}
}

func walkPairs(v Value, path, n int) (Value, error) {
	start := v
	for i := range n {
		if !v.IsList() || v.AsList().Len() == 0 {
			return Nil, wantPairs(start, v, i)
		}
		if path>>i&1 == 0 {
			v = v.AsList().First()
		} else {
			v = v.AsList().Rest().Value()
		}
	}
	return v, nil
}

// wantPairs is the error for v, found after steps steps into start, which is no pair.
func wantPairs(start, v Value, steps int) error {
	what := TypeOf(v)
	if v.IsList() {
		what = "the empty list"
	}
	if steps == 0 {
		return &ArgError{CondType, 0, "is " + what + ", want a list that is not empty"}
	}
	return &ArgError{CondType, 0, "is a " + TypeOf(start) + " too short: found " + what + ", want a list that is not empty"}
}
