package check

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// Finding is a mistake in a text.
type Finding struct {
	Pos      kernel.Pos
	Severity string // "error" if the text cannot be read or compiled, else "warning"
	Message  string
	End      int  // the offset in bytes where what is wrong ends; that of Pos if only its beginning is known
	Unused   bool // it does nothing, and no harm
}

// String gives the finding in one line, with its place.
func (f Finding) String() string {
	return kernel.Visible(f.Pos.String() + ": " + f.Severity + ": " + f.Message)
}

// Report gives the finding for people: the message, and the source line with a caret.
func (f Finding) Report() string { return f.String() + "\n" + kernel.Caret(f.Pos) + "\n" }

const (
	severe = "error"
	mild   = "warning"
)

// Checker checks files that import libraries from their folders, and from that of the project.
type Checker struct {
	project string
	base    *names.Workspace
	machine *cek.Machine // knows what every program sees
	known   map[string]builtin
	from    string // the folder of the file that is checked
}

// builtin is what is known of a name that every program may see.
type builtin struct {
	names.Builtin
	ok bool
}

// New makes a checker of files of the project in a folder.
func New(project string) (*Checker, error) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		return nil, err
	}
	c := &Checker{project: project, machine: m, known: map[string]builtin{}}
	c.base = names.NewWorkspace(names.Options{Builtin: c.builtin, Open: c.open})
	return c, nil
}

// builtin tells what is known of a name that every program sees.
func (c *Checker) builtin(name string) (names.Builtin, bool) {
	b, again := c.known[name]
	if !again {
		d, ok := c.machine.Describe(name)
		b = builtin{names.Builtin{Min: d.Min, Max: d.Max, Callable: d.Kind == "function"}, ok}
		c.known[name] = b
	}
	return b.Builtin, b.ok
}

// open gives the text of a library's file; nil if there is none.
func (c *Checker) open(_ *kernel.Source, path string) *kernel.Source {
	for _, folder := range c.folders() {
		if b, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(path))); err == nil {
			return &kernel.Source{Name: filepath.Join(folder, filepath.FromSlash(path)), Text: string(b)}
		}
	}
	return nil
}

// folders gives where libraries are looked for.
func (c *Checker) folders() []string { return []string{c.from, c.project} }

func (c *Checker) libraries() []fs.FS {
	var out []fs.FS
	for _, folder := range c.folders() {
		out = append(out, os.DirFS(folder))
	}
	return out
}

// File gives the mistakes in a file, in the order of the text. It is cut short when ctx ends.
func (c *Checker) File(ctx context.Context, name, text string) []Finding {
	c.from = filepath.Dir(name)
	src := &kernel.Source{Name: name, Text: text, Embedded: isEmbedded(name, text)}
	w := c.base.Next()
	return c.Judge(ctx, Text{Names: w.File(ctx, src), Workspace: w, Libraries: c.libraries(), Directory: c.from,
		Open: func(path string) *kernel.Source { return c.open(src, path) }})
}

// Text is a text of which package names has told what it finds, and what it lies among.
type Text struct {
	Names     *names.File
	Workspace *names.Workspace
	Libraries []fs.FS                          // as those of cek.Config
	Directory string                           // the folder that it lies in
	Open      func(path string) *kernel.Source // a file named at its head; nil if there is none
}

// Judge gives the mistakes in a text, in its order. It is cut short when ctx ends.
func (c *Checker) Judge(ctx context.Context, t Text) []Finding {
	src := t.Names.Source
	loader := t.loader(ctx)
	var out []Finding
	likes := map[string]string{}
	for _, p := range t.Names.Problems {
		f := Finding{Pos: kernel.Pos{Source: src, Offset: p.Offset}, Severity: mild, Message: p.Message, End: p.End,
			Unused: p.Severity == names.Hint}
		if p.Severity == names.Error {
			f.Severity = severe
		}
		if unbound, ok := strings.CutPrefix(p.Message, unboundText); ok {
			if loader[unbound] {
				continue
			}
			like, again := likes[unbound]
			if !again && len(likes) < maxLikes {
				like = c.nearest(t.Names, p.Offset, unbound)
				likes[unbound] = like
			}
			if like != "" {
				f.Message += " (did you mean " + like + "?)"
			}
		}
		out = append(out, f)
	}
	if !src.Embedded {
		for _, f := range compile(ctx, src, t) {
			known := func(g Finding) bool { return f.Message == "import: "+g.Message }
			if !slices.ContainsFunc(out, known) { // which points at the very name
				out = append(out, f)
			}
		}
	}
	tested, skipped := expectations(src), skips(src)
	out = slices.DeleteFunc(out, func(f Finding) bool { return tested(f.Pos.Offset) || skipped(f.Pos.Offset) })
	sort.SliceStable(out, func(i, j int) bool { return out[i].Pos.Offset < out[j].Pos.Offset })
	out = slices.CompactFunc(out, func(f, g Finding) bool { return f.Pos == g.Pos && f.Message == g.Message })
	if more := len(out) - maxFindings; more > 0 {
		last := finding(out[maxFindings].Pos, mild, fmt.Sprintf("this and %d more mistakes are not listed", more-1))
		out = append(out[:maxFindings], last)
	}
	return out
}

// maxLikes is for how many names of a file it is found out what is perhaps meant.
const maxLikes = 100

// maxFindings is how many mistakes are listed of one file.
const maxFindings = 1000

// unboundText begins what package names says of a name that means nothing.
const unboundText = "unbound variable: "

// nearest gives the name that is perhaps meant by one that means nothing, or "".
func (c *Checker) nearest(file *names.File, offset int, name string) string {
	all := c.machine.Names()
	for _, d := range cek.FormDocs() {
		all = append(all, d.Name)
	}
	for known := range file.Visible(offset) {
		all = append(all, known)
	}
	slices.Sort(all)
	return cek.Nearest(name, all)
}

// isEmbedded tells whether a file is the source of a library that is part of sx.
func isEmbedded(name, text string) bool {
	at := strings.LastIndex("/"+filepath.ToSlash(name), "/lib/")
	if at < 0 {
		return false
	}
	own, err := lib.Files.ReadFile(("/" + filepath.ToSlash(name))[at+len("/lib/"):])
	head, _, _ := strings.Cut(text, "\n")
	return err == nil && head != "" && strings.HasPrefix(string(own), head+"\n")
}
