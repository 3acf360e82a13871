package sxtest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

func TestPass(t *testing.T) { Run(t, "testdata/pass") }

func TestHost(t *testing.T) {
	asked := []string{}
	Suite{Host: func(t *testing.T, file string) cek.Host {
		mem := Memory(t, file)
		return hosts.Func(func(ctx context.Context, r hosts.Request) (kernel.Value, error) {
			asked = append(asked, r.Op)
			return mem.Perform(ctx, r.Value())
		})
	}}.Run(t, "testdata/pass/o*.sx")
	if diff := cmp.Diff([]string{"io/print", "fs/read", "clock/now"}, asked); diff != "" {
		t.Error(diff)
	}
}

// TestFail is run by TestFailures in another process.
func TestFail(t *testing.T) {
	paths := os.Getenv("SXTEST_FAIL")
	if paths == "" {
		t.Skip("TestFailures runs this")
	}
	Run(t, strings.Fields(paths)...)
}

func TestFailures(t *testing.T) {
	for paths, want := range map[string][]string{
		"testdata/hostile/wrong.sx": {
			"--- FAIL: TestFail/testdata/hostile/wrong.sx/testdata/hostile/wrong.sx:5:1",
			"testdata/hostile/wrong.sx:5:1: want 3, got 2",
			`testdata/hostile/wrong.sx:6:1: want an error that matches "nothing like that", got: `,
			"--- FAIL: TestFail/testdata/hostile/wrong.sx/orders:_are_few",
			"testdata/hostile/wrong.sx:10:5: want 1, got 2",
			"--- FAIL: TestFail/testdata/hostile/wrong.sx/alone",
			"testdata/hostile/wrong.sx:12:18: first: argument 1 is number, want list",
		},
		"testdata/hostile/broken.sx": {
			"--- PASS: TestFail/testdata/hostile/broken.sx/testdata/hostile/broken.sx:3:1",
			"testdata/hostile/broken.sx:4:1: first: argument 1 is number, want list",
		},
		"testdata/hostile/empty.sx": {"testdata/hostile/empty.sx has no tests"},
		"testdata/none":             {"testdata/none: file does not exist"},
		"testdata/[":                {"testdata/[: syntax error in pattern"},
	} {
		c := exec.Command(os.Args[0], "-test.run=^TestFail$", "-test.v")
		c.Env = append(os.Environ(), "SXTEST_FAIL="+paths)
		out, err := c.CombinedOutput()
		if err == nil {
			t.Errorf("%s passes", paths)
		}
		for _, line := range want {
			if !strings.Contains(string(out), line) {
				t.Errorf("%s: no line with %q in\n%s", paths, line, out)
			}
		}
	}
}
