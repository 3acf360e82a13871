package tests

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// A program that keeps its state in the store is killed at each of its performs, once before the request
// had its effect and once after it, and started again on what the store holds then. What it reports
// in the end must be what an uninterrupted run reports.

// disk is what survives a kill: it opens as a host again and again.
type disk interface {
	open(t *testing.T) hosts.Host
}

// mockDisk is the host in memory itself, which forgets nothing.
type mockDisk struct{ host *mockio.Host }

func (d *mockDisk) open(*testing.T) hosts.Host { return d.host }

// fileDisk opens a copy of the files as they are, since a killed host closes nothing and lets its
// lock go.
type fileDisk struct{ files afero.Fs }

func (d *fileDisk) open(t *testing.T) hosts.Host {
	t.Helper()
	d.files = copyFiles(t, d.files)
	h, err := fileio.Open(d.files, "/store", fileio.Options{Now: func() int64 { return 1 }})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func copyFiles(t *testing.T, from afero.Fs) afero.Fs {
	t.Helper()
	to := afero.NewMemMapFs()
	err := afero.Walk(from, "/", func(path string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := afero.ReadFile(from, path)
		if err != nil {
			return err
		}
		return afero.WriteFile(to, path, b, info.Mode())
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// kill says where a run ends: at its perform number at, counted from 0, after the effect of the request
// or before it. The run ends by itself if there are fewer.
type kill struct {
	at    int
	after bool
}

var never = kill{at: -1}

// runUntil runs the program on h and gives its value as text and how often it performed; "" if it was
// killed.
func runUntil(t *testing.T, program string, h hosts.Host, k kill) (string, int) {
	t.Helper()
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(ctx, "restart.sx", program)
	n := 0
	for ; err == nil && out.Suspended(); n++ {
		if n == k.at && !k.after {
			return "", n
		}
		answer, failure := h.Perform(ctx, out.Request())
		if n == k.at {
			return "", n
		}
		if failure != nil {
			out, err = out.Raise(ctx, failure)
		} else {
			out, err = out.Resume(ctx, answer)
		}
	}
	if err != nil {
		t.Fatalf("kill %+v: %v", k, err)
	}
	return kernel.Write(out.Value()), n
}

func TestRestartAtEveryPerform(t *testing.T) {
	program, err := os.ReadFile("testdata/restart.sx")
	if err != nil {
		t.Fatal(err)
	}
	for name, empty := range map[string]func() disk{
		"mockio": func() disk { return &mockDisk{mockio.New()} },
		"fileio": func() disk { return &fileDisk{afero.NewMemMapFs()} },
	} {
		t.Run(name, func(t *testing.T) { restartEverywhere(t, name, string(program), empty) })
	}
}

func restartEverywhere(t *testing.T, name, program string, empty func() disk) {
	want, performs := runUntil(t, program, empty().open(t), never)
	for _, part := range []string{":total {:value 252 :seq 8}", ":booked 8", ":cursors (8 8)", ":failures ()"} {
		if !strings.Contains(want, part) {
			t.Fatalf("the uninterrupted run reports %s, want a report with %s", want, part)
		}
	}
	step := 1
	if testing.Short() {
		step = 7
	} else if name == "fileio" && os.Getenv("SX_SOAK") == "" {
		step = 3
	}
	for at := 0; at < performs; at += step {
		for _, k := range []kill{{at, false}, {at, true}} {
			d := empty()
			if got, _ := runUntil(t, program, d.open(t), k); got != "" {
				t.Fatalf("kill %+v: the program ended, want it killed", k)
			}
			second := never
			if k.after { // then the second run is killed too, somewhere else each time
				second = kill{(at * 7) % performs, at%2 == 0}
				runUntil(t, program, d.open(t), second)
			}
			if got, _ := runUntil(t, program, d.open(t), never); got != want {
				t.Fatalf("killed at %+v and then at %+v:\n got  %s\n want %s", k, second, got, want)
			}
		}
	}
}
