package tests

import (
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// runStatus is the command "status N PROGRAM ARG…" of the scripts: the program must end with exit status N.
// Its output is there for stdout and stderr.
func runStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("status: %q is no exit status", args[0])
	}
	script := append([]string{"-c", `"$0" "$@"; code=$?; echo $code > "$STATUS_FILE"`}, args[1:]...)
	file := ts.MkAbs(".status")
	ts.Setenv("STATUS_FILE", file)
	if err := ts.Exec("sh", script...); err != nil {
		ts.Fatalf("status: %v", err)
	}
	got := ts.ReadFile(file)
	if got != args[0]+"\n" {
		ts.Fatalf("%s ended with status %s, want %d", args[1], got, want)
	}
}
