package codec

import (
	"bytes"

	"github.com/sx-lang/sx/kernel"
)

// Decoder decodes values one after the other, as Decode does. Small dicts with the keys of an earlier one share
// these, and the texts that follow each other as a key's value when they are equal, which takes half the time where
// values are alike. The zero Decoder is ready; it is for one goroutine.
type Decoder struct{ forms forms }

// Decode gives the value that b is the encoding of; errors are those of the function Decode.
func (d *Decoder) Decode(b []byte) (kernel.Value, error) {
	r := Reader{b: b, forms: &d.forms}
	return r.only()
}

const (
	formKeys   = 8    // of a dict that has a form, at most
	formBytes  = 1024 // of its keys, encoded
	formsKnown = 32   // by a Decoder
)

// form is a dict that was decoded, to make others with the same keys.
type form struct {
	dict *kernel.Dict
	keys [][]byte // encoded
	seen []seenText
}

// seenText is the text that a key of a form had last: dicts that are alike often share texts, too.
type seenText struct {
	coded  []byte // none if there was no text, or it is not worth it
	val    kernel.Value
	misses int // that followed each other
}

const (
	seenBytes  = 64 // of a text that is kept, encoded
	seenMisses = 8  // after which no text is kept
)

// text takes a text, which is that of s or becomes it.
func (r *Reader) text(s *seenText) (kernel.Value, error) {
	if len(s.coded) > 0 && bytes.HasPrefix(r.b[r.off:], s.coded) {
		r.off += len(s.coded)
		s.misses = 0
		return s.val, nil
	}
	start := r.off
	text, err := r.Text()
	if err != nil {
		return kernel.Nil, err
	}
	v := kernel.Str(text)
	if s.misses++; r.off-start <= seenBytes && s.misses <= seenMisses {
		s.coded, s.val = append(s.coded[:0], r.b[start:r.off]...), v
	}
	return v, nil
}

// forms are found by the number of their keys and the first of them.
type forms struct {
	list       [formsKnown]form
	made, used int
}

// worth tells whether making another form pays: where dicts are hardly ever alike, it does not.
func (f *forms) worth() bool { return f.made < 2*formsKnown || f.used > f.made }

// place gives where the form of a dict with n entries is, which begin at b.
func (f *forms) place(n int, b []byte) *form {
	h := uint(n)
	if len(b) > 2 {
		h += 5*uint(b[0]) + 3*uint(b[1]) + uint(b[2])
	}
	return &f.list[h%formsKnown]
}

// alike takes the n entries of a map. As far as the keys are those of a known form they are not looked at
// one by one.
func (r *Reader) alike(n, depth int) (kernel.Value, error) {
	at := r.forms.place(n, r.b[r.off:])
	known := *at // nested values can replace it
	var vals [formKeys]kernel.Value
	for i := range n {
		if len(known.keys) != n || !bytes.HasPrefix(r.b[r.off:], known.keys[i]) {
			return r.another(at, known, vals[:i], n, depth)
		}
		r.off += len(known.keys[i])
		var err error
		if s := &known.seen[i]; s.misses <= seenMisses && r.off < len(r.b) && r.b[r.off]&0xe0 == majorText {
			vals[i], err = r.text(s)
		} else {
			vals[i], err = r.value(depth)
		}
		if err != nil {
			return kernel.Nil, err
		}
	}
	r.forms.used++
	return known.dict.WithValues(vals[:n]), nil
}

// another takes the rest of a map of n entries, of which the first have the keys of known and the given values,
// and makes a form of it.
func (r *Reader) another(at *form, known form, vals []kernel.Value, n, depth int) (kernel.Value, error) {
	d, next := kernel.NewDict(), form{}
	if len(vals) > 0 {
		it := known.dict.All()
		for i := range vals {
			key, _, _ := it.Next()
			d.Set(key, vals[i])
		}
		next.keys = append(next.keys, known.keys[:len(vals)]...)
	}
	if !r.forms.worth() {
		return d.Value(), r.entries(d, n-len(vals), depth)
	}
	size := 0
	for range n - len(vals) {
		start := r.off
		if err := r.entries(d, 1, depth); err != nil {
			return kernel.Nil, err
		}
		key := Reader{b: r.b, off: start}
		if err := key.Skip(); err != nil {
			return kernel.Nil, err
		}
		size += key.off - start
		next.keys = append(next.keys, r.b[start:key.off])
	}
	if size <= formBytes {
		for i := len(vals); i < n; i++ {
			next.keys[i] = bytes.Clone(next.keys[i])
		}
		var none [formKeys]kernel.Value // so that it keeps no values alive
		for i := range none {
			none[i] = kernel.Nil
		}
		next.seen = make([]seenText, n)
		next.dict = d.WithValues(none[:n]).AsDict()
		*at = next
		r.forms.made++
	}
	return d.Value(), nil
}
