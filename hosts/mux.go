package hosts

import (
	"context"
	"fmt"
	"slices"

	"github.com/sx-lang/sx/kernel"
)

// Owner is a Host that says which ops it answers.
type Owner interface {
	Host
	Ops() []string
}

// Mux sends each request to the host that owns its op. It is itself an Owner. It must not be
// changed while it performs.
type Mux struct {
	routes map[string]Host
}

// NewMux makes a Mux of hosts whose ops are disjoint; an op that two of them own is an error that
// names it.
func NewMux(owners ...Owner) (*Mux, error) {
	m := &Mux{routes: map[string]Host{}}
	for _, o := range owners {
		for _, op := range o.Ops() {
			if err := m.Route(op, o); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// Route makes h the owner of one more op.
func (m *Mux) Route(op string, h Host) error {
	if _, taken := m.routes[op]; taken {
		return fmt.Errorf("two hosts own the op %q", op)
	}
	m.routes[op] = h
	return nil
}

// Ops names the ops that are routed, sorted.
func (m *Mux) Ops() []string {
	ops := make([]string, 0, len(m.routes))
	for op := range m.routes {
		ops = append(ops, op)
	}
	slices.Sort(ops)
	return ops
}

// Perform asks the owner of the request's op. An op without owner is the error of Unhandled, a
// malformed request that of ParseRequest.
func (m *Mux) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	r, err := ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	h, ok := m.routes[r.Op]
	if !ok {
		return kernel.Nil, Unhandled(r.Op)
	}
	return h.Perform(ctx, request)
}
