package naive

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// FuzzProgram runs any text as a program, twice: it ends within its limits, by a value or an error of
// the right kind, and the same way both times.
func FuzzProgram(f *testing.F) {
	for _, text := range []string{
		"", "(", "((", "(call/cc call/cc)", "(let loop () (loop))", "(define (f) (cons 1 (f))) (f)", "(reset (shift k (k (k 1))))",
		"(apply apply (list apply (list list)))", "(eval '(eval '(perform 1)))", "(guard (e (else (raise e))) (raise 1))",
		"(defmacro m () '(m)) (m)", "(define-syntax m (syntax-rules () ((_ a ...) (m a ... a ...)))) (m 1)",
		"(define l (list 1)) (append! l l) (str l)", "(expt 7 (expt 7 7))", "(make-list 1000000000 0)", `(repeat "abc" 1000000000)`,
		"(define d {}) (dict-set! d :a d) (canonical-serialize d)", "(dynamic-wind (fn () 1) (fn () (raise 1)) (fn () (raise 2)))",
		"(cek-run (make-cek-state '(cek-run (make-cek-state '(perform 1)))))", "(set! x 1)", "(define-library (a) (import (a)))",
		"(string->symbol \"\\x0;\")", "(regex-match? \"((a*)*)*b\" (repeat \"a\" 100))", "`(1 `(2 ,(3 ,@(list 4))))", "(let-syntax () 1)",
	} {
		f.Add(text)
	}
	seedFiles(f, "../lang/*.sx")
	f.Fuzz(func(t *testing.T, text string) {
		a := bounded(t, text)
		if b := bounded(t, text); !a.equal(b) {
			t.Errorf("%s\nfirst: %v\nthen:  %v", text, a, b)
		}
	})
}

// seedFiles adds the forms of files, each on its own.
func seedFiles(f *testing.F, pattern string) {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		f.Fatalf("no files %s: %v", pattern, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		forms, err := readForms(name, string(text))
		if err != nil {
			f.Fatal(err)
		}
		for _, x := range forms {
			f.Add(kernel.Write(x))
		}
	}
}

// bounded runs a program within limits, which are the only errors but the program's own.
func bounded(t *testing.T, src string) result {
	ctx := context.Background()
	m, err := cek.New(cek.Config{MaxSteps: 300_000, MaxMemory: 32 << 20, MaxStack: 1 << 18})
	if err != nil {
		t.Fatal(err)
	}
	var requests []string
	out, err := m.Start(ctx, "program", src)
	for err == nil && out.Suspended() && len(requests) < 100 {
		requests = append(requests, kernel.Brief(out.Request(), 1000))
		if v, cond := world(out.Request(), len(requests)-1); cond != nil {
			out, err = out.Raise(ctx, cond)
		} else {
			out, err = out.Resume(ctx, v)
		}
	}
	var limit *kernel.Limit
	if errors.As(err, &limit) {
		return result{"limit of " + limit.What, requests}
	}
	r := ended(out.Value(), err, requests)
	if strings.HasPrefix(r.outcome, "stopped") || strings.Contains(r.outcome, "internal error") {
		t.Errorf("%s\n%v", src, r)
	}
	return r
}

// FuzzDifferential lets the bytes choose what the generator would choose at random, and compares
// what the evaluators make of the program.
func FuzzDifferential(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(binary.LittleEndian.AppendUint64(nil, seed*0x9e3779b97f4a7c15))
	}
	f.Add([]byte(strings.Repeat("\x00\x01\x02\x03\xff", 40)))
	known := documented(f)
	// A fuzzer takes ten seconds for a hang, and is slow itself. A program that the naive evaluator runs to its
	// end takes cek some tens of thousands of steps, many of the others have no end.
	limits := machineConfig()
	limits.MaxSteps = 500_000
	f.Fuzz(func(t *testing.T, choices []byte) {
		forms := newGenerator(&bytesSource{bytes: choices}, known).Program()
		want, _, ok := runNaive(text(forms))
		got := runWithin(limits, text(forms))
		if strings.HasPrefix(got.outcome, "stopped") && !strings.Contains(got.outcome, "limit") {
			t.Errorf("%s\n%v", text(forms), got)
		}
		if ok && !saysNothing(got) && !got.equal(want) {
			small := text(shrink(forms, 2_000, different))
			want, _, _ = runNaive(small)
			t.Errorf("%s\nnaive: %v\ncek:   %v", small, want, runCek(small))
		}
		if guest := runWithin(limits, asGuest(forms, "cek-step-loop")); !saysNothing(got) && !guest.equal(got) && !strings.HasPrefix(guest.outcome, "stopped") {
			t.Errorf("%s\nin itself: %v\nas a guest: %v", text(forms), got, guest)
		}
	})
}

// bytesSource is a source of random numbers: first the bytes, then what follows from how many there
// were.
type bytesSource struct {
	bytes []byte
	n     uint64
}

func (s *bytesSource) Uint64() uint64 {
	s.n++
	if len(s.bytes) > 0 {
		b := s.bytes[0]
		s.bytes = s.bytes[1:]
		return uint64(b) << 56 >> (s.n % 8)
	}
	x := s.n * 0x9e3779b97f4a7c15
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return x ^ x>>32
}
