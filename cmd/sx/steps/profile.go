package steps

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// Profile counts where the steps of a program go. It looks at the calls under way every so many steps, so
// the same program has the same profile on every run; with Every 1 the counts are exact.
type Profile struct {
	Machine *cek.Machine // that is watched
	Every   int64        // steps between two looks, 1 at least

	stacks map[string]*stack
	now    *stack // what runs since the last look
	since  int64  // the steps done then
}

// stack is a row of calls, the innermost first, and the steps done in it.
type stack struct {
	calls []call
	steps int64
}

// call is a function and the line that it is at.
type call struct {
	function, file string
	line           int
}

// maxDepth bounds the calls of a stack: the innermost are kept.
const maxDepth = 500

// compiling is the function of the steps that are done while no function runs: forms are read and compiled.
const compiling = "(compile)"

// Look is the Watcher.
func (p *Profile) Look(at cek.Instant) int64 {
	p.count(at.Steps())
	var calls []call
	var key strings.Builder
	for _, f := range p.Machine.Frames(maxDepth) {
		line, _ := f.Pos.LineColumn()
		c := call{function: f.Name, line: line}
		if f.Pos.Source != nil {
			c.file = f.Pos.Source.Name
		}
		if c.function == "" {
			start, _ := f.Start().LineColumn()
			c.function = fmt.Sprintf("fn:%d", start)
		}
		calls = append(calls, c)
		fmt.Fprintf(&key, "%s\x00%s\x00%d\x00", c.function, c.file, c.line)
	}
	if calls == nil {
		calls = []call{{function: compiling}}
	}
	s := p.stacks[key.String()]
	if s == nil {
		if p.stacks == nil {
			p.stacks = map[string]*stack{}
		}
		s = &stack{calls: calls}
		p.stacks[key.String()] = s
	}
	p.now = s
	return p.Every
}

// count gives the stack that was looked at last the steps done since.
func (p *Profile) count(steps int64) {
	if p.now != nil {
		p.now.steps += steps - p.since
	}
	p.since = steps
}

// Finish takes the end of the program into account.
func (p *Profile) Finish() {
	p.count(p.Machine.Steps())
	p.now = nil
}

// sorted gives the stacks in an order that is the same on every run.
func (p *Profile) sorted() []*stack {
	keys := make([]string, 0, len(p.stacks))
	for k := range p.stacks {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([]*stack, len(keys))
	for i, k := range keys {
		out[i] = p.stacks[k]
	}
	return out
}

// Folded writes a line for each stack of functions: their names from the outermost in, with ";" between
// them, and the steps; what tools that draw flame graphs read.
func (p *Profile) Folded(w io.Writer) error {
	lines := map[string]int64{}
	for _, s := range p.sorted() {
		names := make([]string, len(s.calls))
		for i, c := range s.calls {
			names[len(names)-1-i] = strings.NewReplacer(";", ":", " ", "_", "\n", "_").Replace(kernel.Visible(c.function))
		}
		lines[strings.Join(names, ";")] += s.steps
	}
	keys := make([]string, 0, len(lines))
	for k := range lines {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := bufio.NewWriter(w)
	for _, k := range keys {
		fmt.Fprintf(out, "%s %d\n", k, lines[k])
	}
	return out.Flush()
}

// total is what a function or a line came to: by itself, and with what it called.
type total struct {
	name      string
	flat, cum int64
}

// Table writes the functions and the lines that most steps were done in, so many of each.
func (p *Profile) Table(w io.Writer, most int) error {
	all := int64(0)
	for _, s := range p.stacks {
		all += s.steps
	}
	if _, err := fmt.Fprintf(w, "%d steps, looked at every %d\n", all, p.Every); err != nil {
		return err
	}
	for _, part := range []struct {
		title string
		name  func(c call) string
	}{
		{"function", func(c call) string { return c.function }},
		{"line", func(c call) string {
			if c.file == "" {
				return c.function
			}
			return fmt.Sprintf("%s:%d", c.file, c.line)
		}},
	} {
		if _, err := fmt.Fprintf(w, "\n%12s %6s %12s  %s\n", "steps", "%", "with calls", part.title); err != nil {
			return err
		}
		for _, t := range p.totals(part.name)[:min(most, len(p.totals(part.name)))] {
			if _, err := fmt.Fprintf(w, "%12d %5.1f%% %12d  %s\n", t.flat, 100*float64(t.flat)/float64(max(all, 1)), t.cum,
				kernel.Visible(t.name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// totals sums the stacks up by a name of their calls, the most steps first.
func (p *Profile) totals(name func(c call) string) []total {
	sums := map[string]*total{}
	for _, s := range p.sorted() {
		seen := map[string]bool{}
		for i, c := range s.calls {
			n := name(c)
			if seen[n] {
				continue
			}
			seen[n] = true
			if sums[n] == nil {
				sums[n] = &total{name: n}
			}
			sums[n].cum += s.steps
			if i == 0 {
				sums[n].flat += s.steps
			}
		}
	}
	out := make([]total, 0, len(sums))
	for _, t := range sums {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b total) int {
		return cmp.Or(cmp.Compare(b.flat, a.flat), cmp.Compare(b.cum, a.cum), cmp.Compare(a.name, b.name))
	})
	return out
}
