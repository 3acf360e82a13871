package naive

import (
	"sort"
	"testing"
)

// excluded are the names that programs need not use, each with the reason.
func excluded() map[string]string {
	out := map[string]string{}
	for _, name := range []string{"coroutine-alive?", "coroutine-resume", "coroutine-status", "coroutine-yield", "coroutine?", "make-coroutine",
		"iterate", "lazy-seq", "lazy-seq?", "realized?",
		"call-with-output-string", "call-with-port", "features", "file-error?", "read", "read-error?", "read-line", "read-char", "peek-char",
		"read-string", "char-ready?", "with-output-to-string", "write-char", "write-string",
		"batch", "computed", "deref", "effect", "reset!", "signal", "signal?", "swap!", "untracked"} {
		out[name] = "written in SX over forms that are tested here, and not written a second time; tests/lang has its tests"
	}
	for _, name := range []string{"cek-freeze", "cek-thaw"} {
		out[name] = "the programs themselves are frozen and thawed (variants_test.go)"
	}
	for _, name := range []string{"cond-expand", "syntax-error", "current-output-port"} {
		out[name] = "what it stands for depends on the evaluator; tests/lang has its tests"
	}
	return out
}

// neverWork are the names whose use gives no value, each with the reason.
func neverWork() map[string]string {
	return map[string]string{
		"raise": "control leaves for a handler",
		"error": "control leaves for a handler",
	}
}

// checkCoverage wants every form and every builtin that cek knows to have been used by some program,
// and to have worked.
func checkCoverage(t *testing.T, tally map[string]Use) {
	m, err := newMachine()
	if err != nil {
		t.Fatal(err)
	}
	names := append(m.Forms(), m.Names()...)
	sort.Slice(names, func(i, j int) bool { return tally[names[i]].Worked < tally[names[j]].Worked })
	for _, name := range names {
		u := tally[name]
		t.Logf("%-32s %8d uses %8d worked", name, u.Tried, u.Worked)
		switch {
		case testing.Short() || excluded()[name] != "":
		case u.Tried == 0:
			t.Errorf("no program uses %s: give it an example in its documentation, or write it for the naive evaluator (doc.go)", name)
		case u.Worked == 0 && neverWork()[name] == "":
			t.Errorf("%s never worked", name)
		}
	}
}
