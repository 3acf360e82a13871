package races

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

const (
	racers = 16
	rounds = 40
	// childDir names the directory in which a test process races instead of testing.
	childDir = "RACES_DIR"
)

// attempt is a commit that expects a seq, or a look at the last seq when expect is below 0; seen is
// the seq afterwards.
type attempt struct{ expect int64 }

type result struct {
	won  bool
	seen int64
}

// model is a stream: an attempt wins if it expects its last seq.
func model() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return int64(0) },
		Step: func(state, input, output any) (bool, any) {
			last, in, out := state.(int64), input.(attempt), output.(result)
			switch {
			case in.expect < 0:
				return !out.won && out.seen == last, last
			case in.expect == last:
				return out.won && out.seen == last+1, last + 1
			}
			return !out.won && out.seen == last, last
		},
	}
}

// try makes an attempt.
func try(h *fileio.Host, a attempt) (result, error) {
	if a.expect < 0 {
		v, err := h.Perform(context.Background(), hosts.NewRequest("store/stat", kernel.Str("a")))
		if err != nil {
			return result{}, err
		}
		return result{false, v.AsDict().Lookup("last-seq").Int64()}, nil
	}
	event := kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(7), "data", kernel.Nil)
	v, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", kernel.DictOf("appends", kernel.ListOf(
		kernel.DictOf("stream", kernel.Str("a"), "expect", kernel.Int(a.expect), "events", kernel.ListOf(event))))))
	if err != nil {
		return result{}, err
	}
	if d := v.AsDict(); d.Lookup("conflict").IsNil() {
		return result{true, d.Lookup("events").AsList().Items()[0].AsDict().Lookup("seq").Int64()}, nil
	}
	return result{false, v.AsDict().Lookup("actual").Int64()}, nil
}

// judge checks a history of rounds: one racer wins each, and the whole could have happened in some order.
func judge(t *testing.T, history []porcupine.Operation, rounds int) {
	t.Helper()
	winners := map[int64]int{}
	for _, op := range history {
		if op.Output.(result).won {
			winners[op.Input.(attempt).expect]++
		}
	}
	for round := range int64(rounds) {
		if winners[round] != 1 {
			t.Errorf("round %d has %d winners", round, winners[round])
		}
	}
	if len(winners) != rounds {
		t.Errorf("%d rounds were won, want %d", len(winners), rounds)
	}
	if got := porcupine.CheckOperationsTimeout(model(), history, time.Minute); got != porcupine.Ok {
		t.Errorf("the history of %d operations: %v, want %v", len(history), got, porcupine.Ok)
	}
}

// TestModelFindsTwoWinners shows that a history in which two win is found.
func TestModelFindsTwoWinners(t *testing.T) {
	bad := []porcupine.Operation{
		{ClientId: 0, Input: attempt{0}, Call: 1, Output: result{true, 1}, Return: 3},
		{ClientId: 1, Input: attempt{0}, Call: 2, Output: result{true, 1}, Return: 4},
	}
	if porcupine.CheckOperations(model(), bad) {
		t.Error("two winners of one seq pass")
	}
}

// TestGoroutines lets goroutines of one process race, round by round.
func TestGoroutines(t *testing.T) {
	h, err := fileio.Open(afero.NewOsFs(), t.TempDir(), fileio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var mu sync.Mutex
	var history []porcupine.Operation
	start := time.Now()
	var wg sync.WaitGroup
	for racer := range racers {
		wg.Go(func() {
			for next := int64(0); next < rounds; {
				for _, a := range []attempt{{next}, {-1}} {
					call := time.Since(start)
					out, err := try(h, a)
					back := time.Since(start)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					history = append(history, porcupine.Operation{ClientId: racer, Input: a, Call: int64(call), Output: out, Return: int64(back)})
					mu.Unlock()
					next = out.seen
				}
			}
		})
	}
	wg.Wait()
	judge(t, history, rounds)
}

// TestMain lets a process that a test started race instead of testing.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := race(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const processRounds = 6

// race opens the store, whenever no other process has it, for one attempt of each round, and prints what
// came of it.
func race(dir string) error {
	for next := int64(0); next < processRounds; {
		call := time.Now().UnixNano()
		h, err := fileio.Open(afero.NewOsFs(), dir, fileio.Options{})
		var locked *fileio.LockedError
		if errors.As(err, &locked) {
			time.Sleep(time.Millisecond)
			continue
		}
		if err != nil {
			return err
		}
		out, err := try(h, attempt{next})
		if err = errors.Join(err, h.Close()); err != nil {
			return err
		}
		fmt.Println(next, out.won, out.seen, call, time.Now().UnixNano())
		next = max(out.seen, next+1)
	}
	return nil
}

// TestProcesses lets processes race for a store: one has it at a time, and one wins each round.
func TestProcesses(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	var history []porcupine.Operation
	var wg sync.WaitGroup
	for racer := range racers {
		cmd := exec.Command(os.Args[0])
		cmd.Env, cmd.Stderr = append(os.Environ(), childDir+"="+dir), os.Stderr
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for lines := bufio.NewScanner(out); lines.Scan(); {
				var a attempt
				var r result
				var won string
				op := porcupine.Operation{ClientId: racer}
				if _, err := fmt.Sscan(lines.Text(), &a.expect, &won, &r.seen, &op.Call, &op.Return); err != nil {
					t.Errorf("a process says %q: %v", lines.Text(), err)
				}
				r.won, _ = strconv.ParseBool(won)
				op.Input, op.Output = a, r
				mu.Lock()
				history = append(history, op)
				mu.Unlock()
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	judge(t, history, processRounds)
}
