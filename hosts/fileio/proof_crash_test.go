package fileio

import (
	"maps"
	"slices"
	"testing"

	"github.com/sx-lang/sx/hosts/crashfs"
)

// proofOptions are those of the proofs: everything at once, so that a run can be repeated.
func proofOptions(segment int64) Options {
	return Options{SegmentBytes: segment, OpenFiles: 5, tableParts: 2, Now: func() int64 { return 1000 }, inline: true}
}

// TestCrashes crashes stores at every operation of every script, while they run and while they are
// opened again, in every way that package crashfs knows. Nothing that was answered is lost, nothing
// else appears, no commit is there by half, and nothing that was served after a crash is lost at the next.
func TestCrashes(t *testing.T) {
	least := int64(100_000)
	repeat, second := 4, 6
	switch {
	case soak():
		least, repeat, second = 5_000_000, 120, 1
	case testing.Short():
		least, repeat, second = 2_000, 1, 50
	}
	states := int64(0)
	for _, name := range slices.Sorted(maps.Keys(scripts())) {
		for _, segment := range []int64{300, 3000} {
			if name == "ids" && segment == 3000 && !soak() { // there are few tables
				continue
			}
			s := &sweep{name: name, opts: proofOptions(segment), repeat: repeat, second: second, on: 8}
			points, held, err := s.trace(crashfs.New(), parseScript(t, scripts()[name]))
			if err != nil {
				t.Fatal(err)
			}
			s.run(points, held)
			for _, problem := range s.failed {
				t.Error(problem)
			}
			t.Logf("%s, segments of %d bytes: %d points, %d states", name, segment, len(points), s.states.Load())
			states += s.states.Load()
		}
	}
	t.Logf("%d states", states)
	if states < least {
		t.Errorf("%d states, want at least %d", states, least)
	}
}
