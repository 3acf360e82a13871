package reader

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// builder makes values of tokens, one top-level form at a time. It trusts the scanner that brackets
// match and that prefixes have forms.
type builder struct {
	value  kernel.Value // the form, once found
	off    int          // where it was written
	found  bool
	fault  *fault
	places *Places

	stack []frame
	items []kernel.Value // of the open containers, innermost last
	offs  []uint32       // where each of items was written
	names map[string]kernel.Value
}

// frame is an open bracket, or a prefix that waits for its form.
type frame struct {
	typ   lexer.TokenType
	off   uint32
	first int // its elements are items[first:]
}

// begin starts the next form.
func (b *builder) begin() {
	b.value, b.found = kernel.Nil, false
	b.places = &Places{}
}

// token takes the next token.
func (b *builder) token(t *lexer.Token) {
	off := uint32(t.Pos.Offset)
	switch {
	case opens(t.Type):
		b.stack = append(b.stack, frame{t.Type, off, len(b.items)})
	case closes(t.Type):
		b.close()
	default:
		v, fault := b.atom(t)
		if fault != nil {
			b.fault = fault
			return
		}
		b.complete(v, off)
	}
}

// atom makes the value of a token. Symbols and keywords with one name are one object, whose name is no
// part of the text: a few symbols must not hold a long text.
func (b *builder) atom(t *lexer.Token) (kernel.Value, *fault) {
	if v, ok := b.names[t.Value]; ok && t.Type == tokName {
		return v, nil
	}
	v, fault := atom(t)
	if fault != nil || !v.IsSymbol() && !v.IsKeyword() {
		return v, fault
	}
	name := strings.Clone(v.SymbolName())
	if v.IsSymbol() {
		v = kernel.Sym(name)
	} else {
		v = kernel.Keyword(name)
	}
	if t.Type == tokName {
		if b.names == nil {
			b.names = map[string]kernel.Value{}
		}
		b.names[strings.Clone(t.Value)] = v
	}
	return v, nil
}

// complete takes a value that was written at off: the next element of the innermost container, once
// the prefixes before it are applied.
func (b *builder) complete(v kernel.Value, off uint32) {
	for len(b.stack) > 0 {
		top := b.stack[len(b.stack)-1]
		if !isPrefix(top.typ) {
			b.items = append(b.items, v)
			b.offs = append(b.offs, off)
			return
		}
		b.stack = b.stack[:len(b.stack)-1]
		if top.typ == tokDrop {
			return
		}
		v = kernel.ListOf(kernel.Sym(prefixNames[top.typ]), v)
		b.places.add(v, top.off)
		b.places.offsets = append(b.places.offsets, top.off, off)
		off = top.off
	}
	b.value, b.off, b.found = v, int(off), true
}

// prefixNames are the heads of the lists that prefixes stand for.
var prefixNames = [...]string{
	tokQuote: "quote", tokQuasiquote: "quasiquote", tokUnquote: "unquote", tokSplice: "splice-unquote",
}

// close makes the value of the innermost container.
func (b *builder) close() {
	top := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	items, offs := b.items[top.first:], b.offs[top.first:]
	var v kernel.Value
	switch top.typ {
	case tokDict:
		v = b.dict(items, offs, top.off)
	case tokVector:
		v = kernel.NewVector(append([]kernel.Value{}, items...))
	case tokSet:
		v = b.set(items, offs)
	default:
		v = b.list(items, offs, top.off)
	}
	if b.fault != nil {
		return
	}
	clear(items)
	b.items, b.offs = b.items[:top.first], b.offs[:top.first]
	b.complete(v, top.off)
}

func (b *builder) list(items []kernel.Value, offs []uint32, off uint32) kernel.Value {
	own := make([]kernel.Value, len(items))
	copy(own, items)
	v := kernel.ListOf(own...)
	b.places.add(v, off)
	b.places.offsets = append(b.places.offsets, offs...)
	return v
}

func (b *builder) dict(items []kernel.Value, offs []uint32, off uint32) kernel.Value {
	d := kernel.NewDict()
	b.places.add(d.Value(), off)
	for i := 0; i < len(items); i += 2 {
		var key *kernel.String
		switch k := items[i]; {
		case k.IsString():
			key = k.AsString()
		case k.IsKeyword():
			key = kernel.NewString(k.SymbolName())
		default:
			b.fault = faultf(int(offs[i]), "dict key is %s, want keyword or string", kernel.TypeOf(k))
			return kernel.Nil
		}
		if i+1 == len(items) {
			b.fault = faultf(int(offs[i]), "dict key %s has no value", kernel.Write(items[i]))
			return kernel.Nil
		}
		if _, found := d.Get(key); found {
			b.fault = faultf(int(offs[i]), "duplicate dict key %s", kernel.Write(items[i]))
			return kernel.Nil
		}
		d.Set(key, items[i+1])
		b.places.offsets = append(b.places.offsets, offs[i+1])
	}
	return d.Value()
}

func (b *builder) set(items []kernel.Value, offs []uint32) kernel.Value {
	set := kernel.NewSet()
	for i, v := range items {
		if set.Add(v); set.Len() == i {
			b.fault = faultf(int(offs[i]), "duplicate set member")
			return kernel.Nil
		}
	}
	return set.Value()
}
