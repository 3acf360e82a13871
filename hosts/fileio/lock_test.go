package fileio_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/kernel"
)

// childDir names the directory in which a test process started by another works.
const childDir = "FILEIO_TEST_DIR"

// TestMain lets a process started by a test hold a store, or append to it, instead of testing.
func TestMain(m *testing.M) {
	for name, work := range map[string]func(string) error{childDir: child, stormDir: storm} {
		if dir := os.Getenv(name); dir != "" {
			if err := work(dir); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// child opens the store, says so, appends an event and answers its seq for each line it reads, and
// closes at the end of its input.
func child(dir string) error {
	h, err := fileio.Open(afero.NewOsFs(), dir, fileio.Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		v, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Str(in.Text()))))
		if err != nil {
			return err
		}
		fmt.Println(kernel.Write(v.AsDict().Lookup("pos")))
	}
	return h.Close()
}

// process is a running child.
type process struct {
	cmd *exec.Cmd
	in  *os.File
	out *bufio.Scanner
}

func start(t *testing.T, dir string) *process {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stdin, cmd.Stderr = r, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.Close()
	p := &process{cmd, w, bufio.NewScanner(out)}
	t.Cleanup(func() { p.kill() })
	return p
}

func (p *process) line() string {
	if p.out.Scan() {
		return p.out.Text()
	}
	return "<end>"
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	_ = p.cmd.Wait()
	p.in.Close()
}

// TestSecondWriterIsToldWhoHoldsTheStore opens a store twice in one process, over both kinds of real
// file system.
func TestSecondWriterIsToldWhoHoldsTheStore(t *testing.T) {
	for name, fs := range map[string]afero.Fs{"root": root(t), "os": afero.NewOsFs()} {
		dir := "store"
		if name == "os" {
			dir = t.TempDir()
		}
		h := open(t, fs, dir, fileio.Options{})
		_, err := fileio.Open(fs, dir, fileio.Options{})
		var locked *fileio.LockedError
		if !errors.As(err, &locked) || locked.Holder != fmt.Sprint(os.Getpid()) {
			t.Fatalf("%s: the second opening: %v, want the process id %d", name, err, os.Getpid())
		}
		add(t, h, 1)
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		add(t, open(t, fs, dir, fileio.Options{}), 2)
	}
}

// TestAnotherProcessHoldsTheStore starts a process that holds the store: opening names it; when it
// is killed the lock is free at once and what it answered is there.
func TestAnotherProcessHoldsTheStore(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir)
	if got := p.line(); got != "open" {
		t.Fatal(got)
	}
	_, err := fileio.Open(afero.NewOsFs(), dir, fileio.Options{})
	var locked *fileio.LockedError
	if !errors.As(err, &locked) || locked.Holder != fmt.Sprint(p.cmd.Process.Pid) {
		t.Fatalf("opening beside another process: %v, want the process id %d", err, p.cmd.Process.Pid)
	}
	reader := open(t, afero.NewOsFs(), dir, fileio.Options{ReadOnly: true})
	for i := range 5 {
		fmt.Fprintln(p.in, "event", i)
		if got := p.line(); got != itoa(i+1) {
			t.Fatal(got)
		}
		if got := do(t, reader, "store/stat", kernel.Str("a")); got != statText(i+1) {
			t.Fatalf("beside the writer: %s, want %s", got, statText(i+1))
		}
	}
	p.kill()
	h := open(t, afero.NewOsFs(), dir, fileio.Options{})
	if got := do(t, h, "store/stat", kernel.Str("a")); got != statText(5) {
		t.Fatalf("after the kill: %s, want %s", got, statText(5))
	}
}

// TestKilledWhileWriting kills a writing process many times, each at another moment: everything it
// answered is there, and at most one commit more.
func TestKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	there := 0
	for round := range 15 {
		p := start(t, dir)
		if got := p.line(); got != "open" {
			t.Fatal(got)
		}
		go func() {
			for {
				if _, err := fmt.Fprintln(p.in, "event"); err != nil {
					return
				}
			}
		}()
		for range 1 + round*7 {
			if _, err := fmt.Sscan(p.line(), &there); err != nil {
				t.Fatal(err)
			}
		}
		_ = p.cmd.Process.Kill() // it runs: it is being written to
		answered := there
		for p.out.Scan() { // what it answered before it died
			if _, err := fmt.Sscan(p.out.Text(), &answered); err != nil {
				break
			}
		}
		p.kill()
		h, err := fileio.Open(afero.NewOsFs(), dir, fileio.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := do(t, h, "store/stat", kernel.Str("a"))
		if got != statText(answered) && got != statText(answered+1) {
			t.Fatalf("round %d: %d were answered, there are %s", round, answered, got)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		there = answered
	}
}

// TestProcessesRaceForTheStore lets openers of one store compete: one at a time has it.
func TestProcessesRaceForTheStore(t *testing.T) {
	fs := root(t)
	var mu sync.Mutex
	var wg sync.WaitGroup
	holders, opened := 0, 0
	for range 8 {
		wg.Go(func() {
			for range 20 {
				h, err := fileio.Open(fs, "store", fileio.Options{})
				if err != nil {
					var locked *fileio.LockedError
					if !errors.As(err, &locked) {
						t.Error(err)
						return
					}
					continue
				}
				mu.Lock()
				holders++
				opened++
				if holders != 1 {
					t.Errorf("%d hold the store at once", holders)
				}
				mu.Unlock()
				if got := hosttest.Text(h.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Nil)))); strings.HasPrefix(got, "!") {
					t.Error(got)
				}
				mu.Lock()
				holders--
				mu.Unlock()
				if err := h.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	h := open(t, fs, "store", fileio.Options{})
	if got := do(t, h, "store/stat", kernel.Str("a")); got != statText(opened) {
		t.Fatalf("%d commits were answered, there are %s", opened, got)
	}
}
