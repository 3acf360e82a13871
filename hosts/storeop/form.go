package storeop

import (
	"errors"
	"math"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// form reads the dict of one argument strictly. The first thing that is wrong is kept in err, after
// which every read gives a zero value, so a parser checks once at its end.
type form struct {
	where string // "store/commit: :appends 0" for messages
	d     *kernel.Dict
	lim   *Limits
	err   error
}

// openForm starts to read v, which has to be a dict with no keys but the given ones.
func openForm(where string, lim *Limits, v kernel.Value, keys ...string) *form {
	f := &form{where: where, lim: lim, d: kernel.NewDict()}
	if !v.IsDict() {
		f.err = kernel.Condf(kernel.CondType, "%s is %s, want a dict", where, kernel.TypeOf(v))
		return f
	}
	f.d = v.AsDict()
	for it := f.d.All(); ; {
		key, _, ok := it.Next()
		if !ok {
			return f
		}
		if !contains(keys, key.String()) {
			f.fail(kernel.CondType, "", "has the unknown key %q, want %s", clip(key.String()), listKeys(keys))
			return f
		}
	}
}

func contains(keys []string, key string) bool {
	for _, k := range keys {
		if k == key {
			return true
		}
	}
	return false
}

func listKeys(keys []string) string {
	text := ""
	for _, k := range keys {
		text += " :" + k
	}
	return text[1:]
}

// clip shortens a text for a message.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// fail keeps the first error; key is "" when it is about the whole dict.
func (f *form) fail(kind, key, format string, args ...any) {
	if f.err != nil {
		return
	}
	where := f.where
	if key != "" {
		where += " :" + key
	}
	f.err = kernel.Condf(kind, "%s "+format, append([]any{where}, args...)...)
}

// has tells whether the key is there and not nil.
func (f *form) has(key string) bool { return !f.d.Lookup(key).IsNil() }

// present tells whether the key is there, nil or not.
func (f *form) present(key string) bool {
	_, ok := f.d.Get(kernel.NewString(key))
	return ok
}

func (f *form) require(key string) {
	if !f.present(key) {
		f.fail(kernel.CondType, "", "has no :%s", key)
	}
}

// name reads a required string.
func (f *form) name(key string) string {
	f.require(key)
	return f.checkName(key, f.d.Lookup(key))
}

// optName reads an optional string; ok is false without one.
func (f *form) optName(key string) (s string, ok bool) {
	if !f.has(key) {
		return "", false
	}
	return f.checkName(key, f.d.Lookup(key)), true
}

func (f *form) checkName(key string, v kernel.Value) string {
	switch {
	case f.err != nil:
	case !v.IsString():
		f.fail(kernel.CondType, key, "is %s, want a string", kernel.TypeOf(v))
	case len(v.Text()) > f.lim.NameBytes:
		f.fail(kernel.CondRange, key, "has %d bytes, want at most %d", len(v.Text()), f.lim.NameBytes)
	default:
		return v.Text()
	}
	return ""
}

// integer reads an integer from least on; a missing one is fallback.
func (f *form) integer(key string, least, fallback int64) int64 {
	if !f.has(key) {
		return fallback
	}
	return f.checkInt(key, f.d.Lookup(key), least)
}

func (f *form) checkInt(key string, v kernel.Value, least int64) int64 {
	switch {
	case f.err != nil:
	case v.Kind() == kernel.KindBig:
		f.fail(kernel.CondRange, key, "is an integer beyond 64 bits")
	case !v.IsInt():
		f.fail(kernel.CondType, key, "is %s, want an integer", describe(v))
	case v.Int64() < least:
		f.fail(kernel.CondRange, key, "is %d, want an integer from %d on", v.Int64(), least)
	default:
		return v.Int64()
	}
	return 0
}

// describe names v's type, and tells a float from an integer.
func describe(v kernel.Value) string {
	if kernel.IsNumber(v) {
		return "the number " + clip(kernel.Write(v))
	}
	return kernel.TypeOf(v)
}

// flag reads an optional boolean.
func (f *form) flag(key string) bool {
	v := f.d.Lookup(key)
	if !v.IsNil() && v != kernel.True && v != kernel.False {
		f.fail(kernel.CondType, key, "is %s, want true or false", kernel.TypeOf(v))
	}
	return v == kernel.True
}

// limit reads the :limit of a page.
func (f *form) limit() int {
	n := f.integer("limit", 1, int64(f.lim.PageItems))
	return int(min(n, int64(f.lim.PageMax)))
}

// data reads any value as its encoding, of at most max bytes.
func (f *form) data(key string, max int) []byte {
	if f.err != nil {
		return nil
	}
	b, err := codec.Append(nil, f.d.Lookup(key), max)
	var unsupported *codec.UnsupportedError
	switch {
	case errors.As(err, &unsupported):
		f.fail(kernel.CondType, key, "holds a value that is no data: %v", err)
	case errors.Is(err, codec.ErrSize):
		f.fail(kernel.CondRange, key, "takes more than %d bytes encoded", max)
	case err != nil:
		f.fail(kernel.CondRange, key, "cannot be stored: %v", err)
	}
	return b
}

// list reads an optional list.
func (f *form) list(key string) []kernel.Value {
	v := f.d.Lookup(key)
	switch {
	case f.err != nil || v.IsNil():
		return nil
	case !v.IsList():
		f.fail(kernel.CondType, key, "is %s, want a list", kernel.TypeOf(v))
		return nil
	}
	return v.AsList().Items()
}

// expectation reads an optional :expect: an integer from 0 on or one of the given words.
func (f *form) expectation(words ...string) Expect {
	v := f.d.Lookup("expect")
	switch {
	case v.IsNil():
		return Expect{Seq: anySeq, Given: kernel.Nil}
	case v.IsString() && contains(words, v.Text()):
		if v.Text() == "exists" {
			return Expect{Seq: someSeq, Given: v}
		}
		return Expect{Seq: 0, Given: v, none: true}
	case v.IsString():
		f.fail(kernel.CondRange, "expect", "is %q, want an integer%s", clip(v.Text()), orWords(words))
		return Expect{Given: kernel.Nil}
	}
	return Expect{Seq: f.checkInt("expect", v, 0), Given: v}
}

func orWords(words []string) string {
	text := ""
	for _, w := range words {
		text += " or \"" + w + "\""
	}
	return text
}

// Expect is what a writer believes of what it replaces.
type Expect struct {
	Seq   int64        // the number expected, or anySeq or someSeq
	Given kernel.Value // as the request had it; nil when any will do
	none  bool         // "none": nothing there at all, which a number 0 need not mean
}

const (
	anySeq  = math.MinInt64
	someSeq = math.MinInt64 + 1
)

// Any tells whether there is nothing to check.
func (e Expect) Any() bool { return e.Seq == anySeq }

// holdsStream tells whether a stream with that last seq is as expected.
func (e Expect) holdsStream(last int64) bool {
	switch e.Seq {
	case anySeq:
		return true
	case someSeq:
		return last > 0
	}
	return last == e.Seq
}

// HoldsNumber tells whether a snapshot or cursor is as expected: there says whether it exists, n is
// its number.
func (e Expect) HoldsNumber(there bool, n int64) bool {
	switch {
	case e.Any():
		return true
	case e.none:
		return !there
	}
	return there && n == e.Seq
}
