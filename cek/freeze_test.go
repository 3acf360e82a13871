package cek_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// throughText writes frozen data and reads it again, as another process would.
func throughText(t *testing.T, data kernel.Value) kernel.Value {
	t.Helper()
	f, err := reader.ReadOne(&kernel.Source{Name: "frozen", Text: kernel.Write(data)},
		reader.Options{MaxLiteral: 1 << 30})
	if err != nil {
		t.Fatalf("a frozen state does not read: %v", err)
	}
	return f.Value
}

// play runs a program whose requests are answered with the number of each, frozen and thawed at every
// one of them if that is wanted, and gives the requests and the value or error.
func play(t *testing.T, src string, frozen bool) string {
	t.Helper()
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	out, err := m.Start(ctx, "test.sx", src)
	for n := 1; err == nil && out.Suspended(); n++ {
		log.WriteString(kernel.Write(out.Request()) + "\n")
		if frozen {
			data, err := out.Freeze()
			if err != nil {
				t.Fatal(err)
			}
			if _, out, err = cek.Thaw(ctx, cek.Config{}, throughText(t, data)); err != nil {
				t.Fatal(err)
			}
		}
		out, err = out.Resume(ctx, kernel.Int(int64(n)))
	}
	if err != nil {
		return log.String() + err.Error()
	}
	return log.String() + kernel.Write(out.Value())
}

func TestFreeze(t *testing.T) {
	for name, src := range freezePrograms() {
		t.Run(name, func(t *testing.T) {
			want := play(t, src, false)
			if got := play(t, src, true); got != want {
				t.Errorf("thawed at every perform:\n%s\nwithout:\n%s", got, want)
			}
		})
	}
}

func freezePrograms() map[string]string {
	return map[string]string{
		"sum":  `(define (f x) (+ x (perform x) (perform (* 2 x)))) (perform "a") (f 10)`,
		"map":  `(map (fn (x) (+ x (perform x))) (list 1 2 3))`,
		"loop": `(let loop ((i 0) (acc (list))) (if (< i 3) (loop (inc i) (append acc (list (perform i)))) acc))`,
		"re-entry": `(define k2 nil) (define n 0)
			(define v (+ 1 (call/cc (fn (k) (set! k2 k) (perform "captured")))))
			(set! n (inc n)) (perform v) (if (< n 3) (k2 (* 10 n)) (list n v))`,
		"multi-shot": `(define k (reset (+ 1 (shift k k) (perform "in")))) (perform "out") (list (k 1) (k 2))`,
		"cycles": `(define l (list 1 2)) (append! l l) (define d {:l l}) (dict-set! d :self d) (perform 1)
			(list (eq? l (nth l 2)) (eq? d (get d :self)) (eq? l (get d :l)))`,
		"tails": `(define l (list 1 2 3)) (define t (rest l)) (define c (cons 0 t)) (perform 1) (append! l 4) (set-nth! t 0 9) (list l t c)`,
		"shared variable": `(define (pair) (let ((n 0)) (list (fn () (set! n (inc n)) n) (fn () n))))
			(define p (pair)) ((first p)) (perform 1) ((first p)) (perform 2) (list ((nth p 1)) ((first p)) ((nth p 1)))`,
		"strings":  `(define s "abc") (define t s) (perform 1) (list (eq? s t) (eq? s "abc"))`,
		"buffer":   `(define b (make-string-buffer "a")) (define c b) (perform 1) (string-buffer-append! b "b") (string-buffer->string c)`,
		"promises": `(define p (delay (+ (perform "forcing") 1))) (define q (delay-force p)) (list (force q) (force p))`,
		"sets":     `(define s (make-set (list 1 (list 2 3)))) (define o (make-set (list s))) (perform 1) (list (set-member? s (list 2 3)) (set-member? o s))`,
		"sets of members with one hash": `(define (again n) (let ((l (list 1 '(2)))) (set-add! s l) (set-nth! l 0 (list 'changed n))))
			(define s (make-set)) (for-each again (range 6)) (set-add! s (list 1 '(2))) (perform 1)
			(list (set->list s) (set-member? s (list 1 '(2))) (set-member? s '((changed 5) (2))) (len (set->list (set-remove! s (list 1 '(2))))))`,
		"sets of changed members": `(define (changed x) (let ((l (list x))) (let ((s (make-set (list l)))) (set-nth! l 0 'changed) (set-add! s (list x)) s)))
			(define (nest f n) (let loop ((i 0) (x 0)) (if (< i n) (loop (+ i 1) (f x)) x)))
			(define s (make-set (list 1))) (define l (list 1)) (set-add! s l) (append! l s) (define n (nest changed 5)) (perform 1)
			(list (= n (nest changed 5)) (len (set->list s)) (set-member? s l) (set-member? s (list 1)) (set->list (changed 1)))`,
		"records": `(define-record-type pt (mk x) pt? (x px set-px!)) (define-type S (C r) (N)) (define a (mk 1)) (perform 1)
			(set-px! a 2) (list (px a) (pt? a) (match (C 3) ((C r) r) ((N) 0)) (type-of a))`,
		"macros": `(defmacro twice (x) (let ((g (gensym))) (list 'let (list (list g x)) (list '+ g g))))
			(define-syntax my-or (syntax-rules () ((_ a b) (let ((t a)) (if t t b)))))
			(define t 5) (perform 1) (list (twice (perform 2)) (my-or false t))`,
		"guests": `(define s (cek-step-loop (cek-call (fn () (+ 1 (perform "inner"))))))
			(perform 1) (define r (cek-thaw (cek-freeze s)))
			(list (cek-run (cek-resume s 1)) (cek-run (cek-resume r 2)) (cek-io-request r) (perform 2))`,
		"guests that leave": guestsOf(`(fn () (dynamic-wind (fn () (perform 1)) (fn () (guard (e (else (perform e) (list e)))
			(dynamic-wind (fn () (perform 2)) (fn () (raise 'oops)) (fn () (perform 3))))) (fn () (perform 4))))`),
		"guests that leave far": guestsOf(`(fn () (guard (e (else e)) (guard (e (false 1)) (dynamic-wind (fn () 1)
			(fn () (dynamic-wind (fn () 1) (fn () (raise 7)) (fn () (perform 1)))) (fn () (perform 2))))))`),
		"guests that come back": guestsOf(`(fn () (let ((n 0) (l (list)))
			(dynamic-wind (fn () (append! l (perform "in")))
				(fn () (let ((k (call/cc (fn (k) k)))) (set! n (inc n)) (perform n) (if (< n 3) (k k) l)))
				(fn () (append! l "out")))))`),
		"guests that escape": guestsOf(`(fn () (let ((l (list)) (k nil))
			(dynamic-wind (fn () (append! l (perform "in"))) (fn () (call/cc (fn (c) (set! k c)))) (fn () (append! l (perform "out"))))
			(perform l) (if (< (len l) 5) (k 1) l)))`),
		"guests that handle": guestsOf(`(fn () (handler-bind (((fn (e) true) (fn (e) (perform (list "outer" e)))))
			(handler-bind (((fn (e) (perform (list "asked" e))) (fn (e) (+ (perform e) (raise-continuable (list e))))))
				(guard (e ((perform (list "clause" e)) e)) (+ 1 (raise-continuable 5) (perform 6))))))`),
		"guests that shift": guestsOf(`(fn () (let ((k2 nil))
			(list (reset (dynamic-wind (fn () (perform "in")) (fn () (+ (shift k (do (set! k2 k) (k (perform 1)))) (perform 2)))
				(fn () (perform "out")))) (k2 10) (reset (+ 1 (k2 20))))))`),
		"guests of guests": guestsOf(`(fn () (let ((s (cek-step-loop (cek-call (fn () (dynamic-wind (fn () 1)
			(fn () (guard (e (else (perform e))) (dynamic-wind (fn () 1) (fn () (raise 2)) (fn () (perform 3))))) (fn () (perform 4))))))))
			(perform "before") (let loop ((s s)) (if (cek-suspended? s)
				(loop (cek-step-loop (cek-resume s (perform (cek-io-request s))))) (cek-value s)))))`),
		"thawed twice": `(define n 0) (define s (cek-step-loop (cek-call (fn () (perform 1) (set! n (inc n)) n))))
			(define d (cek-freeze s)) (define (go x) (cek-run (cek-resume x 0)))
			(list (go (cek-thaw d)) (go (cek-thaw d)) n (go s) (go s) n)`,
		"library": `(define-library (a) (export f) (begin (define x (perform "loading")) (define (f) (set! x (inc x)) x)))
			(import (a)) (perform 1) (f) (perform 2) (f)`,
		"a guest whose world comes before its libraries": `(define-library (a)) (define-library (b) (export x) (begin (define x 1)))
			(define saved nil)
			(define s (cek-step-loop (cek-call (fn () (eval '(call/cc (fn (k) (set! saved k)))) (perform 1) (list (perform 2) (perform 3))))))
			(let loop ((s s)) (if (cek-suspended? s)
				(loop (cek-step-loop (cek-resume (cek-thaw (cek-freeze s)) (perform (cek-io-request s))))) (cek-value s)))`,
		"import by the host": `(guard (e (true (condition-message e))) (eval '(perform 1))) (import (nowhere))`,
		"eval":               `(define x 1) (eval '(begin (perform 1) (set! x 2))) (perform 2) (eval 'x)`,
		"error places": `(define (f x) (perform 1)
			(car x)) (guard (e (true (perform 2) (list (condition-location e) (condition-trace e)))) (f 5))`,
	}
}

// guestsOf gives a program that runs a thunk as a guest, whose requests it performs, in four ways that
// have to come to the same: as it is; frozen and thawed at each request; as it is after a copy of it has
// gone on; and as such a copy, thawed a second time from the same data.
func guestsOf(thunk string) string {
	return `(define (start) (cek-step-loop (cek-call ` + thunk + `)))
		(define (go s prepare) (if (cek-suspended? s)
			(let ((s (prepare s)))
				(perform (cek-io-request s)) (go (cek-step-loop (cek-resume s (len (str (cek-io-request s))))) prepare))
			(list (cek-phase s) (cek-value s))))
		(define (again s) (cek-thaw (cek-freeze s)))
		(define (waste s) (cek-step-loop (cek-resume s (len (str (cek-io-request s))))) s)
		(define results (map (fn (prepare) (go (start) prepare)) (list (fn (s) s) again (fn (s) (waste (again s)) s)
			(fn (s) (let ((data (cek-freeze s))) (waste (cek-thaw data)) (cek-thaw data))))))
		(if (every? (fn (r) (= r (first results))) results) (first results) (error "not the same:" results))`
}

// TestFreezeGuests: a guest that is frozen and thawed goes on as it would have, wherever it stands.
func TestFreezeGuests(t *testing.T) {
	for name, src := range freezePrograms() {
		if !strings.HasPrefix(name, "guests ") {
			continue
		}
		if got := play(t, src, false); !strings.Contains(got, "\n(\"done\" ") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// TestFreezeRefuses: what cannot be frozen is named, with its place.
func TestFreezeRefuses(t *testing.T) {
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	m.Define("handle", kernel.NewHost("socket", nil))
	out, err := m.Start(ctx, "host.sx", `(define (f p) (perform 1) p) (f (list handle))`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = out.Freeze()
	if err == nil || !strings.Contains(err.Error(), "cannot freeze") || !strings.Contains(err.Error(), "variable") {
		t.Errorf("a host value: %v", err)
	}
	if out, err = out.Resume(ctx, kernel.Nil); err != nil || out.Suspended() {
		t.Errorf("after that: %v", err)
	}
	if _, err := out.Freeze(); err == nil {
		t.Error("a machine that is done was frozen")
	}
}
