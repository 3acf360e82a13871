package tests

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// sxHost is a host written in SX: (store/serve disk request) over a store in memory. A machine serves
// one goroutine at a time.
type sxHost struct {
	mu          sync.Mutex
	m           *cek.Machine
	serve, disk kernel.Value
}

// Perform answers a request by calling store/serve, which must not perform anything itself.
func (h *sxHost) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return kernel.Nil, err
	}
	out, err := h.m.Call(ctx, h.serve, h.disk, request)
	var raised *cek.Error
	if errors.As(err, &raised) && raised.Condition() != nil {
		return kernel.Nil, raised.Condition()
	}
	if err != nil {
		return kernel.Nil, err
	}
	if out.Suspended() {
		return kernel.Nil, kernel.Condf(kernel.CondIO, "store/serve performs %s", kernel.Write(out.Request()))
	}
	return out.Value(), nil
}

func newSXHost(t *testing.T) *sxHost {
	t.Helper()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(context.Background(), "host.sx", "(import (store api)) (define disk (store/mem-backend))")
	if err != nil || out.Suspended() {
		t.Fatalf("loading (store api): %v, suspended: %v", err, out.Suspended())
	}
	h := &sxHost{m: m}
	var found bool
	if h.serve, found = m.Lookup("store/serve"); !found {
		t.Fatal("(store api) has no store/serve")
	}
	h.disk, _ = m.Lookup("disk")
	return h
}

// TestServeContract shows that the store in memory written in SX answers as every host does.
func TestServeContract(t *testing.T) {
	hosttest.Run(t, func(t *testing.T) hosts.Host { return newSXHost(t) })
}

// TestServeEqualsMock compares it with the host in memory on random requests, some of them wrong, down
// to the messages.
func TestServeEqualsMock(t *testing.T) {
	n := 2000
	if testing.Short() {
		n = 300
	}
	for seed := range uint64(5) {
		hosttest.Compare(t, seed, n, mockio.New(), newSXHost(t), nil)
	}
}
