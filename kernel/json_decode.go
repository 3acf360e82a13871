package kernel

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonDecode reads a JSON text (RFC 8259), keeping its own stack. A key that comes twice in an object
// is an error, as it is in a dict literal.
func jsonDecode(m *Meter, args []Value) (Value, error) {
	text, err := wantText(args, 0)
	if err != nil {
		return Nil, err
	}
	r := jsonReader{pacer: pacer{m: m}, s: text}
	v, err := r.document()
	if err != nil {
		return Nil, err
	}
	return v, r.flush()
}

type jsonReader struct {
	pacer
	s    string
	i    int // the next byte
	open []jsonContainer
}

// jsonContainer is an array or an object that is being read.
type jsonContainer struct {
	dict *Dict
	key  *String // of the entry whose value comes next
	list items
}

// fail is the error that something else was wanted at byte i.
func (r *jsonReader) fail(i int, want string) error {
	before := r.s[:i]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return Condf(CondSyntax, "json-decode: line %d, column %d: %s", line, column, want)
}

// space skips white space and gives the byte after it, 0 at the end.
func (r *jsonReader) space() byte {
	for r.i < len(r.s) {
		switch c := r.s[r.i]; c {
		case ' ', '\t', '\n', '\r':
			r.i++
		default:
			return c
		}
	}
	return 0
}

func (r *jsonReader) document() (Value, error) {
	for {
		from := r.i
		v, done, err := r.value()
		for err == nil && done && len(r.open) > 0 {
			v, done, err = r.put(v)
		}
		if err != nil {
			return Nil, err
		}
		if done {
			if r.space() != 0 || r.i < len(r.s) {
				return Nil, r.fail(r.i, "want nothing after the value")
			}
			return v, nil
		}
		if err := r.tick(4 + (r.i-from)/4); err != nil {
			return Nil, err
		}
	}
}

// value reads a value, or the start of an array or object; done is false for the latter.
func (r *jsonReader) value() (v Value, done bool, err error) {
	switch c := r.space(); {
	case c == '"':
		s, err := r.text()
		if err != nil {
			return Nil, false, err
		}
		return Str(s), true, nil
	case c == '[' || c == '{':
		return r.enter(c)
	case c == '-' || c >= '0' && c <= '9':
		v, err = r.number()
		return v, true, err
	}
	for _, w := range []struct {
		text string
		v    Value
	}{{"null", Nil}, {"true", True}, {"false", False}} {
		if strings.HasPrefix(r.s[r.i:], w.text) {
			r.i += len(w.text)
			return w.v, true, nil
		}
	}
	return Nil, false, r.fail(r.i, "want a value")
}

// enter reads the start of an array or object, and its end if it is empty.
func (r *jsonReader) enter(start byte) (v Value, done bool, err error) {
	if len(r.open) == maxNesting {
		return Nil, false, r.fail(r.i, "nested deeper than "+strconv.Itoa(maxNesting))
	}
	if err := r.alloc(10 * SlotSize); err != nil {
		return Nil, false, err
	}
	r.i++
	next := r.space()
	if start == '[' {
		if next == ']' {
			r.i++
			return NewList(nil).Value(), true, nil
		}
		r.open = append(r.open, jsonContainer{list: items{m: r.m}})
		return Nil, false, nil
	}
	if next == '}' {
		r.i++
		return NewDict().Value(), true, nil
	}
	r.open = append(r.open, jsonContainer{dict: NewDict()})
	return Nil, false, r.key()
}

// put puts a value into the innermost container. With that at its end, it is the value that is done.
func (r *jsonReader) put(v Value) (whole Value, done bool, err error) {
	c := &r.open[len(r.open)-1]
	end, want := byte(']'), "want a comma or ]"
	if c.dict != nil {
		end, want = '}', "want a comma or }"
		if err := c.dict.set(r.m, c.key, v); err != nil {
			return Nil, false, err
		}
		whole = c.dict.Value()
	} else if err := c.list.add(v); err != nil {
		return Nil, false, err
	}
	switch r.space() {
	case end:
		if c.dict == nil {
			whole = NewList(c.list.out).Value()
		}
		r.i++
		r.open = r.open[:len(r.open)-1]
		return whole, true, nil
	case ',':
		r.i++
		if c.dict != nil {
			err = r.key()
		}
		return Nil, false, err
	}
	return Nil, false, r.fail(r.i, want)
}

// key reads a key and the colon after it.
func (r *jsonReader) key() error {
	if r.space() != '"' {
		return r.fail(r.i, "want a key in quotes")
	}
	at := r.i
	s, err := r.text()
	if err != nil {
		return err
	}
	c := &r.open[len(r.open)-1]
	c.key = NewString(s)
	if err := r.alloc(8 * SlotSize); err != nil {
		return err
	}
	if _, twice := c.dict.Get(c.key); twice {
		return r.fail(at, "the key "+Write(Str(s))+" comes twice")
	}
	if r.space() != ':' {
		return r.fail(r.i, "want a colon")
	}
	r.i++
	return nil
}

// number reads a number: an exact integer without a point and an exponent, else a float.
func (r *jsonReader) number() (Value, error) {
	from := r.i
	if r.s[r.i] == '-' {
		r.i++
	}
	whole := r.digits()
	if whole == 0 || whole > 1 && r.s[r.i-whole] == '0' {
		return Nil, r.fail(from, "want a number, which has digits and no zero before them")
	}
	float := false
	if r.at('.') {
		float = true
		r.i++
		if r.digits() == 0 {
			return Nil, r.fail(r.i, "want a digit after the point")
		}
	}
	if r.at('e') || r.at('E') {
		float = true
		r.i++
		if r.at('+') || r.at('-') {
			r.i++
		}
		if r.digits() == 0 {
			return Nil, r.fail(r.i, "want a digit of the exponent")
		}
	}
	text := r.s[from:r.i]
	if !float {
		v, _, err := numberOf(r.m, text, 10)
		return v, err
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return Nil, r.fail(from, "want a number within the range of floats")
	}
	return Float(f), nil
}

func (r *jsonReader) at(c byte) bool { return r.i < len(r.s) && r.s[r.i] == c }

// digits skips decimal digits and counts them.
func (r *jsonReader) digits() int {
	n := countDigits(r.s[r.i:], 10)
	r.i += n
	return n
}
