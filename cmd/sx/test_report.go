package main

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sx-lang/sx/cmd/sx/json"
	"github.com/sx-lang/sx/cmd/sx/suite"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/kernel"
)

// reporter prints the results of tests, and counts them.
type reporter struct {
	out            *terminal.Stream
	format         string
	passed, failed int
	suites         []junitSuite // for junit, which begins with the sums
}

// reporter makes a reporter: text, tap, junit or json.
func (a *app) reporter(format string) *reporter {
	r := &reporter{out: a.out, format: format}
	if format == "tap" {
		fmt.Fprintln(r.out, "TAP version 14")
	}
	return r
}

// file prints the results of a file, which took so long.
func (r *reporter) file(file string, results []suite.Result, took time.Duration) {
	before := r.passed + r.failed
	for _, x := range results {
		if x.OK() {
			r.passed++
		} else {
			r.failed++
		}
	}
	switch r.format {
	case "tap":
		r.tap(file, results, before)
	case "json":
		r.json(file, results)
	case "junit":
		r.suites = append(r.suites, junit(file, results, took))
	default:
		r.text(file, results)
	}
}

// end prints what comes after all files.
func (r *reporter) end() {
	switch r.format {
	case "tap":
		fmt.Fprintf(r.out, "1..%d\n", r.passed+r.failed)
	case "json":
		r.line(kernel.DictOf("passed", kernel.Int(int64(r.passed)), "failed", kernel.Int(int64(r.failed))))
	case "junit":
		r.junit()
	default:
		fmt.Fprintf(r.out, "%d passed, %d failed\n", r.passed, r.failed)
	}
}

func (r *reporter) text(file string, results []suite.Result) {
	failed := 0
	for _, x := range results {
		if x.OK() {
			continue
		}
		failed++
		r.out.Styled(terminal.Bad, "FAILED")
		fmt.Fprintf(r.out, " %s\n  %s\n", strings.ReplaceAll(kernel.Visible(x.Title()), "\n", " "), strings.ReplaceAll(kernel.Visible(x.Message), "\n", "\n  "))
	}
	if failed > 0 {
		r.out.Styled(terminal.Bad, "FAILED")
	} else {
		r.out.Styled(terminal.Good, "ok    ")
	}
	fmt.Fprintf(r.out, " %s (%d passed, %d failed)\n", file, len(results)-failed, failed)
}

// tap prints results by the Test Anything Protocol, version 14 (testanything.org); before is the number of
// the test before them.
func (r *reporter) tap(file string, results []suite.Result, before int) {
	escape := strings.NewReplacer(`\`, `\\`, "#", `\#`, "\n", " ")
	for i, x := range results {
		title := x.Title()
		if x.Suite != "" || !strings.HasPrefix(title, file) {
			title = file + ": " + title
		}
		title = escape.Replace(kernel.Visible(title))
		if x.OK() {
			fmt.Fprintf(r.out, "ok %d - %s\n", before+i+1, title)
			continue
		}
		fmt.Fprintf(r.out, "not ok %d - %s\n  ---\n  message: |\n    %s\n  ...\n", before+i+1, title,
			strings.ReplaceAll(kernel.Visible(x.Message), "\n", "\n    "))
	}
}

// json prints a result a line.
func (r *reporter) json(file string, results []suite.Result) {
	for _, x := range results {
		message := kernel.Nil
		if !x.OK() {
			message = kernel.Str(x.Message)
		}
		r.line(kernel.DictOf("file", kernel.Str(file), "suite", kernel.Str(x.Suite), "name", kernel.Str(x.Name),
			"ok", kernel.Bool(x.OK()), "message", message))
	}
}

func (r *reporter) line(v kernel.Value) {
	b, err := json.Append(nil, v)
	if err == nil {
		_, _ = r.out.Write(append(b, '\n')) // the stream keeps the error
	}
}

// The form of a JUnit report that CI systems read.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Time     string      `xml:"time,attr"` // seconds
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

func junit(file string, results []suite.Result, took time.Duration) junitSuite {
	s := junitSuite{Name: kernel.Visible(file), Tests: len(results), Time: strconv.FormatFloat(took.Seconds(), 'f', 3, 64)}
	for _, x := range results {
		c := junitCase{Class: s.Name, Name: kernel.Visible(x.Title())}
		if !x.OK() {
			s.Failures++
			text := kernel.Visible(x.Message)
			head, _, _ := strings.Cut(text, "\n")
			c.Failure = &junitFailure{head, text}
		}
		s.Cases = append(s.Cases, c)
	}
	return s
}

func (r *reporter) junit() {
	b, err := xml.MarshalIndent(junitSuites{Tests: r.passed + r.failed, Failures: r.failed, Suites: r.suites}, "", "  ")
	if err == nil {
		fmt.Fprintf(r.out, "%s%s\n", xml.Header, b)
	}
}
