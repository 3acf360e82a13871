package mockio_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

func ask(h hosts.Host, op string, args ...kernel.Value) string {
	return hosttest.Text(h.Perform(context.Background(), hosts.NewRequest(op, args...)))
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// event is a commit of one event without :at.
func event(data kernel.Value) kernel.Value {
	return kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str("a"),
		"events", kernel.ListOf(kernel.DictOf("type", kernel.Str("t"), "data", data)))))
}

func TestClock(t *testing.T) {
	h := mockio.New(mockio.WithClock(1000, 10))
	check(t, ask(h, "clock/now"), "1000")
	check(t, ask(h, "clock/now"), "1010")
	check(t, ask(h, "store/commit", event(kernel.Nil)), `{:events ({:stream "a" :seq 1 :type "t" :at 1020 :data nil :pos 1}) :pos 1}`)
	check(t, ask(h, "store/wait", kernel.DictOf("after", kernel.Int(0), "timeout", kernel.Int(500))), "1")
	check(t, ask(h, "store/wait", kernel.DictOf("after", kernel.Int(1), "timeout", kernel.Int(500))), "nil")
	check(t, ask(h, "clock/now"), "1530")
	h.Advance(60)
	check(t, fmt.Sprint(h.Now()), "1600")
	two := kernel.ListOf(kernel.DictOf("type", kernel.Str("t")), kernel.DictOf("type", kernel.Str("t")))
	check(t, ask(h, "store/commit", kernel.DictOf("appends", kernel.ListOf(
		kernel.DictOf("stream", kernel.Str("b"), "events", two)))),
		`{:events ({:stream "b" :seq 1 :type "t" :at 1600 :data nil :pos 2} `+
			`{:stream "b" :seq 2 :type "t" :at 1600 :data nil :pos 3}) :pos 3}`)
	check(t, fmt.Sprint(h.Now()), "1610") // one reading for a commit
	h.SetNow(5)
	check(t, ask(h, "clock/now"), "5")
	check(t, ask(mockio.New(), "clock/now"), "1000000000000")
}

func TestWorld(t *testing.T) {
	fs := afero.NewMemMapFs()
	if err := afero.WriteFile(fs, "/b", []byte("from fs"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := mockio.New(mockio.WithFS(fs), mockio.WithFiles(map[string]string{"/a": "text"}),
		mockio.WithEnv(map[string]string{"HOME": "/h"}), mockio.WithInput("one", ""), mockio.WithSeed(3))
	check(t, ask(h, "fs/read", kernel.Str("/a")), `"text"`)
	check(t, ask(h, "fs/read", kernel.Str("/b")), `"from fs"`)
	check(t, ask(h, "fs/read", kernel.Str("/c")), "!io: fs/read: open /c: file does not exist")
	check(t, ask(h, "env/get", kernel.Str("HOME")), `"/h"`)
	check(t, ask(h, "env/get", kernel.Str("PATH")), "nil")
	check(t, ask(h, "io/read-line"), `"one"`)
	check(t, ask(h, "io/read-line"), `""`)
	check(t, ask(h, "io/read-line"), "nil")
	check(t, ask(h, "io/print", kernel.Str("a")), "nil")
	check(t, ask(h, "io/print", kernel.Str("b\n")), "nil")
	check(t, h.Output(), "ab\n")
	check(t, ask(h, "io/print"), "!arity: io/print: got 0 arguments, want 1")
	other := mockio.New(mockio.WithSeed(3))
	seen := map[string]bool{}
	for range 50 {
		n := ask(h, "random/int", kernel.Int(4))
		check(t, ask(other, "random/int", kernel.Int(4)), n)
		seen[n] = true
	}
	if len(seen) != 4 || !seen["0"] || !seen["3"] {
		t.Errorf("random numbers below 4 were %v", seen)
	}
}

func TestScriptsComeFirst(t *testing.T) {
	h := mockio.New()
	h.Script("shop/price", kernel.Int(5), kernel.Int(6))
	h.Script("clock/now", kernel.Int(1))
	check(t, ask(h, "shop/price"), "5")
	check(t, ask(h, "shop/price"), "6")
	check(t, ask(h, "shop/price"), "!io: shop/price: all 2 scripted answers are used up")
	check(t, ask(h, "clock/now"), "1")
	check(t, ask(h, "clock/now"), "1000000000000")
	check(t, ask(h, "shop/order"), `!unhandled-op: no host answers the op "shop/order"`)
	h.Answer("shop/price", func(ctx context.Context, r hosts.Request) (kernel.Value, error) {
		if len(r.Args) == 0 {
			return kernel.Nil, errors.New("no item")
		}
		return h.Perform(ctx, hosts.NewRequest("env/get", r.Args...)) // may use the host
	})
	check(t, ask(h, "shop/price"), "!go: no item")
	check(t, ask(h, "shop/price", kernel.Str("x")), "nil")
	h.Answer("shop/price", nil)
	check(t, ask(h, "shop/price"), "!io: shop/price: all 2 scripted answers are used up")
	mux, err := hosts.NewMux(h)
	if err != nil {
		t.Fatal(err)
	}
	h.Script("shop/price", kernel.Int(7))
	check(t, ask(mux, "shop/price"), "7")
}

func TestFailures(t *testing.T) {
	h := mockio.New()
	h.FailNth(1, mockio.RefuseRequest, nil)
	h.FailNext("store/commit", mockio.LoseAnswer, errors.New("cut off"))
	stat := func(want string) { t.Helper(); check(t, ask(h, "store/stat", kernel.Str("a")), want) }
	check(t, ask(h, "clock/now"), "1000000000000")
	check(t, ask(h, "clock/now"), "!io: ordered failure before the request ran")
	check(t, ask(h, "store/commit", event(kernel.Nil)), "!go: cut off")
	stat("{:last-seq 1 :first-seq 1 :count 1}")
	h.FailNext("store/commit", mockio.RefuseRequest, nil)
	h.FailNext("store/commit", mockio.LoseAnswer, nil)
	check(t, ask(h, "store/commit", event(kernel.Nil)), "!io: ordered failure before the request ran")
	stat("{:last-seq 1 :first-seq 1 :count 1}")
	check(t, ask(h, "store/commit", event(kernel.Nil)), "!io: ordered failure: the answer was lost")
	stat("{:last-seq 2 :first-seq 1 :count 2}")
	h.FailNext("store/commit", mockio.LoseAnswer, nil)
	check(t, ask(h, "store/commit", kernel.Nil), "!type: store/commit: batch is nil, want a dict")
}

func TestCalls(t *testing.T) {
	h := mockio.New()
	arg := kernel.NewDict()
	arg.Set(kernel.NewString("stream"), kernel.Str("a"))
	var during []mockio.Call
	h.Answer("look", func(context.Context, hosts.Request) (kernel.Value, error) {
		during = h.Calls()
		return kernel.Int(1), nil
	})
	ask(h, "store/read", arg.Value())
	arg.Set(kernel.NewString("stream"), kernel.Str("changed"))
	ask(h, "look")
	ask(h, "nope", kernel.Int(1))
	if len(during) != 2 || during[1].Op != "look" || during[1].Done {
		t.Errorf("a request is not logged before it runs: %+v", during)
	}
	calls := h.Calls()
	if len(calls) != 3 || !calls[2].Done || !hosts.IsUnhandled(calls[2].Err) || kernel.Write(calls[1].Answer) != "1" {
		t.Fatalf("the log is %+v", calls)
	}
	check(t, kernel.Write(calls[0].Args[0]), `{:stream "a"}`)
	if got := h.CallsOf("nope"); len(got) != 1 || kernel.Write(got[0].Args[0]) != "1" {
		t.Errorf("calls of one op: %+v", got)
	}
}

func TestLimitsAndMany(t *testing.T) {
	lim := storeop.DefaultLimits()
	lim.EventBytes = 3
	h := mockio.New(mockio.WithLimits(lim))
	check(t, ask(h, "store/commit", event(kernel.Str("xyz"))), "!range: store/commit: append 0: event 0 :data takes more than 3 bytes encoded")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				ask(h, "store/commit", event(kernel.Int(1)))
				ask(h, "io/print", kernel.Str("."))
				h.Calls()
				h.Ops()
				h.FailNext("none", mockio.LoseAnswer, nil)
			}
		})
	}
	wg.Wait()
	check(t, ask(h, "store/stat", kernel.Str("a")), "{:last-seq 400 :first-seq 1 :count 400}")
	if len(h.Output()) != 400 {
		t.Errorf("%d of 400 were printed", len(h.Output()))
	}
}

// TestWithoutLog: nothing is kept of requests and answers, and failures are still ordered by their number.
func TestWithoutLog(t *testing.T) {
	h := mockio.New(mockio.WithoutLog())
	h.FailNth(2, mockio.RefuseRequest, nil)
	var failed []bool
	for range 4 {
		_, err := h.Perform(context.Background(), hosts.NewRequest("clock/now"))
		failed = append(failed, err != nil)
	}
	if want := []bool{false, false, true, false}; !slices.Equal(failed, want) {
		t.Errorf("failed %v, want %v", failed, want)
	}
	if calls := h.Calls(); len(calls) > 0 {
		t.Errorf("%d calls were logged", len(calls))
	}
}

// TestTruncatedEventsAreLetGo truncates 64 MiB of events, which the log of all streams must not keep.
func TestTruncatedEventsAreLetGo(t *testing.T) {
	h := mockio.New(mockio.WithoutLog())
	for range 64 {
		data := kernel.Str(strings.Repeat("x", 1<<20-100))
		if _, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", event(data))); err != nil {
			t.Fatal(err)
		}
	}
	held := heap()
	check(t, ask(h, "store/truncate", kernel.DictOf("stream", kernel.Str("a"), "before", kernel.Int(64))), "64")
	if freed := int64(held) - int64(heap()); freed < 48<<20 {
		t.Errorf("truncating 63 MiB of events frees %d bytes", freed)
	}
	check(t, ask(h, "store/stat", kernel.Str("a")), "{:last-seq 64 :first-seq 64 :count 1}")
}

// heap gives the bytes of the heap that are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
