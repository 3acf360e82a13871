package kernel

import (
	"strconv"
	"unicode/utf8"
)

// Write gives v as text that reads back equal; functions, machines and host values print as #<…>.
// A value nested too deep, or that contains itself, is cut; AppendText tells.
func Write(v Value) string {
	b, _ := AppendText(nil, nil, v, true)
	return string(b)
}

// Display gives v as text for people: strings and chars as they are, the rest as Write does.
func Display(v Value) string {
	if v.IsString() {
		return v.Text()
	}
	b, _ := AppendText(nil, nil, v, false)
	return string(b)
}

// AppendText appends the text of v to b, as Write does or, when write is false, as Display does. It
// charges m, if that is not nil, for every value and byte. It keeps its own stack.
func AppendText(b []byte, m *Meter, v Value, write bool) ([]byte, error) {
	p := printer{pacer: pacer{m: m}, b: b, charged: len(b), write: write}
	err := p.value(v)
	for err == nil && len(p.open) > 0 {
		if err = p.step(); err == nil && len(p.b)-p.charged >= 256 {
			err = p.charge(0)
		}
	}
	if err != nil {
		return p.b, err
	}
	return p.b, p.charge(0)
}

// maxDepth bounds how deep a value is printed, hashed or flattened, which is what ends that of one
// that contains itself.
const maxDepth = 1 << 20

type printer struct {
	pacer
	b       []byte
	charged int // how much of b, or of what is about to be appended, has been charged
	write   bool
	open    []container
}

// container is one that is being printed.
type container struct {
	list  Iter
	dict  *DictIter // nil for other kinds
	begun bool
	end   byte
}

// printSlack is the most that is printed between two charges, a text apart.
const printSlack = 512

// charge charges what was printed since the last time, and n bytes that are about to be.
func (p *printer) charge(n int) error {
	n += len(p.b) - p.charged
	if n <= 0 {
		return nil
	}
	p.charged += n
	if err := p.alloc(n); err != nil {
		return err
	}
	var err error
	p.b, err = growBytes(p.m, p.b, max(0, p.charged-len(p.b))+printSlack)
	return err
}

// step prints the next element of the innermost open container, or closes it.
func (p *printer) step() error {
	c := &p.open[len(p.open)-1]
	var v Value
	var key *String
	var ok bool
	if c.dict != nil {
		key, v, ok = c.dict.Next()
	} else {
		v, ok = c.list.Next()
	}
	if !ok {
		p.b = append(p.b, c.end)
		p.open = p.open[:len(p.open)-1]
		return nil
	}
	if c.begun {
		p.b = append(p.b, ' ')
	}
	c.begun = true
	if key != nil {
		if err := p.key(key.s); err != nil {
			return err
		}
	}
	return p.value(v)
}

func (p *printer) key(name string) error {
	if err := p.charge(len(name)); err != nil {
		return err
	}
	if IsPlainName(name) {
		p.b = append(append(append(p.b, ':'), name...), ' ')
		return nil
	}
	err := p.quoted('"', name)
	p.b = append(p.b, ' ')
	return err
}

// enter begins to print a container; begun says that its start is followed by a space.
func (p *printer) enter(start string, c container, begun bool) error {
	if len(p.open) >= maxDepth {
		return Condf(CondRange, "cannot be printed: it is nested more than %d deep, or contains itself", maxDepth)
	}
	if len(p.open) == cap(p.open) {
		if err := p.alloc((len(p.open) + 1) * 8 * SlotSize); err != nil {
			return err
		}
	}
	p.b = append(p.b, start...)
	c.begun = begun
	p.open = append(p.open, c)
	return nil
}

func (p *printer) value(v Value) error {
	switch v.Kind() {
	case KindList:
		return p.enter("(", container{list: v.AsList().All(), end: ')'}, false)
	case KindDict:
		if err := v.AsDict().sorted(p.m); err != nil {
			return err
		}
		entries := v.AsDict().All()
		return p.enter("{", container{dict: &entries, end: '}'}, false)
	case KindVector:
		return p.enter("#(", container{list: Iter{view: v.AsVector().Items}, end: ')'}, false)
	case KindSet:
		items, err := v.AsSet().items(p.m)
		if err != nil {
			return err
		}
		return p.enter("#{", container{list: Iter{view: items}, end: '}'}, false)
	case KindRecord:
		r := v.AsRecord()
		return p.enter("#<"+r.Type.Name, container{list: Iter{view: r.Fields}, end: '>'}, true)
	case KindValues:
		return p.enter("#<values", container{list: Iter{view: As[Values](v).Items}, end: '>'}, true)
	case KindCondition:
		return p.condition(As[Condition](v))
	case KindString:
		return p.text(v.Text())
	case KindSymbol:
		return p.name(v.SymbolName(), IsPlainName)
	case KindKeyword:
		p.b = append(p.b, ':')
		return p.name(v.SymbolName(), isNameRunes)
	}
	return p.atom(v)
}

func (p *printer) condition(c *Condition) error {
	p.b = append(append(append(p.b, "#<condition "...), c.CondKind...), ' ')
	if err := p.quoted('"', c.Message); err != nil {
		return err
	}
	var items Iter
	if c.Irritants.IsList() {
		items = c.Irritants.AsList().All()
	}
	return p.enter("", container{list: items, end: '>'}, true)
}

func (p *printer) text(s string) error {
	if p.write {
		return p.quoted('"', s)
	}
	if err := p.charge(len(s)); err != nil {
		return err
	}
	p.b = append(p.b, s...)
	return nil
}

// name prints a symbol's or keyword's name, between bars unless it reads back bare.
func (p *printer) name(name string, bare func(string) bool) error {
	if p.write && !bare(name) {
		return p.quoted('|', name)
	}
	if err := p.charge(len(name)); err != nil {
		return err
	}
	p.b = append(p.b, name...)
	return nil
}

// quoted prints s between two delimiters, piece by piece.
func (p *printer) quoted(delim byte, s string) error {
	const piece = 1 << 14 // bytes
	p.b = append(p.b, delim)
	for len(s) > piece {
		cut := piece
		for cut > piece-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
			cut--
		}
		if err := p.charge(cut); err != nil {
			return err
		}
		p.b = appendEscaped(p.b, delim, s[:cut])
		s = s[cut:]
	}
	if err := p.charge(len(s)); err != nil {
		return err
	}
	p.b = append(appendEscaped(p.b, delim, s), delim)
	return nil
}

func (p *printer) atom(v Value) error {
	switch v.Kind() {
	case KindNil:
		p.b = append(p.b, "nil"...)
	case KindTrue:
		p.b = append(p.b, "true"...)
	case KindFalse:
		p.b = append(p.b, "false"...)
	case KindInt:
		p.b = strconv.AppendInt(p.b, v.Int64(), 10)
	case KindFloat:
		p.b = AppendFloat(p.b, v.Float64())
	case KindBig, KindRat:
		if err := p.charge(0); err != nil {
			return err
		}
		var err error
		p.b, err = appendExact(p.m, p.b, v, 10)
		p.charged = len(p.b)
		return err
	case KindChar:
		if p.write {
			p.b = appendChar(p.b, v.Rune())
		} else {
			p.b = append(p.b, string(v.Rune())...)
		}
	default:
		p.b = append(p.b, opaqueText(v)...)
	}
	return nil
}

// opaqueText names a value that has no text that reads back.
func opaqueText(v Value) string {
	name := ""
	switch v.Kind() {
	case KindBuiltin:
		name = As[Builtin](v).Name
	case KindRecordType:
		name = As[RecordType](v).Name
	case KindHost:
		return "#<" + As[Host](v).Label + ">"
	case KindLambda, KindMacro, KindContinuation, KindParameter, KindPromise, KindEnvironment,
		KindMachine, KindCode:
		if info := As[Func](v).Info; info != nil {
			name = info.Name
		}
	}
	if name == "" {
		return "#<" + TypeOf(v) + ">"
	}
	return "#<" + TypeOf(v) + " " + name + ">"
}

// String gives the written text, for messages and debuggers.
func (v Value) String() string { return Write(v) }
