package hosttest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

const racers = 16

// Race lets 16 goroutines append with the same expected seq, a number of rounds: in each exactly one
// wins and the others learn what it did. The same for a new key and for one event id.
func Race(t *testing.T, h hosts.Host) {
	for round := range 20 {
		answers := together(h, func(i int) kernel.Value { return appends(app("race", round, ev(i))) })
		lost := fmt.Sprintf(`{:conflict true :stream "race" :expected %d :actual %d}`, round, round+1)
		if n := count(answers, lost); n != racers-1 {
			t.Fatalf("round %d: %d of %d lost: %v", round, n, racers, answers)
		}
		answers = together(h, func(i int) kernel.Value { return kv(d{"new", fmt.Sprint(round), "value", i}) })
		if n := count(answers, done(round+1)); n != 1 {
			t.Fatalf("round %d: %d wrote the new key: %v", round, n, answers)
		}
	}
	answers := together(h, func(int) kernel.Value {
		return appends(append(app("once", nil, ev(1, "id", "i")), "once", true))
	})
	if n := count(answers, answers[0]); n != racers || !strings.Contains(answers[0], ":seq 1 ") {
		t.Fatalf("one id was stored as different events: %v", answers)
	}
	if got := Text(h.Perform(context.Background(), req("store/stat", "race"))); got !=
		"{:last-seq 20 :first-seq 1 :count 20}" {
		t.Fatalf("after the race: %s", got)
	}
}

// together performs a request of each goroutine at the same time and gives the answers.
func together(h hosts.Host, request func(i int) kernel.Value) []string {
	answers := make([]string, racers)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range racers {
		r := request(i)
		wg.Go(func() {
			<-start
			answers[i] = Text(h.Perform(context.Background(), r))
		})
	}
	close(start)
	wg.Wait()
	return answers
}

func count(answers []string, text string) int {
	n := 0
	for _, a := range answers {
		if a == text {
			n++
		}
	}
	return n
}

// apart changes values that went into the store and that came out of it: neither may be seen in it.
func apart(t *testing.T, h hosts.Host) {
	ctx := context.Background()
	data := val(d{"n", l{1}})
	if got := Text(h.Perform(ctx, appends(app("a", nil, ev(data))))); got != done(1, et("a", 1, d{"n", l{1}}, 1)) {
		t.Fatal(got)
	}
	data.AsDict().Set(kernel.NewString("n"), val(2))
	answer, err := h.Perform(ctx, req("store/read", d{"stream", "a"}))
	if err != nil {
		t.Fatal(err)
	}
	event := answer.AsDict().Lookup("events").AsList().First().AsDict()
	event.Lookup("data").AsDict().Lookup("n").AsList().Append(val(5))
	event.Set(kernel.NewString("seq"), val(9))
	want := page(nil, 1, 1, et("a", 1, d{"n", l{1}}, 0))
	if got := Text(h.Perform(ctx, req("store/read", d{"stream", "a"}))); got != want {
		t.Fatalf("the store shares values with the program:\n got  %s\n want %s", got, want)
	}
}

// hostClock checks that events without :at get one time for the whole commit.
func hostClock(t *testing.T, h hosts.Host) {
	v, err := h.Perform(context.Background(), appends(app("a", nil, d{"type", "t"}, d{"type", "t"})))
	if err != nil {
		t.Fatal(err)
	}
	events := v.AsDict().Lookup("events").AsList()
	a, b := events.At(0).AsDict().Lookup("at"), events.At(1).AsDict().Lookup("at")
	if !a.IsInt() || a != b || a.Int64() <= 0 {
		t.Fatalf("times of one commit are %s and %s, want one time", kernel.Write(a), kernel.Write(b))
	}
}

// woken appends while another goroutine waits: it must get the position, or nil from a host whose
// waiting takes no time.
func woken(t *testing.T, h hosts.Host) {
	answer := make(chan string, 1)
	go func() {
		answer <- Text(h.Perform(context.Background(), req("store/wait", d{"after", 0, "timeout", 600_000})))
	}()
	time.Sleep(10 * time.Millisecond) // makes it likely that the wait has begun; right either way
	if got := Text(h.Perform(context.Background(), add("a", 1))); got != done(1, et("a", 1, 1, 1)) {
		t.Fatal(got)
	}
	select {
	case got := <-answer:
		if got != "1" && got != "nil" {
			t.Fatalf("store/wait answered %s, want 1", got)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("store/wait was not woken")
	}
}

// cancelled checks that a cancelled context stops a request before it writes, and a wait.
func cancelled(t *testing.T, h hosts.Host) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, r := range []kernel.Value{add("a", 1), req("store/wait", d{"after", 0, "timeout", 600_000})} {
		if _, err := h.Perform(ctx, r); !errors.Is(err, context.Canceled) {
			t.Fatalf("%s under a cancelled context: %v", kernel.Write(r), err)
		}
	}
	if got := Text(h.Perform(context.Background(), req("store/read-all"))); got != all(0, nil) {
		t.Fatalf("a cancelled commit wrote: %s", got)
	}
}
