package mockio

import (
	"context"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// script is what a test ordered for one op.
type script struct {
	queue []kernel.Value
	given int // answers ever queued
	fn    hosts.Func
}

func (h *Host) script(op string) *script {
	s := h.scripts[op]
	if s == nil {
		s = &script{}
		h.scripts[op] = s
	}
	return s
}

// Script queues answers for an op, before those of the function given to Answer and of the host
// itself. An op that only has a queue answers an error of kind "io" when it is used up.
func (h *Host) Script(op string, answers ...kernel.Value) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.script(op)
	s.queue = append(s.queue, answers...)
	s.given += len(answers)
}

// Answer lets fn answer an op, in place of the host itself; nil takes that back.
func (h *Host) Answer(op string, fn func(ctx context.Context, r hosts.Request) (kernel.Value, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.script(op).fn = fn
}

// Mode tells what a failing request does.
type Mode int

const (
	// RefuseRequest fails before the request has any effect.
	RefuseRequest Mode = iota
	// LoseAnswer lets the request have its effect and fails in place of its answer.
	LoseAnswer
)

// failure is one that is still to come.
type failure struct {
	nth  int    // index of the request, or -1
	op   string // the next request of this op, if nth is -1
	mode Mode
	err  error
}

// FailNth makes request n fail, counted from 0 over all requests since New. A nil err is a
// condition of kind "io". A request that fails of itself keeps its own error.
func (h *Host) FailNth(n int, mode Mode, err error) {
	h.fail(&failure{nth: n, mode: mode, err: err})
}

// FailNext makes the next request of op fail; called twice, the next two. A nil err is a condition
// of kind "io".
func (h *Host) FailNext(op string, mode Mode, err error) {
	h.fail(&failure{nth: -1, op: op, mode: mode, err: err})
}

func (h *Host) fail(f *failure) {
	if f.err == nil && f.mode == RefuseRequest {
		f.err = kernel.Condf(kernel.CondIO, "ordered failure before the request ran")
	} else if f.err == nil {
		f.err = kernel.Condf(kernel.CondIO, "ordered failure: the answer was lost")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.failures = append(h.failures, f)
}

// takeFailure finds the failure ordered for the request with index n, and removes it.
func (h *Host) takeFailure(n int, op string) *failure {
	for i, f := range h.failures {
		if f.nth == n || f.nth < 0 && f.op == op {
			h.failures = append(h.failures[:i:i], h.failures[i+1:]...)
			return f
		}
	}
	return nil
}
