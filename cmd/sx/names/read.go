package names

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// form is a top-level form that was read.
type form struct {
	reader.Form
	mended bool // its end is a guess
}

// read gives the forms of a text. Where one cannot be read it is taken to end before the next line that
// begins with a bracket, and its open brackets to be closed there: while one types, most of a text is
// whole. Behind maxMended such forms the rest is left out: each costs as much as the text. The error is
// the first one.
func read(ctx context.Context, src *kernel.Source) (forms []form, first *reader.Error) {
	mended := 0
	r := reader.New(src, reader.Options{})
	for ctx.Err() == nil {
		start := r.Offset()
		f, err := r.Next()
		if err == nil {
			forms = append(forms, form{f, false})
			continue
		}
		var bad *reader.Error
		if errors.Is(err, io.EOF) || !errors.As(err, &bad) {
			return forms, first
		}
		if first == nil {
			first = bad
		}
		if mended++; mended > maxMended {
			return forms, first
		}
		end := nextForm(src.Text, start)
		if f, ok := mend(src, start, end); ok {
			forms = append(forms, form{f, true})
		}
		if r, err = reader.NewAt(src, reader.Options{}, end); err != nil || end == len(src.Text) {
			return forms, first
		}
	}
	return forms, first
}

const maxMended = 20

// nextForm gives the offset of the first line that begins with a bracket behind the form that begins at
// or behind start.
func nextForm(text string, start int) int {
	for start < len(text) && strings.IndexByte(" \t\r\n", text[start]) >= 0 {
		start++
	}
	for i := start; i < len(text); {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			break
		}
		if i += n + 1; i < len(text) && text[i] == '(' {
			return i
		}
	}
	return len(text)
}

// mend reads the form in text[start:end] with its open brackets closed.
func mend(src *kernel.Source, start, end int) (reader.Form, bool) {
	piece := strings.Repeat(" ", start) + src.Text[start:end]
	tokens, _ := reader.Tokens(&kernel.Source{Name: src.Name, Text: piece}, reader.Options{})
	var closers []byte
	for _, t := range tokens {
		switch t.Kind {
		case reader.TokenOpen:
			closer := byte(')')
			switch t.Text[len(t.Text)-1] {
			case '[':
				closer = ']'
			case '{':
				closer = '}'
			}
			closers = append(closers, closer)
		case reader.TokenClose:
			if len(closers) == 0 {
				return reader.Form{}, false
			}
			closers = closers[:len(closers)-1]
		}
	}
	var b strings.Builder
	b.WriteString(piece + "\n")
	for i := len(closers) - 1; i >= 0; i-- {
		b.WriteByte(closers[i])
	}
	mended := &kernel.Source{Name: src.Name, Text: b.String()}
	f, err := reader.New(mended, reader.Options{}).Next()
	return f, err == nil
}

// brackets tells where each bracket that opens is closed: by its offset, the offset behind the one that
// closes it; the end of the text for those that are open.
func brackets(src *kernel.Source) map[int]int {
	tokens, _ := reader.Tokens(src, reader.Options{})
	ends := map[int]int{}
	var open []int
	for _, t := range tokens {
		switch t.Kind {
		case reader.TokenOpen:
			open = append(open, t.Offset)
		case reader.TokenClose:
			if len(open) > 0 {
				ends[open[len(open)-1]] = t.Offset + len(t.Text)
				open = open[:len(open)-1]
			}
		}
	}
	for _, o := range open {
		ends[o] = len(src.Text)
	}
	return ends
}
