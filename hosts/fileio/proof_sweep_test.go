package fileio

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/crashfs"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/hosts/storeop"
)

// soak tells whether the long tests are wanted.
func soak() bool { return os.Getenv("SX_SOAK") != "" }

// point is a moment of a run at which a crash can come.
type point struct {
	fs     *crashfs.FS
	op     crashfs.Op // the last one
	sure   int        // steps that were answered before the store was closed last
	lo, hi int        // steps that were answered, and that were begun
}

// trace runs a script on a file system and gives the points, and what the store held after each
// number of steps.
func (s *sweep) trace(fs *crashfs.FS, steps []step) (points []point, held []string, err error) {
	p := &player{fs: s.see(fs), opts: s.opts, model: mockio.New(mockio.WithClock(1000, 0))}
	var mu sync.Mutex
	now := point{}
	add := func(op crashfs.Op) {
		mu.Lock()
		defer mu.Unlock()
		now.fs, now.op = fs.Kill(), op
		points = append(points, now)
	}
	set := func(to *int, n int) {
		mu.Lock()
		defer mu.Unlock()
		*to = n
	}
	add(crashfs.Op{})
	fs.Observe(add)
	err = p.open()
	for i := 0; err == nil && i <= len(steps); i++ {
		var all string
		if all, err = holds(p.h); err != nil {
			return points, held, err
		}
		held = append(held, all)
		set(&now.lo, i)
		if i > 0 && steps[i-1].word == "reopen" {
			set(&now.sure, i)
		}
		add(crashfs.Op{Kind: "answer"})
		if i < len(steps) {
			set(&now.hi, i+1)
			err = p.do(steps[i])
		}
	}
	if err == nil {
		err = p.h.Close()
	}
	fs.Observe(nil)
	now.sure = now.lo
	add(crashfs.Op{Kind: "closed"})
	return points, held, err
}

// see gives a file system as the engine is to see it.
func (s *sweep) see(fs *crashfs.FS) afero.Fs {
	if s.wrap == nil {
		return fs
	}
	return s.wrap(fs)
}

// sweep crashes one script everywhere.
type sweep struct {
	name   string
	opts   Options
	repeat int  // times that each loss with a choice is tried at each point
	second int  // of so many first crashes, one is followed through its recovery
	on     int  // of so many first crashes, one is followed by more work
	stop   bool // at the first failure
	wrap   func(*crashfs.FS) afero.Fs

	held   []string
	seed   maphash.Seed
	seen   sync.Map
	states atomic.Int64
	mu     sync.Mutex
	failed []string
}

func (s *sweep) fail(where *trail, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = append(s.failed, s.name+", "+where.String()+": "+fmt.Sprintf(format, args...))
}

// over tells whether nothing more is to be learnt.
func (s *sweep) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stop && len(s.failed) > 0 || len(s.failed) > 5
}

// run sweeps over points.
func (s *sweep) run(points []point, held []string) {
	s.held, s.seed = held, maphash.MakeSeed()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(points)) && !s.over(); i = next.Add(1) - 1 {
				s.at(int(i), points[i])
			}
		})
	}
	wg.Wait()
}

// at crashes at one point, in every way.
func (s *sweep) at(i int, p point) {
	where := &trail{nil, "after", p.op, i, 0}
	answered := s.held[p.lo : p.hi+1]
	allowed := answered
	if s.opts.Sync != SyncAlways {
		allowed = s.held[p.sure : p.hi+1]
	}
	for loss := range crashfs.Losses {
		repeat := s.repeat
		if loss <= crashfs.Keep {
			repeat = 1
		}
		for k := range repeat {
			r := rand.New(rand.NewPCG(uint64(i), uint64(loss)<<32|uint64(k)))
			s.crashed(where.then("power cut", p.op, k, loss), p.fs.Crash(loss, r), allowed, r, 1)
		}
	}
	r := rand.New(rand.NewPCG(uint64(i), 99))
	s.opened(where.then("killed", p.op, 0, 0), p.fs.Kill(), answered, allowed, r, 1)
	s.reader(where.then("killed, read", p.op, 0, 0), p.fs.Kill(), answered, r)
}

// trail is how a state came about.
type trail struct {
	before *trail
	what   string
	op     crashfs.Op
	n      int
	loss   crashfs.Loss
}

func (t *trail) then(what string, op crashfs.Op, n int, loss crashfs.Loss) *trail {
	return &trail{t, what, op, n, loss}
}

func (t *trail) String() string {
	text := fmt.Sprintf("%s %s %s (%d, %v)", t.what, t.op.Kind, t.op.Name, t.n, t.loss)
	if t.before != nil {
		text = t.before.String() + ", " + text
	}
	return text
}

// isNew tells whether a state was not looked at before, and counts it.
func (s *sweep) isNew(fs *crashfs.FS, allowed []string, level int) bool {
	key := fs.Hash(s.seed) ^ uint64(len(allowed)<<8|level)*0x9e3779b97f4a7c15
	for _, a := range allowed {
		key = key*31 + maphash.String(s.seed, a)
	}
	if _, there := s.seen.LoadOrStore(key, nil); there {
		return false
	}
	s.states.Add(1)
	return true
}

func oneOf(got string, allowed []string) bool {
	for _, a := range allowed {
		if got == a {
			return true
		}
	}
	return false
}

// apart says where what a store holds differs from what is allowed.
func apart(got string, allowed ...string) string {
	out := ""
	for _, want := range allowed {
		a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
		i := 0
		for i < len(a)-1 && i < len(b)-1 && a[i] == b[i] {
			i++
		}
		out += fmt.Sprintf("\nline %d is\n%.200s\nwant\n%.200s", i, a[i], b[i])
	}
	return out
}

// crashed opens what a crash left: it holds one of what is allowed. Then it crashes again, at every
// operation of the opening.
func (s *sweep) crashed(where *trail, fs *crashfs.FS, allowed []string, r *rand.Rand, level int) {
	s.opened(where, fs, allowed, allowed, r, level)
}

// opened does the work of crashed; after a crash before the end of the opening it holds one of later.
func (s *sweep) opened(where *trail, fs *crashfs.FS, allowed, later []string, r *rand.Rand, level int) {
	if s.over() || !s.isNew(fs, allowed, level) {
		return
	}
	var during []point
	if level == 1 && (s.second <= 1 || r.IntN(s.second) == 0) {
		during = append(during, point{fs: fs.Kill()})
		fs.Observe(func(op crashfs.Op) { during = append(during, point{fs: fs.Kill(), op: op}) })
	}
	h, err := Open(s.see(fs), "dir/store", s.opts)
	fs.Observe(nil)
	if err != nil {
		s.fail(where, "opening: %v", err)
		return
	}
	got, err := holds(h)
	if err != nil || !oneOf(got, allowed) {
		s.fail(where, "%v%s", err, apart(got, allowed...))
		return
	}
	served := []string{got}
	for i, p := range during {
		for _, loss := range []crashfs.Loss{crashfs.Lose, crashfs.Keep, crashfs.Subset + crashfs.Loss(r.IntN(6))} {
			s.crashed(where.then("in the opening, power cut after", p.op, i, loss),
				p.fs.Crash(loss, r), later, r, level+1)
		}
	}
	for _, loss := range []crashfs.Loss{crashfs.Lose, crashfs.Subset + crashfs.Loss(r.IntN(6))} {
		if level < 3 {
			s.crashed(where.then("opened, served, power cut", crashfs.Op{}, 0, loss), fs.Crash(loss, r), served, r, level+1)
		}
	}
	if level == 1 && (where.what == "killed" || r.IntN(max(1, s.on)) == 0) {
		s.goesOn(where, h, fs, r)
	}
}

// goesOn writes to a store that was opened after a crash, closes it, and looks at it again.
func (s *sweep) goesOn(where *trail, h *Host, fs *crashfs.FS, r *rand.Rand) {
	for i := range 3 {
		if err := h.probe(int64(i)); err != nil {
			s.fail(where, "writing on, %d: %v", i, err)
			return
		}
	}
	want, err := holds(h)
	if err != nil {
		s.fail(where, "reading what was written on: %v", err)
		return
	}
	for _, loss := range []crashfs.Loss{crashfs.Lose, crashfs.Subset + crashfs.Loss(r.IntN(6))} {
		if s.opts.Sync != SyncAlways {
			break
		}
		s.crashed(where.then("opened, written to, power cut", crashfs.Op{}, 0, loss), fs.Crash(loss, r), []string{want}, r, 3)
	}
	if err := h.Close(); err != nil {
		s.fail(where, "closing: %v", err)
		return
	}
	report, err := Verify(context.Background(), s.see(fs), "dir/store")
	if err != nil || report.Damaged() {
		s.fail(where, "verify: %v %v", report.Problems, err)
	}
	h, err = Open(s.see(fs), "dir/store", s.opts)
	if err != nil {
		s.fail(where, "opening after a close: %v", err)
		return
	}
	if notes := h.Notes(); len(notes) > 0 {
		s.fail(where, "opening after a close says %q", notes)
	}
	if got, err := holds(h); err != nil || got != want {
		s.fail(where, "after a close: %v%s", err, apart(got, want))
	}
}

// probe commits one event to the stream "probe", whose last seq is given.
func (h *Host) probe(last int64) error {
	c := storeop.Commit{Appends: []storeop.Append{{Stream: "probe", Expect: storeop.Expect{Seq: last},
		Events: []storeop.NewEvent{{Type: "t", At: 1, HasAt: true, Data: codec.AppendInt(nil, 1)}}}}}
	_, conflict, err := h.Commit(context.Background(), &c)
	if err == nil && !conflict.IsNil() {
		err = errors.New(hosttest.Text(conflict, nil))
	}
	return err
}

// reader opens what a kill left to read only, beside nobody: what it served is there after a power
// cut. It changes no byte.
func (s *sweep) reader(where *trail, fs *crashfs.FS, allowed []string, r *rand.Rand) {
	if s.over() || !s.isNew(fs, allowed, 9) {
		return
	}
	fs.Observe(func(op crashfs.Op) {
		if op.Kind != crashfs.Sync && op.Kind != crashfs.SyncDir {
			s.fail(where, "reading does %s %s", op.Kind, op.Name)
		}
	})
	opts := s.opts
	opts.ReadOnly = true
	h, err := Open(s.see(fs), "dir/store", opts)
	if err != nil {
		if !strings.Contains(err.Error(), "there is no store") || allowed[0] != s.held[0] {
			s.fail(where, "opening to read: %v", err)
		}
		return
	}
	got, err := holds(h)
	fs.Observe(nil)
	if err != nil || !oneOf(got, allowed) {
		s.fail(where, "a reader: %v%s", err, apart(got, allowed...))
		return
	}
	for _, loss := range []crashfs.Loss{crashfs.Lose, crashfs.Subset + crashfs.Loss(r.IntN(6))} {
		s.crashed(where.then("power cut", crashfs.Op{}, 0, loss), fs.Crash(loss, r), []string{got}, r, 2)
	}
}
