package suite

import (
	"context"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts/mockio"
)

// TestOwnLibrary: a file may have a library (sx test) itself, whose run-tests gives anything.
func TestOwnLibrary(t *testing.T) {
	for given, want := range map[string]string{
		"5":       "run-tests of (sx test) gives 5, want a list of dicts",
		"'({} 6)": "run-tests of (sx test) gives ({} 6), want a list of dicts",
		"'()":     "",
		"nil":     "run-tests of (sx test) gives nil",
	} {
		results, err := Run(context.Background(), cek.Config{}, mockio.New(), "a.sx",
			"(define-library (sx test) (export run-tests) (begin (define (run-tests &rest x) "+given+"))) (import (sx test))")
		switch {
		case err != nil:
			t.Errorf("%s: %v", given, err)
		case want == "" && len(results) == 0:
		case len(results) != 1 || !strings.HasPrefix(results[0].Message, want) || want == "":
			t.Errorf("%s: got %v, want %q", given, results, want)
		}
	}
}
