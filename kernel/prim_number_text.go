package kernel

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

func numberTextBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "number->string", Min: 1, Max: 2, Fn: numberToString,
			Doc:     "(number->string n [radix]): the text of a number; a radix other than 10 is for exact numbers.",
			Example: "(number->string 255) => \"255\"\n(number->string 255 16) => \"ff\"\n(number->string 1.0) => \"1.0\"\n(number->string 0.5 2) !! \"number->string: argument 1 is a float\""},
		{Name: "string->number", Min: 1, Max: 2, Fn: stringToNumber,
			Doc:     "(string->number text [radix]): the number that the whole text is, or false.",
			Example: "(string->number \"1e3\") => 1000.0\n(string->number \"ff\" 16) => 255\n(string->number \"12 \") => false"},
		{Name: "parse-int", Min: 1, Max: 2, Fn: parser(IsInteger, func(v Value) Value { return v }),
			Doc:     "(parse-int text [default]): the integer that a text is, white space around it aside, else the default or nil.",
			Example: "(parse-int \" 42 \") => 42\n(parse-int \"42abc\") => nil\n(parse-int \"4.2\" 0) => 0"},
		{Name: "parse-float", Min: 1, Max: 2, Fn: parser(IsNumber, func(v Value) Value { return Float(ToFloat(v)) }),
			Doc:     "(parse-float text [default]): the number that a text is as a float, white space around it aside, else the default or nil.",
			Example: "(parse-float \"3\") => 3.0\n(parse-float \"x\" 0.5) => 0.5"},
		{Name: "parse-number", Min: 1, Max: 2, Fn: parser(IsNumber, func(v Value) Value { return v }),
			Doc:     "(parse-number text [default]): the number that a text is, white space around it aside, else the default or nil.",
			Example: "(parse-number \"3\") => 3\n(parse-number \"1/2\") => 1/2\n(parse-number \"\") => nil"},
	}
}

func numberToString(m *Meter, args []Value) (Value, error) {
	v := args[0]
	if !IsNumber(v) {
		return Nil, WantArg(0, v, "number")
	}
	radix, err := wantRadix(args, 1)
	if err != nil {
		return Nil, err
	}
	var b []byte
	switch v.Kind() {
	case KindInt:
		b = strconv.AppendInt(nil, v.Int64(), radix)
	case KindFloat:
		if radix != 10 {
			return Nil, BadRange(0, "is a float, want an exact number for radix %d", radix)
		}
		b = AppendFloat(nil, v.Float64())
	default:
		if b, err = appendExact(m, nil, v, radix); err != nil {
			return Nil, err
		}
	}
	return newText(m, string(b))
}

// appendExact appends the text of an exact number.
func appendExact(m *Meter, b []byte, v Value, radix int) ([]byte, error) {
	f := toFraction(v)
	b, err := appendInteger(m, b, f.num, radix)
	if err != nil || v.Kind() != KindRat {
		return b, err
	}
	return appendInteger(m, append(b, '/'), f.den, radix)
}

func stringToNumber(m *Meter, args []Value) (Value, error) {
	text, err := wantText(args, 0)
	if err != nil {
		return Nil, err
	}
	radix, err := wantRadix(args, 1)
	if err != nil {
		return Nil, err
	}
	v, ok, err := numberOf(m, text, radix)
	if err != nil || !ok {
		return False, err
	}
	return v, nil
}

// numberOf is ParseNumber for texts of any length.
func numberOf(m *Meter, text string, radix int) (v Value, ok bool, err error) {
	if err := m.Work(len(text) / 4); err != nil {
		return Nil, false, err
	}
	if strings.HasPrefix(text, "#") {
		if text, radix = cutRadix(text); radix == 0 || strings.HasPrefix(text, "#") {
			return Nil, false, nil
		}
	}
	const short = 2000
	digits := strings.TrimLeft(text, "+-")
	if len(text) <= short || len(text)-len(digits) > 1 {
		v, ok = ParseNumber(text, radix)
		return v, ok, nil
	}
	n := countDigits(digits, radix)
	if n == 0 || n < len(digits) && digits[n] != '/' {
		v, ok = ParseNumber(text, radix)
		return v, ok, nil
	}
	f := fraction{den: big.NewInt(1)}
	if n < len(digits) {
		den := digits[n+1:]
		if den == "" || countDigits(den, radix) < len(den) {
			return Nil, false, nil
		}
		if f.den, err = digitsValue(m, den, radix); err != nil || f.den.Sign() == 0 {
			return Nil, false, err
		}
	}
	if f.num, err = digitsValue(m, digits[:n], radix); err != nil {
		return Nil, false, err
	}
	if text[0] == '-' {
		f.num = new(big.Int).Neg(f.num)
	}
	v, err = f.value(m)
	return v, err == nil, err
}

// digitsValue reads digits, and refuses more of them than make an integer.
func digitsValue(m *Meter, digits string, radix int) (*big.Int, error) {
	if err := chargeInteger(m, len(digits)*(bits.Len(uint(radix))-1)); err != nil {
		return nil, err
	}
	return readDigits(m, digits, radix)
}

// parser makes a builtin that reads a number wanted by accept, and answers what convert makes of it.
// Nil instead of a text is no number.
func parser(accept func(Value) bool, convert func(Value) Value) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		otherwise := Nil
		if len(args) == 2 {
			otherwise = args[1]
		}
		if args[0].IsNil() {
			return otherwise, nil
		}
		text, err := wantText(args, 0)
		if err != nil {
			return Nil, err
		}
		text = strings.TrimSpace(text)
		if strings.HasPrefix(text, "#") {
			return otherwise, nil
		}
		v, ok, err := numberOf(m, text, 10)
		if err != nil {
			return Nil, err
		}
		if !ok || !accept(v) {
			return otherwise, nil
		}
		return convert(v), nil
	}
}
