package tests

import (
	"context"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// performing lists programs by the form or function that they are about, with @n where a value is
// computed: a perform that the host answers with n must do the same as n itself, in every place.
var performing = []struct{ about, program string }{
	{"if", "(if @true @1 @2) (list (if @false @1 @2))"},
	{"when", "(when @true @1 @2)"},
	{"unless", "(unless @false @1 @2)"},
	{"and", "(list (and @1 @2) (and @false @2))"},
	{"or", "(list (or @false @2) (or @1 @2))"},
	{"cond", "(list (cond (@false @1) (@2 => (fn (x) (+ x @1))) (else @3)) (cond @false @1 :else @2))"},
	{"case", "(case @2 ((1 2) @5) (else @6))"},
	{"begin", "(begin @1 @2)"},
	{"do", "(do ((i @0 (+ i @1)) (s 0 (+ s @2))) ((= i @3) (+ s @1)) @7)"},
	{"->", "(-> @1 (+ @2) (* @3))"},
	{"->>", "(->> @1 (- @2) (- @3))"},
	{"as->", "(as-> @1 x (+ x @2) (* @3 x))"},
	{"define", "(define x @1) (define (f) (define y @2) (+ x y @3)) (f)"},
	{"define-values", "(define-values (a b) (values @1 @2)) (list a b)"},
	{"define-record-type", "(define-record-type p (mk x) p? (x px)) (px (mk @1))"},
	{"define-type", "(define-type S (C r)) (C-r (C @1))"},
	{"set!", "(define x 0) (let ((y 0)) (set! x @1) (set! y @2) (list x y))"},
	{"fn", "((fn (a &optional (b @2) &key (c @3)) (list a b c @4)) @1)"},
	{"lambda", "((lambda (a &rest r) (cons a r)) @1 @2 @3)"},
	{"case-lambda", "((case-lambda ((a) @1) ((a b) (+ a b @2))) @3 @4)"},
	{"let", "(let ((a @1) (b @2)) (+ a b @3)) (let loop ((i @0) (s @0)) (if (< i @3) (loop (+ i @1) (+ s @2)) s))"},
	{"let*", "(let* ((a @1) (b (+ a @1))) (list a b))"},
	{"letrec", "(letrec ((f (fn (n) (if (= n @0) @1 (* n (f (- n @1))))))) (f @4))"},
	{"letrec*", "(letrec* ((a @1) (b (+ a @1))) b)"},
	{"let-values", "(let-values (((a b) (values @1 @2)) ((c) @3)) (list a b c))"},
	{"let*-values", "(let*-values (((a b) (values @1 @2))) (list a b))"},
	{"receive", "(receive (a &rest b) (values @1 @2 @3) (list a b))"},
	{"let-match", "(let-match (((a b) (list @1 @2))) (+ a b))"},
	{"match", "(match (list @1 @2) ((1 (? (fn (x) (= x @2)) y)) (+ y @1)) (else @9))"},
	{"let-syntax", "(let-syntax ((m (syntax-rules () ((_ x) (+ x @1))))) (m @2))"},
	{"letrec-syntax", "(letrec-syntax ((m (syntax-rules () ((_ x) (+ x @1))))) (m @2))"},
	{"define-syntax", "(define-syntax m (syntax-rules () ((_ x) (+ x @1)))) (m @2)"},
	{"defmacro", "(defmacro m (x) `(+ ,x @1)) (m @2)"},
	{"quasiquote", "`(1 ,@2 ,@(list @3 @4) {:a ,@5})"},
	{"parameterize", "(define p (make-parameter 1 (fn (x) (+ x @1)))) (parameterize ((p @5)) (+ (p) @1))"},
	{"guard", "(list (guard (e ((= e @1) => (fn (b) (list b @2))) ((= e @3) @4)) (raise @3)) (guard (e (else @5)) @6 (raise 0)))"},
	{"handler-bind", "(handler-bind (((fn (e) (= e @1)) (fn (e) @10))) (+ @1 (raise-continuable @1)))"},
	{"reset", "(+ @1 (reset (+ @2 (shift k (+ @3 (k @4) (k @5))))))"},
	{"shift", "(reset (* @2 (shift k (let ((a (k @3)) (b (k @4))) (list a b @5)))))"},
	{"delay", "(let ((p (delay @1))) (list (force p) (force p)))"},
	{"delay-force", "(force (delay-force (delay @1)))"},
	{"provide", "(provide @1 @2 (list (context @1) @3))"},
	{"scope", "(scope :s (emit! :s @1) (emit! :s @2) (emitted :s))"},
	{"perform", "(list @1 @2)"},
	{"quote", "(list 'a @1)"},
	{"import", "(define-library (l) (export x) (begin (define x @1))) (import (l)) (+ x @1)"},
	{"define-library", "(define-library (l) (export f) (begin (define y @1) (define (f) (+ y @2)))) (import (l)) (f)"},
	{"dict literal", "{:a @1 :b (+ @2 @3)}"},
	{"call", "((fn (f x) (f x @1)) + @2)"},

	{"map", "(list (map (fn (x) (* x @2)) '(1 2 3)) (map (fn (a b) (+ a b @1)) '(1 2) '(3 4)))"},
	{"for-each", "(let ((l (list))) (for-each (fn (x) (append! l (* x @2))) '(1 2)) (for-each (fn (a b) (append! l (+ a b @1))) '(1) '(2)) l)"},
	{"map-indexed", "(map-indexed (fn (i x) (+ i x @1)) '(5 6))"},
	{"for-each-indexed", "(let ((l (list))) (for-each-indexed (fn (i x) (append! l (+ i x @1))) '(5 6)) l)"},
	{"filter", "(filter (fn (x) (> x @1)) '(1 2 3))"},
	{"remove", "(remove (fn (x) (> x @1)) '(1 2 3))"},
	{"keep", "(keep (fn (x) (if (> x @1) (+ x @1))) '(1 2 3))"},
	{"append-map", "(append-map (fn (x) (list x @1)) '(1 2))"},
	{"mapcat", "(mapcat (fn (x) (list x @1)) '(1 2))"},
	{"reduce", "(list (reduce (fn (a x) (+ a x @1)) 0 '(1 2 3)) (reduce (fn (a x) (+ a x @1)) '(1 2 3)))"},
	{"fold", "(fold (fn (a x) (+ a x @1)) @0 '(1 2 3))"},
	{"fold-left", "(fold-left (fn (a x) (- a x @1)) 0 '(1 2 3))"},
	{"fold-right", "(fold-right (fn (x a) (cons (+ x @1) a)) '() '(1 2 3))"},
	{"find", "(find (fn (x) (> x @1)) '(1 2 3))"},
	{"find-index", "(find-index (fn (x) (> x @1)) '(1 2 3))"},
	{"some", "(some (fn (x) (and (> x @1) (+ x @10))) '(1 2 3))"},
	{"any?", "(any? (fn (x) (> x @1)) '(1 2 3))"},
	{"every?", "(every? (fn (x) (> x @1)) '(1 2 3))"},
	{"all?", "(all? (fn (x) (> x @0)) '(1 2 3))"},
	{"count-if", "(count-if (fn (x) (> x @1)) '(1 2 3))"},
	{"take-while", "(take-while (fn (x) (< x @3)) '(1 2 3))"},
	{"drop-while", "(drop-while (fn (x) (< x @2)) '(1 2 3))"},
	{"partition", "(partition (fn (x) (< x @2)) '(1 2 3))"},
	{"group-by", "(group-by (fn (x) (if (< x @2) \"a\" \"b\")) '(1 2 3))"},
	{"index-by", "(index-by (fn (x) (str x @1)) '(1 2 3))"},
	{"sort", "(sort '(3 1 2 5 4) (fn (a b) (< (+ a @1) (+ b @1))))"},
	{"sort-by", "(sort-by (fn (x) (- @0 x)) '(3 1 2 5 4))"},
	{"max-by", "(max-by (fn (x) (- @0 x)) '(3 1 2))"},
	{"min-by", "(min-by (fn (x) (- @0 x)) '(3 1 2))"},
	{"update", "(update {:a 1} :a (fn (x y) (+ x y @1)) @2)"},
	{"update-in", "(update-in {:a {:b 1}} '(\"a\" \"b\") (fn (x) (+ x @1)))"},
	{"merge-with", "(merge-with (fn (a b) (+ a b @1)) {:a 1} {:a 2 :b 3})"},
	{"map-dict", "(map-dict (fn (k v) (+ v @1)) {:a 1 :b 2})"},
	{"filter-dict", "(filter-dict (fn (k v) (> v @1)) {:a 1 :b 2})"},
	{"vector-map", "(vector-map (fn (x) (+ x @1)) (vector 1 2))"},
	{"vector-for-each", "(let ((l (list))) (vector-for-each (fn (x) (append! l (+ x @1))) (vector 1 2)) l)"},
	{"string-map", "(string-map (fn (c) @1 (char-upcase c)) \"ab\")"},
	{"string-for-each", "(let ((l (list))) (string-for-each (fn (c) (append! l @1 c)) \"ab\") l)"},
	{"complement", "((complement (fn (x) (> x @1))) @2)"},
	{"partial", "((partial (fn (a b) (+ a b @1)) @2) @3)"},
	{"comp", "((comp (fn (x) (+ x @1)) (fn (x) (* x @2))) @5)"},
	{"compose", "((compose (fn (x) (+ x @1)) (fn (x) (* x @2))) @5)"},
	{"juxt", "((juxt (fn (x) (+ x @1)) (fn (x) (* x @2))) @5)"},
	{"constantly", "((constantly @1) @2)"},
	{"identity", "(identity @1)"},
	{"dotimes", "(let ((l (list))) (dotimes @3 (fn (i) (append! l (+ i @1)))) l)"},
	{"repeatedly", "(repeatedly @3 (fn () @1))"},
	{"list-tabulate", "(list-tabulate @3 (fn (i) (+ i @1)))"},
	{"try-call", "(list (get (try-call (fn () @1)) :value) (get (try-call (fn () (raise @2))) :error))"},
	{"assert", "(assert @true)"},
	{"force", "(force @1)"},
	{"make-parameter", "((make-parameter @1 (fn (x) (+ x @1))))"},
	{"apply", "(apply (fn (&rest xs) (cons @1 xs)) @2 (list @3))"},
	{"call/cc", "(+ @1 (call/cc (fn (k) (+ @2 (k @3)))))"},
	{"call-with-current-continuation", "(+ @1 (call-with-current-continuation (fn (k) (+ @2 (k @3)))))"},
	{"call/ec", "(+ @1 (call/ec (fn (k) (+ @2 (k @3)))))"},
	{"call-with-values", "(call-with-values (fn () (values @1 @2)) (fn (a b) (list a b @3)))"},
	{"dynamic-wind", "(let ((l (list))) (list (dynamic-wind (fn () (append! l @1)) (fn () (append! l @2) @3) (fn () (append! l @4))) l))"},
	{"dynamic-wind escape", "(let ((l (list))) (list (call/cc (fn (k) (dynamic-wind (fn () (append! l @1)) (fn () (k @2)) (fn () (append! l @4))))) l))"},
	{"dynamic-wind raise", "(let ((l (list))) (list (guard (e (else @7)) (dynamic-wind (fn () (append! l @1)) (fn () (raise @2)) (fn () (append! l @4)))) l))"},
	{"dynamic-wind shift", "(let ((l (list))) (list (reset (dynamic-wind (fn () (append! l @1)) (fn () (+ @10 (shift k (list (k @2) (k @3))))) (fn () (append! l @4)))) l))"},
	{"with-exception-handler", "(with-exception-handler (fn (e) (+ e @1)) (fn () (+ @2 (raise-continuable @3))))"},
	{"raise", "(guard (e (true (list e @1))) (raise @2))"},
	{"raise-continuable", "(with-exception-handler (fn (e) @2) (fn () (raise-continuable @1)))"},
	{"error", "(guard (e (true (condition-irritants e))) (error \"x\" @1 @2))"},
	{"eval", "(eval '(+ @1 @2))"},
	{"context", "(context @1 @2)"},
	{"emit!", "(scope 1 (emit! @1 @2))"},
	{"emitted", "(emitted @1)"},
	{"make-coroutine", "(let ((c (make-coroutine (fn (a) (coroutine-yield (+ a @1)) (+ a @2))))) (list (coroutine-resume c @3) (coroutine-resume c)))"},
	{"coroutine-resume", "(coroutine-resume (make-coroutine (fn (a) (+ a @1))) @2)"},
	{"coroutine-yield", "(let ((c (make-coroutine (fn () (list (coroutine-yield @1) @2))))) (list (coroutine-resume c) (coroutine-resume c @3)))"},
	{"signal", "(deref (signal @1))"},
	{"deref", "(deref (computed (fn () @1)))"},
	{"computed", "(let* ((s (signal @1)) (c (computed (fn () (+ (deref s) @2))))) (list (deref c) (reset! s @3) (deref c)))"},
	{"reset!", "(let ((s (signal 1)) (l (list))) (effect (fn () (append! l (deref s) @5) nil)) (reset! s @2) l)"},
	{"swap!", "(let ((s (signal 1))) (swap! s (fn (x y) (+ x y @2)) @3) (deref s))"},
	{"effect", "(let ((l (list)) (s (signal 1))) (let ((stop (effect (fn () (append! l (deref s) @1) (fn () (append! l @2)))))) (reset! s 2) (stop) l))"},
	{"batch", "(let ((l (list)) (s (signal 1))) (effect (fn () (append! l (deref s) @1) nil)) (batch (fn () (reset! s @2) (reset! s @3))) l)"},
	{"untracked", "(untracked (fn () @1))"},
	{"iterate", "(take (iterate (fn (x) (+ x @1)) @2) 4)"},
	{"lazy-seq", "(let ((s (lazy-seq (cons @1 (lazy-seq (list @2 @3)))))) (list (take s 3) (first (rest s)) (len s)))"},
	{"map of a lazy sequence", "(take (map (fn (x) (+ x @1)) (iterate inc 0)) 3)"},
	{"filter of a lazy sequence", "(take (filter (fn (x) (> x @3)) (iterate inc 0)) 3)"},
	{"with-output-to-string", "(with-output-to-string (fn () (write @1) (display @2)))"},
	{"call-with-output-string", "(call-with-output-string (fn (p) (write @1 p) (display @2 p)))"},
	{"call-with-port", "(call-with-port (open-input-string \"ab\") (fn (p) (list (read-char p) @1)))"},
	{"member", "(member @2 '(1 2 3) (fn (a b) (= (+ a @1) b)))"},
	{"values", "(call-with-values (fn () (values @1)) list)"},
}

// withoutCallbacks are the functions of the prelude and of the machine that take no function and
// compute nothing of the caller's; their arguments are covered by "call". The performs of a machine
// that a program drives are that program's business: tests/lang/31-machines.sx.
var withoutCallbacks = map[string]bool{
	"coroutine?": true, "coroutine-alive?": true, "coroutine-status": true, "signal?": true,
	"lazy-seq?": true, "realized?": true,
	"read": true, "read-error?": true, "file-error?": true, "write-string": true, "write-char": true, "read-line": true,
	"print": true, "println": true, "display": true, "write": true, "newline": true, "load": true,
	"gensym": true, "sx-parse": true, "program-directory": true,
	"make-cek-state": true, "cek-step-loop": true, "cek-step": true, "cek-run": true, "cek-freeze": true, "cek-thaw": true, "command-line": true,
}

// answers gives what a perform of n is answered with: n.
type answers struct{ count int }

func (h *answers) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	h.count++
	return request.AsDict().Lookup("args").AsList().At(0), nil
}

// evaluate runs a program with a host and gives the written form of its value.
func evaluate(t *testing.T, host cek.Host, program string) string {
	t.Helper()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	out, err := m.Start(ctx, "test.sx", program)
	var v kernel.Value
	if err == nil {
		v, err = cek.Drive(ctx, host, out)
	}
	if err != nil {
		return "error: " + err.Error()
	}
	return kernel.Write(v)
}

// fill replaces each @n by what f makes of n.
func fill(program string, f func(n string) string) string {
	var b strings.Builder
	for i := 0; i < len(program); i++ {
		j := i + 1
		for program[i] == '@' && j < len(program) && (program[j] >= '0' && program[j] <= '9' || program[j] >= 'a' && program[j] <= 'z') {
			j++
		}
		if j == i+1 {
			b.WriteByte(program[i])
			continue
		}
		b.WriteString(f(program[i+1 : j]))
		i = j - 1
	}
	return b.String()
}

func TestPerformEverywhere(t *testing.T) {
	for _, c := range performing {
		t.Run(c.about, func(t *testing.T) {
			plain := fill(c.program, func(n string) string { return n })
			want := evaluate(t, nil, plain)
			if strings.HasPrefix(want, "error") {
				t.Fatalf("%s\n%s", plain, want)
			}
			host := &answers{}
			program := fill(c.program, func(n string) string { return "(perform {:op \"echo\" :args (list " + n + ")})" })
			if got := evaluate(t, host, program); got != want {
				t.Errorf("%s\n got %s\nwant %s", c.program, got, want)
			}
			if host.count == 0 && c.about != "quote" {
				t.Error("nothing was performed")
			}
		})
	}
}

// TestPerformTableIsComplete finds the special form, or function that calls functions, that the
// table above forgot.
func TestPerformTableIsComplete(t *testing.T) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for _, c := range performing {
		covered[c.about] = true
	}
	for _, name := range m.Forms() {
		if !covered[name] {
			t.Errorf("no program performs inside the special form %s", name)
		}
	}
	for _, name := range m.Names() {
		v, _ := m.Lookup(name)
		if v.Kind() != kernel.KindLambda || strings.HasPrefix(name, "%") || withoutCallbacks[name] {
			continue
		}
		if !covered[name] {
			t.Errorf("no program performs inside a callback of %s", name)
		}
	}
}
