package kernel

import (
	"crypto/sha256"
	"encoding/base32"
	"math"
	"slices"
	"strings"
)

// maxNesting bounds the nesting of what canonical-serialize and the JSON functions take.
const maxNesting = 10000

// CanonicalText gives the one text that all values equal to v have: as Write gives it, but
//   - dicts and sets in the order of their keys' and members' texts, byte by byte,
//   - a number without a fraction as an integer, one that a float holds exactly as the float's
//     shortest text, and any other as a fraction, since 1 and 1.0 are equal, and 0.5 and 1/2.
//
// A record is written with the name of its type. Functions, machines, conditions and host values have
// no such text, nor has what is nested deeper than 10,000: those are ArgErrors about argument 0. Work
// and space are charged to m, if that is not nil.
func CanonicalText(m *Meter, v Value) ([]byte, error) {
	w := canonicalWriter{pacer: pacer{m: m}}
	if err := w.value(v); err != nil {
		return nil, err
	}
	for len(w.open) > 0 {
		if err := w.step(); err != nil {
			return nil, err
		}
	}
	return w.b, w.charge()
}

type canonicalWriter struct {
	pacer
	b       []byte
	charged int // bytes of b that are charged
	open    []canonicalContainer
}

// canonicalContainer is one that is being written.
type canonicalContainer struct {
	list   Iter
	dict   *Dict
	end    byte
	begun  bool
	set    bool
	starts []int // of a set: where in b its members begin
}

// charge charges the bytes written since it was last called.
func (w *canonicalWriter) charge() error {
	n := len(w.b) - w.charged
	w.charged = len(w.b)
	if err := w.alloc(n); err != nil {
		return err
	}
	var err error
	if w.b, err = growBytes(w.m, w.b, printSlack); err != nil {
		return err
	}
	return w.flush()
}

func (w *canonicalWriter) step() error {
	c := &w.open[len(w.open)-1]
	v, ok := c.list.Next()
	if !ok {
		return w.leave()
	}
	if c.begun {
		w.b = append(w.b, ' ')
	}
	c.begun = true
	if c.set {
		c.starts = append(c.starts, len(w.b))
	}
	if c.dict != nil {
		w.b = append(w.key(v.Text()), ' ')
		v, _ = c.dict.Get(v.AsString())
	}
	if len(w.b)-w.charged > textPiece {
		if err := w.charge(); err != nil {
			return err
		}
	}
	if err := w.tick(2); err != nil {
		return err
	}
	return w.value(v)
}

// key appends a dict's key as Write does.
func (w *canonicalWriter) key(name string) []byte {
	if IsPlainName(name) {
		return append(append(w.b, ':'), name...)
	}
	return append(w.b, Write(Str(name))...)
}

// leave ends the innermost container.
func (w *canonicalWriter) leave() error {
	c := w.open[len(w.open)-1]
	if c.set {
		if err := w.sortMembers(c.starts); err != nil {
			return err
		}
	}
	w.b = append(w.b, c.end)
	w.open = w.open[:len(w.open)-1]
	return nil
}

// sortMembers brings the members of a set, which begin at the given places, in order.
func (w *canonicalWriter) sortMembers(starts []int) error {
	if len(starts) < 2 {
		return nil
	}
	texts := make([]Value, len(starts))
	end := len(w.b)
	if err := w.alloc(end - starts[0] + len(starts)*textSize); err != nil {
		return err
	}
	for i := len(starts) - 1; i >= 0; i-- {
		texts[i] = Str(string(w.b[starts[i]:end]))
		end = starts[i] - 1
	}
	s := sorter{pacer: pacer{m: w.m}, order: orderTexts}
	sorted, err := s.sort(texts)
	if err != nil {
		return err
	}
	w.b = w.b[:starts[0]] // what is written again has the same length, so it stays charged
	for i, v := range sorted {
		if i > 0 {
			w.b = append(w.b, ' ')
		}
		w.b = append(w.b, v.Text()...)
	}
	return nil
}

func (w *canonicalWriter) value(v Value) error {
	switch v.Kind() {
	case KindNil, KindFalse, KindTrue, KindString, KindChar, KindSymbol, KindKeyword:
		return w.atom(v)
	case KindInt, KindFloat, KindBig, KindRat:
		return w.number(v)
	case KindList:
		return w.enter("(", canonicalContainer{list: v.AsList().All(), end: ')'})
	case KindVector:
		return w.enter("#(", canonicalContainer{list: Iter{view: v.AsVector().Items}, end: ')'})
	case KindDict:
		return w.enterDict(v.AsDict())
	case KindSet:
		members, err := setMembers(w.m, v.AsSet())
		if err != nil {
			return err
		}
		return w.enter("#{", canonicalContainer{list: Iter{view: members}, end: '}', set: true})
	case KindRecord:
		r := v.AsRecord()
		return w.enter("#<"+r.Type.Name, canonicalContainer{list: Iter{view: r.Fields}, end: '>', begun: true})
	}
	return &ArgError{CondType, 0, hasInIt(v, len(w.open) == 0) + ", want plain data"}
}

// atom appends the text of v as Write gives it, which AppendText charges.
func (w *canonicalWriter) atom(v Value) (err error) {
	before := len(w.b)
	w.b, err = AppendText(w.b, w.m, v, true)
	w.charged += len(w.b) - before
	return err
}

// hasInIt says what v, the argument itself or something in it, is.
func hasInIt(v Value, whole bool) string {
	if whole {
		return "is " + TypeOf(v)
	}
	return "has a " + TypeOf(v) + " in it"
}

func (w *canonicalWriter) enter(start string, c canonicalContainer) error {
	if len(w.open) == maxNesting {
		return BadRange(0, "is nested deeper than %d, or contains itself", maxNesting)
	}
	w.b = append(w.b, start...)
	w.open = append(w.open, c)
	return nil
}

func (w *canonicalWriter) enterDict(d *Dict) error {
	keys, err := sortedKeys(w.m, d)
	if err != nil {
		return err
	}
	return w.enter("{", canonicalContainer{list: Iter{view: keys}, dict: d, end: '}'})
}

// dictKeys gives a new slice of a dict's keys.
func dictKeys(m *Meter, d *Dict) ([]Value, error) {
	if err := d.sorted(m); err != nil {
		return nil, err
	}
	keys := items{m: m}
	for it := d.All(); ; {
		k, _, ok := it.Next()
		if !ok {
			return keys.out, nil
		}
		if err := keys.add(Ref(&k.Header)); err != nil {
			return nil, err
		}
	}
}

// setMembers gives a new slice of a set's members.
func setMembers(m *Meter, s *Set) ([]Value, error) {
	members, err := s.m.sorted(m)
	if err != nil {
		return nil, err
	}
	out := items{m: m}
	for _, e := range members {
		if err := out.add(e.key); err != nil {
			return nil, err
		}
	}
	return out.out, nil
}

// number appends the text that all numbers equal to v have.
func (w *canonicalWriter) number(v Value) error {
	if v.IsFloat() {
		f := v.Float64()
		if !isFinite(f) || f != math.Trunc(f) {
			w.b = AppendFloat(w.b, f)
			return nil
		}
		v = exactOf(v)
	}
	if v.Kind() == KindRat && v.AsRat().Denom().BitLen() < 1100 && v.AsRat().Num().BitLen() < 1100 {
		if f, exact := v.AsRat().Float64(); exact && f != 0 { // too small a fraction counts as exactly 0 there
			w.b = AppendFloat(w.b, f)
			return nil
		}
	}
	before := len(w.b)
	var err error
	w.b, err = appendExact(w.m, w.b, v, 10)
	w.charged += len(w.b) - before
	return err
}

// ContentID gives the content id of bytes: a CID of version 1 (github.com/multiformats/cid) with the
// codec "raw" and a SHA-256 hash, in base 32; it begins with "bafkrei".
func ContentID(content []byte) string {
	sum := sha256.Sum256(content)
	return contentID(sum[:])
}

// contentID gives the content id of bytes with the given SHA-256 hash.
func contentID(sum []byte) string {
	const version, raw, sha2, length = 1, 0x55, 0x12, 32
	id := slices.Concat([]byte{version, raw, sha2, length}, sum)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(id))
}
