package growth

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// slack and timeSlack are how far a fitted exponent may lie above the promised one: a logarithm is worth
// up to 0.15 between 1,000 and 100,000; for time, caches that grow too small are worth 0.2, and the
// rest is noise. The next worse promise is 1 away.
const (
	slack     = 0.35
	timeSlack = 0.5
)

// repeats is how often an operation of constant cost is run for one figure.
const repeats = 400

// storeRepeats is the same for an operation on a store, which may add to it.
const storeRepeats = 40

// operation is one operation and its promise.
type operation struct {
	name    string
	promise float64 // the exponent of n: 0 for O(1) and O(log n), 1 for O(n) and O(n log n)
	setup   string  // forms that make the data, with n defined
	op      string  // the operation; i counts the repeats
	// once says that op is run once, over all of its data; else it is run repeats times.
	once bool
	// deep says that op is run below n calls.
	deep bool
	// unsteady says that the steps are not looked at.
	unsteady bool
	most     int // the largest size, if it is less than usual
	// kept is how many bytes of what the operation needs the machine keeps from run to run: they are not
	// allocated anew, and are added to what is.
	kept float64
	// store is a new store that answers what the operation performs; nil is none.
	store func() (hosts.Host, error)
}

// cost is what running an operation at one size came to.
type cost struct {
	n                  int
	steps, bytes, time float64
}

func (c cost) String() string {
	return fmt.Sprintf("%d: %.0f steps, %.0f bytes, %.0f ns", c.n, c.steps, c.bytes, c.time)
}

// sizes gives the sizes for an operation: what is linear is not run on the largest by a quick test.
func sizes(o operation) []int {
	all := []int{100, 1000, 10_000, 100_000}
	if o.promise > 0 {
		all[3] = 30_000
	}
	switch {
	case o.store == nil:
	case o.promise > 0:
		return []int{2000, 20_000}
	case os.Getenv("SX_TIME") == "":
		return []int{500, 5000}
	default:
		return []int{3000, 30_000}
	}
	if os.Getenv("SX_SOAK") != "" {
		all = []int{100, 1000, 10_000, 100_000, 1_000_000}
	}
	for i, n := range all {
		if o.most > 0 && n > o.most {
			return all[:i]
		}
	}
	return all
}

// costs runs an operation at every size; an error is the program's, or that it took too long.
func costs(o operation, tries int) ([]cost, error) {
	var out []cost
	for _, n := range sizes(o) {
		c, err := costAt(o, n, tries)
		if err != nil {
			return out, fmt.Errorf("at %d: %w", n, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// program gives the text of a case: it performs before each run, which is how runs are told apart
// even when they happen below n calls.
func (o operation) program(n int) string {
	times := repeats
	if o.store != nil {
		times = storeRepeats
	}
	loop := fmt.Sprintf("(let %%run () (perform 'run) (let %%loop ((i 0)) (when (< i %d) %s (%%loop (+ i 1)))) (%%run))", times, o.op)
	if o.once {
		loop = fmt.Sprintf("(let %%run () (perform 'run) %s (%%run))", o.op)
	}
	depth := 0
	if o.deep {
		depth = n
	}
	return fmt.Sprintf("(define n %d)\n%s\n(define (%%below depth) (if (= depth 0) %s (+ 1 (%%below (- depth 1)))))\n(%%below %d)",
		n, o.setup, loop, depth)
}

// toRun gives what goes on with a program, the host answering, to where it asks for the next run.
func toRun(ctx context.Context, host hosts.Host) func(cek.Outcome, error) (cek.Outcome, error) {
	return func(out cek.Outcome, err error) (cek.Outcome, error) {
		for err == nil && host != nil && out.Suspended() && !out.Request().IsSymbol() {
			var answer kernel.Value
			if answer, err = host.Perform(ctx, out.Request()); err == nil {
				out, err = out.Resume(ctx, answer)
			}
		}
		return out, err
	}
}

// enough is how long the runs of one operation at one size go on, if there were three.
const enough = 50 * time.Millisecond

// costAt runs an operation several times on data of size n and gives the least of each figure.
func costAt(o operation, n, tries int) (cost, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	m, err := cek.New(cek.Config{})
	if err != nil {
		return cost{}, err
	}
	var host hosts.Host
	if o.store != nil {
		if host, err = o.store(); err != nil {
			return cost{}, err
		}
	}
	out, err := toRun(ctx, host)(m.Start(ctx, "growth.sx", o.program(n)))
	if err == nil {
		out, err = toRun(ctx, host)(out.Resume(ctx, kernel.Nil)) // the first run grows and freezes what has to be
	}
	least := cost{n, math.Inf(1), math.Inf(1), math.Inf(1)}
	var before, after runtime.MemStats
	// Garbage is collected between runs, not in them: when it starts depends on the size of the heap.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(3 << 30))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	begin := time.Now()
	for try := 0; try < tries && (try < 3 || time.Since(begin) < enough); try++ {
		if least.bytes > 1<<20 || try == 0 {
			runtime.GC()
		}
		runtime.ReadMemStats(&before)
		steps, start := m.Steps(), time.Now()
		if err == nil {
			out, err = toRun(ctx, host)(out.Resume(ctx, kernel.Nil))
		}
		took := time.Since(start)
		if err != nil {
			return cost{}, err
		}
		runtime.ReadMemStats(&after)
		least.steps = min(least.steps, float64(m.Steps()-steps))
		least.bytes = min(least.bytes, float64(after.TotalAlloc-before.TotalAlloc))
		least.time = min(least.time, float64(took))
	}
	least.bytes += o.kept
	return least, nil
}

// exponent fits e in cost = c * n^e to the three largest sizes, where what is constant weighs
// least. What is below floor counts as floor.
func exponent(all []cost, floor float64, of func(cost) float64) float64 {
	if len(all) > 3 {
		all = all[len(all)-3:]
	}
	var sx, sy, sxx, sxy float64
	for _, c := range all {
		x, y := math.Log(float64(c.n)), math.Log(max(of(c), floor))
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	k := float64(len(all))
	return (k*sxy - sx*sy) / (k*sxx - sx*sx)
}

// exponents gives those of steps, bytes and time. Bytes and time have floors, below which what the
// test itself does shows; that of steps is what a builtin does without a charge.
func exponents(all []cost) map[string]float64 {
	return map[string]float64{
		"steps": exponent(all, 100, func(c cost) float64 { return c.steps }),
		"bytes": exponent(all, 16<<10, func(c cost) float64 { return c.bytes }),
		"time":  exponent(all, 10e3, func(c cost) float64 { return c.time }),
	}
}

// figures names what is judged: time only with SX_TIME=1, by who runs this test alone, for beside others it
// says what they do.
func figures() []string {
	if os.Getenv("SX_TIME") == "" {
		return []string{"steps", "bytes"}
	}
	return []string{"steps", "bytes", "time"}
}

// broken gives the promises that an operation does not keep, after another look with more tries if
// only the time is to blame.
func broken(o operation, t *testing.T) []string {
	var problems []string
	for _, tries := range []int{7, 15, 45} {
		all, err := costs(o, tries)
		if err != nil {
			return []string{err.Error()}
		}
		problems = nil
		found := exponents(all)
		counted := false
		for _, figure := range figures() {
			most := o.promise + slack
			if figure == "time" {
				most = o.promise + timeSlack
			}
			if e := found[figure]; e > most && !(o.unsteady && figure == "steps") {
				problems = append(problems, fmt.Sprintf("%s grow as n^%.2f, promised is n^%.0f: %v", figure, e, o.promise, all))
				counted = counted || figure != "time"
			}
		}
		t.Logf("steps n^%.2f, bytes n^%.2f, time n^%.2f: %v", found["steps"], found["bytes"], found["time"], all)
		if len(problems) == 0 || counted {
			return problems
		}
	}
	return problems
}

func TestPromises(t *testing.T) {
	for _, o := range operations() {
		t.Run(o.name, func(t *testing.T) {
			for _, problem := range broken(o, t) {
				t.Error(problem)
			}
		})
	}
}

// TestBrokenPromisesAreFound gives operations that cost more than they promise.
func TestBrokenPromisesAreFound(t *testing.T) {
	for _, o := range []operation{
		{name: "a linear operation said to be constant", setup: "(define l (range n))", op: "(reduce + 0 l)", most: 10_000},
		{name: "a quadratic operation said to be linear", promise: 1, once: true, most: 10_000, setup: "(define l (range (quotient n 5)))",
			op: "(for-each (fn (x) (last (reverse l))) l)"},
		{name: "a descent of n calls said to be constant", once: true, most: 10_000,
			setup: "(define (down k) (if (= k 0) 0 (+ 1 (down (- k 1)))))", op: "(down n)"},
		{name: "an error", op: "(nosuch)"},
	} {
		t.Run(o.name, func(t *testing.T) {
			if problems := broken(o, t); len(problems) == 0 {
				t.Error("nothing was found")
			}
		})
	}
}

func TestExponent(t *testing.T) {
	for e := range 3 {
		var all []cost
		for _, n := range []int{100, 1000, 10_000, 100_000} {
			all = append(all, cost{n: n, time: 100 + 3*math.Pow(float64(n), float64(e))})
		}
		if got := exponent(all, 1, func(c cost) float64 { return c.time }); math.Abs(got-float64(e)) > 0.02 {
			t.Errorf("got %.3f, want %d", got, e)
		}
	}
}
