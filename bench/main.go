package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"
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

// options are the command line.
type options struct {
	rounds      int
	only, peers string
	write       bool
	profile     string
	counted     bool
	limit       limits
	child       string // this process runs one program of this engine and prints a report
	cpuProfile  string // of the child
}

func parseFlags(args []string, log io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(log)
	flags.IntVar(&o.rounds, "rounds", 5, "timed `rounds` for each workload, after one to check the answers")
	flags.StringVar(&o.only, "only", "", "only these `workloads`, separated by commas: "+nameList(workloads(), workloadName))
	flags.StringVar(&o.peers, "peers", "", "only these `peers`, separated by commas, or hosted for those in Go: "+nameList(engines()[1:], engineName))
	flags.BoolVar(&o.write, "write", false, "write the report to results.txt and the picture to results.svg here")
	flags.StringVar(&o.profile, "profile", "", "profile sx on the workloads that it loses to a Go-hosted peer or lua5.4, into this `directory`")
	flags.BoolVar(&o.counted, "instructions", false, "count the instructions of sx on each workload, by valgrind: minutes")
	flags.DurationVar(&o.limit.time, "limit", 20*time.Second, "how `long` one run may take")
	flags.Int64Var(&o.limit.memory, "memory", 8<<30, "how many `bytes` of address space one run may take; 0 is no bound")
	flags.StringVar(&o.child, "child", "", "run the one workload of -only on this `engine` here and print a report; for the tool itself")
	flags.StringVar(&o.cpuProfile, "cpuprofile", "", "with -child: write a profile of the run to this `file`")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("flags: %w", err)
	}
	if o.rounds < 1 || flags.NArg() > 0 {
		return o, fmt.Errorf("want at least 1 round and no arguments but flags, got %d rounds and %q", o.rounds, flags.Args())
	}
	if o.write && (o.only != "" || o.peers != "") {
		return o, errors.New("-write: want all workloads and peers, not -only or -peers, for the files stand for all")
	}
	if o.peers == "hosted" {
		var names []string
		for _, e := range engines()[1:] {
			if e.hosted {
				names = append(names, e.name)
			}
		}
		o.peers = strings.Join(names, ",")
	}
	return o, nil
}

// bench is the whole command: it reads the flags, measures, and prints the report to out. Progress
// goes to log.
func bench(args []string, out, log io.Writer) error {
	o, err := parseFlags(args, log)
	if err != nil {
		return err
	}
	ws, err := choose(o.only, workloads(), workloadName)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	all := engines()
	if o.child != "" {
		es, err := choose(o.child, all, engineName)
		if err != nil || len(es) != 1 || len(ws) != 1 || es[0].run == nil {
			return fmt.Errorf("-child: want one workload and one engine in Go, got %q on %q: %w", o.only, o.child, err)
		}
		timed := timer(measured)
		if o.cpuProfile != "" {
			timed = profiled(o.cpuProfile)
		}
		return serve(out, es[0], ws[0], timed)
	}
	es, err := choose(o.peers, all[1:], engineName)
	if err != nil {
		return fmt.Errorf("-peers: %w", err)
	}
	return o.compare(ws, append(all[:1:1], es...), out, log)
}

// compare measures and reports.
func (o options) compare(ws []workload, es []engine, out, log io.Writer) error {
	t, done, err := newTools(o.limit)
	if err != nil {
		return err
	}
	defer done()
	r := results{workloads: ws, engines: es, rounds: o.rounds}
	r.grid = measure(ws, es, o.rounds, t.once, log)
	if o.only == "" {
		fmt.Fprintln(log, "probes …")
		if r.probes, err = probe(min(o.rounds, 3)); err != nil {
			return err
		}
	}
	if err := r.write(out); err != nil {
		return err
	}
	if o.write {
		if err := r.save("results.txt", "results.svg"); err != nil {
			return err
		}
	}
	if o.counted {
		if err := t.instructions(r, out); err != nil {
			return err
		}
	}
	if o.profile != "" {
		if err := t.profiles(r, o.profile, out); err != nil {
			return err
		}
	}
	return r.wrong()
}

// newTools makes a directory for the files of the run, which done removes, and sets the limits.
func newTools(limit limits) (t tools, done func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return tools{}, nil, err
	}
	dir, err := os.MkdirTemp("", "sx-bench-")
	if err != nil {
		return tools{}, nil, err
	}
	if limit.memory > 0 {
		err = limitMemory(limit.memory)
	}
	return tools{dir: dir, self: self, limit: limit}, func() { os.RemoveAll(dir) }, err
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
