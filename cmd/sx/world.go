package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/hosts/scriptio"
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
	script, err := a.script(dir)
	if err != nil {
		return nil, err
	}
	w := &world{closes: []io.Closer{script}}
	m, err := hosts.NewMux(script)
	if err == nil {
		err = w.mount(m, store)
	}
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.host = m
	return w, nil
}

// script gives the world of a script in the folder dir.
func (a *app) script(dir string) (*scriptio.Host, error) {
	grants := scriptio.Options{Clock: scriptio.SystemClock, Out: a.out, In: a.in,
		Random: scriptio.SystemRandom, ReadDirs: []string{dir}}
	if err := a.grant(&grants); err != nil {
		return nil, err
	}
	return scriptio.New(grants)
}

// grant adds what --allow says to the grants.
func (a *app) grant(o *scriptio.Options) error {
	for _, g := range a.allow {
		switch what, name, _ := strings.Cut(g, "="); {
		case what == "read" && name != "":
			o.ReadDirs = append(o.ReadDirs, name)
		case what == "env" && name != "":
			o.Env = append(o.Env, name)
		default:
			return usageError{fmt.Errorf("--allow %s: want read=DIR or env=NAME", g)}
		}
	}
	return nil
}

// liveStore is a store in memory whose events carry the system's time.
type liveStore struct{ *mockio.Host }

func (s liveStore) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	s.SetNow(scriptio.SystemClock())
	return s.Host.Perform(ctx, request)
}

// mount adds the host of the store to m. Ops that m routes already stay as they are.
func (w *world) mount(m *hosts.Mux, store string) error {
	var owner hosts.Owner = liveStore{mockio.New(mockio.WithoutLog())}
	if store != "mem" {
		disk, closes, err := openStore(store)
		if err != nil {
			return err
		}
		w.closes = append(w.closes, closes...)
		owner = disk
	}
	routed := m.Ops()
	for _, op := range owner.Ops() {
		if slices.Contains(routed, op) {
			continue
		}
		if err := m.Route(op, owner); err != nil {
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
		return nil, nil, errors.Join(storeError(dir, err), root.Close())
	}
	return h, []io.Closer{h, root}, nil
}

// testWorld gives the hosts for a test file, which lies in the folder dir: all in memory but the files below
// dir, which it may load, and the store, if that is to be in a directory and not "".
func (a *app) testWorld(store, dir string) (*world, error) {
	grants := scriptio.Options{ReadDirs: []string{dir}}
	if err := a.grant(&grants); err != nil {
		return nil, err
	}
	script, err := scriptio.New(grants)
	if err != nil {
		return nil, err
	}
	w := &world{closes: []io.Closer{script}}
	m, err := hosts.NewMux()
	if err == nil {
		err = m.Route(worldop.FSRead, script)
	}
	if err == nil && store != "" {
		err = w.mount(m, store)
	}
	mem := mockio.New(mockio.WithoutLog())
	routed := m.Ops()
	for _, op := range mem.Ops() {
		if err == nil && !slices.Contains(routed, op) {
			err = m.Route(op, mem)
		}
	}
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.host = m
	return w, nil
}
