package kernel

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Write gives v as text that reads back equal; functions, machines and host values print as #<…>.
// Values that contain themselves need AppendText with a meter.
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
	p := printer{b: b, write: write}
	p.value(v)
	for charged := len(b); len(p.open) > 0; {
		p.step()
		if m != nil && len(p.b) > charged+256 {
			if err := m.Alloc(len(p.b) - charged); err != nil {
				return p.b, err
			}
			charged = len(p.b)
		}
	}
	return p.b, nil
}

type printer struct {
	b     []byte
	write bool
	open  []container
}

// container is one that is being printed.
type container struct {
	kind  Kind
	list  Iter
	dict  DictIter
	begun bool
	end   byte
}

// step prints the next element of the innermost open container, or closes it.
func (p *printer) step() {
	c := &p.open[len(p.open)-1]
	var v Value
	var key *String
	var ok bool
	if c.kind == KindDict {
		key, v, ok = c.dict.Next()
	} else {
		v, ok = c.list.Next()
	}
	if !ok {
		p.b = append(p.b, c.end)
		p.open = p.open[:len(p.open)-1]
		return
	}
	if c.begun {
		p.b = append(p.b, ' ')
	}
	c.begun = true
	if key != nil {
		if IsPlainName(key.s) {
			p.b = append(append(p.b, ':'), key.s...)
		} else {
			p.b = appendQuoted(p.b, '"', key.s)
		}
		p.b = append(p.b, ' ')
	}
	p.value(v)
}

func (p *printer) enter(kind Kind, start string, items Iter, end byte) {
	p.b = append(p.b, start...)
	p.open = append(p.open, container{kind: kind, list: items, end: end})
}

func (p *printer) value(v Value) {
	switch k := v.Kind(); k {
	case KindList:
		p.enter(k, "(", v.AsList().All(), ')')
	case KindDict:
		p.b = append(p.b, '{')
		p.open = append(p.open, container{kind: k, dict: v.AsDict().All(), end: '}'})
	case KindVector:
		p.enter(k, "#(", Iter{view: v.AsVector().Items}, ')')
	case KindSet:
		p.enter(k, "#{", Iter{view: v.AsSet().Items()}, '}')
	case KindRecord:
		r := v.AsRecord()
		p.enter(k, "#<"+r.Type.Name, Iter{view: r.Fields}, '>')
		p.open[len(p.open)-1].begun = true
	case KindValues:
		p.enter(k, "#<values", Iter{view: (*Values)(v.p).Items}, '>')
		p.open[len(p.open)-1].begun = true
	case KindCondition:
		c := As[Condition](v)
		p.b = append(append(p.b, "#<condition "...), c.CondKind...)
		p.b = appendQuoted(append(p.b, ' '), '"', c.Message)
		var items Iter
		if c.Irritants.IsList() {
			items = c.Irritants.AsList().All()
		}
		p.enter(k, "", items, '>')
		p.open[len(p.open)-1].begun = true
	default:
		p.atom(v)
	}
}

func (p *printer) atom(v Value) {
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
	case KindBig:
		p.b = v.AsBig().Append(p.b, 10)
	case KindRat:
		p.b = append(p.b, v.AsRat().String()...)
	case KindString:
		if p.write {
			p.b = appendQuoted(p.b, '"', v.Text())
		} else {
			p.b = append(p.b, v.Text()...)
		}
	case KindChar:
		if p.write {
			p.b = appendChar(p.b, v.Rune())
		} else {
			p.b = append(p.b, string(v.Rune())...)
		}
	case KindSymbol:
		p.name(v.SymbolName(), IsPlainName)
	case KindKeyword:
		p.b = append(p.b, ':')
		p.name(v.SymbolName(), isNameRunes)
	default:
		p.b = append(p.b, opaqueText(v)...)
	}
}

// name prints a symbol's or keyword's name, between bars unless it reads back bare.
func (p *printer) name(name string, bare func(string) bool) {
	if p.write && !bare(name) {
		p.b = appendQuoted(p.b, '|', name)
		return
	}
	p.b = append(p.b, name...)
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

// AppendFloat appends the shortest text that reads back as f, always with a point or an exponent.
func AppendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "+nan.0"...)
	case math.IsInf(f, 1):
		return append(b, "+inf.0"...)
	case math.IsInf(f, -1):
		return append(b, "-inf.0"...)
	}
	if a := math.Abs(f); a != 0 && (a < 1e-7 || a >= 1e21) {
		return strconv.AppendFloat(b, f, 'e', -1, 64)
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, 64)
	for _, c := range b[start:] {
		if c == '.' {
			return b
		}
	}
	return append(b, ".0"...)
}

// appendQuoted appends s between two delimiters, with escapes for these and for what cannot be seen.
func appendQuoted(b []byte, delim byte, s string) []byte {
	b = append(b, delim)
	for _, r := range s {
		switch r {
		case rune(delim), '\\':
			b = append(b, '\\', byte(r))
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		default:
			if r < ' ' || r == 0x7f || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) {
				b = fmt.Appendf(b, "\\x%x;", r)
			} else {
				b = append(b, string(r)...)
			}
		}
	}
	return append(b, delim)
}

// CharNames are the chars that are written by name.
var CharNames = []struct {
	Name string
	Char rune
}{
	{"space", ' '}, {"newline", '\n'}, {"tab", '\t'}, {"return", '\r'}, {"nul", 0}, {"null", 0},
	{"alarm", 7}, {"backspace", 8}, {"delete", 0x7f}, {"escape", 0x1b},
}

func appendChar(b []byte, r rune) []byte {
	b = append(b, '#', '\\')
	for _, c := range CharNames {
		if c.Char == r {
			return append(b, c.Name...)
		}
	}
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.M, r) {
		return append(b, string(r)...)
	}
	return fmt.Appendf(b, "x%x", r)
}

// IsPlainName tells whether name, written bare, reads back as a symbol (and, after a colon, as a
// keyword).
func IsPlainName(name string) bool {
	if name == "" || name == "." || strings.HasPrefix(name, ":") {
		return false
	}
	switch name {
	case "true", "false", "nil":
		return false
	}
	return name[0] != '#' && isNameRunes(name) && !LooksNumeric(name)
}

// isNameRunes tells whether name, after a colon, reads back as a keyword.
func isNameRunes(name string) bool {
	for _, r := range name {
		if !IsNameRune(r) {
			return false
		}
	}
	return name != ""
}

// IsNameRune tells whether r can be part of a symbol.
func IsNameRune(r rune) bool {
	switch r {
	case '(', ')', '[', ']', '{', '}', '"', '\'', '`', ',', ';', '|', '\uFEFF', '\uFFFD':
		return false
	}
	if r < utf8.RuneSelf {
		return r > ' ' && r != 0x7f
	}
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r)
}

// LooksNumeric tells whether a token starts like a number, and so must be one: a digit, or a sign or
// point before a digit, or one of the written infinities.
func LooksNumeric(token string) bool {
	switch token {
	case "+inf.0", "-inf.0", "+nan.0", "-nan.0":
		return true
	}
	s := strings.TrimLeft(token, "+-")
	if len(token)-len(s) > 1 {
		return false
	}
	s = strings.TrimPrefix(s, ".")
	return s != "" && s[0] >= '0' && s[0] <= '9'
}
