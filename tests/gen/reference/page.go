package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

const head = `# Reference

Every special form, function and macro. ` + "`go generate ./tests/gen/reference`" + ` writes this page from the code; to
change a line, change the documentation there. Tests run the examples.

In a usage, ` + "`[x]`" + ` may be left out, ` + "`x…`" + ` is any number of them, and ` + "`[:key x]`" + ` is given as a keyword and a value.
Behind ` + "`;=>`" + ` stands the value of an example, behind ` + "`;!!`" + ` a part of its error, as a regular expression.
The [guide](language.md) goes by topic, and the store has a [page of its own](store.md).

`

// reference gives the text of the page.
func reference() (string, error) {
	sections, err := collect()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(head + "## Contents\n\n")
	for _, s := range sections {
		fmt.Fprintf(&b, "%s- [%s](#%s)\n", strings.Repeat("  ", s.level-2), s.title, s.anchor())
	}
	b.WriteString("\n## Index\n\n")
	b.WriteString(index(sections))
	for _, s := range sections {
		fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n%s %s\n", s.anchor(), strings.Repeat("#", s.level), s.title)
		if s.intro != "" {
			b.WriteString("\n" + s.intro + "\n")
		}
		for _, d := range s.entries {
			text, err := entry(d)
			if err != nil {
				return "", err
			}
			b.WriteString(text)
		}
	}
	return b.String(), nil
}

// anchor gives the id of the place of a section.
func (s section) anchor() string {
	words := strings.FieldsFunc(strings.ToLower(s.title), func(c rune) bool { return !unicode.IsLetter(c) })
	return "topic-" + strings.Join(words, "-")
}

// index gives links to all entries, in the order of their names.
func index(sections []section) string {
	var names []string
	for _, s := range sections {
		for _, d := range s.entries {
			names = append(names, d.Name)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteString(" ·\n")
		}
		fmt.Fprintf(&b, "[`%s`](#%s)", name, anchor(name))
	}
	return b.String() + "\n"
}

// anchor gives the id of the place of a name: letters and digits as they are, others in hexadecimal.
func anchor(name string) string {
	var b strings.Builder
	for _, c := range name {
		if c == '-' || c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			b.WriteRune(c)
		} else {
			fmt.Fprintf(&b, "_%x", c)
		}
	}
	return b.String()
}

// entry gives the text on one name.
func entry(d cek.Description) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n", anchor(d.Name))
	for i, u := range d.Usage {
		if i > 0 {
			b.WriteString("<br>\n")
		}
		b.WriteString("**" + code(u) + "**")
	}
	if d.Kind == "macro" {
		b.WriteString(" (a macro)")
	}
	b.WriteString("\n")
	text := account(d)
	if text == "" {
		return "", fmt.Errorf("%s: no docstring and no comment says what it is", d.Name)
	}
	b.WriteString("\n" + escape(text) + "\n")
	if len(d.Examples) > 0 {
		b.WriteString("\n```scheme\n")
		for _, x := range d.Examples {
			line, err := example(x)
			if err != nil {
				return "", fmt.Errorf("%s: %w", d.Name, err)
			}
			b.WriteString(line + "\n")
		}
		b.WriteString("```\n")
	}
	return b.String(), nil
}

// account gives what there is to say of a name: its documentation, and of what the comment above its
// definition says of the value the part on options; all of that if there is nothing else.
func account(d cek.Description) string {
	if d.Doc == "" && d.Result != "" {
		return sentence("gives " + d.Result)
	}
	text := sentence(d.Doc)
	if _, more, ok := strings.Cut(d.Result, "; "); ok && strings.Contains(more, "{") {
		text += " " + sentence(more)
	}
	return text
}

// code makes text a code span, whatever it contains.
func code(text string) string {
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

// sentence makes a line of documentation one.
func sentence(doc string) string {
	if doc == "" {
		return ""
	}
	c, n := utf8.DecodeRuneInString(doc)
	if word, _, _ := strings.Cut(doc, " "); !strings.ContainsAny(word, "(/-?!:") {
		doc = string(unicode.ToUpper(c)) + doc[n:]
	}
	if !strings.HasSuffix(doc, ".") {
		doc += "."
	}
	return doc
}

// escape keeps the marks of Markdown from meaning anything.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`, "]", `\]`, "~", `\~`, "|", `\|`).Replace(text)
}

// example turns "(form) => value" into "(form)  ;=> value".
func example(line string) (string, error) {
	rd := reader.New(&kernel.Source{Name: "example", Text: line}, reader.Options{})
	if _, err := rd.Next(); err != nil {
		return "", err
	}
	form, rest := line[:rd.Offset()], strings.TrimSpace(line[rd.Offset():])
	mark, want, ok := strings.Cut(rest, " ")
	if !ok || mark != "=>" && mark != "!!" {
		return "", fmt.Errorf("%q: want => or !! behind the form", line)
	}
	return form + "  ;" + mark + " " + want, nil
}
