package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

func main() {
	err := bench(os.Args[1:], os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// bench is the whole command: it reads the flags, measures, and prints the table to out. Progress
// goes to log.
func bench(args []string, out, log io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(log)
	rounds := flags.Int("rounds", 5, "timed `rounds` for each workload, after one to check the answers")
	only := flags.String("only", "", "only these `workloads`, separated by commas: "+nameList(workloads(), workloadName))
	peers := flags.String("peers", "", "only these `peers`, separated by commas: "+nameList(engines()[1:], engineName))
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("flags: %w", err)
	}
	if *rounds < 1 || flags.NArg() > 0 {
		return fmt.Errorf("want at least 1 round and no arguments but flags, got %d rounds and %q", *rounds, flags.Args())
	}
	ws, err := choose(*only, workloads(), workloadName)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	all := engines()
	es, err := choose(*peers, all[1:], engineName)
	if err != nil {
		return fmt.Errorf("-peers: %w", err)
	}
	es = append(all[:1:1], es...)
	grid, err := measure(ws, es, *rounds, log)
	if err != nil {
		return err
	}
	writeHead(out, ws, es, *rounds)
	return writeTable(out, ws, es, grid)
}

// writeHead says what was measured with what, where.
func writeHead(out io.Writer, ws []workload, es []engine, rounds int) {
	fmt.Fprintf(out, "%s, %s/%s, %d processors; median of %d rounds; wall time of run() alone, compiling not counted\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), rounds)
	for _, e := range es {
		fmt.Fprintf(out, "  %-10s  %s\n", e.name, e.version())
	}
	for _, w := range ws {
		fmt.Fprintf(out, "  %-10s  %s\n", w.name, w.what)
	}
	fmt.Fprintln(out)
}

func workloadName(w workload) string { return w.name }

func engineName(e engine) string { return e.name }

// choose gives the items that a comma-separated list names, in their own order; all for "".
func choose[T any](list string, items []T, name func(T) string) ([]T, error) {
	if list == "" {
		return items, nil
	}
	wanted := map[string]bool{}
	for _, n := range strings.Split(list, ",") {
		wanted[strings.TrimSpace(n)] = true
	}
	var out []T
	for _, item := range items {
		if wanted[name(item)] {
			out = append(out, item)
			delete(wanted, name(item))
		}
	}
	for n := range wanted {
		return nil, fmt.Errorf("%q is unknown, want one of %s", n, nameList(items, name))
	}
	return out, nil
}

func nameList[T any](items []T, name func(T) string) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = name(item)
	}
	return strings.Join(names, ",")
}

// moduleVersion gives a function that answers the version of a module in this binary.
func moduleVersion(path string) func() string {
	return func() string {
		info, ok := debug.ReadBuildInfo()
		if !ok {
			return "unknown"
		}
		for _, m := range info.Deps {
			if m.Path != path {
				continue
			}
			if m.Replace != nil {
				return path + " (this tree)"
			}
			return path + " " + m.Version
		}
		return path
	}
}
