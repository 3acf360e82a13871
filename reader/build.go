package reader

import (
	"io"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// grammar is the participle parser of one form.
var grammar = participle.MustBuild[form](participle.Lexer(definition{}))

// definition is the lexer.Definition of SX: it scans the first form of a text.
type definition struct{}

// Symbols names the types of token.
func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{
		"EOF": lexer.EOF, "Name": tokName, "Quoted": tokQuoted, "String": tokString,
		"Escaped": tokEscaped, "Char": tokChar, "Sharp": tokSharp, "List": tokList,
		"Square": tokSquare, "Dict": tokDict, "Vector": tokVector, "Set": tokSet,
		"CloseRound": tokCloseRound, "CloseSquare": tokCloseSquare, "CloseCurly": tokCloseCurly,
		"Quote": tokQuote, "Quasiquote": tokQuasiquote, "Unquote": tokUnquote,
		"Splice": tokSplice, "Drop": tokDrop,
	}
}

// Lex scans the first form that src gives.
func (definition) Lex(_ string, src io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(src)
	if err != nil {
		return nil, err
	}
	return &New(&kernel.Source{Text: string(text)}, Options{}).scan, nil
}

// form builds the value of one top-level form. It trusts the scanner that brackets match and that
// prefixes have forms; a text that ends early leaves it without a value.
type form struct {
	value  kernel.Value
	off    int
	found  bool
	places *Places
	fault  *fault

	stack []frame
	items []kernel.Value // of the open containers, innermost last
	offs  []uint32       // where each of items was written
}

// frame is an open bracket, or a prefix that waits for its form.
type frame struct {
	typ   lexer.TokenType
	off   uint32
	first int // its elements are items[first:]
}

// Parse makes form a participle.Parseable. It never answers an error: a fault stays in the form.
func (f *form) Parse(tokens *lexer.PeekingLexer) error {
	f.places = &Places{}
	for t := tokens.Next(); !t.EOF(); t = tokens.Next() {
		if f.fault == nil {
			f.token(t)
		}
	}
	f.stack, f.items, f.offs = nil, nil, nil
	return nil
}

func (f *form) token(t *lexer.Token) {
	off := uint32(t.Pos.Offset)
	switch {
	case opens(t.Type):
		f.stack = append(f.stack, frame{t.Type, off, len(f.items)})
	case closes(t.Type):
		f.close()
	default:
		v, fault := atom(t)
		if fault != nil {
			f.fault = fault
			return
		}
		f.complete(v, off)
	}
}

// complete takes a value that was written at off: the next element of the innermost container, once
// the prefixes before it are applied.
func (f *form) complete(v kernel.Value, off uint32) {
	for len(f.stack) > 0 {
		top := f.stack[len(f.stack)-1]
		if !isPrefix(top.typ) {
			f.items = append(f.items, v)
			f.offs = append(f.offs, off)
			return
		}
		f.stack = f.stack[:len(f.stack)-1]
		if top.typ == tokDrop {
			return
		}
		v = kernel.ListOf(kernel.Sym(prefixNames[top.typ]), v)
		f.places.add(v, top.off)
		f.places.offsets = append(f.places.offsets, top.off, off)
		off = top.off
	}
	f.value, f.off, f.found = v, int(off), true
}

// prefixNames are the heads of the lists that prefixes stand for.
var prefixNames = [...]string{
	tokQuote: "quote", tokQuasiquote: "quasiquote", tokUnquote: "unquote", tokSplice: "splice-unquote",
}

// close makes the value of the innermost container.
func (f *form) close() {
	top := f.stack[len(f.stack)-1]
	f.stack = f.stack[:len(f.stack)-1]
	items, offs := f.items[top.first:], f.offs[top.first:]
	var v kernel.Value
	switch top.typ {
	case tokDict:
		v = f.dict(items, offs, top.off)
	case tokVector:
		v = kernel.NewVector(append([]kernel.Value{}, items...))
	case tokSet:
		v = f.set(items, offs)
	default:
		v = f.list(items, offs, top.off)
	}
	if f.fault != nil {
		return
	}
	clear(items)
	f.items, f.offs = f.items[:top.first], f.offs[:top.first]
	f.complete(v, top.off)
}

func (f *form) list(items []kernel.Value, offs []uint32, off uint32) kernel.Value {
	own := make([]kernel.Value, len(items))
	copy(own, items)
	v := kernel.ListOf(own...)
	f.places.add(v, off)
	f.places.offsets = append(f.places.offsets, offs...)
	return v
}

func (f *form) dict(items []kernel.Value, offs []uint32, off uint32) kernel.Value {
	d := kernel.NewDict()
	f.places.add(d.Value(), off)
	for i := 0; i < len(items); i += 2 {
		var key *kernel.String
		switch k := items[i]; {
		case k.IsString():
			key = k.AsString()
		case k.IsKeyword():
			key = kernel.NewString(k.SymbolName())
		default:
			f.fault = faultf(int(offs[i]), "dict key is %s, want keyword or string", kernel.TypeOf(k))
			return kernel.Nil
		}
		if i+1 == len(items) {
			f.fault = faultf(int(offs[i]), "dict key %s has no value", kernel.Write(items[i]))
			return kernel.Nil
		}
		if _, found := d.Get(key); found {
			f.fault = faultf(int(offs[i]), "duplicate dict key %s", kernel.Write(items[i]))
			return kernel.Nil
		}
		d.Set(key, items[i+1])
		f.places.offsets = append(f.places.offsets, offs[i+1])
	}
	return d.Value()
}

func (f *form) set(items []kernel.Value, offs []uint32) kernel.Value {
	set := kernel.NewSet()
	for i, v := range items {
		if set.Has(v) {
			f.fault = faultf(int(offs[i]), "duplicate set member")
			return kernel.Nil
		}
		set.Add(v)
	}
	return set.Value()
}
