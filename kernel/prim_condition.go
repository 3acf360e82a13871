package kernel

// conditionBuiltins is the builtins that make conditions and take them apart.
func conditionBuiltins() []*Builtin {
	kind := func(c *Condition) Value { return Str(c.CondKind) }
	message := func(c *Condition) Value { return Str(c.Message) }
	return []*Builtin{
		{Name: "make-condition", Min: 2, Max: -1, Fn: makeCondition,
			Doc: "(make-condition kind message irritant …): a condition, to be raised.",
			Example: "(condition-kind (make-condition :user \"no\")) => \"user\"\n" +
				"(make-condition 1 \"no\") !! \"make-condition: argument 1 is number, want string or keyword\""},
		{Name: "condition-kind", Min: 1, Max: 1, Fn1: ofCondition(kind),
			Doc: "The kind of a condition, as a string.",
			Example: "(condition-kind (make-condition :range \"no\")) => \"range\"\n" +
				"(condition-kind 1) !! \"condition-kind: argument 1 is number, want condition\""},
		{Name: "condition-message", Min: 1, Max: 1, Fn1: ofCondition(message),
			Doc:     "The message of a condition.",
			Example: "(condition-message (make-condition :user \"no\" 1)) => \"no\""},
		{Name: "condition-irritants", Min: 1, Max: 1, Fn1: ofCondition(irritants),
			Doc:     "The list of the values that a condition is about.",
			Example: "(condition-irritants (make-condition :user \"no\" 1 2)) => (1 2)"},
		{Name: "error-object-message", Min: 1, Max: 1, Fn1: ofCondition(message),
			Doc:     "The message of a condition.",
			Example: "(error-object-message (make-condition :user \"no\")) => \"no\""},
		{Name: "error-object-irritants", Min: 1, Max: 1, Fn1: ofCondition(irritants),
			Doc:     "The list of the values that a condition is about.",
			Example: "(error-object-irritants (make-condition :user \"no\")) => ()"},
	}
}

func makeCondition(m *Meter, args []Value) (Value, error) {
	kind, err := keyArg(args, 0)
	if err != nil {
		return Nil, err
	}
	if !args[1].IsString() {
		return Nil, WantArg(1, args[1], "string")
	}
	about, err := copyItems(m, Iter{view: args[2:]}, len(args)-2)
	if err != nil {
		return Nil, err
	}
	return NewCondition(kind.String(), args[1].Text(), about...).Value(), nil
}

// irritants gives a list of its own, so that the condition stays as it was raised.
func irritants(c *Condition) Value {
	if !c.Irritants.IsList() {
		return ListOf()
	}
	return c.Irritants.AsList().Share().Value()
}

func ofCondition(pick func(*Condition) Value) func(Value) (Value, error) {
	return func(v Value) (Value, error) {
		if v.Kind() != KindCondition {
			return Nil, WantArg(0, v, "condition")
		}
		return pick(As[Condition](v)), nil
	}
}
