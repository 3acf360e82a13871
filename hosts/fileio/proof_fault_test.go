package fileio

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/sx-lang/sx/hosts/crashfs"
)

// fault is a way in which an operation can fail.
type fault struct {
	name  string
	ops   []string // kinds of operations; nil for all
	out   crashfs.Outcome
	half  bool // of the bytes are read or written before
	stays bool // all later operations of these kinds fail as well
}

func allFaults() []fault {
	grows := []string{crashfs.Create, crashfs.Mkdir, crashfs.Write, crashfs.Reserve, crashfs.Rename, crashfs.Sync}
	writes := []string{crashfs.Write, crashfs.Reserve}
	changes := append([]string{crashfs.Remove, crashfs.Truncate, crashfs.SyncDir}, grows...)
	return []fault{
		{name: "EIO", out: crashfs.Outcome{Err: syscall.EIO}},
		{name: "EIO of a sync that loses nothing", ops: []string{crashfs.Sync, crashfs.SyncDir},
			out: crashfs.Outcome{Err: syscall.EIO, Harmless: true}},
		{name: "ENOSPC", ops: grows, out: crashfs.Outcome{Err: syscall.ENOSPC}},
		{name: "ENOSPC, half written", ops: writes, out: crashfs.Outcome{Err: syscall.ENOSPC}, half: true},
		{name: "disk full until the end", ops: grows[:5], out: crashfs.Outcome{Err: syscall.ENOSPC}, half: true, stays: true},
		{name: "EROFS", ops: changes, out: crashfs.Outcome{Err: syscall.EROFS, Harmless: true}, stays: true},
		{name: "EMFILE", ops: []string{crashfs.Create, crashfs.Open, crashfs.List}, out: crashfs.Outcome{Err: syscall.EMFILE}},
		{name: "EINTR", out: crashfs.Outcome{Err: syscall.EINTR}},
		{name: "short write", ops: writes, out: crashfs.Outcome{Short: true}, half: true},
		{name: "read error", ops: []string{crashfs.Read}, out: crashfs.Outcome{Err: syscall.EIO}, half: true},
	}
}

// faulting runs a script with operation 1, 2, 3 … failing.
type faulting struct {
	name  string
	opts  Options
	drop  *crashfs.Site
	steps []step
	held  []string
	stop  bool // at the first failure
	runs  atomic.Int64

	mu     sync.Mutex
	failed []string
}

func (s *faulting) fail(f *fault, n int, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = append(s.failed, fmt.Sprintf("%s, %s at operation %d: ", s.name, f.name, n)+fmt.Sprintf(format, args...))
}

func (s *faulting) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stop && len(s.failed) > 0 || len(s.failed) > 5
}

// run lets every operation fail in every way, until nothing fails any more.
func (s *faulting) run(faults []fault) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(faults)); i = next.Add(1) - 1 {
				for n := 1; !s.over() && s.one(&faults[i], n); n++ {
					s.runs.Add(1)
				}
			}
		})
	}
	wg.Wait()
}

// one runs the script with the n-th operation failing; it answers false if there is none.
func (s *faulting) one(f *fault, n int) (hit bool) {
	fs := crashfs.New()
	fs.Drop(s.drop)
	var count atomic.Int64
	fs.Order(func(op crashfs.Op) crashfs.Outcome {
		if f.ops != nil && !slices.Contains(f.ops, op.Kind) {
			return crashfs.Outcome{}
		}
		if c := count.Add(1); c < int64(n) || c > int64(n) && !f.stays {
			return crashfs.Outcome{}
		}
		out := f.out
		if f.half {
			out.Done = op.Size / 2
		}
		return out
	})
	p := &player{fs: fs, opts: s.opts}
	done, err := 0, p.open()
	for ; err == nil && done < len(s.steps); done++ {
		if err = p.do(s.steps[done]); err != nil {
			break
		}
	}
	allowed := s.held[done:min(done+2, len(s.held))]
	if count.Load() < int64(n) {
		if err != nil {
			s.fail(f, n, "without a fault: %v", err)
		}
		return false
	}
	s.told(f, n, err)
	s.after(f, n, p, fs, allowed)
	return true
}

// told checks that an error says what went wrong, and does not call it damage.
func (s *faulting) told(f *fault, n int, err error) {
	if err == nil {
		return
	}
	var damage *DamageError
	want := "short write"
	if f.out.Err != nil {
		want = f.out.Err.Error()
	}
	if errors.As(err, &damage) || strings.Contains(err.Error(), "damage") || !strings.Contains(err.Error(), want) {
		s.fail(f, n, "the error is %q, want one that says %q", err, want)
	}
}

// after looks at a store at the end of a run: as it is, after a crash, and opened again.
func (s *faulting) after(f *fault, n int, p *player, fs *crashfs.FS, allowed []string) {
	r := rand.New(rand.NewPCG(uint64(n), 5))
	if p.h != nil && !p.h.isClosing() {
		got, err := holds(p.h)
		if f.stays && err == nil && !oneOf(got, allowed) || !f.stays && (err != nil || !oneOf(got, allowed)) {
			s.fail(f, n, "after it: %v%s", err, apart(got, allowed...))
		}
		// what is answered now is there after a crash, too
		if p.h.probe(0) == nil {
			if got, err = holds(p.h); err != nil {
				s.fail(f, n, "reading what was written after it: %v", err)
			}
			allowed = []string{got}
		}
	}
	fs.Order(nil)
	left := map[string]*crashfs.FS{"killed": fs.Kill()}
	for _, loss := range []crashfs.Loss{crashfs.Lose, crashfs.Keep, crashfs.Subset, crashfs.Cut + crashfs.Loss(r.IntN(5))} {
		left["power cut, "+loss.String()] = fs.Crash(loss, r)
	}
	if p.h != nil {
		_ = p.h.Close() // it may fail, which must not matter
	}
	left["power cut after the close"] = fs.Crash(crashfs.Lose, r)
	left["closed"] = fs
	for how, fs := range left {
		s.again(f, n, how, fs, allowed, r)
	}
}

// again opens the store, which holds one of what is allowed and can be written to.
func (s *faulting) again(f *fault, n int, how string, fs *crashfs.FS, allowed []string, r *rand.Rand) {
	h, err := Open(fs, "dir/store", s.opts)
	if err != nil {
		s.fail(f, n, "%s: opening again: %v", how, err)
		return
	}
	got, err := holds(h)
	if err != nil || !oneOf(got, allowed) {
		s.fail(f, n, "%s: %v%s", how, err, apart(got, allowed...))
		return
	}
	if s := h.cat.streams["probe"]; s != nil {
		err = h.probe(s.last)
	} else {
		err = h.probe(0)
	}
	if err != nil {
		s.fail(f, n, "%s: writing on: %v", how, err)
		return
	}
	want, err := holds(h)
	if err == nil {
		h, err = Open(fs.Crash(crashfs.Subset, r), "dir/store", s.opts)
	}
	if err == nil {
		got, err = holds(h)
	}
	if err != nil || got != want {
		s.fail(f, n, "%s, written to, power cut: %v%s", how, err, apart(got, want))
	}
}

// alone takes groups apart, since one request of a group can fail without the others.
func alone(steps []step) (out []step) {
	for _, s := range steps {
		if s.word != "group" {
			out = append(out, s)
			continue
		}
		for i := range s.requests {
			out = append(out, step{"", s.requests[i : i+1]})
		}
	}
	return out
}

// TestFaults lets every operation of a run fail in every way: nothing that was answered is lost,
// errors say what it was, and the store can be opened again and written to.
func TestFaults(t *testing.T) {
	runs := int64(0)
	for name, text := range scripts() {
		if testing.Short() && name != "streams" {
			continue
		}
		for _, segment := range []int64{300, 3000} {
			if segment == 3000 && !soak() {
				continue
			}
			steps := alone(parseScript(t, text))
			_, held, err := (&sweep{opts: proofOptions(segment)}).trace(crashfs.New(), steps)
			if err != nil {
				t.Fatal(err)
			}
			s := &faulting{name: name, opts: proofOptions(segment), steps: steps, held: held}
			s.run(allFaults())
			for _, problem := range s.failed {
				t.Error(problem)
			}
			t.Logf("%s, segments of %d bytes: %d runs with a fault", name, segment, s.runs.Load())
			runs += s.runs.Load()
		}
	}
	if runs < 800 {
		t.Errorf("%d runs with a fault, want at least 800", runs)
	}
}

// TestRoomRunsOut fills a disk that has room for so many bytes: commits fail with a clean error, reading
// goes on, and when there is room again the store is opened and written to.
func TestRoomRunsOut(t *testing.T) {
	for room := 0; room < 6000; room += 37 {
		fs := crashfs.New()
		left := atomic.Int64{}
		left.Store(int64(room))
		fs.Order(func(op crashfs.Op) crashfs.Outcome {
			if op.Kind != crashfs.Write && op.Kind != crashfs.Reserve {
				return crashfs.Outcome{}
			}
			had := left.Add(-int64(op.Size)) + int64(op.Size)
			if had >= int64(op.Size) {
				return crashfs.Outcome{}
			}
			left.Store(0)
			return crashfs.Outcome{Err: syscall.ENOSPC, Done: int(max(0, had))}
		})
		answered := int64(0)
		h, err := Open(fs, "dir/store", proofOptions(1000))
		for err == nil && answered < 100 {
			if err = h.probe(answered); err == nil {
				answered++
			}
		}
		if err != nil && !strings.Contains(err.Error(), "no space left on device") {
			t.Fatalf("%d bytes: %v", room, err)
		}
		if h != nil {
			if got, err := h.stat("probe"); err != nil || got.AsDict().Lookup("last-seq").Int64() != answered {
				t.Fatalf("%d bytes: %d commits were answered, the full store has %v, %v", room, answered, got, err)
			}
			_ = h.Close() // it may fail, which must not matter
		}
		fs.Order(nil)
		if h, err = Open(fs, "dir/store", proofOptions(1000)); err != nil {
			t.Fatalf("%d bytes, with room again: %v", room, err)
		}
		_, last := h.cat.bounds("probe")
		if last != answered && last != answered+1 {
			t.Fatalf("%d bytes, with room again: %d commits were answered, there are %d", room, answered, last)
		}
		if err := errors.Join(h.probe(last), h.Close()); err != nil {
			t.Fatalf("%d bytes, writing on: %v", room, err)
		}
		if report, err := Verify(context.Background(), fs, "dir/store"); err != nil || report.Damaged() {
			t.Fatalf("%d bytes, at the end: %v %v", room, report.Problems, err)
		}
	}
}
