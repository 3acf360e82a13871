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
		case unicode.In(r, unicode.Mn, unicode.Me): // a combining mark takes no column
		case isWide(r):
			below.WriteString("  ")
		default:
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

// wide is the characters that take two columns of a terminal: East_Asian_Width W or F of Unicode's
// UAX #11, with blocks of them joined where nothing of another width lies between.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x2329, 0x232a, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3},
		{0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x267f, 0x2693, 0x14}, {0x26a1, 0x26a1, 1},
		{0x26aa, 0x26ab, 1}, {0x26bd, 0x26be, 1}, {0x26c4, 0x26c5, 1}, {0x26ce, 0x26d4, 6}, {0x26ea, 0x26ea, 1},
		{0x26f2, 0x26f3, 1}, {0x26f5, 0x26fa, 5}, {0x26fd, 0x26fd, 1}, {0x2705, 0x2705, 1}, {0x270a, 0x270b, 1},
		{0x2728, 0x2728, 1}, {0x274c, 0x274e, 2}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1},
		{0x27b0, 0x27bf, 15}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b55, 5}, {0x2e80, 0x303e, 1}, {0x3041, 0x3247, 1}, {0x3250, 0x4dbf, 1},
		{0x4e00, 0xa4cf, 1}, {0xa960, 0xa97c, 1}, {0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1}, {0xfe10, 0xfe19, 1},
		{0xfe30, 0xfe6b, 1}, {0xff01, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x16fe0, 0x18d08, 1}, {0x1aff0, 0x1b2ff, 1}, {0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1}, {0x1f18e, 0x1f18e, 1},
		{0x1f191, 0x1f19a, 1}, {0x1f200, 0x1f320, 1}, {0x1f32d, 0x1f335, 1}, {0x1f337, 0x1f37c, 1}, {0x1f37e, 0x1f393, 1},
		{0x1f3a0, 0x1f3ca, 1}, {0x1f3cf, 0x1f3d3, 1}, {0x1f3e0, 0x1f3f0, 1}, {0x1f3f4, 0x1f3f4, 1}, {0x1f3f8, 0x1f43e, 1},
		{0x1f440, 0x1f440, 1}, {0x1f442, 0x1f4fc, 1}, {0x1f4ff, 0x1f53d, 1}, {0x1f54b, 0x1f54e, 1}, {0x1f550, 0x1f567, 1},
		{0x1f57a, 0x1f57a, 1}, {0x1f595, 0x1f596, 1}, {0x1f5a4, 0x1f5a4, 1}, {0x1f5fb, 0x1f64f, 1}, {0x1f680, 0x1f6c5, 1},
		{0x1f6cc, 0x1f6cc, 1}, {0x1f6d0, 0x1f6d2, 1}, {0x1f6d5, 0x1f6df, 1}, {0x1f6eb, 0x1f6ec, 1}, {0x1f6f4, 0x1f6fc, 1},
		{0x1f7e0, 0x1f7eb, 1}, {0x1f7f0, 0x1f7f0, 1}, {0x1f90c, 0x1f93a, 1}, {0x1f93c, 0x1f945, 1}, {0x1f947, 0x1f9ff, 1}, {0x1fa70, 0x1faff, 1},
		{0x20000, 0x3fffd, 1},
	},
}

// isWide tells whether a terminal shows r two columns wide.
func isWide(r rune) bool { return r >= 0x1100 && unicode.Is(wide, r) }

// Visible gives text as it may be shown to people: control, direction and invisible characters are
// replaced by a visible one each, so that a hostile text cannot drive a terminal. Tabs and newlines
// stay.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return visible(r)
	}, text)
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
