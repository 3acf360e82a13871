package codec

import (
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"unicode/utf8"

	"github.com/sx-lang/sx/kernel"
)

// MaxDepth is the deepest nesting of lists, dicts, vectors and sets that is written or read.
const MaxDepth = 10_000

// ErrDepth says that a value is nested deeper than MaxDepth, as one that contains itself is.
var ErrDepth = errors.New("value is nested deeper than 10000 levels")

// ErrSize says that a value takes more bytes than the caller allowed.
var ErrSize = errors.New("value is too large")

// UnsupportedError says that a value is not data and so cannot be stored.
type UnsupportedError struct {
	Type string // as type-of answers it
}

func (e *UnsupportedError) Error() string {
	return "a " + e.Type + " cannot be stored, want data: nil, booleans, numbers, strings, chars, " +
		"symbols, keywords, lists, dicts, vectors and sets"
}

// Append appends the encoding of v to b, at most max bytes of it. Errors are *UnsupportedError,
// ErrDepth and ErrSize; the bytes answered with an error are of no use.
func Append(b []byte, v kernel.Value, max int) ([]byte, error) {
	e := encoder{b: b, end: len(b) + min(max, math.MaxInt-len(b))}
	if err := e.value(v, 0); err != nil {
		return b, err
	}
	if len(e.b) > e.end {
		return b, ErrSize
	}
	return e.b, nil
}

// encoder appends to b. It may pass end by one atom before it notices.
type encoder struct {
	b   []byte
	end int
}

func (e *encoder) value(v kernel.Value, depth int) error {
	switch v.Kind() {
	case kernel.KindNil:
		e.b = append(e.b, byteNil)
	case kernel.KindFalse:
		e.b = append(e.b, byteFalse)
	case kernel.KindTrue:
		e.b = append(e.b, byteTrue)
	case kernel.KindInt:
		e.b = AppendInt(e.b, v.Int64())
	case kernel.KindFloat:
		e.float(v.Float64())
	case kernel.KindString:
		return e.text(v.Text())
	case kernel.KindList, kernel.KindDict, kernel.KindVector, kernel.KindSet:
		return e.container(v, depth+1)
	default:
		return e.rare(v)
	}
	return nil
}

// rare encodes the atoms that are tagged.
func (e *encoder) rare(v kernel.Value) error {
	switch v.Kind() {
	case kernel.KindBig:
		return e.big(v.AsBig())
	case kernel.KindRat:
		e.b = AppendArray(appendHead(e.b, majorTag, tagRational), 2)
		if err := e.big(v.AsRat().Num()); err != nil {
			return err
		}
		return e.big(v.AsRat().Denom())
	case kernel.KindChar:
		if !utf8.ValidRune(v.Rune()) {
			return &UnsupportedError{"char outside Unicode"}
		}
		e.b = AppendUint(appendHead(e.b, majorTag, tagChar), uint64(v.Rune()))
		return nil
	case kernel.KindSymbol:
		e.b = appendHead(e.b, majorTag, tagSymbol)
		return e.text(v.SymbolName())
	case kernel.KindKeyword:
		e.b = appendHead(e.b, majorTag, tagKeyword)
		return e.text(v.SymbolName())
	}
	return &UnsupportedError{kernel.TypeOf(v)}
}

func (e *encoder) text(s string) error {
	if len(e.b)+len(s) > e.end {
		return ErrSize
	}
	e.b = AppendString(e.b, s)
	return nil
}

func (e *encoder) float(f float64) {
	bits := math.Float64bits(f)
	if f != f {
		bits = canonicalNaN
	}
	e.b = binary.BigEndian.AppendUint64(append(e.b, byteFloat), bits)
}

func (e *encoder) big(i *big.Int) error {
	if len(e.b)+i.BitLen()/8 > e.end {
		return ErrSize
	}
	major, tag, mag := byte(majorUint), uint64(tagBigPos), i
	if i.Sign() < 0 {
		major, tag = majorNegInt, tagBigNeg
		mag = new(big.Int).Not(i) // -1-i, as CBOR counts negative integers
	}
	if mag.IsUint64() {
		e.b = appendHead(e.b, major, mag.Uint64())
		return nil
	}
	e.b = AppendBytes(appendHead(e.b, majorTag, tag), string(mag.Bytes()))
	return nil
}

func (e *encoder) container(v kernel.Value, depth int) error {
	switch {
	case depth > MaxDepth:
		return ErrDepth
	case len(e.b) > e.end:
		return ErrSize
	}
	switch v.Kind() {
	case kernel.KindDict:
		return e.dict(v.AsDict(), depth)
	case kernel.KindVector:
		e.b = appendHead(e.b, majorTag, tagVector)
		return e.items(v.AsVector().Items, depth)
	case kernel.KindSet:
		e.b = appendHead(e.b, majorTag, tagSet)
		return e.items(v.AsSet().Items(), depth)
	}
	l := v.AsList()
	e.b = AppendArray(e.b, l.Len())
	for it := l.All(); ; {
		x, ok := it.Next()
		if !ok {
			return nil
		}
		if err := e.item(x, depth); err != nil {
			return err
		}
	}
}

func (e *encoder) items(items []kernel.Value, depth int) error {
	e.b = AppendArray(e.b, len(items))
	for _, x := range items {
		if err := e.item(x, depth); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) item(v kernel.Value, depth int) error {
	if len(e.b) > e.end {
		return ErrSize
	}
	return e.value(v, depth)
}

func (e *encoder) dict(d *kernel.Dict, depth int) error {
	e.b = appendHead(e.b, majorMap, uint64(d.Len()))
	for it := d.All(); ; {
		k, x, ok := it.Next()
		if !ok {
			return nil
		}
		if err := e.text(k.String()); err != nil {
			return err
		}
		if err := e.item(x, depth); err != nil {
			return err
		}
	}
}
