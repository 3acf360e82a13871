package codec

import (
	"encoding/hex"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/sx-lang/sx/kernel"
)

// coded is the head of the list (coded "hex"), which stands for a value that has no text of its own.
const coded = "coded"

// Text gives v as text for reader and Decoded to read: its written form, or (coded "hex") with its
// encoding if a string in it is no UTF-8. The error is that of Append, about a value that is no data.
func Text(v kernel.Value) (string, error) {
	text := kernel.Write(v)
	if !strings.ContainsRune(text, utf8.RuneError) {
		return text, nil
	}
	b, err := Append(nil, v, math.MaxInt)
	if err != nil {
		return "", err
	}
	return kernel.Write(kernel.ListOf(kernel.Sym(coded), kernel.Str(hex.EncodeToString(b)))), nil
}

// Decoded gives what a form that Text wrote stands for: that of (coded "hex"), and any other itself.
func Decoded(form kernel.Value) (kernel.Value, error) {
	if !form.IsList() || form.AsList().Len() != 2 {
		return form, nil
	}
	items := form.AsList().Items()
	if !items[0].IsSymbolNamed(coded) || !items[1].IsString() {
		return form, nil
	}
	b, err := hex.DecodeString(items[1].Text())
	if err != nil {
		return form, err
	}
	return Decode(b)
}
