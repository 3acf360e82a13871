package codec

import (
	"math"
	"math/big"
	"unicode/utf8"

	"github.com/sx-lang/sx/kernel"
)

// Decode gives the value that b is the encoding of. It accepts exactly what Append writes; errors
// are *SyntaxError and ErrDepth.
func Decode(b []byte) (kernel.Value, error) {
	r := Reader{b: b}
	return r.only()
}

// only takes the value that is all of the bytes.
func (r *Reader) only() (kernel.Value, error) {
	v, err := r.Value()
	if err == nil && r.Len() > 0 {
		err = r.fail("%d bytes follow the value", r.Len())
	}
	if err != nil {
		return kernel.Nil, err
	}
	return v, nil
}

// Value takes one value.
func (r *Reader) Value() (kernel.Value, error) { return r.value(0) }

func (r *Reader) value(depth int) (kernel.Value, error) {
	if r.off >= len(r.b) {
		return kernel.Nil, r.fail("the bytes end where a value should begin")
	}
	switch first := r.b[r.off]; first & 0xe0 {
	case majorText, majorBytes:
		s, err := r.Text()
		return kernel.Str(s), err
	case majorArray:
		items, err := r.items(depth + 1)
		return kernel.NewList(items).Value(), err
	case majorMap:
		return r.dict(depth + 1)
	case majorTag:
		return r.tagged(depth)
	case majorSimple:
		return r.simple(first)
	}
	major, n, err := r.head()
	switch {
	case err != nil:
		return kernel.Nil, err
	case n <= math.MaxInt64 && major == majorUint:
		return kernel.Int(int64(n)), nil
	case n <= math.MaxInt64:
		return kernel.Int(-int64(n) - 1), nil
	}
	i := new(big.Int).SetUint64(n)
	if major == majorNegInt {
		i.Not(i)
	}
	return kernel.BigInt(i), nil
}

func (r *Reader) simple(first byte) (kernel.Value, error) {
	switch first {
	case byteNil:
		r.off++
		return kernel.Nil, nil
	case byteFalse:
		r.off++
		return kernel.False, nil
	case byteTrue:
		r.off++
		return kernel.True, nil
	case byteFloat:
		_, bits, err := r.head()
		f := math.Float64frombits(bits)
		if err == nil && f != f && bits != canonicalNaN {
			err = r.fail("a NaN is not the canonical one")
		}
		return kernel.Float(f), err
	}
	return kernel.Nil, r.fail("head %#02x is not used", first)
}

// items takes an array. Room is made as items arrive, so that nested arrays that each announce many
// items cost nothing.
func (r *Reader) items(depth int) ([]kernel.Value, error) {
	if depth > MaxDepth {
		return nil, ErrDepth
	}
	n, err := r.Array()
	if err != nil || n == 0 {
		return nil, err
	}
	items := make([]kernel.Value, 0, min(n, 32))
	for range n {
		v, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	return items, nil
}

func (r *Reader) dict(depth int) (kernel.Value, error) {
	if depth > MaxDepth {
		return kernel.Nil, ErrDepth
	}
	n, err := r.want(majorMap, "a map")
	if err != nil {
		return kernel.Nil, err
	}
	if n > uint64(r.Len())/2 {
		return kernel.Nil, r.fail("%d entries announced, %d bytes left", n, r.Len())
	}
	if r.forms != nil && n > 0 && n <= formKeys {
		return r.alike(int(n), depth)
	}
	d := kernel.NewDict()
	return d.Value(), r.entries(d, int(n), depth)
}

// entries takes n entries of a map into d.
func (r *Reader) entries(d *kernel.Dict, n, depth int) error {
	for range n {
		key, err := r.Text()
		if err != nil {
			return err
		}
		v, err := r.value(depth)
		if err != nil {
			return err
		}
		before := d.Len()
		d.Set(kernel.NewString(key), v)
		if d.Len() == before {
			return r.fail("a dict has the key %q twice", key)
		}
	}
	return nil
}

func (r *Reader) tagged(depth int) (kernel.Value, error) {
	start := r.off
	tag, err := r.want(majorTag, "a tag")
	if err != nil {
		return kernel.Nil, err
	}
	switch tag {
	case tagBigPos, tagBigNeg:
		return r.big(tag == tagBigNeg)
	case tagRational:
		return r.rational()
	case tagSymbol:
		s, err := r.Text()
		return kernel.Sym(s), err
	case tagKeyword:
		s, err := r.Text()
		return kernel.Keyword(s), err
	case tagChar:
		n, err := r.Uint()
		if err == nil && (n > utf8.MaxRune || !utf8.ValidRune(rune(n))) {
			err = r.fail("%d is no code point", n)
		}
		return kernel.Char(rune(n)), err
	case tagVector:
		items, err := r.items(depth + 1)
		return kernel.NewVector(items), err
	case tagSet:
		return r.set(depth + 1)
	}
	r.off = start
	return kernel.Nil, r.fail("tag %d is not used", tag)
}

func (r *Reader) big(negative bool) (kernel.Value, error) {
	b, err := r.Bytes()
	if err != nil {
		return kernel.Nil, err
	}
	if len(b) <= 8 || b[0] == 0 {
		return kernel.Nil, r.fail("a big integer is not in its shortest form")
	}
	i := new(big.Int).SetBytes(b)
	if negative {
		i.Not(i)
	}
	return kernel.BigInt(i), nil
}

func (r *Reader) rational() (kernel.Value, error) {
	if n, err := r.Array(); err != nil {
		return kernel.Nil, err
	} else if n != 2 {
		return kernel.Nil, r.fail("a rational has %d parts, want 2", n)
	}
	num, err := r.integer()
	if err != nil {
		return kernel.Nil, err
	}
	den, err := r.integer()
	if err != nil {
		return kernel.Nil, err
	}
	if den.Cmp(big.NewInt(1)) <= 0 {
		return kernel.Nil, r.fail("the denominator of a rational is below 2")
	}
	q := new(big.Rat).SetFrac(num, den)
	if q.Denom().Cmp(den) != 0 {
		return kernel.Nil, r.fail("a rational is not reduced")
	}
	return kernel.Ratio(q), nil
}

// integer takes an integer of any size, and nothing that nests.
func (r *Reader) integer() (*big.Int, error) {
	var v kernel.Value
	var err error
	switch {
	case r.Len() > 0 && r.b[r.off] <= majorNegInt|0x1f:
		v, err = r.value(0)
	case r.Len() > 0 && (r.b[r.off] == majorTag|tagBigPos || r.b[r.off] == majorTag|tagBigNeg):
		r.off++
		v, err = r.big(r.b[r.off-1] == majorTag|tagBigNeg)
	default:
		return nil, r.fail("want an integer")
	}
	if err != nil {
		return nil, err
	}
	if v.IsInt() {
		return big.NewInt(v.Int64()), nil
	}
	return new(big.Int).Set(v.AsBig()), nil
}

func (r *Reader) set(depth int) (kernel.Value, error) {
	items, err := r.items(depth)
	if err != nil {
		return kernel.Nil, err
	}
	s := kernel.NewSet()
	for i, v := range items {
		if s.Add(v); s.Len() == i {
			return kernel.Nil, r.fail("a set has a member twice")
		}
	}
	return s.Value(), nil
}
