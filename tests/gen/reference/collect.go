package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// section is a part of the page with its entries.
type section struct {
	title, intro string
	level        int // of the heading
	entries      []cek.Description
}

// collect gives all sections of the page. Each name is in exactly one of them.
func collect() ([]section, error) {
	out := []section{{title: "Special forms", level: 2, entries: cek.FormDocs(),
		intro: "The name of a form means the form unless a local variable has it. What a form does not evaluate is said."}}
	base, err := baseSections()
	if err != nil {
		return nil, err
	}
	out = append(out, base...)
	for _, l := range libraries() {
		s, err := librarySections(l)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	return out, nil
}

// baseSections are those on what every program sees.
func baseSections() ([]section, error) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		return nil, err
	}
	left := map[string]bool{}
	for _, name := range m.Names() {
		left[name] = !strings.HasPrefix(name, "%")
	}
	for _, d := range cek.FormDocs() {
		delete(left, d.Name)
	}
	var out []section
	for _, t := range topics() {
		s := section{title: t.title, intro: t.intro, level: 2}
		for _, name := range t.members(m) {
			if !left[name] {
				continue
			}
			delete(left, name)
			d, ok := m.Describe(name)
			if !ok {
				return nil, fmt.Errorf("%s: nothing is known of it", name)
			}
			s.entries = append(s.entries, d)
		}
		if len(s.entries) == 0 {
			return nil, fmt.Errorf("there is nothing in the section %q", t.title)
		}
		out = append(out, s)
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		if left[name] {
			return nil, fmt.Errorf("%s belongs to no section: topics.go says which there are", name)
		}
	}
	return out, nil
}

// members gives the names that belong to the topic: those of its tables first, then what its files
// define, in the order of the text.
func (t topic) members(m *cek.Machine) []string {
	var out []string
	for _, table := range kernel.Topics() {
		if slices.Contains(t.tables, table.Name) {
			for _, b := range table.Builtins {
				out = append(out, b.Name)
			}
		}
	}
	for _, file := range t.files {
		out = append(out, definedIn(m, m.Names(), file)...)
	}
	return append(out, t.names...)
}

// definedIn gives those of the names that the file below lib defines, in the order of its text.
func definedIn(m *cek.Machine, names []string, file string) []string {
	at := map[string]int{}
	var out []string
	for _, name := range names {
		d, ok := m.Describe(name)
		if ok && d.Pos.Source != nil && d.Pos.Source.Name == "lib/"+file && !strings.HasPrefix(name, "%") {
			at[name] = d.Pos.Offset
			out = append(out, name)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return at[a] - at[b] })
	return out
}

// librarySections are those on one library: itself, and each file that it has things from.
func librarySections(l library) ([]section, error) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		return nil, err
	}
	if _, err := m.Start(context.Background(), "reference", "(import "+l.name+")"); err != nil {
		return nil, err
	}
	exports := m.Exports(l.name)
	out := []section{{title: "Library " + l.name, level: 2, intro: fmt.Sprintf("`(import %s)`", l.name)}}
	found := 0
	for _, file := range l.files {
		head, err := headline(file)
		if err != nil {
			return nil, err
		}
		s := &out[0]
		if len(l.files) > 1 {
			out = append(out, section{title: fileLibrary(file), intro: sentence(head), level: 3})
			s = &out[len(out)-1]
		} else {
			s.intro += ": " + head + "."
		}
		for _, name := range definedIn(m, exports, file) {
			d, _ := m.Describe(name)
			s.entries = append(s.entries, d)
			found++
		}
	}
	if found != len(exports) {
		return nil, fmt.Errorf("%s exports %d names, but %d are defined in its files: topics.go lists them", l.name, len(exports), found)
	}
	return out, nil
}

// fileLibrary gives the library that a file below lib defines: (store log) for store/log.sx.
func fileLibrary(file string) string {
	return "(" + strings.ReplaceAll(strings.TrimSuffix(file, ".sx"), "/", " ") + ")"
}

// headline gives what the first line of a file below lib says that it is.
func headline(file string) (string, error) {
	text, err := lib.Files.ReadFile(file)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	_, what, ok := strings.Cut(line, " -- ")
	if !ok {
		return "", fmt.Errorf("%s: the first line is %q, want \";;; name -- what it is\"", file, line)
	}
	return what, nil
}
