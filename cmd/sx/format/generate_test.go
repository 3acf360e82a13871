package format

import (
	"math/rand"
	"strconv"
	"strings"
	"testing"
)

// maker makes a text that can be read: each byte is a choice, and once there are no more it is
// always the first.
type maker struct {
	choices []byte
	b       strings.Builder
	members int // of dicts and sets so far: no two are the same
}

// longest bounds the bytes of a text that is made.
const longest = 4000

func made(choices []byte) string {
	m := &maker{choices: choices}
	for len(m.choices) > 0 && m.b.Len() < longest {
		m.form(6)
		m.between()
	}
	return m.b.String()
}

// upTo chooses a number below n, at most 256.
func (m *maker) upTo(n int) int {
	if len(m.choices) == 0 {
		return 0
	}
	c := m.choices[0]
	m.choices = m.choices[1:]
	return int(c) % n
}

func (m *maker) oneOf(texts ...string) { m.b.WriteString(texts[m.upTo(len(texts))]) }

func (m *maker) form(depth int) {
	choice := m.upTo(16)
	if depth == 0 || m.b.Len() >= longest {
		choice = 0
	}
	switch choice {
	default:
		m.atom()
	case 4, 5, 6, 7:
		m.list(depth - 1)
	case 8:
		m.call(depth - 1)
	case 9:
		m.oneOf("'", "`", ",", ",@", "#'", "'", ", ")
		if m.upTo(4) == 1 {
			m.between()
		}
		m.form(depth - 1)
	case 10:
		m.b.WriteString("#;")
		m.form(depth - 1)
		m.between()
		m.form(depth - 1)
	case 11:
		m.braces("{", "}", depth-1, true)
	case 12:
		m.braces("#{", "}", depth-1, false)
	}
}

func (m *maker) atom() {
	switch m.upTo(8) {
	case 0:
		m.oneOf("a", "bb", "ccc", ":key", "1", "-2.5", "#\\a", "#\\(", "|a b|", "@at", "else", "=>", "&rest", "...", "\u00e9\u4e16", "nil", "#t")
	case 1:
		m.oneOf(`"text"`, "\"two\nlines\"", "\"cr\r\nlf\"", "#|raw|", "#|raw \" ;\nlines|", `"; no"`, "\"\"", "\"e\\\"\\x41;\"", "\"   \n\"")
	case 2:
		m.b.WriteString(strings.Repeat("long-", m.upTo(24)) + "name")
	case 3:
		m.b.WriteString(`"` + strings.Repeat("x", m.upTo(120)) + `"`)
	case 4:
		m.b.WriteString(":" + strings.Repeat("k", 1+m.upTo(40)))
	default:
		m.oneOf("x", "y", "name", "f", "g")
	}
}

// heads are what lists begin with, of all kinds of layout.
var heads = []string{"f", "define", "let", "do", "if", "cond", "case", "list", "fn", "with-x", "defmacro", "quote", "begin",
	"let loop", "match", "->", "import", "syntax-rules", "a-call-with-a-long-name", "println", "as->", "x", "do ((i 0)) ((= i 3))"}

func (m *maker) list(depth int) {
	brackets := []string{"()", "()", "()", "[]", "#()"}[m.upTo(5)]
	open, end := brackets[:len(brackets)-1], brackets[len(brackets)-1:]
	m.b.WriteString(open)
	if m.upTo(3) > 0 {
		m.between()
	}
	if m.upTo(4) > 0 {
		m.oneOf(heads...)
		m.between()
	}
	for range m.upTo(7) {
		m.form(depth)
		m.between()
	}
	m.b.WriteString(end)
}

// call makes a call with arguments that are about as long as a line.
func (m *maker) call(depth int) {
	m.b.WriteByte('(')
	m.oneOf(heads...)
	for range m.upTo(12) {
		m.b.WriteByte(' ')
		m.b.WriteString(strings.Repeat("w", 1+m.upTo(30)))
		if m.upTo(5) == 1 {
			m.b.WriteByte(' ')
			m.form(depth)
		}
	}
	m.b.WriteByte(')')
}

// braces makes a dict or a set, whose keys and members must differ.
func (m *maker) braces(open, end string, depth int, pairs bool) {
	m.b.WriteString(open)
	for range m.upTo(8) {
		m.members++
		m.b.WriteString(":k" + strconv.Itoa(m.members))
		m.between()
		if pairs {
			m.form(depth)
			m.between()
		}
	}
	m.b.WriteString(end)
}

// between makes what may stand between two forms: white space at least.
func (m *maker) between() {
	switch m.upTo(12) {
	default:
		m.b.WriteByte(' ')
	case 4, 5:
		m.b.WriteString("\n" + strings.Repeat(" ", m.upTo(12)))
	case 6:
		m.oneOf("  ", "\t", "\r\n", "\n\n", "\n\n\n\n", "\u00a0", "\f", " \n ", "\n  ")
	case 7:
		m.b.WriteString(strings.Repeat(" ", m.upTo(20)))
		m.oneOf(";c", ";; comment", ";", "; cr\r", "; trailing  \t", ";;; \u00e9", "; a\rb")
		m.b.WriteString("\n" + strings.Repeat(" ", m.upTo(6)))
	case 8:
		m.b.WriteString(" #;")
		m.form(1)
		m.b.WriteByte(' ')
	case 9:
		m.b.WriteByte(' ')
	}
}

// TestMade formats texts that a random source has made.
func TestMade(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	choices := make([]byte, 600)
	for i := range 1_500 {
		random.Read(choices)
		text := made(choices[:random.Intn(1+min(i/2, len(choices)))])
		if check(t, "made", text); t.Failed() {
			t.Fatalf("%q", text)
		}
	}
}

// FuzzMade lets the bytes make the text: few texts of random bytes can be read.
func FuzzMade(f *testing.F) {
	random := rand.New(rand.NewSource(2))
	for range 30 {
		choices := make([]byte, 8+random.Intn(100))
		random.Read(choices)
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		text := made(choices)
		if check(t, "made", text); t.Failed() {
			t.Fatalf("%q", text)
		}
	})
}
