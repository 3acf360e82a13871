package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sx-lang/sx/cmd/sx/terminal"
)

// watchEvery is the time between two looks at the files.
const watchEvery = 300 * time.Millisecond

// again runs the tests, and once more whenever a file changes, until ctx ends. How the last run went is how the
// command ends.
func (j *testing) again(ctx context.Context) error {
	before := j.look()
	for {
		err := j.once(ctx)
		if ctx.Err() != nil {
			return err
		}
		if err != nil && !errors.Is(err, errFailed) { // a file that was just moved away, say: it may come back
			j.app.report(j.app.account(err))
		}
		j.app.out.Styled(terminal.Dim, "waiting for a change of the files; Ctrl-C ends this\n")
		changed, now := j.change(ctx, before)
		if ctx.Err() != nil {
			if err != nil {
				return errFailed
			}
			return nil
		}
		before = now
		j.app.out.Styled(terminal.Dim, fmt.Sprintf("\n%s has changed\n", changed))
	}
}

// change waits until a file is not as it was, and names it.
func (j *testing) change(ctx context.Context, before map[string]stamp) (name string, now map[string]stamp) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return "", before
		case <-ticker.C:
		}
		now := j.look()
		for _, name := range slices.Sorted(maps.Keys(now)) {
			if now[name] != before[name] {
				return name, now
			}
		}
		for _, name := range slices.Sorted(maps.Keys(before)) {
			if _, there := now[name]; !there {
				return name, now
			}
		}
	}
}

// stamp is by what a change of a file is noticed.
type stamp struct {
	size     int64
	modified time.Time
}

// lookMost bounds the files and folders that are looked at below one folder.
const lookMost = 20_000

// look gives the programs below the folders of the tests and below the current one, libraries among them.
// What cannot be read is passed over: the run will say so. So are hidden folders.
func (j *testing) look() map[string]stamp {
	seen := map[string]stamp{}
	for _, p := range append([]string{"."}, j.paths...) {
		if strings.HasSuffix(p, ".sx") {
			p = filepath.Dir(p)
		}
		n := 0
		_ = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			n++
			switch {
			case n > lookMost:
				return filepath.SkipAll
			case err != nil:
				return nil
			case d.IsDir() && len(d.Name()) > 1 && d.Name()[0] == '.' && path != p:
				return filepath.SkipDir
			case d.IsDir() || !strings.HasSuffix(path, ".sx"):
				return nil
			}
			if info, err := d.Info(); err == nil {
				seen[path] = stamp{info.Size(), info.ModTime()}
			}
			return nil
		})
	}
	return seen
}
