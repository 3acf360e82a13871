package hosttest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// step is a request and the answer it must get; a want of "" takes any answer that is no error.
type step struct {
	request kernel.Value
	want    string
}

// Scenario is a sequence of requests with the answers they must get from a host with an empty store.
type Scenario struct {
	Name  string
	steps []step
}

// Run runs the whole suite; open gives a host with an empty store and default limits.
func Run(t *testing.T, open func(t *testing.T) hosts.Host) {
	for _, sc := range Scenarios() {
		t.Run(sc.Name, func(t *testing.T) { sc.Run(t, open(t)) })
	}
	t.Run("model", func(t *testing.T) {
		for seed := range uint64(4) {
			Model(t, seed, 400, open(t), nil)
		}
	})
	t.Run("race", func(t *testing.T) { Race(t, open(t)) })
	t.Run("values stay apart", func(t *testing.T) { apart(t, open(t)) })
	t.Run("host clock", func(t *testing.T) { hostClock(t, open(t)) })
	t.Run("wait is woken", func(t *testing.T) { woken(t, open(t)) })
	t.Run("cancelled", func(t *testing.T) { cancelled(t, open(t)) })
}

// Scenarios gives the scenarios of the suite.
func Scenarios() []Scenario {
	var out []Scenario
	for _, topic := range [][]Scenario{
		commits(), onces(), kvs(), reads(), readAlls(), names(), truncates(), snapshots(), blobs(),
		values(), refusals(), limits(),
	} {
		out = append(out, topic...)
	}
	return out
}

// Run performs the scenario on h and fails t at the first wrong answer.
func (sc Scenario) Run(t *testing.T, h hosts.Host) {
	for i, s := range sc.steps {
		got := Text(h.Perform(context.Background(), s.request))
		if !matches(got, s.want) {
			t.Fatalf("step %d: %s\n got  %s\n want %s", i, clip(kernel.Write(s.request)), clip(got), clip(s.want))
		}
	}
}

// Text gives an answer as the suite compares it: the value as write prints it, or "!", the kind of
// the condition, ": " and its message. An error that is no condition has the kind "go".
func Text(v kernel.Value, err error) string {
	if err == nil {
		return kernel.Write(v)
	}
	var c *kernel.Condition
	if errors.As(err, &c) {
		return "!" + c.CondKind + ": " + c.Error()
	}
	return "!go: " + err.Error()
}

func matches(got, want string) bool {
	if !strings.HasPrefix(want, "!") {
		return want == "" && !strings.HasPrefix(got, "!") || got == want
	}
	kind, part, _ := strings.Cut(want, ": ")
	gotKind, message, _ := strings.Cut(got, ": ")
	return kind == gotKind && strings.Contains(message, part)
}

func clip(s string) string {
	if len(s) > 2000 {
		return s[:1000] + " … " + s[len(s)-1000:]
	}
	return s
}
