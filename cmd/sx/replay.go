package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/cmd/sx/trace"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// traceHead is what the file of a trace begins with.
const traceHead = "(trace "

// createTrace makes the file of a trace that begins now. It may replace a trace, and nothing else.
func createTrace(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	head := make([]byte, len(traceHead))
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() {
		n, readErr := io.ReadFull(f, head)
		switch {
		case n > 0 && !bytes.HasPrefix([]byte(traceHead), head[:n]):
			err = usageError{fmt.Errorf("--record %s: the file is there already and is no trace", path)}
		case readErr != nil && !errors.Is(readErr, io.EOF) && !errors.Is(readErr, io.ErrUnexpectedEOF):
			err = readErr
		default:
			err = f.Truncate(0)
		}
		if err == nil {
			_, err = f.Seek(0, io.SeekStart)
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// recorded runs a program whose requests go to host and are written down in the file path.
func (a *app) recorded(ctx context.Context, path string, host hosts.Host, config cek.Config, name, text string) error {
	f, err := createTrace(path)
	if err != nil {
		return err
	}
	r, err := trace.NewRecorder(host, f, trace.Header{File: name, Directory: config.Directory, Arguments: config.Arguments})
	if err == nil {
		_, err = a.execute(ctx, r, config, name, text)
		var failed *cek.Error
		switch {
		case r.Err() != nil:
			err = r.Err()
		case err == nil || errors.As(err, &failed):
			err = errors.Join(err, r.End())
		}
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// replay runs a program that is answered from the trace path, and from nothing else. Without arguments it
// gets those of the trace.
func (a *app) replay(ctx context.Context, path, file string, args []string) error {
	text, name, dir, err := a.readProgram(file)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p, err := trace.NewPlayer(path, f, a.out, cancel)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = p.Header.Arguments
	}
	config := a.config(dir, args)
	config.Directory = p.Header.Directory
	progress := a.screen.Progress("replay", "requests")
	_, err = a.execute(ctx, counted{p, progress}, config, name, text)
	progress.End()
	var failed *cek.Error
	switch {
	case p.Err() != nil:
		return p.Err()
	case err == nil || errors.As(err, &failed):
		if ended := p.End(); ended != nil {
			return ended
		}
	}
	return err
}

// counted shows how many requests a player has answered.
type counted struct {
	*trace.Player
	progress *terminal.Progress
}

func (c counted) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	c.progress.Set(c.Requests(), 0)
	return c.Player.Perform(ctx, request)
}
