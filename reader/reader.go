package reader

import (
	"fmt"
	"io"
	"math"
	"unicode/utf8"
	"weak"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// Options bound what one form may be. A zero field means the default.
type Options struct {
	MaxDepth   int // brackets and quotes open at once; 10,000
	MaxLiteral int // bytes of one string, name or number; 1 MiB
	MaxDigits  int // digits of one number; 100,000
}

func (o Options) withDefaults() Options {
	if o.MaxDepth <= 0 {
		o.MaxDepth = 10_000
	}
	if o.MaxLiteral <= 0 {
		o.MaxLiteral = 1 << 20
	}
	if o.MaxDigits <= 0 {
		o.MaxDigits = 100_000
	}
	return o
}

// Form is one top-level form of a text.
type Form struct {
	Value  kernel.Value
	Pos    kernel.Pos // of the form's first character
	Places *Places    // where the lists and dicts in Value were written
}

// Reader reads the forms of one text in turn.
type Reader struct {
	src   *kernel.Source
	scan  scanner
	build builder
	begun bool
	desk  weak.Pointer[desk] // for the next form, unless it has been collected
	err   error              // what Next answers from now on
	meter *kernel.Meter      // nil is nobody
}

// freeTokens is how many tokens of one form are not charged: reading them is little beside evaluating the form.
const freeTokens = 4096

// Charge makes Next charge m for long forms, two units of work for each token from the 4,097th on, and answer
// the meter's error when it refuses.
func (r *Reader) Charge(m *kernel.Meter) { r.meter = m }

// New makes a reader of src, which must be shorter than 4 GiB.
func New(src *kernel.Source, opts Options) *Reader {
	r := &Reader{src: src, scan: scanner{text: src.Text, limits: opts.withDefaults()}}
	if len(src.Text) > math.MaxUint32 {
		r.err = faultf(0, "the text is longer than 4 GiB").in(src)
	}
	r.scan.skipPreamble()
	return r
}

// Next gives the next top-level form: io.EOF when there is none, *Error for a text that is no SX.
// After an error the reader is at its end and repeats it.
func (r *Reader) Next() (Form, error) {
	if r.err != nil {
		return Form{}, r.err
	}
	r.build.begin()
	d := r.desk.Value()
	for read := 0; ; {
		tokens, err := r.batch(&d)
		if err != nil {
			return Form{}, r.fail(&fault{off: r.scan.off, message: err.Error()})
		}
		if read += len(tokens); read > freeTokens && r.meter != nil {
			if r.err = r.meter.Work(2 * len(tokens)); r.err != nil {
				return Form{}, r.err
			}
		}
		for i := range tokens {
			if r.build.token(&tokens[i]); r.build.fault != nil {
				return Form{}, r.fail(r.build.fault)
			}
		}
		switch {
		case r.scan.fault != nil: // after what the builder found: that lies before it
			return Form{}, r.fail(r.scan.fault)
		case r.build.found:
			b := &r.build
			form := Form{b.value, kernel.Pos{Source: r.src, Offset: b.off}, b.places}
			r.release()
			return form, nil
		case len(tokens) == 0:
			r.err = io.EOF
			return Form{}, r.err
		}
	}
}

// batch reads the next tokens: the first ones of the text without a desk, as they may be all.
func (r *Reader) batch(d **desk) ([]lexer.Token, error) {
	if !r.begun {
		r.begun = true
		return firstBatch(&r.scan)
	}
	if *d == nil {
		made, err := newDesk(maxBatch)
		if err != nil {
			return nil, err
		}
		*d, r.desk = made, weak.Make(made)
	}
	return (*d).batch(&r.scan)
}

// release lets go of the form that was read, and after the last one of all that reading has needed.
func (r *Reader) release() {
	if r.build.value, r.build.places = kernel.Nil, nil; r.scan.blankRest() {
		r.err = io.EOF
		r.build, r.scan.open = builder{}, nil
	}
}

// Done tells whether the form that Next gave is known to be the last. It is not known where a comment follows.
func (r *Reader) Done() bool { return r.err == io.EOF }

// Offset is the offset in bytes of what follows the last form that Next gave.
func (r *Reader) Offset() int { return r.scan.off }

func (r *Reader) fail(f *fault) error {
	r.err = f.in(r.src)
	return r.err
}

// ReadOne reads a text that is exactly one form. An empty text is an incomplete one.
func ReadOne(src *kernel.Source, opts Options) (Form, error) {
	r := New(src, opts)
	form, err := r.Next()
	if err == io.EOF {
		return Form{}, tooShort(len(src.Text), "the text has no form").in(src)
	}
	if err != nil {
		return Form{}, err
	}
	second, err := r.Next()
	switch {
	case err == nil:
		return Form{}, &Error{Pos: second.Pos, Message: "the text has a second form, want one"}
	case err != io.EOF:
		return Form{}, err
	}
	return form, nil
}

// ReadAll reads all forms of a text. With an error it gives the forms before it.
func ReadAll(src *kernel.Source, opts Options) ([]Form, error) {
	var forms []Form
	for r := New(src, opts); ; {
		form, err := r.Next()
		switch {
		case err == io.EOF:
			return forms, nil
		case err != nil:
			return forms, err
		}
		forms = append(forms, form)
	}
}

// NewAt makes a reader of src that goes on at offset, which another reader's Offset has told; an offset
// that cannot be one is an error.
func NewAt(src *kernel.Source, opts Options, offset int) (*Reader, error) {
	r := New(src, opts)
	if offset < 0 || offset > len(src.Text) || offset < len(src.Text) && !utf8.RuneStart(src.Text[offset]) {
		return nil, fmt.Errorf("no form of %s can begin at byte %d", src.Name, offset)
	}
	r.scan.off = max(offset, r.scan.off)
	return r, nil
}

// Turn has the reader, which has not met an error, go on at another offset, where a form begins.
func (r *Reader) Turn(offset int) { r.scan.off = offset }
