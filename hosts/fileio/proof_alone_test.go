package fileio

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sx-lang/sx/hosts/crashfs"
	"github.com/sx-lang/sx/hosts/hosttest"
)

// bothAlone lets a second commit arrive at every operation of a first one that finds nobody writing. Both expect the
// same seq: one of them gets it, and what was answered is there after a power cut.
func bothAlone(t *testing.T, b bug) []string {
	for at := 1; ; at++ {
		hit, err := besideAlone(t, b, at)
		if err != nil {
			return []string{fmt.Sprintf("a commit beside one, at its operation %d: %v", at, err)}
		}
		if !hit {
			if at < 3 {
				t.Errorf("a commit does %d operations", at-1)
			}
			return nil
		}
	}
}

// besideAlone commits, and commits again at that operation of the first commit, if there are so many.
func besideAlone(t *testing.T, b bug, at int) (hit bool, err error) {
	fs := crashfs.New()
	h, err := Open(fs, "dir/store", b.options(300, Options{}))
	if err != nil {
		return false, err
	}
	request := func(data int) string {
		r := parseScript(t, fmt.Sprintf(`("store/commit" {:appends ({:stream "a" :expect 0 :events ({:type "t" :at 1 :data %d})})})`, data))
		return hosttest.Text(h.Perform(context.Background(), r[0].requests[0]))
	}
	var second string
	var wg sync.WaitGroup
	n := 0
	fs.Observe(func(crashfs.Op) {
		if n++; n != at {
			return
		}
		hit = true
		done := make(chan bool)
		wg.Go(func() {
			defer close(done)
			second = request(2)
		})
		for h.queue.waiting.Load() == 0 { // it waits, or it has gone by
			select {
			case <-done:
				return
			case <-time.After(time.Microsecond):
			}
		}
	})
	first := request(1)
	wg.Wait()
	fs.Observe(nil)
	if !hit {
		return false, nil
	}
	won := func(answer string) bool { return strings.Contains(answer, ":events") }
	if won(first) == won(second) || strings.HasPrefix(first, "!") || strings.HasPrefix(second, "!") {
		return true, fmt.Errorf("the answers are %s and %s", first, second)
	}
	want, err := holds(h)
	if err != nil {
		return true, err
	}
	if h, err = Open(fs.Crash(crashfs.Lose, rand.New(rand.NewPCG(1, 1))), "dir/store", proofOptions(300)); err != nil {
		return true, err
	}
	got, err := holds(h)
	if err != nil || got != want {
		return true, fmt.Errorf("after a power cut: %w%s", err, apart(got, want))
	}
	return true, nil
}
