package cek

import (
	"context"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

func run(t *testing.T, src string) kernel.Value {
	t.Helper()
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(context.Background(), "test.sx", src)
	for err == nil && out.Suspended() {
		out, err = out.Resume(context.Background(), out.Request())
	}
	if err != nil {
		if e, ok := err.(*Error); ok {
			t.Fatal(e.Report())
		}
		t.Fatal(err)
	}
	return out.Value()
}

func TestSmoke(t *testing.T) {
	for _, c := range [][2]string{
		{"(+ 1 2)", "3"},
		{"(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 20)", "6765"},
		{"(let loop ((i 0) (acc 0)) (if (< i 10) (loop (+ i 1) (+ acc i)) acc))", "45"},
		{"(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f 1000000)", "1000000"},
		{"(define (mk) (let ((n 0)) (fn () (set! n (+ n 1)) n))) (define a (mk)) (a) (a) (a)", "3"},
		{"(call/cc (fn (k) (+ 1 (k 42))))", "42"},
		{"(+ 1 (reset (+ 10 (shift k (k (k 5))))))", "26"},
		{"(guard (e (true (condition-message e))) (error \"boom\" 1 2))", "\"boom\""},
		{"(guard (e ((string? e) e)) (guard (e2 ((number? e2) e2)) (raise \"x\")))", "\"x\""},
		{"(with-exception-handler (fn (e) 10) (fn () (+ 1 (raise-continuable 5))))", "11"},
		{"(define log (list)) (dynamic-wind (fn () (append! log 'in)) (fn () (append! log 'body)) (fn () (append! log 'out))) log", "(in body out)"},
		{"(define log (list)) (call/cc (fn (k) (dynamic-wind (fn () (append! log 'in)) (fn () (k 1)) (fn () (append! log 'out))))) log", "(in out)"},
		{"(perform {:op \"x\" :args (list 1)})", "{:op \"x\" :args (1)}"},
		{"(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp))))) (define tmp 1) (define y 2) (swap! tmp y) (list tmp y)", "(2 1)"},
		{"(defmacro my-if (c a b) `(cond (,c ,a) (else ,b))) (my-if true 1 2)", "1"},
		{"(define (f a &optional (b 5) &rest c) (list a b c)) (list (f 1) (f 1 2) (f 1 2 3 4))", "((1 5 ()) (1 2 ()) (1 2 (3 4)))"},
		{"(define (f) (define (ev? n) (if (= n 0) true (od? (- n 1)))) (define (od? n) (if (= n 0) false (ev? (- n 1)))) (ev? 101)) (f)", "false"},
		{"(match (list 1 2 3) ((a b) 0) ((1 x &rest y) (list x y)))", "(2 (3))"},
		{"(define-record-type point (make-point x y) point? (x px) (y py set-py!)) (define p (make-point 1 2)) (set-py! p 5) (list (px p) (py p) (point? p))", "(1 5 true)"},
		{"(define-library (a b) (export f) (begin (define (f) 7))) (import (prefix (a b) z-)) (z-f)", "7"},
		{"(apply + 1 2 '(3 4))", "10"},
		{"(let-values (((a b) (values 1 2)) ((c) (values 3))) (list a b c))", "(1 2 3)"},
		{"(do ((i 0 (+ i 1)) (s 0 (+ s i))) ((= i 5) s))", "10"},
		{"(cond ((assq 'b '((a 1) (b 2))) => second) (else 0))", "2"},
		{"(case 3 ((1 2) 'low) ((3 4) 'mid) (else 'high))", "mid"},
		{"`(1 ,(+ 1 1) ,@(list 3 4))", "(1 2 3 4)"},
		{"(-> 5 (+ 1) (* 2))", "12"},
		{"(eval '(+ 1 2))", "3"},
	} {
		if got := kernel.Write(run(t, c[0])); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func BenchmarkFib(b *testing.B) {
	m, _ := New(Config{})
	m.Start(context.Background(), "b", "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))")
	f, _ := m.Lookup("fib")
	for b.Loop() {
		m.Call(context.Background(), f, kernel.Int(25))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/242785, "ns/call")
}

func BenchmarkLoop(b *testing.B) {
	m, _ := New(Config{})
	m.Start(context.Background(), "b", "(define (f n) (let loop ((i 0) (acc 0)) (if (< i n) (loop (+ i 1) (+ acc i)) acc)))")
	f, _ := m.Lookup("f")
	for b.Loop() {
		m.Call(context.Background(), f, kernel.Int(1000000))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/iter")
}

func BenchmarkPerform(b *testing.B) {
	m, _ := New(Config{})
	ctx := context.Background()
	m.Start(ctx, "b", "(define (f n) (let loop ((i 0)) (if (< i n) (begin (perform i) (loop (+ i 1))) i)))")
	f, _ := m.Lookup("f")
	for b.Loop() {
		out, err := m.Call(ctx, f, kernel.Int(100000))
		for err == nil && out.Suspended() {
			out, err = out.Resume(ctx, kernel.Nil)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e5, "ns/perform")
}
