package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// limits bound one run of one program: what is above is a failure of that engine, not of the machine
// that all share.
type limits struct {
	time   time.Duration
	memory int64 // bytes of address space
}

// pace is the GOGC of all engines in Go: that of the command sx.
const pace = "400"

// tools are what processes are started with: a directory for files, this program, the sx command.
type tools struct {
	dir   string
	self  string
	limit limits
	env   []string // more for the environment of processes
}

// child runs a program of a Go-hosted engine in a process of its own, so that a failed allocation, a
// stack that overflows, a heap that has grown concern that run alone.
func (t tools) child(e engine, w workload, extra ...string) (outcome, error) {
	args := append([]string{t.self, "-child", e.name, "-only", w.name}, extra...)
	out, _, _, err := t.process(args)
	if err != nil {
		return outcome{}, err
	}
	var r report
	if err := json.Unmarshal(lastLine(out), &r); err != nil {
		return outcome{}, fmt.Errorf("%s on %s printed %q, want a report: %w", w.name, e.name, out, err)
	}
	if r.Error != "" {
		return outcome{}, errors.New(r.Error)
	}
	return outcome{check: r.Check, cpu: r.CPU, wall: r.Wall, allocs: r.Allocs}, nil
}

// report is what a child prints.
type report struct {
	Check     string
	CPU, Wall time.Duration // ns
	Allocs    uint64
	Error     string
}

// serve is the other side of child: it runs a workload here and prints the report.
func serve(out io.Writer, e engine, w workload, timed timer) error {
	source, _, err := program(w, e)
	if err != nil {
		return err
	}
	got, err := e.run(w.name+"."+e.exts[0], source, timed)
	r := report{Check: got.check, CPU: got.cpu, Wall: got.wall, Allocs: got.allocs}
	if err != nil {
		r.Error = firstLine(err.Error())
	}
	return json.NewEncoder(out).Encode(r)
}

// script runs a program on an engine that is a program of its own.
func (t tools) script(e engine, w workload, source string) (outcome, error) {
	file := filepath.Join(t.dir, e.name+"-"+w.name+"."+e.exts[len(e.exts)-1])
	if err := os.WriteFile(file, []byte(e.script(source)), 0o600); err != nil {
		return outcome{}, err
	}
	args, err := e.command(file)
	if err != nil {
		return outcome{}, err
	}
	out, _, _, err := t.process(args)
	if err != nil {
		return outcome{}, err
	}
	check, seconds, err := parseReport(w.name+" on "+e.name, string(lastLine(out)))
	return outcome{check: check, cpu: time.Duration(seconds * float64(time.Second))}, err
}

// whole runs a process workload and measures the process from start to end.
func (t tools) whole(e engine, w workload, source string) (outcome, error) {
	file := filepath.Join(t.dir, e.name+"-"+w.name+"."+e.exts[len(e.exts)-1])
	if err := os.WriteFile(file, []byte(header(e.name)+source), 0o600); err != nil {
		return outcome{}, err
	}
	args, err := e.start(t, file)
	if err != nil {
		return outcome{}, err
	}
	start := time.Now()
	out, _, state, err := t.process(args)
	if err != nil {
		return outcome{}, err
	}
	return outcome{check: strings.TrimSpace(string(out)), wall: time.Since(start),
		cpu: state.UserTime() + state.SystemTime()}, nil
}

// process runs a command within the limits and gives what it printed, and what it said beside.
func (t tools) process(args []string) (printed []byte, said string, state *os.ProcessState, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), t.limit.time)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	if os.Getenv("GOGC") == "" {
		cmd.Env = append(cmd.Env, "GOGC="+pace)
	}
	cmd.Env = append(append(append(cmd.Env, os.Environ()...), "XDG_CACHE_HOME="+t.dir, "GUILE_AUTO_COMPILE=1"), t.env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, "", nil, fmt.Errorf("took longer than %v", t.limit.time)
	case err != nil:
		return nil, "", nil, errors.New(reason(err, strings.ReplaceAll(errs.String(), t.dir+"/", "")))
	}
	return out.Bytes(), errs.String(), cmd.ProcessState, nil
}

// reason makes one line of how a process failed: the line that says error, else the first.
func reason(err error, printed string) string {
	var said string
	for line := range strings.Lines(printed) {
		line = strings.TrimSpace(line)
		if said == "" || strings.Contains(strings.ToLower(line), "error") && !strings.Contains(strings.ToLower(said), "error") {
			said = line
		}
	}
	if said == "" {
		said = err.Error()
	}
	if len(said) > 120 {
		said = said[:120] + "…"
	}
	return said
}

// limitMemory bounds the address space of this process and of those it starts.
func limitMemory(bytes int64) error {
	limit := syscall.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		return fmt.Errorf("bound the memory: %w", err)
	}
	return nil
}

func lastLine(out []byte) []byte {
	out = bytes.TrimSpace(out)
	return out[bytes.LastIndexByte(out, '\n')+1:]
}
