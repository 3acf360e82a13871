package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	passed, failed, err := tally(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintf(os.Stderr, "tally: %v\n", err)
		os.Exit(1)
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
}

// event is a line of go test -json, as "go doc test2json" describes it, and of go build -json, whose
// lines have an ImportPath instead of a Package.
type event struct {
	Action, Package, Test, Output, ImportPath, FailedBuild string
}

// key names a test, or a package when Test is empty.
type key struct{ Package, Test string }

// results is what is known of each test and package.
type results struct {
	action map[key]string // "pass", "fail", "skip"
	output map[key]*strings.Builder
	build  map[string]*strings.Builder // compiler messages by import path
	failed map[string]string           // package to the import path that did not compile
	stray  []string                    // lines that are no event
}

// tally reads the events, writes what is worth reading to out, and counts.
func tally(in io.Reader, out io.Writer) (passed, failed int, err error) {
	r, err := readEvents(in)
	if err != nil {
		return 0, 0, err
	}
	parents, guilty := r.families()
	for _, line := range r.stray {
		failed++
		fmt.Fprintf(out, "not a test event: %s\n", line)
	}
	for _, k := range slices.SortedFunc(maps.Keys(r.action), compareKeys) {
		switch action := r.action[k]; {
		case action == "pass" && k.Test != "" && !parents[k]:
			passed++
		case action == "skip" && k.Test != "" && !parents[k]:
			fmt.Fprintf(out, "skipped %s %s\n", k.Package, k.Test)
		case action == "fail" && !guilty[k]:
			failed++
			r.writeFailure(out, k)
		}
	}
	return passed, failed, nil
}

func compareKeys(a, b key) int {
	if c := strings.Compare(a.Package, b.Package); c != 0 {
		return c
	}
	return strings.Compare(a.Test, b.Test)
}

func readEvents(in io.Reader) (*results, error) {
	r := &results{map[key]string{}, map[key]*strings.Builder{}, map[string]*strings.Builder{}, map[string]string{}, nil}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			r.line(bytes.TrimSpace(line))
		}
		if err == io.EOF {
			return r, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read test events: %w", err)
		}
	}
}

func (r *results) line(text []byte) {
	var e event
	if err := json.Unmarshal(text, &e); err != nil || e.Action == "" {
		r.stray = append(r.stray, string(text))
		return
	}
	k := key{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		appendTo(r.build, e.ImportPath, e.Output)
	case "output":
		appendTo(r.output, k, e.Output)
	case "pass", "skip", "fail":
		r.action[k] = e.Action
		if e.FailedBuild != "" {
			r.failed[e.Package] = e.FailedBuild
		}
	}
}

func appendTo[K comparable](m map[K]*strings.Builder, k K, text string) {
	if m[k] == nil {
		m[k] = &strings.Builder{}
	}
	m[k].WriteString(text)
}

// families gives the tests that have subtests, and the tests and packages that failed because of a
// test below them.
func (r *results) families() (parents, guilty map[key]bool) {
	parents, guilty = map[key]bool{}, map[key]bool{}
	for k, action := range r.action {
		for name := k.Test; name != ""; {
			i := max(0, strings.LastIndexByte(name, '/'))
			name = name[:i]
			above := key{k.Package, name}
			parents[above] = true
			if action == "fail" {
				guilty[above] = true
			}
		}
	}
	return parents, guilty
}

// writeFailure shows what a failed test printed, or a failed package: messages of its build, or what
// its process said last.
func (r *results) writeFailure(out io.Writer, k key) {
	fmt.Fprintf(out, "FAILED %s %s\n", k.Package, k.Test)
	for _, b := range []*strings.Builder{r.output[k], r.build[r.failed[k.Package]]} {
		if b != nil && (k.Test == "" || b == r.output[k]) {
			fmt.Fprint(out, b.String())
		}
	}
	if k.Test != "" {
		return
	}
	for other, b := range r.output {
		if _, finished := r.action[other]; other.Package == k.Package && !finished {
			fmt.Fprintf(out, "unfinished: %s\n%s", other.Test, b.String())
		}
	}
}
