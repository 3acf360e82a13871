package lsp

import (
	"strings"
	"unicode/utf8"

	"github.com/sx-lang/sx/cmd/sx/format"
)

// layOut gives the edits that lay a text out: one, of the lines that change. A text that cannot be read
// stays as it is.
func (s *server) layOut(d *document) (any, error) {
	after, err := format.Source(d.src)
	if err != nil {
		return nil, errorf(codeFailed, "%v", err)
	}
	before := d.text.s
	if after == before {
		return []textEdit{}, nil
	}
	from := 0
	for from < len(before) && from < len(after) && before[from] == after[from] {
		from++
	}
	from = strings.LastIndexByte(before[:from], '\n') + 1
	back := 0
	for back < len(before)-from && back < len(after)-from && before[len(before)-1-back] == after[len(after)-1-back] {
		back++
	}
	for back > 0 && (!utf8.RuneStart(before[len(before)-back]) || before[len(before)-back] == '\n') {
		back-- // not inside a character, and not inside \r\n
	}
	return []textEdit{{d.text.span(from, len(before)-back), after[from : len(after)-back]}}, nil
}
