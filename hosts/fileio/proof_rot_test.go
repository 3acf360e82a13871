package fileio

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/crashfs"
)

// rotting is a closed store of fifty events, with everything a store can have, whose files are changed.
type rotting struct {
	base   *crashfs.FS
	opts   Options
	want   string
	names  []string
	checks atomic.Int64

	mu     sync.Mutex
	failed []string
}

// newRotting makes the store; it was compacted once, so it has a manifest.
func newRotting(t testing.TB, opts Options) *rotting {
	t.Helper()
	s := &rotting{base: crashfs.New(), opts: opts}
	p := &player{fs: s.base, opts: proofOptions(700)}
	err := p.open()
	event := func(i int) string {
		id := map[int]string{6: "j", 10: "k", 30: "j"}[i]
		if id == "" {
			id = "i"
		}
		return fmt.Sprintf(`("store/commit" {:appends ({:stream "%s" :events ({:type "t" :at %d :data {:n %d} :id "%s"})})})`,
			[]string{"a", "b/1", "c"}[i%3], i, i, id)
	}
	script := `("store/commit" {:kv ({:put "k" :value "%50"}) :cursor {:name "c" :pos 1}})` + "\n" +
		`("store/snapshot-write" {:name "s" :value (1 2) :seq 2}) ("blob/put" "%60")` + "\n"
	for i := range 50 {
		script += event(i) + "\n"
		if i == 25 {
			script += `("store/truncate" {:stream "a" :before 3}) compact ("store/commit" {:kv ({:put "l" :value 1} {:delete "k"})})` + "\n"
		}
	}
	for _, step := range parseScript(t, script) {
		if err == nil {
			err = p.do(step)
		}
	}
	if err == nil {
		s.want, err = holds(p.h)
	}
	if err = errors.Join(err, p.h.Close()); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"dir/store", "dir/store/" + blobDir} {
		list, err := afero.ReadDir(s.base, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if !f.IsDir() && f.Name() != lockName {
				s.names = append(s.names, filepath.Join(dir, f.Name()))
			}
		}
	}
	return s
}

func (s *rotting) fail(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = append(s.failed, fmt.Sprintf(format, args...))
}

func (s *rotting) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.failed) > 5
}

// check changes a copy of the store and looks at it: it says that it is damaged, or it answers all as
// before. Unless the change may go unseen, Verify finds it.
func (s *rotting) check(what string, unseen bool, change func(fs afero.Fs) error) {
	s.checks.Add(1)
	fs := s.base.Kill()
	if err := change(fs); err != nil {
		s.fail("%s: %v", what, err)
		return
	}
	report, err := Verify(context.Background(), fs.Kill(), "dir/store")
	if err != nil {
		s.fail("%s: verify: %v", what, err)
	}
	if len(report.Problems) == 0 && !unseen {
		s.fail("%s: verify finds nothing", what)
	}
	h, err := Open(fs, "dir/store", s.opts)
	got := ""
	if err == nil {
		got, err = holds(h)
	}
	var damage *DamageError
	var version *VersionError
	switch {
	case errors.As(err, &damage), errors.As(err, &version):
		if !report.Damaged() {
			s.fail("%s: verify says nothing that is not harmless, %v; the store: %v", what, report.Problems, err)
		}
	case err != nil:
		s.fail("%s: the error is none of damage: %v", what, err)
	case got != s.want:
		s.fail("%s: the store answers wrong:%s", what, apart(got, s.want))
	}
}

// content gives the bytes of a file of the store.
func (s *rotting) content(name string) []byte {
	b, err := afero.ReadFile(s.base, name)
	if err != nil {
		s.fail("%v", err)
	}
	return b
}

func write(name string, b []byte) func(afero.Fs) error {
	return func(fs afero.Fs) error { return afero.WriteFile(fs, name, b, 0o600) }
}

// isDerived tells whether a file is made again when it is missing, so that nobody can tell.
func isDerived(name string) bool {
	return filepath.Base(name) == checkpointName || strings.HasSuffix(name, ".idx") || strings.HasSuffix(name, ".ids")
}

// flips flips bits of a file, every step-th.
func (s *rotting) flips(name string, step int) {
	content := s.content(name)
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(int64(step)) - int64(step); i < int64(len(content))*8 && !s.over(); i = next.Add(int64(step)) - int64(step) {
				s.check(fmt.Sprintf("%s, bit %d", name, i), false, func(fs afero.Fs) error {
					f, err := fs.OpenFile(name, os.O_RDWR, 0)
					if err == nil {
						_, err = f.WriteAt([]byte{content[i/8] ^ 1<<(i%8)}, i/8)
					}
					return err
				})
			}
		})
	}
	wg.Wait()
}

// losses cuts a file at every step-th length, empties it, removes it, gives it a second end, and exchanges
// it with each other one.
func (s *rotting) losses(name string, step int) {
	content := s.content(name)
	for n := 0; n < len(content) && !s.over(); n += step {
		marks := filepath.Base(name) == markName // its later slots are spare
		s.check(fmt.Sprintf("%s, cut at %d", name, n), marks, write(name, content[:n]))
	}
	if !strings.Contains(name, blobDir) { // a blob that is gone is answered as one that never was
		s.check(name+" removed", isDerived(name), func(fs afero.Fs) error { return fs.Remove(name) })
		s.check(name+" twice over", false, write(name, append(content[:len(content):len(content)], content...)))
	}
	for _, other := range s.names {
		if other != name && !strings.Contains(name+other, blobDir) {
			s.check(name+" exchanged with "+other, false, func(fs afero.Fs) error {
				return errors.Join(write(name, s.content(other))(fs), write(other, content)(fs))
			})
			s.check(name+" in place of "+other, false, write(other, content))
		}
	}
}

// TestRot flips every bit of every file of a store, cuts each file at every length, removes it and takes it
// for another: wrong data is never served, nothing is lost in silence, Verify finds everything.
func TestRot(t *testing.T) {
	s := newRotting(t, proofOptions(2500))
	var size int
	for _, name := range s.names {
		size += len(s.content(name))
		step, cut := 1, 1
		if padded := strings.HasSuffix(name, ".idx") || strings.HasSuffix(name, ".ids"); padded && !soak() {
			step, cut = 61, 83 // a page of 4 KiB has one checksum
		}
		if testing.Short() {
			step, cut = step*37, cut*37
		}
		s.flips(name, step)
		s.losses(name, cut)
	}
	for _, problem := range s.failed {
		t.Error(problem)
	}
	t.Logf("%d files, %d bytes, %d changes", len(s.names), size, s.checks.Load())
}

// rotLook flips bits of a store until something is wrong.
func rotLook(t *testing.T, b bug) []string {
	s := newRotting(t, b.options(2500, Options{}))
	for _, name := range s.names {
		s.flips(name, 7)
		s.losses(name, 13)
	}
	return s.failed
}
