package format

import (
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Width is how many columns a line of code has at most, where it can be broken. Comments are not counted.
const Width = 100

// Source gives the text of src formatted: the same forms and the same comments, in the same order. A text
// that cannot be read is an error, a *reader.Error.
func Source(src *kernel.Source) (string, error) {
	if _, err := reader.ReadAll(src, reader.Options{}); err != nil {
		return "", err
	}
	tokens, err := reader.Tokens(src, reader.Options{})
	if err != nil {
		return "", err
	}
	if len(tokens) == 0 {
		return "", nil
	}
	root := parse(src.Text, tokens)
	topLevel(root)
	for fill(root) {
		topLevel(root)
	}
	lineUp(root)
	w := &writer{}
	for _, k := range root.kids {
		w.node(k)
	}
	w.b.WriteByte('\n')
	return w.b.String(), nil
}
