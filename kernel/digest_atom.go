package kernel

import (
	"encoding/binary"
	"math/big"
)

// atomSum gives the digest of a value that equality does not look into.
func (d *digester) atomSum(v Value) (s digestSum, err error) {
	c, err := d.push()
	if err != nil {
		return s, err
	}
	err = d.atom(v)
	c.h.Sum(s[:0])
	d.open = d.open[:len(d.open)-1]
	return s, err
}

// atom adds a value that equality does not look into to the innermost container.
func (d *digester) atom(v Value) error {
	switch v.Kind() {
	case KindString:
		return d.text(KindString, v.Text())
	case KindSymbol, KindKeyword:
		return d.text(v.Kind(), v.SymbolName())
	case KindInt, KindFloat, KindBig, KindRat:
		return d.number(v)
	}
	d.word(v.Kind(), identity(v))
	return nil
}

// word adds a kind and 64 bits.
func (d *digester) word(k Kind, n uint64) {
	d.b = binary.LittleEndian.AppendUint64(append(d.b[:0], byte(k)), n)
	d.open[len(d.open)-1].h.Write(d.b)
}

// text adds a kind and a text after its length, a piece at a time.
func (d *digester) text(k Kind, s string) error {
	d.word(k, uint64(len(s)))
	for len(s) > 0 {
		n := min(len(s), freeBytes)
		d.b = append(d.b[:0], s[:n]...)
		d.open[len(d.open)-1].h.Write(d.b)
		s = s[n:]
		if err := d.tick(n / SlotSize); err != nil {
			return err
		}
	}
	return nil
}

// number adds what numbers that are equal have in common, as hashNumber does.
func (d *digester) number(v Value) error {
	kind, plain := plainNumber(v)
	if kind != KindBig {
		d.word(kind, plain)
		return nil
	}
	if v.Kind() == KindBig {
		return d.digits(KindBig, v.AsBig())
	}
	if err := d.digits(KindRat, v.AsRat().Num()); err != nil {
		return err
	}
	return d.digits(KindRat, v.AsRat().Denom())
}

// digits adds an integer by its sign and digits.
func (d *digester) digits(k Kind, i *big.Int) error {
	if err := d.tick(i.BitLen() / 8 / SlotSize); err != nil {
		return err
	}
	d.word(k, uint64(int64(i.Sign())))
	return d.text(k, string(i.Bytes()))
}
