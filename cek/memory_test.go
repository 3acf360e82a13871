package cek_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/sx-lang/sx/cek"
)

// heap gives the bytes in use on Go's heap, once collecting finds nothing more.
func heap() int64 {
	var s runtime.MemStats
	last, same := int64(-1), 0
	for range 20 {
		runtime.GC()
		runtime.ReadMemStats(&s)
		if now := int64(s.HeapAlloc); now > last-1<<16 && last >= 0 {
			same++
		} else {
			same = 0
		}
		if last = int64(s.HeapAlloc); same == 3 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return last
}

// structures are programs that define x to be something of some MiB. Symbols come last: Go frees their
// names late.
var structures = []struct{ about, program string }{
	{"list of numbers", "(define x (range 300000))"},
	{"consed list", "(define x (let loop ((i 0) (l '())) (if (= i 300000) l (loop (+ i 1) (cons i l)))))"},
	{"appended list", "(define x (list)) (for-each (fn (i) (append! x i)) (range 300000))"},
	{"lists of two", "(define x (map (fn (i) (list i i)) (range 50000)))"},
	{"nested list", "(define x (let loop ((i 0) (l '())) (if (= i 50000) l (loop (+ i 1) (list l i)))))"},
	{"small dicts", "(define x (map (fn (i) {:name i :value 1 :more nil}) (range 50000)))"},
	{"dicts of one key each of their own", "(define x (map (fn (i) (dict (str \"key\" i) 1)) (range 50000)))"},
	{"dicts of eight keys that they share", "(define x (map (fn (i) {:a i :b i :c i :d i :e i :f i :g i :h i}) (range 20000)))"},
	{"big dict", "(define x (dict)) (for-each (fn (i) (dict-set! x (str i) i)) (range 100000))"},
	{"dict by assoc", "(define x (reduce (fn (d i) (assoc d (str i) i)) {} (range 100000)))"},
	{"versions of a dict", "(define d (reduce (fn (d i) (assoc d (str i) i)) {} (range 1000)))\n" +
		"(define x (map (fn (i) (assoc d (str i) -1)) (range 2000))) (for-each len x) (for-each (fn (d) (get d \"5\")) x)"},
	{"set", "(define x (make-set (range 50000)))"},
	{"changed copies of a set", "(define base (make-set (range 10000)))\n" +
		"(define x (map (fn (i) (set-union base (make-set (list (- i) \"x\")))) (range 3000)))"},
	{"changed copies of a dict", "(define base (reduce (fn (d i) (assoc d (str i) i)) {} (range 2000)))\n" +
		"(define x (map (fn (i) (merge base {:a i} (dict (str \"x\" i) 1))) (range 3000)))"},
	{"small sets", "(define x (map (fn (i) (make-set (list i 1 2))) (range 20000)))"},
	{"vectors", "(define x (map (fn (i) (make-vector 10 i)) (range 20000)))"},
	{"texts", "(define x (map (fn (i) (str \"some text \" i)) (range 50000)))"},
	{"long texts", "(define x (map (fn (i) (repeat \"long \" 1000)) (range 1000)))"},
	{"parts of long texts", "(define x (map (fn (i) (slice (repeat \"long \" 10000) 5 9)) (range 1000)))"},
	{"pieces of a text", "(define x (map (fn (i) (first (split (str (repeat \"long \" 10000) i) \" \"))) (range 200)))"},
	{"closures", "(define x (map (fn (i) (fn () i)) (range 50000)))"},
	{"assigned variables", "(define x (map (fn (i) (let ((n i)) (fn () (set! n (+ n 1)) n))) (range 50000)))"},
	{"continuations", "(define x (map (fn (i) (call/cc (fn (k) k))) (range 10000)))"},
	{"delimited continuations", "(define x (map (fn (i) (reset (+ 1 (shift k k)))) (range 10000)))"},
	{"promises", "(define x (map (fn (i) (delay i)) (range 50000)))"},
	{"parameters", "(define x (map (fn (i) (make-parameter i)) (range 50000)))"},
	{"records", "(define-record-type point (point x y) point? (x px) (y py)) (define x (map (fn (i) (point i i)) (range 50000)))"},
	{"big integers", "(define x (map (fn (i) (expt 3 1000)) (range 10000)))"},
	{"rationals", "(define x (map (fn (i) (/ 1 (+ i 1/3))) (range 30000)))"},
	{"conditions", "(define x (map (fn (i) (guard (e (else e)) (error \"no\" i))) (range 5000)))"},
	{"guests", "(define x (map (fn (i) (cek-step-loop (make-cek-state '(+ 1 (perform 2))))) (range 2000)))"},
	{"functions compiled", "(define x (map (fn (i) (eval '(fn (a b) (if a (+ b 1) (list a b))))) (range 2000)))"},
	{"globals", "(for-each (fn (i) (eval (list 'define (string->symbol (str \"g\" i)) i))) (range 5000))"},
	{"ports", "(define x (map (fn (i) (let ((p (open-output-string))) (write-string (repeat \"x\" 500) p) p)) (range 5000)))"},
	{"ports to read", "(define x (map (fn (i) (open-input-string (repeat \"y\" 1000))) (range 5000)))"},
	{"buffers", "(define x (map (fn (i) (make-string-buffer \"text\")) (range 30000)))"},
	{"symbols", "(define x (map (fn (i) (string->symbol (str \"sym\" i))) (range 50000)))"},
}

// TestCensusIsHonest compares what a census finds, and what was charged, with the growth of Go's heap.
func TestCensusIsHonest(t *testing.T) {
	machine(t, cek.Config{})
	for _, c := range structures {
		t.Run(c.about, func(t *testing.T) {
			m := machine(t, cek.Config{})
			start(t, m, "nil")
			before, counted, charged := heap(), m.Memory(), m.Charged()
			start(t, m, c.program)
			grown := heap() - before
			counted = m.Memory() - counted
			runtime.KeepAlive(m)
			charged = m.Charged() - charged
			ratio := float64(counted) / float64(grown)
			t.Logf("counted %d bytes, charged %d, %d in use: %.2f", counted, charged, grown, ratio)
			if float64(charged) < 0.8*float64(grown) {
				t.Errorf("charged %d bytes, Go has %d in use", charged, grown)
			}
			if ratio < 0.6 || ratio > 2.2 {
				t.Errorf("counted %d bytes, Go has %d in use", counted, grown)
			}
		})
	}
}
