package tests

import (
	"os"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/mockio"
)

// TestProcessKilledAtEveryPerform kills a program with two process managers before and after each of
// its performs, and starts it again until it ends: each event has had each effect exactly once.
func TestProcessKilledAtEveryPerform(t *testing.T) {
	text, err := os.ReadFile("testdata/process.sx")
	if err != nil {
		t.Fatal(err)
	}
	for name, empty := range map[string]func() disk{
		"mockio": func() disk { return &mockDisk{mockio.New()} },
		"fileio": func() disk { return &fileDisk{afero.NewMemMapFs()} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := string(text)
			want, performs := runUntil(t, program, empty().open(t), never)
			for _, part := range []string{":parcels 3", ":shipments (1 2 3)", ":letters (1 2 3)"} {
				if !strings.Contains(want, part) {
					t.Fatalf("the uninterrupted run reports %s, want a report with %s", want, part)
				}
			}
			step := 1
			if testing.Short() {
				step = 5
			}
			for at := 0; at < performs; at += step {
				for _, k := range []kill{{at, false}, {at, true}} {
					d := empty()
					if got, _ := runUntil(t, program, d.open(t), k); got != "" {
						t.Fatalf("kill %+v: the program ended, want it killed", k)
					}
					if k.after && at%4 == 0 { // killed a second time, somewhere else each time
						runUntil(t, program, d.open(t), kill{(at * 5) % performs, at%8 == 0})
					}
					if got, _ := runUntil(t, program, d.open(t), never); got != want {
						t.Fatalf("killed at %+v:\n got  %s\n want %s", k, got, want)
					}
				}
			}
		})
	}
}

// TestProcessWithoutCursorInTheCommit shows that the test above can fail: with effect and cursor in
// two commits, a kill between them doubles an effect.
func TestProcessWithoutCursorInTheCommit(t *testing.T) {
	text, err := os.ReadFile("testdata/process.sx")
	if err != nil {
		t.Fatal(err)
	}
	const careless = `(import (except (store api) process/run))
(define (process/run name stream step &optional options)
  (for-each (fn (e) (store/commit (step e)) (cursor/set name (event/seq e)))
            (store/read stream {:from (+ 1 (or (cursor/get name) 0))})))
`
	program := careless + strings.Replace(string(text), "(import (store api))", "", 1)
	want, performs := runUntil(t, program, mockio.New(), never)
	doubled := 0
	for at := 0; at < performs; at += 2 {
		d := &mockDisk{mockio.New()}
		runUntil(t, program, d.open(t), kill{at, true})
		if got, _ := runUntil(t, program, d.open(t), never); got != want {
			doubled++
		}
	}
	if doubled == 0 {
		t.Error("effects and cursors in different commits were never torn apart by a kill")
	}
}
