package json

import (
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// marker is the key of an object that stands for a value which JSON has no form for.
const marker = "$sx"

// Append appends the JSON text of v, in one line, to b. A value that is no data is an error, and one
// that is nested deeper than codec.MaxDepth.
func Append(b []byte, v kernel.Value) ([]byte, error) { return appendValue(b, v, 0) }

func appendValue(b []byte, v kernel.Value, depth int) ([]byte, error) {
	if depth > codec.MaxDepth {
		return b, codec.ErrDepth
	}
	switch {
	case v.IsNil():
		return append(b, "null"...), nil
	case v == kernel.True, v == kernel.False:
		return strconv.AppendBool(b, v == kernel.True), nil
	case v.IsInt(), v.Kind() == kernel.KindBig:
		return append(b, kernel.Write(v)...), nil
	case v.IsFloat():
		if f := v.Float64(); !math.IsInf(f, 0) && !math.IsNaN(f) {
			return appendFloat(b, f), nil
		}
	case v.IsString():
		if utf8.ValidString(v.Text()) {
			return appendString(b, v.Text()), nil
		}
	case v.IsList():
		return appendList(b, v.AsList(), depth)
	case v.IsDict():
		if plain(v.AsDict()) {
			return appendDict(b, v.AsDict(), depth)
		}
	}
	if _, err := codec.Append(nil, v, math.MaxInt); err != nil {
		return b, fmt.Errorf("a value that is no data has no JSON: %w", err)
	}
	b = append(b, `{"`+marker+`":`...)
	return append(appendString(b, line.Format(v)), '}'), nil
}

// plain tells whether a dict can be an object.
func plain(d *kernel.Dict) bool {
	for it := d.All(); ; {
		key, _, ok := it.Next()
		switch {
		case !ok:
			return true
		case !utf8.ValidString(key.String()), d.Len() == 1 && key.String() == marker:
			return false
		}
	}
}

func appendList(b []byte, l *kernel.List, depth int) (_ []byte, err error) {
	b = append(b, '[')
	for i, x := range l.Items() {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendValue(b, x, depth+1); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func appendDict(b []byte, d *kernel.Dict, depth int) (_ []byte, err error) {
	b = append(b, '{')
	sep := ""
	for it := d.All(); ; sep = "," {
		key, x, ok := it.Next()
		if !ok {
			return append(b, '}'), nil
		}
		b = append(appendString(append(b, sep...), key.String()), ':')
		if b, err = appendValue(b, x, depth+1); err != nil {
			return b, err
		}
	}
}

// appendFloat appends the shortest text that is read as f, with a fraction or an exponent.
func appendFloat(b []byte, f float64) []byte {
	at := len(b)
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, f, format, -1, 64)
	for _, c := range b[at:] {
		if c == '.' || c == 'e' {
			return b
		}
	}
	return append(b, ".0"...)
}

// appendString appends a string in quotes. Control characters are escaped, DEL and those of C1 too, and
// the two line separators that JavaScript does not take.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029:
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
