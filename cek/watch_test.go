package cek

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// answering answers every request with its first argument.
func answering(t *testing.T, out Outcome, err error) (Outcome, error) {
	t.Helper()
	for err == nil && (out.Suspended() || out.Paused()) {
		if out.Paused() {
			out, err = out.Continue(context.Background())
			continue
		}
		v := kernel.Nil
		if r := out.Request(); r.IsDict() && r.AsDict().Lookup("args").IsList() {
			v = r.AsDict().Lookup("args").AsList().First()
		}
		out, err = out.Resume(context.Background(), v)
	}
	return out, err
}

// programs gives the texts of the programs in the tree's folders of tests.
func programs(t *testing.T, patterns ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, p := range patterns {
		files, err := filepath.Glob(p)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %d files", p, err, len(files))
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all[f] = string(b)
		}
	}
	return all
}

// TestTrail compares the depth that is followed from instruction to instruction with the frames that
// there are, and the steps and the end of a watched program with those of one that nobody watches.
func TestTrail(t *testing.T) {
	instants, lost := 0, 0
	for name, text := range programs(t, "../tests/lang/*.sx") {
		const most = 300_000
		plain, err := New(Config{MaxSteps: most})
		if err != nil {
			t.Fatal(err)
		}
		out, err := plain.Start(context.Background(), name, text)
		want, wantErr := answering(t, out, err)

		m, err := New(Config{MaxSteps: most})
		if err != nil {
			t.Fatal(err)
		}
		n, last := 0, int64(-1)
		m.Watch(func(at Instant) int64 {
			n++
			instants++
			if at.Steps() <= last {
				t.Fatalf("%s: an instant at %d steps after one at %d", name, at.Steps(), last)
			}
			last = at.Steps()
			at.Line()
			if m.watch.trail.known {
				have := at.Depth()
				if have < 300 || n%256 == 0 {
					fresh := trail{}
					if walked := fresh.calls(m); walked != have {
						t.Fatalf("%s: %s at %v: depth %d, %d frames", name, at.Operation(), at.Pos(), have, walked)
					}
				}
			} else {
				lost++
				at.Depth()
			}
			for _, f := range m.Frames(1) {
				f.Locals()
			}
			if n%1000 == 0 {
				return 0
			}
			return 1
		})
		out, err = m.Start(context.Background(), name, text)
		got, gotErr := answering(t, out, err)
		if (wantErr == nil) != (gotErr == nil) || wantErr != nil && wantErr.Error() != gotErr.Error() {
			t.Errorf("%s: %v when watched, else %v", name, gotErr, wantErr)
		}
		if !kernel.Equal(got.Value(), want.Value()) && !strings.HasPrefix(kernel.Write(want.Value()), "#<") {
			t.Errorf("%s: %s when watched, else %s", name, kernel.Write(got.Value()), kernel.Write(want.Value()))
		}
		if m.Steps() != plain.Steps() {
			t.Errorf("%s: %d steps when watched, else %d", name, m.Steps(), plain.Steps())
		}
	}
	if lost*20 > instants {
		t.Errorf("the trail was lost %d times in %d instants", lost, instants)
	}
	t.Logf("%d instants, lost %d times", instants, lost)
}
