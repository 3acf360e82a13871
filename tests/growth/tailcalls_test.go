package growth

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sx-lang/sx/cek"
)

// tails are calls in tail position: (f n) calls itself in each, n times.
var tails = map[string]string{
	"if":               "(define (f n) (if (= n 0) 'end (f (- n 1))))",
	"cond":             "(define (f n) (cond ((= n 0) 'end) (else (f (- n 1)))))",
	"cond =>":          "(define (f n) (cond ((- n 1) => (fn (m) (if (< m 0) 'end (f m))))))",
	"case":             "(define (f n) (case n 0 'end else (f (- n 1))))",
	"and":              "(define (f n) (and true (if (= n 0) 'end (f (- n 1)))))",
	"or":               "(define (f n) (or (= n 0) (f (- n 1))))",
	"when":             "(define (f n) (when (> n 0) (f (- n 1))))",
	"unless":           "(define (f n) (unless (= n 0) (f (- n 1))))",
	"begin":            "(define (f n) (begin 1 (if (= n 0) 'end (f (- n 1)))))",
	"let":              "(define (f n) (let ((m (- n 1))) (if (< m 0) 'end (f m))))",
	"letrec":           "(define (f n) (letrec ((m (- n 1))) (if (< m 0) 'end (f m))))",
	"let-values":       "(define (f n) (let-values (((m) (values (- n 1)))) (if (< m 0) 'end (f m))))",
	"a named let":      "(define (f n) (let loop ((i n)) (if (= i 0) 'end (loop (- i 1)))))",
	"do":               "(define (f n) (do ((i n (- i 1))) ((= i 0) 'end)))",
	"match":            "(define (f n) (match n (0 'end) (m (f (- m 1)))))",
	"apply":            "(define (f n) (if (= n 0) 'end (apply f (list (- n 1)))))",
	"mutual":           "(define (g n) (if (= n 0) 'end (f (- n 1)))) (define (f n) (if (= n 0) 'end (g (- n 1))))",
	"a closure":        "(define (f n) (if (= n 0) 'end ((fn (m) (f m)) (- n 1))))",
	"passed along":     "(define (g n k) (if (= n 0) (k 'end) (g (- n 1) (fn (v) (k v))))) (define (f n) (g 1000 (fn (v) (if (= n 0) v (f (- n 1000))))))",
	"call/cc":          "(define (f n) (if (= n 0) 'end (call/cc (fn (k) (f (- n 1))))))",
	"call-with-values": "(define (f n) (if (= n 0) 'end (call-with-values (fn () (- n 1)) f)))",
	"a continuation":   "(define (f n) (let ((k (call/cc (fn (k) k)))) (set! n (- n 1)) (if (< n 0) 'end (k k))))",
	"a guard's clause": "(define (f n) (guard (e (true (if (= n 0) 'end (f (- n 1))))) (raise 1)))",
	"for-each of one":  "(define (f n) (let loop ((i n)) (if (= i 0) 'end (do (for-each inc '(1 2)) (loop (- i 1))))))",
}

// TestTailCallsNeedNoStack runs 200,000 calls in tail position on a stack for some hundred.
func TestTailCallsNeedNoStack(t *testing.T) {
	for name, source := range tails {
		t.Run(name, func(t *testing.T) {
			if err := onSmallStack(source + " (f 200000)"); err != nil {
				t.Error(err)
			}
		})
	}
	if err := onSmallStack("(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f 200000)"); err == nil {
		t.Error("a call that is not in tail position fits the small stack")
	}
}

func onSmallStack(source string) error {
	m, err := cek.New(cek.Config{MaxStack: 16 << 10})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out, err := m.Start(ctx, "tail.sx", source)
	if err == nil && out.Suspended() {
		err = fmt.Errorf("suspended on %v", out.Request())
	}
	return err
}
