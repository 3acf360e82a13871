package kernel

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many characters of a line Caret shows before and after the place.
const (
	caretBefore = 60
	caretAfter  = 40
)

// Caret gives p's line and below it a caret under p's column, two lines without a final newline; ""
// for the zero Pos. A long line is cut around the caret, with … where something is missing. Tabs
// stay, so that the caret is aligned whatever their width; other control and invisible characters
// are shown by a visible one each, so that a hostile text cannot drive a terminal.
func Caret(pos Pos) string {
	if pos.IsZero() {
		return ""
	}
	text := pos.Source.Text
	pos.Offset = min(max(pos.Offset, 0), len(text))
	line := strings.TrimSuffix(pos.Line(), "\r")
	col := pos.Offset - (strings.LastIndexByte(text[:pos.Offset], '\n') + 1)
	col = min(col, len(line))
	start, end := caretWindow(line, col)
	var shown, below strings.Builder
	if start > 0 {
		shown.WriteRune('…')
		below.WriteByte(' ')
	}
	for _, r := range line[start:col] {
		shown.WriteRune(visible(r))
		switch {
		case r == '\t':
			below.WriteByte('\t')
		case !unicode.Is(unicode.Mn, r): // a combining mark takes no column
			below.WriteByte(' ')
		}
	}
	for _, r := range line[col:end] {
		shown.WriteRune(visible(r))
	}
	if end < len(line) {
		shown.WriteRune('…')
	}
	return shown.String() + "\n" + below.String() + "^"
}

// caretWindow gives the part of line around col that is shown.
func caretWindow(line string, col int) (start, end int) {
	start, end = col, col
	for range caretBefore {
		_, w := utf8.DecodeLastRuneInString(line[:start])
		start -= w
	}
	for range caretAfter {
		_, w := utf8.DecodeRuneInString(line[end:])
		end += w
	}
	return start, end
}

// visible gives r, or for a character that shows nothing or steers a terminal one that stands for it.
func visible(r rune) rune {
	switch {
	case r == '\t':
		return r
	case r < ' ':
		return 0x2400 + r // the control pictures
	case r == 0x7f:
		return 0x2421
	case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == 0x2028 || r == 0x2029:
		return utf8.RuneError
	}
	return r
}
