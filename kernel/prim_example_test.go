package kernel

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// collectionBuiltins is the tables that this file's tests are about.
func collectionBuiltins() []*Builtin {
	return slices.Concat(listBuiltins(), dictBuiltins(), vectorBuiltins(), setBuiltins(), logicBuiltins())
}

// tinyLisp evaluates the examples: literals, quote, and calls of builtins. It has no other forms.
type tinyLisp struct {
	builtins map[string]*Builtin
	meter    Meter
}

func newTinyLisp() *tinyLisp {
	l := &tinyLisp{builtins: map[string]*Builtin{}}
	for _, b := range collectionBuiltins() {
		l.builtins[b.Name] = b
	}
	return l
}

var tinyToken = regexp.MustCompile(`^\s*('|#\(|\(|\)|\{|\}|"(?:[^"\\]|\\.)*"|[^\s(){}"]+)`)

// read reads one datum from the front of text.
func (l *tinyLisp) read(text string) (v Value, rest string) {
	m := tinyToken.FindStringSubmatch(text)
	token, rest := m[1], text[len(m[0]):]
	switch {
	case token == "'":
		v, rest = l.read(rest)
		return ListOf(Sym("quote"), v), rest
	case token == "(" || token == "#(" || token == "{":
		var items []Value
		for {
			next := tinyToken.FindStringSubmatch(rest)
			if next[1] == ")" || next[1] == "}" {
				rest = rest[len(next[0]):]
				break
			}
			v, rest = l.read(rest)
			items = append(items, v)
		}
		switch token {
		case "(":
			return ListOf(items...), rest
		case "#(":
			return NewVector(items), rest
		}
		d := NewDict()
		for i := 0; i < len(items); i += 2 {
			key, _ := KeyOf(items[i])
			d.Set(key, items[i+1])
		}
		return d.Value(), rest
	}
	return readAtom(token), rest
}

func readAtom(token string) Value {
	if token[0] == '"' {
		s, err := strconv.Unquote(token)
		if err != nil {
			panic(err)
		}
		return Str(s)
	}
	if n, err := strconv.ParseInt(token, 10, 64); err == nil {
		return Int(n)
	}
	if r, ok := new(big.Rat).SetString(token); ok && strings.Contains(token, "/") {
		return Ratio(r)
	}
	if f, err := strconv.ParseFloat(token, 64); err == nil {
		return Float(f)
	}
	switch {
	case token == "nil":
		return Nil
	case token == "true" || token == "false":
		return Bool(token == "true")
	case strings.HasPrefix(token, `#\`):
		return Char([]rune(token)[2])
	case token[0] == ':':
		return Keyword(token[1:])
	}
	return Sym(token)
}

func (l *tinyLisp) eval(v Value) (Value, error) {
	switch v.Kind() {
	case KindKeyword:
		return Str(v.SymbolName()), nil
	case KindSymbol:
		return l.builtins[v.SymbolName()].Value(), nil
	case KindDict:
		d := NewDict()
		for it := v.AsDict().All(); ; {
			key, form, ok := it.Next()
			if !ok {
				return d.Value(), nil
			}
			val, err := l.eval(form)
			if err != nil {
				return Nil, err
			}
			d.Set(key, val)
		}
	case KindList:
	default:
		return v, nil
	}
	items := v.AsList().Items()
	if items[0].IsSymbolNamed("quote") {
		return items[1], nil
	}
	b := l.builtins[items[0].SymbolName()]
	var args []Value
	for _, x := range items[1:] {
		arg, err := l.eval(x)
		if err != nil {
			return Nil, err
		}
		args = append(args, arg)
	}
	if !b.Accepts(len(args)) {
		return Nil, Condf(CondArity, "%s: wrong number of arguments", b.Name)
	}
	got, err := b.Call(&l.meter, args)
	if e, ok := err.(*ArgError); ok {
		return Nil, e.Condition(b.Name)
	}
	return got, err
}

// run evaluates the text of one expression.
func (l *tinyLisp) run(text string) (Value, error) {
	form, _ := l.read(text)
	return l.eval(form)
}

func TestBuiltinExamples(t *testing.T) {
	l := newTinyLisp()
	for _, b := range collectionBuiltins() {
		for _, line := range strings.Split(b.Example, "\n") {
			checkExample(t, l, b.Name, line)
		}
	}
}

func checkExample(t *testing.T, l *tinyLisp, name, line string) {
	t.Helper()
	if text, want, ok := strings.Cut(line, " => "); ok {
		got, err := l.run(text)
		if err != nil {
			t.Errorf("%s: %s: %v", name, text, err)
		} else if Write(got) != want {
			t.Errorf("%s: %s => %s, want %s", name, text, Write(got), want)
		}
		return
	}
	text, quoted, ok := strings.Cut(line, " !! ")
	if !ok {
		t.Errorf("%s: %q is no example", name, line)
		return
	}
	want := readAtom(quoted).Text()
	got, err := l.run(text)
	if err == nil {
		t.Errorf("%s: %s => %s, want error %q", name, text, Write(got), want)
	} else if !regexp.MustCompile(want).MatchString(err.Error()) {
		t.Errorf("%s: %s: error %q, want %q", name, text, err, want)
	}
}

// TestBuiltinTables checks what every entry of a table needs.
func TestBuiltinTables(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range collectionBuiltins() {
		if seen[b.Name] {
			t.Errorf("%s is there twice", b.Name)
		}
		seen[b.Name] = true
		if !strings.Contains(b.Example, "("+b.Name+" ") && !strings.Contains(b.Example, "("+b.Name+")") {
			t.Errorf("%s: its example does not call it", b.Name)
		}
		if b.Doc == "" || strings.Contains(b.Doc, "\n") || !strings.HasSuffix(b.Doc, ".") {
			t.Errorf("%s: its doc is %q, want a sentence", b.Name, b.Doc)
		}
		codes := 0
		for _, set := range []bool{b.Fn1 != nil, b.Fn2 != nil, b.Fn != nil} {
			if set {
				codes++
			}
		}
		if codes != 1 || b.Fn1 != nil && (b.Min != 1 || b.Max != 1) || b.Fn2 != nil && (b.Min != 2 || b.Max != 2) {
			t.Errorf("%s: its code does not fit its arity", b.Name)
		}
	}
}
