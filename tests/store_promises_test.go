package tests

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// lib/store/tests/promises.sx holds what the store promises and one program can test. Here is what
// needs several programs, a kill or a measurement.

// TestPromiseUnknownOpRaises asks every kind of host for an op that none has.
func TestPromiseUnknownOpRaises(t *testing.T) {
	for name, h := range map[string]hosts.Host{"mockio": mockio.New(), "sx": newSXHost(t)} {
		for _, op := range []string{"store/apend", "kv/put", "store/append", ""} {
			_, err := h.Perform(context.Background(), hosts.NewRequest(op, kernel.Str("a")))
			if err == nil {
				t.Errorf("%s answers the op %q", name, op)
			}
		}
	}
}

// TestPromiseModel compares with the model in Go, on more sequences than the suite, the store in SX and
// the file host, which is killed and opened again now and then.
func TestPromiseModel(t *testing.T) {
	for seed := range uint64(3) {
		hosttest.Model(t, 100+seed, 500, newSXHost(t), nil)
		d := &fileDisk{afero.NewMemMapFs()}
		hosttest.Model(t, 200+seed, 500, d.open(t), func() hosts.Host { return d.open(t) })
	}
}

const batches = `(import (store api))
(define (batch i)
  {:appends (map (fn (s) {:stream s :events (map (fn (j) (event/new "t" (list i j) {:at 1})) (range 20))})
                 '("a" "b" "c"))
   :kv (list {:put "batches" :value (+ 1 (kv/get "batches" 0))})})
(define (go) (store/commit (batch 0)) (println "on") (go))
`

// TestPromiseBatchKilledIsWholeOrAbsent kills a process that commits batches over three streams and a
// key, again and again: what is found afterwards is whole batches.
func TestPromiseBatchKilledIsWholeOrAbsent(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/batches.sx", []byte(batches+"(go)"), 0o600); err != nil {
		t.Fatal(err)
	}
	check := batches + `(println (map store/last-seq '("a" "b" "c")) " " (* 20 (kv/get "batches" 0)))`
	if err := os.WriteFile(dir+"/check.sx", []byte(check), 0o600); err != nil {
		t.Fatal(err)
	}
	most := 0
	for round := range 8 {
		c := sx(t, dir, "run", "--store", "s", "batches.sx")
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, 3*(1+round))); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(round) * 300 * time.Microsecond)
		_ = c.Process.Kill()
		_ = c.Wait()
		var a, b, d, n int
		found := sxOutput(t, dir, "run", "--store", "s", "check.sx")
		if _, err := fmt.Sscanf(found, "(%d %d %d) %d", &a, &b, &d, &n); err != nil {
			t.Fatalf("%v: %s", err, found)
		}
		if a != b || b != d || d != n || a%20 != 0 || a < most {
			t.Fatalf("round %d: the streams hold %s events, want whole batches", round, found)
		}
		most = a
	}
	if most < 100 {
		t.Errorf("only %d events a stream were written in all", most)
	}
}

// endless is a host whose stream has n events, none of which it keeps; it notes the largest heap
// that was in use when a page was asked for.
type endless struct {
	n, pages int
	peak     uint64
}

const pageEvents = 1000

func (h *endless) Perform(_ context.Context, request kernel.Value) (kernel.Value, error) {
	r, err := hosts.ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	last, first := kernel.Int(int64(h.n)), kernel.Int(1)
	if r.Op == "store/stat" {
		return kernel.DictOf("last-seq", last, "first-seq", first, "count", last), nil
	}
	if h.pages++; h.pages%10 == 1 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		h.peak = max(h.peak, m.HeapAlloc)
	}
	from := 1
	if v := r.Args[0].AsDict().Lookup("from"); !v.IsNil() {
		from = int(v.Int64())
	}
	var events []kernel.Value
	for seq := from; seq <= h.n && len(events) < pageEvents; seq++ {
		events = append(events, kernel.DictOf("stream", kernel.Str("s"), "seq", kernel.Int(int64(seq)),
			"type", kernel.Str("t"), "at", kernel.Int(int64(seq)), "data", kernel.Str(strings.Repeat("x", 100))))
	}
	next := kernel.Nil
	if from+len(events) <= h.n {
		next = kernel.Int(int64(from + len(events)))
	}
	return kernel.DictOf("events", kernel.ListOf(events...), "next", next, "last-seq", last, "first-seq", first), nil
}

// foldPeak gives the most memory that the heap held while a projection of n events ran.
func foldPeak(t *testing.T, n int, form string) uint64 {
	t.Helper()
	h := &endless{n: n}
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(context.Background(), "fold.sx", "(import (store api)) "+form)
	if err == nil {
		var v kernel.Value
		if v, err = cek.Drive(context.Background(), h, out); err == nil && kernel.Write(v) != fmt.Sprint(n) {
			t.Fatalf("the fold of %d events gives %s", n, kernel.Write(v))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return h.peak
}

// TestPromiseProjectionInPages measures the memory of a projection over many events, a million with
// SX_SOAK=1, and over a thousand: it needs no more.
func TestPromiseProjectionInPages(t *testing.T) {
	many := 100_000
	if os.Getenv("SX_SOAK") == "1" {
		many = 1_000_000
	}
	const slack = 4 << 20 // a few pages; 100,000 events take 60 MiB
	for name, form := range map[string]string{
		"project": `(store/project "s" (fn (n e) (+ n 1)) 0)`,
		"resume":  `(get (store/project-resume "s" (fn (n e) (+ n 1)) {:value 0 :seq 0}) :value)`,
		"query":   `(query/count "s" (fn (e) true))`,
		"as of":   fmt.Sprintf(`(get (store/project-to "s" (fn (n e) (+ n 1)) 0 {:at %d}) :value)`, 1<<40),
	} {
		few, most := foldPeak(t, 1000, form), foldPeak(t, many, form)
		t.Logf("%s: %d KiB for 1,000 events, %d KiB for %d", name, few>>10, most>>10, many)
		if most > few+slack {
			t.Errorf("%s: %d events need %d KiB, 1,000 events %d KiB", name, many, most>>10, few>>10)
		}
	}
	const all = `(len (store/events "s"))`
	if few, most := foldPeak(t, 1000, all), foldPeak(t, 50_000, all); most < few+slack {
		t.Errorf("50,000 events in a list need %d KiB, 1,000 %d KiB: the measurement sees nothing", most>>10, few>>10)
	}
}
