package line

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Format gives the line of v, without a newline. A value that is no data has a line too, for people, which
// Parse does not read.
func Format(v kernel.Value) string {
	text, err := codec.Text(v)
	if err != nil {
		return kernel.Write(v)
	}
	return text
}

// Parse reads the line of a value; name and number, which counts from 1, are for messages. A line that
// holds no form, be it empty or a comment, is ok false.
func Parse(name string, number int, text string) (v kernel.Value, ok bool, err error) {
	f, err := reader.ReadOne(&kernel.Source{Name: name, Text: text}, reader.Options{MaxLiteral: math.MaxInt32})
	if err != nil {
		var bad *reader.Error
		if !errors.As(err, &bad) {
			return kernel.Nil, false, err
		}
		if blank(text) {
			return kernel.Nil, false, nil
		}
		_, column := bad.Pos.LineColumn()
		what := strings.ReplaceAll(bad.Message, " at 1:", fmt.Sprintf(" at %d:", number)) // other places in the line
		return kernel.Nil, false, fmt.Errorf("%s:%d:%d: %s", name, number, column, what)
	}
	v, err = codec.Decoded(f.Value)
	if err != nil {
		return kernel.Nil, false, fmt.Errorf("%s:%d: (coded …): %w", name, number, err)
	}
	return v, true, nil
}

// blank tells whether a line is empty or a comment.
func blank(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || text[0] == ';'
}
