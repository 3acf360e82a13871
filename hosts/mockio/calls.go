package mockio

import (
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// Call is one request as the log has it.
type Call struct {
	Op     string
	Args   []kernel.Value // as they were when the request came, even if the program changed them since
	Done   bool           // false while the request runs
	Answer kernel.Value
	Err    error
}

// maxLogged bounds the bytes of an argument that is copied for the log; a larger one, or one that
// is no data, is logged as it is.
const maxLogged = 1 << 20

// begin logs a request before it runs, and finds the failure ordered for it. The call is nil if there is no
// log.
func (h *Host) begin(r hosts.Request) (*Call, *failure) {
	var call *Call
	if !h.unlogged {
		call = &Call{Op: r.Op, Args: make([]kernel.Value, len(r.Args)), Answer: kernel.Nil}
		for i, v := range r.Args {
			call.Args[i] = snapshot(v)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if call != nil {
		h.calls = append(h.calls, call)
	}
	h.requests++
	return call, h.takeFailure(h.requests-1, r.Op)
}

// snapshot copies v, if it is data.
func snapshot(v kernel.Value) kernel.Value {
	b, err := codec.Append(nil, v, maxLogged)
	if err != nil {
		return v
	}
	c, err := codec.Decode(b)
	if err != nil {
		return v
	}
	return c
}

func (h *Host) end(call *Call, answer kernel.Value, err error) (kernel.Value, error) {
	if call == nil {
		return answer, err
	}
	logged := snapshot(answer)
	h.mu.Lock()
	defer h.mu.Unlock()
	call.Done, call.Answer, call.Err = true, logged, err
	return answer, err
}

// Calls gives all well-formed requests so far, in the order in which they came.
func (h *Host) Calls() []Call {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]Call, len(h.calls))
	for i, c := range h.calls {
		out[i] = *c
	}
	return out
}

// CallsOf gives the requests of one op.
func (h *Host) CallsOf(op string) []Call {
	var out []Call
	for _, c := range h.Calls() {
		if c.Op == op {
			out = append(out, c)
		}
	}
	return out
}
