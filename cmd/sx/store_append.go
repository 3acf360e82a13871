package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/json"
	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) storeAppendCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "append STREAM", Short: "appends events that it reads, one a line, from standard input", Args: exactArgs("STREAM"),
		Long: `Appends the events of standard input to a stream, one a line: a dict

    {:type "paid" :data {:amount 7/2} :id "p-1"}
    {"type": "paid", "data": {"amount": 3.5}, "id": "p-1"}

as SX or JSON, of which :type is needed; :at (milliseconds) and :meta may be there too, and the :stream,
:seq and :pos of events that were read are passed over. Empty lines and comments are too.

For each event it prints, as soon as the event is durable,

    ok STREAM SEQ POS

or, when the stream is not as --expect says, and ends with status 3,

    conflict STREAM EXPECTED ACTUAL

A name that is empty or has spaces, quotes or control characters is in quotes there. Lines that come
together are stored together, in their order; a line that comes alone is stored at once.

--expect N, none or exists is about the stream as it is before the first event; each further one has to
follow the one before. With --batch N, N events are one commit: all of them are stored, or none. With --once
an event whose :id is in the stream already is not stored again, and its ok names the stored one: so the
same input can be given again after a kill. A conflict or a wrong line ends the command; what was
acknowledged before it stays, and of what is behind it, and of its batch, nothing is stored.`,
	}
	job := appending{limits: storeop.DefaultLimits(), out: a.out}
	expect := c.Flags().String("expect", "", "the last seq the stream must have: N, none or exists")
	c.Flags().IntVar(&job.batch, "batch", 1, "store so many events in one commit")
	c.Flags().BoolVar(&job.once, "once", false, "do not store an event whose :id is in the stream already")
	c.RunE = func(c *cobra.Command, args []string) error {
		job.stream = args[0]
		if err := job.check(*expect); err != nil {
			return err
		}
		return a.withWriter(func(h *fileio.Host) error {
			job.host = h
			err := job.run(c.Context(), a.in)
			if err != nil && errors.Is(a.out.Failure(), terminal.ErrClosed) {
				return unsaidError{err}
			}
			return err
		})
	}
	return c
}

// appending is one run of append.
type appending struct {
	stream  string
	expect  kernel.Value // of the next commit; nil for none
	batch   int
	once    bool
	limits  storeop.Limits
	host    *fileio.Host
	out     *terminal.Stream
	events  []kernel.Value    // of a batch that is not full
	commits []*storeop.Commit // that can be stored
}

// check reads the flags.
func (j *appending) check(expect string) error {
	if err := firstError(least("batch", int64(j.batch), 1)); err != nil {
		return err
	}
	if most := j.limits.BatchItems; j.batch > most {
		return usageError{fmt.Errorf("--batch is %d, want %d at most", j.batch, most)}
	}
	switch n, err := strconv.ParseInt(expect, 10, 64); {
	case expect == "":
		j.expect = kernel.Nil
	case expect == "none" || expect == "exists":
		j.expect = kernel.Str(expect)
	case err == nil && n >= 0:
		j.expect = kernel.Int(n)
	default:
		return usageError{fmt.Errorf("--expect is %q, want a seq from 0 on, none or exists", expect)}
	}
	sample := j.batchOf(kernel.Nil, kernel.DictOf("type", kernel.Str("t"), "id", kernel.Str("i")))
	if _, err := storeop.ParseCommit(&j.limits, []kernel.Value{sample}); err != nil {
		return usageError{fmt.Errorf("STREAM %s", strings.TrimPrefix(err.Error(), "store/commit: append 0 :stream "))}
	}
	if j.once && !j.expect.IsNil() {
		return usageError{errors.New("--once stores what is not there yet, wherever the stream stands: want no --expect with it")}
	}
	return nil
}

// conflictError ends a command whose conflict has been printed.
type conflictError struct{}

func (conflictError) Error() string { return "the stream has moved on" }

// run appends the events that in has. Lines that have come together are stored together.
func (j *appending) run(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines := readLines(ctx, in)
	for {
		l, err := lines.next(ctx)
		over := errors.Is(err, io.EOF)
		switch {
		case err == nil:
			err = j.take(l)
		case over:
			err = j.endBatch()
		}
		if err == nil && !over && lines.ready() && !j.waits() {
			continue
		}
		if err := j.commit(ctx); err != nil { // what is before a wrong line is stored
			return err
		}
		if err != nil || over {
			return err
		}
	}
}

// take takes up the event of a line.
func (j *appending) take(l inputLine) error {
	v, ok, err := j.event(l)
	if err != nil || !ok {
		return err
	}
	if j.events = append(j.events, v); len(j.events) == j.batch {
		return j.endBatch()
	}
	return nil
}

// endBatch makes a commit of the events so far, if there are any.
func (j *appending) endBatch() error {
	if len(j.events) == 0 {
		return nil
	}
	c, err := storeop.ParseCommit(&j.limits, []kernel.Value{j.batchOf(j.expect, j.events...)})
	if err != nil {
		return err
	}
	switch n := int64(len(j.events)); {
	case j.expect.IsInt():
		j.expect = kernel.Int(j.expect.Int64() + n)
	case j.expect.IsString() && j.expect.Text() == "none":
		j.expect = kernel.Int(n)
	}
	j.commits, j.events = append(j.commits, c), nil
	return nil
}

// waits tells whether what comes next can be expected only when the commits are answered.
func (j *appending) waits() bool { return j.expect.IsString() && len(j.commits) > 0 }

// event reads the event of a line and checks it; ok is false for a line without one.
func (j *appending) event(l inputLine) (v kernel.Value, ok bool, err error) {
	text := strings.TrimSpace(strings.TrimPrefix(l.text, "\ufeff"))
	switch {
	case isJSON(text):
		if v, err = json.Parse(text); err != nil {
			return v, false, fmt.Errorf("line %d: %w; want an event like {\"type\": \"t\", \"data\": 1}", l.number, err)
		}
	default:
		v, ok, err = line.Parse("line", l.number, text)
		if err != nil {
			at, what, _ := strings.Cut(err.Error(), ": ")
			return v, false, fmt.Errorf("%s: %s; want an event like {:type \"t\" :data 1}",
				strings.Replace(strings.Replace(at, "line:", "line ", 1), ":", ", column ", 1), what)
		}
		if !ok {
			return v, false, nil
		}
	}
	if !v.IsDict() {
		return v, false, fmt.Errorf("line %d: got %s, want an event, a dict like {:type \"t\" :data 1}", l.number, kernel.Brief(v, 60))
	}
	d := v.AsDict().Copy()
	for _, key := range []string{"stream", "seq", "pos"} {
		d.Delete(kernel.NewString(key))
	}
	v = d.Value()
	if _, err := storeop.ParseCommit(&j.limits, []kernel.Value{j.batchOf(kernel.Nil, v)}); err != nil {
		what := strings.TrimPrefix(err.Error(), "store/commit: append 0: event 0")
		what = strings.TrimPrefix(strings.TrimSpace(what), "store/commit: ")
		return v, false, fmt.Errorf("line %d: the event %s; want one like {:type \"t\" :data 1}", l.number, strings.TrimSpace(what))
	}
	return v, true, nil
}

// isJSON tells whether a line is meant as JSON: it begins as no dict of SX does.
func isJSON(text string) bool {
	inside, ok := strings.CutPrefix(text, "{")
	if !ok {
		return false
	}
	inside = strings.TrimLeft(inside, " \t")
	if !strings.HasPrefix(inside, `"`) {
		return false
	}
	for i := 1; i < len(inside); i++ {
		switch inside[i] {
		case '\\':
			i++
		case '"':
			return strings.HasPrefix(strings.TrimLeft(inside[i+1:], " \t"), ":")
		}
	}
	return true
}

// batchOf makes the argument of store/commit.
func (j *appending) batchOf(expect kernel.Value, events ...kernel.Value) kernel.Value {
	return kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str(j.stream), "expect", expect,
		"once", kernel.Bool(j.once), "events", kernel.ListOf(events...))))
}

// maxWrite is how many bytes a pipe takes whole or not at all (PIPE_BUF): a kill cuts no line in two.
const maxWrite = 4096

// commit stores what can be stored and says so.
func (j *appending) commit(ctx context.Context) error {
	if len(j.commits) == 0 {
		return nil
	}
	plans, conflict, err := j.host.CommitAll(ctx, j.commits)
	j.commits = nil
	var b strings.Builder
	name, last := word(j.stream), int64(0)
	for _, p := range plans {
		for _, e := range p.Answer() {
			last = e.Seq
			said := fmt.Sprintf("ok %s %d %d\n", name, e.Seq, e.Pos)
			if b.Len()+len(said) > maxWrite {
				if _, lost := j.out.WriteString(b.String()); lost != nil {
					return lost
				}
				b.Reset()
			}
			b.WriteString(said)
		}
	}
	if j.expect.IsString() && len(plans) > 0 {
		j.expect = kernel.Int(last)
	}
	if !conflict.IsNil() {
		d := conflict.AsDict()
		fmt.Fprintf(&b, "conflict %s %s %s\n", name, conflictWord(d.Lookup("expected")), conflictWord(d.Lookup("actual")))
		err = conflictError{}
	}
	if _, lost := j.out.WriteString(b.String()); lost != nil {
		return lost
	}
	return err
}

// word gives a name as one word of a line: as it is, or in quotes if that would be none.
func word(name string) string {
	if name == "" || !utf8.ValidString(name) || strings.ContainsAny(name, " \"\t\n\r") || kernel.Visible(name) != name {
		return line.Format(kernel.Str(name))
	}
	return name
}

func conflictWord(v kernel.Value) string {
	if v.IsString() {
		return v.Text()
	}
	return line.Format(v)
}
