package kernel

import "slices"

// logicBuiltins is the builtins of truth, equality and types.
func logicBuiltins() []*Builtin { return slices.Concat(equalities(), typePredicates()) }

// equalities is not and the tests of sameness.
func equalities() []*Builtin {
	return []*Builtin{
		{Name: "not", Min: 1, Max: 1, Fn1: func(v Value) (Value, error) { return Bool(!v.Truthy()), nil },
			Doc: "True for false and nil, false for everything else.",
			Example: "(not nil) => true\n" +
				"(not 0) => false\n" +
				"(not '()) => false"},
		{Name: "=", Min: 1, Max: -1, Fn: equalAll,
			Doc: "Whether all arguments are equal: numbers by value, texts and collections by their contents.",
			Example: "(= 1 1.0) => true\n" +
				"(= '(1 {:a 2 :b 3}) '(1 {:b 3 :a 2})) => true\n" +
				"(= 1 1 2) => false"},
		{Name: "!=", Min: 2, Max: 2, Fn: unequal,
			Doc: "(!= x y): whether two values are not =.",
			Example: "(!= 1 2) => true\n" +
				"(!= \"a\" \"a\") => false"},
		{Name: "equal?", Min: 1, Max: -1, Fn: equalAll,
			Doc: "Whether all arguments are equal, as = tells.",
			Example: "(equal? '(1 (2)) '(1 (2))) => true\n" +
				"(equal? \"a\" 'a) => false"},
		{Name: "eqv?", Min: 2, Max: 2, Fn2: func(a, b Value) (Value, error) { return Bool(Eqv(a, b)), nil },
			Doc: "(eqv? x y): whether two values are the same object, or equal texts, or numbers of one exactness and value.",
			Example: "(eqv? 2 2) => true\n" +
				"(eqv? 2 2.0) => false\n" +
				"(eqv? \"a\" \"a\") => true\n" +
				"(eqv? '(1) '(1)) => false"},
		{Name: "eq?", Min: 2, Max: 2, Fn2: identical,
			Doc: "(eq? x y): whether two values are the same object, or the same name, char, boolean or small integer.",
			Example: "(eq? 'a 'a) => true\n" +
				"(eq? '() '()) => true\n" +
				"(eq? '(1) '(1)) => false"},
		{Name: "identical?", Min: 2, Max: 2, Fn2: identical,
			Doc: "(identical? x y): whether two values are the same object, or the same name, char, boolean or small integer.",
			Example: "(identical? 'a 'a) => true\n" +
				"(identical? (list) (list 1)) => false"},
		{Name: "boolean=?", Min: 2, Max: -1, Fn: sameOf("boolean", func(v Value) bool { return v == True || v == False }),
			Doc: "Whether all arguments are the same boolean.",
			Example: "(boolean=? true true) => true\n" +
				"(boolean=? true 1) !! \"argument 2 is number, want boolean\""},
		{Name: "symbol=?", Min: 2, Max: -1, Fn: sameOf("symbol", Value.IsSymbol),
			Doc: "Whether all arguments are the same symbol.",
			Example: "(symbol=? 'a 'a 'b) => false\n" +
				"(symbol=? 'a \"a\") !! \"argument 2 is string, want symbol\""},
		{Name: "void", Min: 0, Max: -1, Fn: func(*Meter, []Value) (Value, error) { return Nil, nil },
			Doc:     "Nil, whatever the arguments are.",
			Example: "(void 1 2) => nil"},
	}
}

func equalAll(m *Meter, args []Value) (Value, error) {
	for _, v := range args[1:] {
		if eq, err := EqualMetered(m, args[0], v); !eq || err != nil {
			return False, err
		}
	}
	return True, nil
}

func unequal(m *Meter, args []Value) (Value, error) {
	eq, err := EqualMetered(m, args[0], args[1])
	return Bool(!eq), err
}

func identical(a, b Value) (Value, error) { return Bool(Eq(a, b)), nil }

// sameOf makes the test that all arguments are of a type and eq? to each other.
func sameOf(want string, is func(Value) bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if err := m.Work(len(args)); err != nil {
			return Nil, err
		}
		same := true
		for i, v := range args {
			if !is(v) {
				return Nil, WantArg(i, v, want)
			}
			same = same && Eq(v, args[0])
		}
		return Bool(same), nil
	}
}
