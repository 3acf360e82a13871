package cek

import "github.com/sx-lang/sx/kernel"

// The macros that every program has: they need no more than their operands and what is known while
// a form is compiled.
func nativeMacros() map[string]func(a *analyzer, l *kernel.List, s *scope) (kernel.Value, error) {
	return map[string]func(a *analyzer, l *kernel.List, s *scope) (kernel.Value, error){
		"cond-expand":  condExpand,
		"syntax-error": syntaxErrorForm,
	}
}

// featureNames are what (features) lists and cond-expand asks for (R7RS appendix B).
func featureNames() []string {
	return []string{"r7rs", "exact-closed", "ieee-float", "full-unicode", "ratios", "sx"}
}

func featuresBuiltin() *kernel.Builtin {
	return &kernel.Builtin{Name: "features", Doc: "the features that cond-expand knows, as a list of symbols", Min: 0, Max: 0,
		Example: "(contains? (features) 'r7rs) => true",
		Fn: func(m *kernel.Meter, _ []kernel.Value) (kernel.Value, error) {
			var out []kernel.Value
			for _, n := range featureNames() {
				out = append(out, kernel.Sym(n))
			}
			return kernel.ListOf(out...), m.Alloc(len(out) * slotSize)
		}}
}

// condExpand gives (begin form…) of the first clause (requirement form…) that holds.
func condExpand(a *analyzer, l *kernel.List, s *scope) (kernel.Value, error) {
	for i := 1; i < l.Len(); i++ {
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() == 0 {
			return kernel.Nil, a.errorAt(a.itemPos(l, i), "cond-expand: want a clause (requirement form…), not %s", brief(c))
		}
		holds, err := a.requirement(a.strip(c.AsList().At(0)), 0)
		if err != nil {
			return kernel.Nil, err
		}
		if holds {
			return kernel.ListOf(append([]kernel.Value{kernel.Sym("begin")}, c.AsList().Slice(1, c.AsList().Len())...)...), nil
		}
	}
	return kernel.Nil, a.syntaxError("cond-expand: no clause holds, and there is no else")
}

func (a *analyzer) requirement(v kernel.Value, depth int) (bool, error) {
	if v.IsSymbol() {
		for _, f := range append(featureNames(), "else") {
			if v.IsSymbolNamed(f) {
				return true, nil
			}
		}
		return false, nil
	}
	if depth > maxNesting || !v.IsList() || v.AsList().Len() == 0 || !v.AsList().At(0).IsSymbol() {
		return false, a.syntaxError("cond-expand: want a feature, or and, or, not, library with operands, not %s", brief(v))
	}
	l := v.AsList()
	switch kind := l.At(0).SymbolName(); {
	case kind == "and" || kind == "or":
		for _, x := range l.Slice(1, l.Len()) {
			holds, err := a.requirement(x, depth+1)
			if err != nil || holds == (kind == "or") {
				return holds, err
			}
		}
		return kind == "and", nil
	case kind == "not" && l.Len() == 2:
		holds, err := a.requirement(l.At(1), depth+1)
		return !holds && err == nil, err
	case kind == "library" && l.Len() == 2:
		return a.hasLibrary(l.At(1))
	}
	return false, a.syntaxError("cond-expand: want a feature, or and, or, not, library with operands, not %s", brief(v))
}

// hasLibrary tells whether a library is there without asking the host.
func (a *analyzer) hasLibrary(spec kernel.Value) (bool, error) {
	name, path, ok := LibraryName(spec)
	if !ok {
		return false, a.syntaxError("cond-expand: want a library name like (store api), not %s", brief(spec))
	}
	if IsBaseLibrary(name) || a.m.library(name) != nil {
		return true, nil
	}
	src, err := a.m.findLibrary(path)
	return src != nil, err
}

// syntaxErrorForm is (syntax-error message form…): what a syntax-rules template says about a wrong use.
func syntaxErrorForm(a *analyzer, l *kernel.List, s *scope) (kernel.Value, error) {
	if l.Len() < 2 || !l.At(1).IsString() {
		return kernel.Nil, a.syntaxError("syntax-error: want (syntax-error message form…)")
	}
	forms := a.strip(l.Value()).AsList()
	c := kernel.NewCondition(kernel.CondSyntax, l.At(1).Text(), forms.Slice(2, forms.Len())...)
	c.Pos = kernel.Pos{Source: a.source, Offset: int(a.pos)}
	return kernel.Nil, c
}
