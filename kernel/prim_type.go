package kernel

import "slices"

// typePredicates is type-of and a predicate for every type.
func typePredicates() []*Builtin {
	return []*Builtin{
		{Name: "type-of", Doc: "The name of a value's type; of a record or variant, the name it was defined by.", Min: 1, Max: 1,
			Fn1:     func(v Value) (Value, error) { return Str(TypeOf(v)), nil },
			Example: "(type-of 1) => \"number\"\n(type-of '()) => \"list\"\n(type-of car) => \"builtin\""},
		predicate("null?", "nil or the empty list", isNull, "'()", "'(1)"),
		predicate("pair?", "a list that is not empty", isPair, "'(1)", "'()"),
		predicate("callable?", "something that can be called", Value.IsCallable, "car", "'car"),
		predicate("procedure?", "something that can be called", Value.IsCallable, "car", "'car"),
		predicate("function?", "something that can be called", Value.IsCallable, "car", "'car"),
		predicate("number?", "a number", IsNumber, "1/2", "true"),
		predicate("variant?", "made by a constructor of define-type", isVariant, "", "1"),
		kindTest("nil?", "nil", "nil", "'()", KindNil),
		kindTest("boolean?", "true or false", "false", "nil", KindTrue, KindFalse),
		kindTest("string?", "a string", "\"a\"", "'a", KindString),
		kindTest("char?", "a char", `#\a`, "\"a\"", KindChar),
		kindTest("symbol?", "a symbol", "'a", "\"a\"", KindSymbol),
		kindTest("keyword?", "a keyword datum, such as ':a; :a itself evaluates to a string", "':a", ":a", KindKeyword),
		kindTest("list?", "a list", "'()", "nil", KindList),
		kindTest("dict?", "a dict", "{:a 1}", "'()", KindDict),
		kindTest("vector?", "a vector", "#(1 2)", "'(1 2)", KindVector),
		kindTest("set?", "a set", "(make-set)", "'()", KindSet),
		kindTest("string-buffer?", "a string buffer", "", "\"a\"", KindBuffer),
		kindTest("port?", "a string port", "", "\"a\"", KindPort),
		kindTest("lambda?", "a function written in SX", "", "car", KindLambda),
		kindTest("builtin?", "a builtin function", "car", "'car", KindBuiltin),
		kindTest("continuation?", "a continuation", "", "car", KindContinuation),
		kindTest("macro?", "a macro", "", "car", KindMacro),
		kindTest("record?", "a record or a variant", "", "{:a 1}", KindRecord),
		kindTest("record-type?", "a record type", "", "'a", KindRecordType),
		kindTest("promise?", "a promise, as delay makes it", "", "1", KindPromise),
		kindTest("parameter?", "a parameter, as make-parameter makes it", "", "car", KindParameter),
		kindTest("environment?", "an environment", "", "{}", KindEnvironment),
		kindTest("values?", "several values on their way to call-with-values", "", "'(1 2)", KindValues),
		kindTest("condition?", "a condition, as error raises it", `(make-condition "user" "no")`, "\"no\"", KindCondition),
		kindTest("error?", "a condition, as error raises it", `(make-condition "user" "no")`, "\"no\"", KindCondition),
		kindTest("error-object?", "a condition, as error raises it", `(make-condition "user" "no")`, "\"no\"", KindCondition),
		kindTest("host-value?", "an opaque value of the embedding program", "", "1", KindHost),
	}
}

// predicate makes a type predicate; yes, if there is a simple one, and no are expressions it holds and
// does not hold of.
func predicate(name, what string, is func(Value) bool, yes, no string) *Builtin {
	example := "(" + name + " " + no + ") => false"
	if yes != "" {
		example = "(" + name + " " + yes + ") => true\n" + example
	}
	return &Builtin{
		Name: name, Doc: "Whether x is " + what + ".", Min: 1, Max: 1, Example: example,
		Fn1: func(v Value) (Value, error) { return Bool(is(v)), nil },
	}
}

func kindTest(name, what, yes, no string, kinds ...Kind) *Builtin {
	if len(kinds) == 1 {
		kind := kinds[0]
		return predicate(name, what, func(v Value) bool { return v.Kind() == kind }, yes, no)
	}
	return predicate(name, what, func(v Value) bool { return slices.Contains(kinds, v.Kind()) }, yes, no)
}

func isNull(v Value) bool { return v.IsNil() || v.IsList() && v.AsList().Len() == 0 }

func isPair(v Value) bool { return v.IsList() && v.AsList().Len() > 0 }

func isVariant(v Value) bool { return v.Kind() == KindRecord && len(v.AsRecord().Type.Ctors) > 0 }
