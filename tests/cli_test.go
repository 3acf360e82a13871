package tests

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestCLI runs the scripts tests/cli/*.txtar, one for a command of sx or more (tests/cli/README.md). Each
// runs in a directory of its own with the files of its archive; $SX is the command, $REPO the tree.
func TestCLI(t *testing.T) {
	sx, err := sxBinary()
	if err != nil {
		t.Fatal(err)
	}
	repo, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "cli",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SX", sx)
			env.Setenv("REPO", repo)
			env.Setenv("PATH", filepath.Dir(sx)+string(filepath.ListSeparator)+os.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"status": runStatus},
	})
}
