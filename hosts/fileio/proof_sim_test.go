package fileio

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/sx-lang/sx/hosts/crashfs"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// simulation is a life of a store that one seed decides: what clients ask, how the clock goes, when
// operations fail, when the process is killed and when the power is cut.
type simulation struct {
	r     *rand.Rand
	fs    *crashfs.FS
	h     *Host
	model []kernel.Value // requests that were answered, in order
	ref   *mockio.Host
	clock int64
	opts  Options
	next  crashfs.Outcome // of the operation that fails next
	in    int             // operations until then; below 0 for none
	count struct{ requests, faults, kills, cuts, reopens, compactions int }
}

func newSimulation(seed uint64) *simulation {
	s := &simulation{r: rand.New(rand.NewPCG(seed, 3)), fs: crashfs.New(), clock: int64(seed) * 1000, in: -1}
	s.opts = Options{inline: true, OpenFiles: []int{0, 3}[s.r.IntN(2)], SegmentBytes: []int64{200, 700, 4000}[s.r.IntN(3)], Now: func() int64 { return s.clock }}
	s.ref = s.reference(nil)
	return s
}

// reference gives a model that answered these requests.
func (s *simulation) reference(requests []kernel.Value) *mockio.Host {
	h := mockio.New(mockio.WithClock(s.clock, 0))
	for _, r := range requests {
		h.Perform(context.Background(), r)
	}
	return h
}

// fail is asked before every operation on the file system.
func (s *simulation) fail(op crashfs.Op) crashfs.Outcome {
	if s.in < 0 {
		return crashfs.Outcome{}
	}
	if s.in--; s.in >= 0 {
		return crashfs.Outcome{}
	}
	s.count.faults++
	out := s.next
	out.Done = op.Size / 2
	return out
}

// arm lets an operation to come fail.
func (s *simulation) arm() {
	s.in = s.r.IntN(12)
	s.next = []crashfs.Outcome{{Err: syscall.EIO}, {Err: syscall.ENOSPC}, {Err: syscall.EIO, Harmless: true},
		{Err: syscall.EINTR}}[s.r.IntN(4)]
}

// state gives all that a host holds whose names are those of hosttest.Requests.
func state(h interface {
	Perform(context.Context, kernel.Value) (kernel.Value, error)
}) string {
	var b strings.Builder
	for _, q := range []string{"store/read-all", "store/streams", "kv/scan"} {
		b.WriteString(hosttest.Text(h.Perform(context.Background(), kernel.ListOf(kernel.Str(q)))) + "\n")
	}
	b.WriteString(hosttest.Text(h.Perform(context.Background(),
		kernel.ListOf(kernel.Str("kv/scan"), kernel.DictOf("prefix", kernel.Str("$"))))) + "\n")
	for _, name := range []string{"", "a", "ab", "b/1", "b/2", "😀", "\xff"} {
		b.WriteString(hosttest.Text(h.Perform(context.Background(), kernel.ListOf(kernel.Str("store/stat"), kernel.Str(name)))) + "\n")
		b.WriteString(hosttest.Text(h.Perform(context.Background(), kernel.ListOf(kernel.Str("store/snapshot-read"), kernel.Str(name)))) + "\n")
	}
	return b.String()
}

// reopen opens the store as a crash or a close left it: it holds what was answered, and the request in
// flight as a whole or not.
func (s *simulation) reopen(flight *kernel.Value) error {
	s.in = -1
	s.fs.Order(s.fail)
	h, err := Open(s.fs, "dir/store", s.opts)
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	s.h = h
	got := state(h)
	if flight != nil {
		with := append(s.model[:len(s.model):len(s.model)], *flight)
		if ref := s.reference(with); got == state(ref) {
			s.model, s.ref = with, ref
			return nil
		}
	}
	if want := state(s.ref); got != want {
		return fmt.Errorf("after %d answers: %s", len(s.model), apart(got, want))
	}
	return nil
}

// crash kills the process, and often cuts the power, also while it opens the store again.
func (s *simulation) crash(flight *kernel.Value) error {
	for {
		s.count.kills++
		if s.r.IntN(3) > 0 {
			s.count.cuts++
			s.fs = s.fs.Crash(crashfs.Loss(s.r.IntN(int(crashfs.Losses))), s.r)
		} else {
			s.fs = s.fs.Kill()
		}
		if s.r.IntN(3) > 0 {
			return s.reopen(flight)
		}
		var during []*crashfs.FS
		fs := s.fs
		fs.Observe(func(crashfs.Op) { during = append(during, fs.Kill()) })
		if _, err := Open(fs, "dir/store", s.opts); err != nil {
			return fmt.Errorf("opening: %w", err)
		}
		if len(during) > 0 {
			s.fs = during[s.r.IntN(len(during))]
		}
	}
}

// round is one thing that happens.
func (s *simulation) round(g *hosttest.Requests) error {
	switch n := s.r.IntN(40); {
	case n == 0:
		s.count.reopens++
		faults := s.count.faults
		if err := s.h.Close(); err != nil && s.count.faults == faults {
			return err
		}
		return s.reopen(nil)
	case n == 1:
		s.count.compactions++
		faults := s.count.faults
		_, err := s.h.Compact(context.Background())
		if err != nil && s.count.faults > faults {
			return s.crash(nil)
		}
		return err
	case n <= 3:
		return s.crash(nil)
	case n <= 6:
		s.arm()
	}
	request := g.Next()
	s.count.requests++
	var at *crashfs.FS
	if stop := s.r.IntN(60); stop < 6 { // the crash comes in the middle
		fs := s.fs
		fs.Observe(func(crashfs.Op) {
			if stop--; stop == 0 {
				at = fs.Kill()
			}
		})
		defer fs.Observe(nil)
	}
	faults := s.count.faults
	got := hosttest.Text(s.h.Perform(context.Background(), request))
	if at != nil {
		s.fs = at
		return s.crash(&request)
	}
	if s.count.faults > faults { // the answer may be that it failed: then nobody knows
		if strings.Contains(got, "damage") {
			return fmt.Errorf("a failing operation is called damage: %s", got)
		}
		if strings.HasPrefix(got, "!") {
			_ = s.h.Close() // it may fail, which must not matter
			if s.r.IntN(2) == 0 {
				return s.crash(&request)
			}
			return s.reopen(&request)
		}
	}
	if want := hosttest.Text(s.ref.Perform(context.Background(), request)); got != want {
		return fmt.Errorf("%.300s: %.300s, want %.300s", kernel.Write(request), got, want)
	}
	s.model = append(s.model, request)
	return nil
}

func (s *simulation) run(seed uint64, rounds int) error {
	g := hosttest.NewRequests(seed)
	if err := s.reopen(nil); err != nil {
		return err
	}
	for i := range rounds {
		if err := s.round(g); err != nil {
			return fmt.Errorf("round %d: %w", i, err)
		}
	}
	return nil
}

// TestSimulation lets stores live, each as one seed decides, beside a model in memory. A seed that fails is
// played again by SX_SEED=n.
func TestSimulation(t *testing.T) {
	seeds, first := uint64(300), uint64(0)
	switch text := os.Getenv("SX_SEED"); {
	case text != "":
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seeds, first = 1, n
	case soak():
		seeds = 100_000
	case testing.Short():
		seeds = 15
	}
	sum := newSimulation(0).count
	for seed := first; seed < first+seeds; seed++ {
		s := newSimulation(seed)
		if err := s.run(seed, 150); err != nil {
			t.Errorf("SX_SEED=%d: %v", seed, err)
		}
		c := s.count
		sum.requests, sum.faults, sum.kills, sum.cuts = sum.requests+c.requests, sum.faults+c.faults, sum.kills+c.kills, sum.cuts+c.cuts
		sum.reopens, sum.compactions = sum.reopens+c.reopens, sum.compactions+c.compactions
	}
	t.Logf("%d seeds: %+v", seeds, sum)
	if sum.faults == 0 && seeds > 1 || sum.kills == 0 {
		t.Error("nothing happened")
	}
}
