package manual

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sx-lang/sx/cek"
)

// columns is how wide the index is.
const columns = 100

// Index lists everything that there is an entry of.
func (m *Manual) Index() string {
	var b strings.Builder
	var forms []string
	for _, d := range cek.FormDocs() {
		forms = append(forms, d.Name)
	}
	section(&b, "Special forms", forms)
	section(&b, "Functions and macros that every program sees", m.everybodys())
	b.WriteString("Libraries\n")
	for _, l := range m.Libraries {
		fmt.Fprintf(&b, "  %-20s %s\n", l.Name, l.Headline)
	}
	b.WriteString("\nsx doc NAME tells more, of a library too: sx doc '(store log)'.\n")
	return b.String()
}

// everybodys gives the names that every program sees, but for the special forms.
func (m *Manual) everybodys() []string {
	var out []string
	for _, name := range m.machine.Names() {
		if d, ok := m.machine.Describe(name); ok && d.Kind != "special form" && !strings.HasPrefix(name, "%") {
			out = append(out, name)
		}
	}
	return out
}

// section writes names in lines of at most 100 columns.
func section(b *strings.Builder, title string, names []string) {
	b.WriteString(title + "\n")
	width := columns + 1
	for i, name := range names {
		n := utf8.RuneCountInString(name) + 1
		switch {
		case width+n > columns && i > 0:
			b.WriteString("\n  ")
			width = 2
		case i == 0:
			b.WriteString("  ")
			width = 2
		default:
			b.WriteString(" ")
		}
		b.WriteString(name)
		width += n
	}
	b.WriteString("\n\n")
}

// Nearest gives the name or library most like what nobody knows, or "".
func (m *Manual) Nearest(name string) string {
	if !strings.HasPrefix(name, "(") {
		return cek.Nearest(name, m.names())
	}
	var all []string
	for _, l := range m.Libraries {
		all = append(all, l.Name)
	}
	return cek.Nearest(name, all)
}

// Complete gives the names that begin so.
func (m *Manual) Complete(prefix string) []string {
	var out []string
	for _, name := range m.names() {
		if strings.HasPrefix(name, prefix) {
			out = append(out, name)
		}
	}
	return out
}

// names gives all names that there is an entry of, but for libraries, sorted.
func (m *Manual) names() []string {
	all := m.everybodys()
	for _, d := range cek.FormDocs() {
		all = append(all, d.Name)
	}
	for _, l := range m.Libraries {
		all = append(all, l.Exports...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
