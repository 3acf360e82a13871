package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Result is the outcome of one test.
type Result struct {
	Suite   string // of deftest; "" for an expectation
	Name    string // of deftest; for an expectation its place
	Message string // what went wrong; "" if nothing did
}

// Title names the test in one line: "suite: name", or the place of an expectation.
func (r Result) Title() string {
	if r.Suite == "" {
		return r.Name
	}
	return r.Suite + ": " + r.Name
}

// OK tells whether the test passed.
func (r Result) OK() bool { return r.Message == "" }

// Run runs the test file called name with the given text, its requests answered by host. An error
// that no expectation wanted ends the file and is one failed result. The returned error is that of
// ctx alone.
func Run(ctx context.Context, config cek.Config, host cek.Host, name, text string) ([]Result, error) {
	return RunOnly(ctx, config, host, name, text, nil)
}

// RunOnly is Run, but for tests whose title only does not match. All forms of the file are run; nil is Run.
func RunOnly(ctx context.Context, config cek.Config, host cek.Host, name, text string, only *regexp.Regexp) ([]Result, error) {
	m, err := cek.New(config)
	if err != nil {
		return nil, err
	}
	r := &runner{m: m, host: host, src: &kernel.Source{Name: name, Text: text}, only: only}
	r.forms(ctx)
	if !r.broken && m.Loaded("(sx test)") {
		r.registered(ctx)
	}
	return r.results, ctx.Err()
}

type runner struct {
	m       *cek.Machine
	host    cek.Host
	src     *kernel.Source
	results []Result
	broken  bool           // the file could not go on
	only    *regexp.Regexp // titles that are wanted, or nil
}

func (r *runner) fail(name, format string, args ...any) {
	r.results = append(r.results, Result{Name: name, Message: fmt.Sprintf(format, args...)})
}

// forms runs the file form by form and checks what is expected of each.
func (r *runner) forms(ctx context.Context) {
	rd := reader.New(r.src, reader.Options{})
	for {
		f, err := rd.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.fail(r.src.Name, "%v", err)
			r.broken = true
			return
		}
		want, err := expectationAfter(r.src, rd.Offset())
		if err != nil {
			r.fail(f.Pos.String(), "%v", err)
			continue
		}
		out, err := r.m.Run(ctx, r.src, f)
		var v kernel.Value
		if err == nil {
			v, err = cek.Drive(ctx, r.host, out)
		}
		if ctx.Err() != nil {
			r.fail(f.Pos.String(), "%s", stopped(ctx.Err()))
			r.broken = true
			return
		}
		if want != nil {
			if title := f.Pos.String(); r.only == nil || r.only.MatchString(title) {
				r.results = append(r.results, Result{Name: title, Message: want.check(v, err)})
			}
		} else if err != nil {
			r.fail(f.Pos.String(), "%s", report(err))
			r.broken = true
			return
		}
	}
}

// stopped says why a file was stopped.
func stopped(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "stopped: the time is over"
	}
	return "interrupted"
}

// report gives all there is to say about an error of a program.
func report(err error) string {
	var e *cek.Error
	if errors.As(err, &e) {
		return strings.TrimRight(e.Report(), "\n")
	}
	return err.Error()
}

// RunTests is the program that runs the tests that a file has registered, and gives their results.
const RunTests = importTests + "(%suite/run-tests)"

const importTests = "(import (prefix (only (sx test) run-tests) %suite/)) "

// registered runs the tests that deftest registered.
func (r *runner) registered(ctx context.Context) {
	program := RunTests
	if r.only != nil {
		program = importTests + "(%suite/run-tests " + kernel.Write(kernel.Str(r.only.String())) + ")"
	}
	out, err := r.m.Start(ctx, "<tests>", program)
	var v kernel.Value
	if err == nil {
		v, err = cek.Drive(ctx, r.host, out)
	}
	if err != nil {
		r.fail(r.src.Name, "%s", report(err))
		return
	}
	if !isResults(v) { // the file has a library of that name itself
		r.fail(r.src.Name, "run-tests of (sx test) gives %s, want a list of dicts", kernel.Brief(v, 100))
		return
	}
	for _, x := range v.AsList().Items() {
		d := x.AsDict()
		result := Result{Suite: kernel.Display(d.Lookup("suite")), Name: kernel.Display(d.Lookup("name"))}
		if !d.Lookup("ok").Truthy() {
			result.Message = kernel.Display(d.Lookup("message"))
		}
		r.results = append(r.results, result)
	}
}

// isResults tells whether v is a list of dicts.
func isResults(v kernel.Value) bool {
	return v.IsList() && !slices.ContainsFunc(v.AsList().Items(), func(x kernel.Value) bool { return !x.IsDict() })
}

// expectation is what a comment says of the form before it.
type expectation struct {
	value string
	fails *regexp.Regexp
}

// expectationAfter reads the comment on the rest of the line at offset; nil if it expects nothing.
func expectationAfter(src *kernel.Source, offset int) (*expectation, error) {
	line, _, _ := strings.Cut(src.Text[min(offset, len(src.Text)):], "\n")
	line = strings.TrimSpace(line)
	switch {
	case strings.HasPrefix(line, ";=>"):
		return &expectation{value: strings.TrimSpace(line[3:])}, nil
	case strings.HasPrefix(line, ";!!"):
		f, err := reader.ReadOne(&kernel.Source{Name: src.Name, Text: line[3:]}, reader.Options{})
		if err != nil || !f.Value.IsString() {
			return nil, errors.New("want a regular expression in quotes behind the expectation of an error")
		}
		re, err := regexp.Compile(f.Value.Text())
		if err != nil {
			return nil, fmt.Errorf("the expected error: %w", err)
		}
		return &expectation{fails: re}, nil
	}
	return nil, nil
}

// check tells what is wrong with the outcome of the form; "" if nothing is.
func (e *expectation) check(v kernel.Value, err error) string {
	switch {
	case e.fails != nil && err == nil:
		return fmt.Sprintf("want an error that matches %q, got %s", e.fails, kernel.Write(v))
	case e.fails != nil:
		if !e.fails.MatchString(err.Error()) {
			return fmt.Sprintf("want an error that matches %q, got: %v", e.fails, err)
		}
		return ""
	case err != nil:
		return fmt.Sprintf("want %s, got the error: %s", e.value, report(err))
	}
	got := kernel.Write(v)
	if got == e.value {
		return ""
	}
	f, err := reader.ReadOne(&kernel.Source{Name: "<expected>", Text: e.value}, reader.Options{})
	if err == nil && kernel.Equal(f.Value, v) {
		return ""
	}
	return fmt.Sprintf("want %s, got %s", e.value, got)
}
