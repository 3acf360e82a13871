package kernel

import (
	"math"
	"strconv"
)

// jsonEncode writes a value as JSON (RFC 8259), keeping its own stack. A float always has a point or
// an exponent, so that it reads back as a float.
func jsonEncode(m *Meter, args []Value) (Value, error) {
	w := jsonWriter{textBuilder: textBuilder{m: m}, pacer: pacer{m: m}}
	w.value(args[0])
	for len(w.open) > 0 && w.err == nil {
		w.step()
		if w.err == nil {
			w.err = w.tick(2)
		}
	}
	return w.textBuilder.value()
}

type jsonWriter struct {
	textBuilder
	pacer
	open []jsonOpen
}

// jsonOpen is an array or an object that is being written.
type jsonOpen struct {
	list  Iter
	dict  DictIter
	end   string
	begun bool
}

func (w *jsonWriter) step() {
	c := &w.open[len(w.open)-1]
	var key *String
	var v Value
	var ok bool
	if c.end == "}" {
		key, v, ok = c.dict.Next()
	} else {
		v, ok = c.list.Next()
	}
	if !ok {
		w.add(c.end)
		w.open = w.open[:len(w.open)-1]
		return
	}
	if c.begun {
		w.add(",")
	}
	c.begun = true
	if key != nil {
		w.text(key.String())
		w.add(":")
	}
	w.value(v)
}

func (w *jsonWriter) value(v Value) {
	switch v.Kind() {
	case KindNil:
		w.add("null")
	case KindFalse:
		w.add("false")
	case KindTrue:
		w.add("true")
	case KindInt:
		w.add(strconv.FormatInt(v.Int64(), 10))
	case KindBig:
		w.addValue(v, true)
	case KindFloat:
		w.float(v.Float64())
	case KindString:
		w.text(v.Text())
	case KindList:
		w.enter("[", jsonOpen{list: v.AsList().All(), end: "]"})
	case KindVector:
		w.enter("[", jsonOpen{list: Iter{view: v.AsVector().Items}, end: "]"})
	case KindDict:
		if w.err = v.AsDict().sorted(w.textBuilder.m); w.err == nil {
			w.enter("{", jsonOpen{dict: v.AsDict().All(), end: "}"})
		}
	case KindRat:
		w.err = &ArgError{CondType, 0, jsonPlace(len(w.open) == 0, "a fraction") + ", which JSON does not have"}
	default:
		w.err = &ArgError{CondType, 0, jsonPlace(len(w.open) == 0, "a "+TypeOf(v)) + ", which JSON does not have"}
	}
}

// jsonPlace says that the whole value is, or has in it, what JSON does not have.
func jsonPlace(whole bool, what string) string {
	if whole {
		return "is " + what
	}
	return "has " + what + " in it"
}

func (w *jsonWriter) enter(start string, c jsonOpen) {
	if len(w.open) == maxNesting {
		w.err = BadRange(0, "is nested deeper than %d, or contains itself", maxNesting)
		return
	}
	w.add(start)
	w.open = append(w.open, c)
}

func (w *jsonWriter) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.err = BadRange(0, "%s, which JSON does not have", jsonPlace(len(w.open) == 0, Write(Float(f))))
		return
	}
	w.add(string(AppendFloat(nil, f)))
}

// text adds a string in quotes. Only what JSON wants escaped is.
func (w *jsonWriter) text(s string) {
	w.add(`"`)
	plain := 0 // s[plain:i] needs no escape
	for i := 0; i < len(s) && w.err == nil; i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		w.add(s[plain:i])
		plain = i + 1
		switch c {
		case '"', '\\':
			w.add(`\` + string(rune(c)))
		case '\n':
			w.add(`\n`)
		case '\r':
			w.add(`\r`)
		case '\t':
			w.add(`\t`)
		default:
			const digits = "0123456789abcdef"
			w.add(`\u00` + string(digits[c>>4]) + string(digits[c&15]))
		}
	}
	w.add(s[plain:])
	w.add(`"`)
}
