package cek

import (
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// eofField stands, in a list of its own, for the eof object.
const eofField = "eof"

// changedField stands, in a list with a hash, before a member of a set that has been changed, and with
// both hashes before a crowded one.
const changedField = "changed"

// value gives what stands for v in a field.
func (f *freezer) value(v kernel.Value) kernel.Value {
	f.charge()
	switch v.Kind() {
	case kernel.KindUnbound:
		return kernel.ListOf()
	case kernel.KindNil, kernel.KindFalse, kernel.KindTrue, kernel.KindInt, kernel.KindFloat, kernel.KindChar,
		kernel.KindBig, kernel.KindRat:
		return v
	case kernel.KindString:
		f.texts[v]++
		return v
	case kernel.KindSymbol, kernel.KindKeyword:
		f.alias(v)
		if f.isPlain(v.SymbolName()) {
			return v
		}
		return f.refer(v)
	case kernel.KindHost:
		if v == kernel.EndOfFile() {
			return kernel.ListOf(kernel.Keyword(eofField))
		}
		f.fail("cannot freeze %s, a value of the embedding program", brief(v))
		return kernel.Nil
	case kernel.KindEnvironment:
		return kernel.ListOf(f.environment(asEnvironment(v)))
	case kernel.KindInternal, kernel.KindCode, kernel.KindExtent, kernel.KindLoader:
		f.fail("internal error: a value of the machine is where a program's is wanted")
		return kernel.Nil
	}
	return f.refer(v)
}

// charge charges the space of one field.
func (f *freezer) charge() {
	if err := f.meter.Alloc(2 * slotSize); err != nil && f.err == nil {
		f.err = err
	}
}

// values gives the fields of several values.
func (f *freezer) values(out []kernel.Value, vs []kernel.Value) []kernel.Value {
	for _, v := range vs {
		out = append(out, f.value(v))
	}
	return out
}

// isPlain tells whether a name reads back as it is.
func (f *freezer) isPlain(name string) bool {
	ok, known := f.plain[name]
	if !known {
		ok = kernel.IsPlainName(name) && len(name) < 1000
		f.plain[name] = ok
	}
	return ok
}

func tagged(tag string, fields ...kernel.Value) []kernel.Value {
	return append([]kernel.Value{kernel.Sym(tag)}, fields...)
}

func texts(all []string) kernel.Value {
	out := make([]kernel.Value, len(all))
	for i, s := range all {
		out[i] = kernel.Str(s)
	}
	return kernel.ListOf(out...)
}

// object gives the fields of an object.
func (f *freezer) object(of any) []kernel.Value {
	switch of := of.(type) {
	case kernel.Value:
		return f.heap(of)
	case *code:
		return f.code(of)
	case *cell:
		return f.cell(of)
	case *environment:
		return f.environmentObject(of)
	case *library:
		return f.libraryObject(of)
	case *kernel.Source:
		return f.sourceObject(of)
	case frameRef:
		return f.frameObject(of)
	case *dynamic:
		return f.nodeObject(of)
	case *promiseState:
		return tagged("state", kernel.Bool(of.done), f.value(of.v))
	case constantOf:
		return append(f.named("constant", of.code()), kernel.Int(int64(of.at)))
	case *loader:
		return f.loaderObject(of)
	case *plan:
		return f.planObject(of)
	case *expansions:
		return f.expansionsObject(of)
	case *world:
		return f.worldObject(of)
	case kernel.ListChunk:
		return tagged("chunk") // filled by places
	}
	return nil
}

// heap gives the fields of a value that is no atom.
func (f *freezer) heap(v kernel.Value) []kernel.Value {
	if at, ok := f.m.facts().names[v]; ok {
		return tagged("base", kernel.Str(at.home), kernel.Str(at.name))
	}
	switch v.Kind() {
	case kernel.KindSymbol:
		return tagged("symbol", kernel.Str(v.SymbolName()))
	case kernel.KindKeyword:
		return tagged("keyword", kernel.Str(v.SymbolName()))
	case kernel.KindList:
		return f.list(v.AsList())
	case kernel.KindVector:
		return f.values(tagged("vector"), v.AsVector().Items)
	case kernel.KindDict:
		out := tagged("dict")
		for it := v.AsDict().All(); ; {
			k, x, ok := it.Next()
			if !ok {
				return out
			}
			out = append(out, kernel.Str(k.String()), f.value(x))
		}
	case kernel.KindSet:
		return f.set(v.AsSet())
	case kernel.KindBuffer:
		return tagged("buffer", kernel.Str(string(kernel.As[kernel.Buffer](v).Bytes)))
	case kernel.KindPort:
		return f.port(kernel.As[kernel.Port](v))
	case kernel.KindBox:
		return tagged("box", f.value(kernel.As[kernel.Box](v).V))
	case kernel.KindGathering:
		return f.values(tagged("gathering"), v.Gathered())
	case kernel.KindValues:
		return f.values(tagged("values"), kernel.As[kernel.Values](v).Items)
	case kernel.KindRecord:
		r := v.AsRecord()
		return f.values(tagged("record", f.number(r.Type.Value())), r.Fields)
	case kernel.KindCondition:
		return f.condition(kernel.As[kernel.Condition](v))
	case kernel.KindPromise:
		return tagged("promise", f.number(kernel.As[promise](v).state))
	}
	return f.function(v)
}

// function gives the fields of functions, and of what else may be part of sx.
func (f *freezer) function(v kernel.Value) []kernel.Value {
	if at, ok := f.constant(v); ok {
		return f.object(at)
	}
	switch v.Kind() {
	case kernel.KindRecordType:
		t := kernel.As[kernel.RecordType](v)
		out := tagged("type", kernel.Str(t.Name), kernel.Str(t.Family), texts(t.Fields), texts(t.Ctors),
			kernel.Int(int64(t.Serial)))
		for _, other := range t.Variants {
			out = append(out, f.number(other.Value()))
		}
		return out
	case kernel.KindBuiltin:
		return f.role(kernel.As[kernel.Builtin](v))
	case kernel.KindLambda:
		l := asLambda(v)
		return f.values(tagged("function", f.number(l.code)), l.captured())
	case kernel.KindMacro:
		return f.macro(kernel.As[macro](v))
	case kernel.KindContinuation:
		return f.continuation(asContinuation(v))
	case kernel.KindParameter:
		p := kernel.As[parameter](v)
		return tagged("parameter", f.value(p.value), f.value(p.converter))
	case kernel.KindMachine:
		return f.guestObject(kernel.As[guestState](v))
	}
	f.fail("cannot freeze a %s", kernel.TypeOf(v))
	return nil
}

// set gives the fields of a set: its members. One that has been changed since it was added is found no
// more, and stays so: its hash of then comes before it, in a list with one more element. So do both hashes
// of one that is crowded, so that it lies where it lay.
func (f *freezer) set(s *kernel.Set) []kernel.Value {
	out := tagged("set")
	for _, x := range s.Members() {
		if x.Crowded {
			out = append(out, kernel.ListOf(kernel.Keyword(changedField), kernel.Int(int64(x.Hash)), kernel.Int(int64(x.Second))),
				f.value(x.Value))
			continue
		}
		if now, err := kernel.HashMetered(f.meter, x.Value); err != nil || now != x.Hash {
			var cond *kernel.Condition
			if err != nil && !errors.As(err, &cond) && f.err == nil {
				f.err = err
			}
			out = append(out, kernel.ListOf(kernel.Keyword(changedField), kernel.Int(int64(x.Hash))))
		}
		out = append(out, f.value(x.Value))
	}
	return out
}

// port gives the fields of a string port: what is left to read, or what has been written.
func (f *freezer) port(p *kernel.Port) []kernel.Value {
	if p.Console {
		return tagged("console", kernel.Bool(p.Closed))
	}
	if p.IsInput() {
		return tagged("input", kernel.Bool(p.Closed), kernel.Str(p.Text), kernel.Int(int64(p.At)))
	}
	return tagged("output", kernel.Bool(p.Closed), kernel.Str(string(p.Out.Bytes)))
}

// role gives the fields of a function of a record type.
func (f *freezer) role(b *kernel.Builtin) []kernel.Value {
	if b.Role.Kind == kernel.RoleNone {
		f.fail("cannot freeze the builtin %s", b.Name)
		return nil
	}
	out := tagged("role", kernel.Str(b.Name), kernel.Int(int64(b.Role.Kind)))
	if b.Role.Kind == kernel.RoleFamily {
		return append(out, kernel.Str(b.Role.Of))
	}
	out = append(out, f.number(b.Record.Value()))
	for _, i := range b.Role.Order {
		out = append(out, kernel.Int(int64(i)))
	}
	return out
}

func (f *freezer) condition(c *kernel.Condition) []kernel.Value {
	out := tagged("condition", kernel.Str(c.CondKind), kernel.Str(c.Message), f.value(c.Irritants),
		f.pos(c.Pos), kernel.Bool(c.Trace != nil))
	for _, t := range c.Trace {
		out = append(out, kernel.Str(t.Name), f.pos(t.Pos), kernel.Str(t.Note), kernel.Int(int64(t.More)))
	}
	return out
}

// list writes a list as a view of the pieces of memory that it shares with other lists. What lists
// share is so written once, however many of them there are.
func (f *freezer) list(l *kernel.List) []kernel.Value {
	array, off, n := l.View()
	front, frontOff := l.Front()
	if n > 0 {
		p := f.arrays[array]
		if p == nil {
			p = &frozenPlaces{}
			f.arrays[array] = p
		}
		f.cover(p, array.Items(), off, off+n)
	}
	for at := frontOff; !front.IsZero(); {
		p := f.chunks[front]
		if p == nil {
			p = &frozenPlaces{}
			f.chunks[front] = p
		}
		f.number(front)
		known := p.users > 0 && at >= p.lo
		f.cover(p, front.Items(), at, len(front.Items()))
		if known {
			break // the rest was covered then
		}
		front, at = front.Rest()
	}
	return tagged("list") // filled by places
}

// cover notes that a list looks at the places lo to hi, and writes those that no list did before.
func (f *freezer) cover(p *frozenPlaces, items []kernel.Value, lo, hi int) {
	if p.users++; p.users == 1 {
		p.items = make([]kernel.Value, len(items))
		p.lo, p.hi = lo, lo
	}
	for p.lo > lo {
		p.lo--
		p.items[p.lo] = f.value(items[p.lo])
	}
	for p.hi < hi {
		p.items[p.hi] = f.value(items[p.hi])
		p.hi++
	}
}

// places fills lists and their pieces in, now that it is known how much of each is looked at.
func (f *freezer) places() {
	for i := 0; i < len(f.objects); i++ {
		switch of := f.objects[i].of.(type) {
		case kernel.ListChunk:
			p := f.chunks[of]
			link := []kernel.Value{kernel.Nil, kernel.Int(0)}
			if rest, at := of.Rest(); !rest.IsZero() {
				link[0], link[1] = f.number(rest), kernel.Int(int64(at-f.chunks[rest].lo))
			}
			f.objects[i].fields = append(append(tagged("chunk"), link...), p.items[p.lo:p.hi]...)
		case kernel.ListArray:
			p := f.arrays[of]
			f.objects[i].fields = append(tagged("array"), p.items[p.lo:p.hi]...)
		case kernel.Value:
			if _, shared := f.m.facts().names[of]; of.IsList() && !shared {
				f.objects[i].fields = f.pieces(of.AsList())
			}
		}
	}
}

// pieces gives the fields of a list: its elements if no other list has them, else its pieces.
func (f *freezer) pieces(l *kernel.List) []kernel.Value {
	array, off, n := l.View()
	front, frontOff := l.Front()
	if front.IsZero() {
		if n == 0 {
			return tagged("list")
		}
		if p := f.arrays[array]; p.users == 1 {
			return append(tagged("list"), p.items[p.lo:p.hi]...)
		}
	}
	out := tagged("view", kernel.Nil, kernel.Int(0), kernel.Nil, kernel.Int(0), kernel.Int(int64(n)))
	if !front.IsZero() {
		out[1], out[2] = f.number(front), kernel.Int(int64(frontOff-f.chunks[front].lo))
	}
	if n > 0 {
		out[3], out[4] = f.number(array), kernel.Int(int64(off-f.arrays[array].lo))
	}
	return out
}
