package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/hosts/worldop"
	"github.com/sx-lang/sx/kernel"
)

// world is the hosts that a program gets.
type world struct {
	host   hosts.Host
	closes []io.Closer
}

func (w *world) close() error {
	var first error
	for _, c := range w.closes {
		if err := c.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// world gives the hosts for a program in the folder dir whose events are kept in store.
func (a *app) world(store, dir string) (*world, error) {
	w := &world{}
	m, err := hosts.NewMux()
	if err != nil {
		return nil, err
	}
	m.Route(worldop.Print, hosts.Func(func(ctx context.Context, r hosts.Request) (kernel.Value, error) {
		_, err := fmt.Fprint(a.out, kernel.Display(r.Args[0]))
		return kernel.Nil, err
	}))
	m.Route(worldop.ClockNow, hosts.Func(func(ctx context.Context, r hosts.Request) (kernel.Value, error) {
		return kernel.Int(time.Now().UnixMilli()), nil
	}))
	m.Route(worldop.FSRead, hosts.Func(func(ctx context.Context, r hosts.Request) (kernel.Value, error) {
		b, err := os.ReadFile(r.Args[0].Text())
		return kernel.Str(string(b)), err
	}))
	w.host = m
	return w, w.mount(m, store)
}

// mount adds the host of the store to m.
func (w *world) mount(m *hosts.Mux, store string) error {
	if store == "mem" {
		mem := mockio.New(mockio.WithClock(time.Now().UnixMilli(), 0))
		for _, op := range mem.Ops() {
			_ = m.Route(op, mem)
		}
		return nil
	}
	disk, closer, err := openStore(store)
	if err != nil {
		return err
	}
	w.closes = append(w.closes, closer...)
	for _, op := range disk.Ops() {
		if err := m.Route(op, disk); err != nil {
			return err
		}
	}
	return nil
}

// openStore opens the durable store in a directory, making it if need be.
func openStore(dir string) (*fileio.Host, []io.Closer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	root, err := fileio.RootFs(dir)
	if err != nil {
		return nil, nil, err
	}
	h, err := fileio.Open(root, ".", fileio.Options{})
	if err != nil {
		root.Close()
		return nil, nil, fmt.Errorf("the store %s: %w", dir, err)
	}
	return h, []io.Closer{h, root}, nil
}

// testWorld gives the hosts for the i-th test file: all in memory but, with --store DIR, the store.
func (a *app) testWorld(i int) (*world, error) {
	w := &world{}
	mem := mockio.New()
	if a.store == "" || a.store == "mem" {
		w.host = mem
		return w, nil
	}
	m, err := hosts.NewMux()
	if err != nil {
		return nil, err
	}
	if err := w.mount(m, fmt.Sprintf("%s/%03d", a.store, i)); err != nil {
		return nil, err
	}
	for _, op := range mem.Ops() {
		_ = m.Route(op, mem) // those of the store are taken
	}
	w.host = m
	return w, nil
}
