package kernel

// nameBuiltins is the builtins of symbols and keywords.
func nameBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "symbol->string", Min: 1, Max: 1, Fn1: nameFrom("symbol", KindSymbol),
			Doc: "(symbol->string symbol): the name of a symbol.",
			Example: "(symbol->string 'a) => \"a\"\n" +
				"(symbol->string 1) !! \"symbol->string: argument 1 is number, want symbol\""},
		{Name: "symbol-name", Min: 1, Max: 1, Fn1: nameFrom("symbol", KindSymbol),
			Doc:     "The name of a symbol.",
			Example: "(symbol-name 'a/b) => \"a/b\""},
		{Name: "string->symbol", Min: 1, Max: 1, Fn1: named(Sym),
			Doc: "(string->symbol s): the symbol with that name.",
			Example: "(string->symbol \"a\") => a\n" +
				"(string->symbol 'a) !! \"string->symbol: argument 1 is symbol, want string\""},
		{Name: "keyword->string", Min: 1, Max: 1, Fn1: nameFrom("keyword", KindKeyword, KindString),
			Doc: "The name of a keyword; a string, which a keyword evaluates to, is its own.",
			Example: "(keyword->string ':a) => \"a\"\n" +
				"(keyword->string :a) => \"a\""},
		{Name: "keyword-name", Min: 1, Max: 1, Fn1: nameFrom("keyword", KindKeyword, KindString),
			Doc: "The name of a keyword; a string, which a keyword evaluates to, is its own.",
			Example: "(keyword-name ':a) => \"a\"\n" +
				"(keyword-name 'a) !! \"keyword-name: argument 1 is symbol, want keyword\""},
		{Name: "string->keyword", Min: 1, Max: 1, Fn1: named(Keyword),
			Doc:     "The keyword datum with that name.",
			Example: "(string->keyword \"a\") => :a"},
	}
}

// nameFrom makes the function that gives the name of a value of one of the kinds.
func nameFrom(want string, kinds ...Kind) func(Value) (Value, error) {
	return func(v Value) (Value, error) {
		for _, k := range kinds {
			switch {
			case v.Kind() != k:
				continue
			case k == KindString:
				return v, nil
			}
			return Str(v.SymbolName()), nil
		}
		return Nil, WantArg(0, v, want)
	}
}

// named makes the function that makes a name of a string.
func named(build func(string) Value) func(Value) (Value, error) {
	return func(v Value) (Value, error) {
		if !v.IsString() {
			return Nil, WantArg(0, v, "string")
		}
		return build(v.Text()), nil
	}
}
