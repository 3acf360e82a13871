package naive

// Templates are forms with holes, which the generator fills in. A hole is %KIND, or (%KIND name:KIND…)
// where names are variables that may be used in it. The kinds are
//
//	n number   i small integer   b boolean   s text   l list   d dict   c char   v vector   t set   x anything
//	p promise   f function of one argument   g of two   h of none
//	k what the form as a whole is wanted to give
//	B the forms of a body, which gives k
//
// A template that stands in a pack is used in the programs that begin with the forms of the pack.

// pack is a part of the language that not every program uses.
type pack struct {
	intro     []string
	templates []string // kind, space, form
}

// packs are in the order that their intros have to stand in.
func packs() []pack {
	return append([]pack{{templates: plainTemplates()}, {
		intro: []string{"(define-record-type point (make-point px py) point? (px point-x set-point-x!) (py point-y))"},
		templates: []string{
			"n (point-x (make-point %n %x))",
			"k (let ((pt (make-point %n %k))) (set-point-x! pt %n) (point-y pt))",
			"b (point? %x)",
			"l (let ((pt (make-point %x %x))) (list (point-x pt) (= pt (make-point %n 1)) (record? pt) (type-of pt)))",
			"x (make-point %n %x)",
			"k (match %x ((make-point a b) (%k a:x b:x)) (_ %k))",
			"x (point-x %x)",
			"k (let () (define-record-type cell (cell value) cell? (value cell-value cell-set!)) (let ((c (cell %k))) (cell-set! c %k) (cell-value c)))",
		}}, {
		intro: []string{"(define-type Shape (Circle r) (Rect w h) (Unit))"},
		templates: []string{
			"k (match %x ((Circle r) (%k r:n)) ((Rect w h) (%k w:x h:n)) ((Unit) %k) (else %k))",
			"k (match (Rect %x %n) ((Circle r) (%k r:n)) ((Rect w (? number? h)) (%k w:x h:n)))",
			"k (match (Circle (Circle %n)) ((Circle (Circle r)) (%k r:n)))",
			"k (match (list (Unit) (Circle %x)) (((Unit) (Rect a b)) (%k a:x)) (((Unit) (Circle a)) (%k a:x)))",
			"x (Rect %x %n)",
			"x (Unit)",
			"l (let ((s (Circle %n))) (list (Shape? s) (Circle? s) (Rect? s) (Circle-r s) (type-of s) (variant? s)))",
			"x (Circle-r %x)",
			"k (let-match (((Rect a b) (Rect %k %n)) ((c &rest d) %l)) (%k a:k b:n c:x d:l))",
			"k (let () (define-type Tree (Leaf) (Node left value right)) (let loop ((i 0) (t (Leaf))) (if (< i 3) (loop (+ i 1) (Node t i (Leaf))) (match t ((Node l v r) (%k v:n)) ((Leaf) %k)))))",
		}}, {
		intro: []string{
			"(define (drive s) (let loop ((s (cek-step-loop s)) (n 0)) (cond ((cek-suspended? s) (if (> n 8) (quote many) (loop (cek-step-loop (if (even? n) (cek-resume s n) (cek-resume-error s (list (quote refused) n)))) (+ n 1)))) (else (list (cek-phase s) (cek-terminal? s) (cek-value s))))))",
			"(define (creep s) (if (or (cek-terminal? s) (cek-suspended? s)) s (creep (cek-step s))))"},
		templates: []string{
			"l (drive (cek-call %h))",
			"l (drive (cek-call (fn () %B)))",
			"l (let ((s (cek-step-loop (cek-call (fn () (list %x (perform (list \"ask\" %x)) %x)))))) (list (cek-io-request s) (drive (cek-resume s %x)) (drive (cek-resume s %x))))",
			"l (let ((s (cek-step-loop (cek-call %h)))) (if (cek-suspended? s) (list (drive (cek-resume s %x)) (drive (cek-resume-error s %x))) (list (cek-value s) (cek-io-request s))))",
			"k (cek-run (cek-call (fn () %k)))",
			"x (cek-run (make-cek-state (quote (+ 1 (len (list 1 2))))))",
			"l (drive (make-cek-state (quote (list 1 (perform (list \"ask\" 2)) (guard (e (else e)) (perform 3))))))",
			"l (drive (creep (cek-call %h)))",
			"k (call/cc (fn (out) (drive (cek-call (fn () (out %k))))))",
			"l (let ((s (creep (cek-call (fn () (append! trail %i) (perform \"x\") %k))))) (list (cek-phase s) (drive (cek-resume s 1)) (drive (cek-resume s 2))))",
			"k (guard (e (else (%k e:x))) (let ((s (cek-step-loop (cek-call %h)))) (cek-resume s 1) (cek-run (cek-resume s 2))))",
		}}, {
		intro: []string{
			"(define saved false)", "(define turns 0)"},
		templates: []string{
			"k (call/cc (fn (k) (set! saved k) %k))",
			"k (list %x (call/cc (fn (k) (set! saved k) %x)) %x)",
			"k (begin (when (and saved (< turns 3)) (set! turns (+ turns 1)) (saved %x)) %k)",
			"k (begin (when (and saved (< turns 5)) (set! turns (+ turns 1)) (dynamic-wind (fn () (append! trail turns)) (fn () (saved %x)) (fn () (append! trail (- turns))))) %k)",
		}}, {
		intro: []string{
			"(defmacro swap-args (f a b) (list f b a))",
			"(defmacro twice (x) (let ((g (gensym))) `(let ((,g ,x)) (list ,g ,g))))",
			"(defmacro my-unless (test &rest body) `(if ,test nil (begin ,@body)))",
			"(defmacro with-log (v &optional (mark 7)) `(begin (append! trail ,mark) ,v))"},
		templates: []string{
			"n (swap-args - %n %n)", "l (swap-args list %x %x)", "l (twice %x)", "k (my-unless %b %x %k)", "k (with-log %k)", "k (with-log %k %i)",
			"k (let ((list 5)) (with-log (%k list:n)))",
			"l (let () (defmacro local (a) `(list ,a (quote ,a))) (local %x))",
			"k (swap-args (fn (a b) (%k a:x b:x)) %x %x)",
		}}, {
		intro: []string{
			"(define-syntax my-or (syntax-rules () ((_) false) ((_ x) x) ((_ x y ...) (let ((t x)) (if t t (my-or y ...))))))",
			"(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))",
			"(define-syntax my-let (syntax-rules () ((_ ((n v) ...) body ...) ((fn (n ...) body ...) v ...))))",
			"(define-syntax my-let-lists (syntax-rules () ((_ (((n ...) v) ...) body) (let ((all (list (apply (fn (n ...) (list n ...)) v) ...))) body))))",
			"(define-syntax each-in (syntax-rules (in) ((_ x in l body ...) (for-each (fn (x) body ...) l))))",
			"(define-syntax my-cond (syntax-rules (else =>) ((_ (else e ...)) (begin e ...)) ((_ (c => f) rest ...) (let ((t c)) (if t (f t) (my-cond rest ...)))) ((_ (c e ...) rest ...) (if c (begin e ...) (my-cond rest ...))) ((_) nil)))",
			"(define-syntax while (syntax-rules () ((_ test body ...) (let loop () (when test body ... (loop))))))",
			"(define-syntax my-if (syntax-rules () ((_ c t e) (cond (c t) (else e)))))",
			"(define-syntax def (syntax-rules () ((_ n v) (define n v))))",
			"(define-syntax both (syntax-rules () ((_ (a b) ...) (list (quote (a ...)) (list b ...) (quote ((b a) ...))))))",
			"(define-syntax tail-of (syntax-rules () ((_ a ... z) z)))"},
		templates: []string{
			"k (let ((t %x)) (my-or false nil t %k))", "k (my-or %b %k)", "l (let ((tmp %x) (other %x)) (swap! tmp other) (list tmp other))",
			"k (my-let ((a %n) (b %x)) (%k a:n b:x))", "k (my-let ((if %n)) (%k if:n))", "k (my-let () %k)",
			"l (my-let-lists (((a b) (list %n %x)) ((c d) (list %x %x))) (list all))",
			"l (let ((n 0)) (each-in x in %l (set! n (+ n 1)) (append! trail n)) (list n))",
			"k (my-cond (%b %k) (%x => (fn (t) (%k t:x))) (else %k))", "k (my-cond (false 1) ((= %n %n) %k))",
			"k (let ((else %b)) (my-cond (else %k)))",
			"n (let ((i 0)) (while (< i 3) (append! trail i) %x (set! i (+ i 1))) i)",
			"k (let ((else false)) (my-if %b %k %k))", "k (let ((cond list)) (my-if %b %k %k))",
			"k (let () (def a %n) (def b (fn (x) (%k x:x a:n))) (b a))",
			"l (both (a %x) (b %x))", "k (tail-of %x %x %k)",
			"k (let-syntax ((my-or (syntax-rules () ((_ a b) (if a b (my-or b a)))))) (my-or true %k))",
			"l (let ((x 1)) (letrec-syntax ((one (syntax-rules () ((_) x) ((_ y) (list x y)))) (two (syntax-rules () ((_ y) (one y))))) (let ((x 2)) (list (two %x) (one)))))",
			"k (let () (define-syntax local (syntax-rules (and) ((_ a and b) (list a b)) ((_ a ...) (list (quote a) ...)))) (list (local %i and %x) (local 1 2 3)))",
		}}, {
		intro: []string{
			"(define-library (lib one) (export inc2 (rename hidden shown) count! twice-of) (import (scheme base)) (begin (define n 0) (define (inc2 x) (+ x 2)) (define (hidden f) (f n)) (define (count!) (set! n (+ n 1)) n) (define-syntax twice-of (syntax-rules () ((_ e) (list (inc2 e) e))))))",
			"(import (prefix (lib one) one/))",
			"(import (rename (only (world two) ask-two two-list) (ask-two ask2)))",
			"(import (except (world two) ask-two two-list))"},
		templates: []string{
			"n (one/inc2 %n)", "k (one/shown (fn (n) (%k n:n)))", "n (one/count!)", "l (let ((inc2 list)) (one/twice-of %n))",
			"x (ask2 %x)", "l two-list", "n (two-add %n)", "k (two-with (fn () %k))",
		}},
	}, controlPacks()...)
}

func plainTemplates() []string {
	return []string{
		// binding
		"k (let-values (((a b) (values %n %x)) ((c &rest d) (values %x %x %x))) (%k a:n b:x c:x d:l))",
		"k (let*-values (((a) %n) ((b c) (values a %x))) (%k a:n b:n c:x))",
		"k (let-values ((all (values %x %x)) ((q r) (floor/ %i 3))) (%k all:l q:n r:n))",
		"k (receive (a &rest more) (values %k %x) (%k a:k more:l))",
		"k (receive all (values) (%k all:l))",
		"k (let () (define-values (a b &rest c) (values %n %k %x)) (%k a:n b:k c:l))",
		"k (call-with-values (fn () (values %n %k)) (fn (a b) (%k a:n b:k)))",
		"k (let (((a (b &rest c) d) (list %n (list %x %x) %k))) (%k a:n b:x c:l d:x))",
		"k (let (({:a a :b (b c)} {:a %n :b (list %x %k)})) (%k a:n b:x c:x))",
		"k (let (a %n b %x) (%k a:n b:x))",
		"k (letrec* ((a %n) (b (fn (x) (%k x:x a:n)))) (b a))",
		"k (let () (define (even n) (if (= n 0) %k (odd (- n 1)))) (define (odd n) (if (= n 0) %k (even (- n 1)))) (even 4))",
		"k ((fn ((a b) {:k c}) (%k a:x b:x c:n)) (list %x %x) {:k %n})",
		"k ((fn (a &key (b (+ 1 a)) c) (%k a:n b:n c:x)) %n :c %x)",
		"k ((fn (a &key b (c (list a b))) (%k a:x b:n c:l)) %x :b %n :c %l)",
		"k ((fn ((a :as number) &optional (b a) &rest c) (%k a:n b:n c:l)) %n %n %x)",
		"x ((fn (&key a) a) :b %x)",
		"k ((fn args (%k args:l)) %x %x)",
		"k ((case-lambda ((a) (%k a:x)) ((a b) (%k a:n b:x)) ((a b &rest c) (%k c:l))) %n %x)",
		"k ((case-lambda ((a) (%k a:x)) ((a b c &rest d) (%k c:x d:l))) %n %x)",
		"k (let ((f (case-lambda ((a) (f1 a)) (rest %k))) (f1 list)) (f %x %x %x))",
		"k (let ((a 1) (a (+ a 1))) (%k a:n))",
		"k (let* ((x %n) (f (fn () x)) (x %x)) (set! x (f)) (%k x:n))",
		// choosing
		"k (cond %b %k %b %k :else %k)", "k (cond (%b %k) (%x => (fn (y) (%k y:x))) (else %k))", "k (cond (%x) (else %k))",
		"k (case %i 0 %k 1 %k else %k)", "k (case %s \"a\" %k :key %k else %k)", "k (case %i ((0 1 2) %k) ((3 4) => (fn (y) (%k y:n))) (else %k))",
		"k (case (quote sym) other %k sym %k)", "k (case %i ((0 1 2) %B) (else => (fn (y) (%k y:n))))",
		"n (-> %n (+ 1) (- %n) inc)", "l (->> %l (map %f) (filter number?) (take 3))", "n (->> %l (map (fn (x) (len (str x)))) (reduce + 0))",
		"k (as-> %n it (+ it 1) (list it it) (%k it:l))", "d (-> {} (assoc :a %x) (assoc :b %x) (dissoc :a))",
		"k (let-match (((a &rest b) (list %n %x))) (%k a:n b:l))", "k (let-match ({:a a} {:a %k}) (%k a:k))",
		"k (match %l ((a a) (%k a:x)) ((a b) (%k a:x b:x)) ((a &rest b) (%k a:x b:l)) (() %k))",
		"k (match {:type \"a\" :v %n} ({:type \"b\"} %k) ({:type t :v (? number? v)} (%k t:s v:n)))",
		"k (match %x ((quote a) %k) (\"abc\" %k) ((? (fn (x) (string? x)) s) (%k s:s)) (_ %k))",
		"k (do ((i 0 (+ i 1)) (acc %k (%k i:n acc:k))) ((>= i 3) acc) (append! trail i))",
		"k (do (append! trail %i) %x %k)",
		"l (do ((i 0 (+ i 1)) (fs (list) (cons (fn () i) fs))) ((= i 3) (map (fn (f) (f)) fs)))",
		"k (do ((i 0 (+ i 1))) ((= i 2) %x %k) (when %b (append! trail i)) %x)",
		"k (begin (define-values (top-a top-b) (values 1 2)) %k)",
		// data
		"l `(a ,%x (b ,@%l) ,@%l #(1 ,%n) {:k ,%x})", "l `(1 `(2 ,(3 ,%x)))", "v `#(,%x ,@%l b)", "l `(,@nil ,%x b)",
		"l (list (first (quote (a b))) 'sym '() '{:a (1)} #'b :kw)",
		"l (let ((l (list 1 2))) (append! l %x) (set-nth! l 0 %x) l)",
		"d (let ((d {:a 1})) (dict-set! d %s %x) (dict-delete! d :a) d)",
		"l (let ((a (list 1)) (b (rest (list 0 1)))) (append! a 2) (append! b 3) (list a b))",
		"v (let ((v (vector 1 2 3))) (vector-set! v %i %x) v)",
		"k (let ((s (make-set %l))) (set-add! s %x) (%k s:t))",
		"l (sort-by len (map str %l))", "l (sort %l (fn (a b) (string<? (str a) (str b))))", "l (sort-by str %l string>?)", "x (max-by len (map str %l))", "x (min-by len (map str %l))",
		"d (group-by type-of %l)", "d (index-by str %l)", "d (group-by %f %l)", "l (take-while (fn (x) (%b x:x)) %l)", "l (drop-while (fn (x) (%b x:x)) %l)",
		"l (partition (fn (x) (%b x:x)) %l)", "x (find (fn (x) (%b x:x)) %l)", "n (count-if (fn (x) (%b x:x)) %l)", "l (keep (fn (x) (%x x:x)) %l)",
		"l (append-map (fn (x) (%l x:x)) %l)", "l (map-indexed (fn (i x) (%x i:n x:x)) %l)", "x (for-each-indexed (fn (i x) (append! trail i)) %l)",
		"x (fold-right (fn (x acc) (%x x:x acc:x)) %x %l)", "d (map-dict (fn (k v) (%x k:s v:x)) %d)", "d (filter-dict (fn (k v) (%b k:s v:x)) %d)",
		"d (update %d :a (fn (v) (%x v:x)))", "d (update-in {:a {:b %n}} (list :a :b) (fn (v w) (%x v:n w:x)) %x)", "d (merge-with (fn (a b) (%x a:x b:x)) %d %d)",
		"v (vector-map (fn (x) (%x x:x)) %v)", "s (string-map (fn (c) (char-upcase c)) %s)", "x (string-for-each (fn (c) (append! trail (char->integer c))) %s)",
		"l (list-tabulate %i (fn (i) (%x i:n)))", "l (repeatedly %i (fn () %x))", "x (dotimes %i (fn (i) (append! trail i)))",
		"x ((comp %f %f) %x)", "l ((juxt %f %f) %x)", "x ((partial %g %x) %x)", "b ((complement %f) %x)", "x ((constantly %x) 1 2)", "l (map (compose str inc) (list 1 %n))",
		"l (map + (list 1 2 3) (list %n %n))", "l (map list %l %l %v)", "x (apply %g (list %x %x))", "x (reduce %g %l)", "b (any? %f %l)", "x (some %f %v)", "b (every? %f (make-set %l))",
		// evaluation
		"x (eval (list (quote +) %n 1))", "x (eval (quote (let ((x 1)) (list x x))))", "x (load \"a.sx\")", "x (first (sx-parse \"(a (b 1.5) {:k #\\\\a})\"))",
		"l (list (command-line) (program-directory))", "b (symbol? (gensym \"p\"))", "b (eq? (gensym) (gensym))",
		"l (try-call (fn () %B))", "s (condition-message (get (try-call (fn () (error %s %x))) :error))",
		"b (string? (condition-location (get (try-call (fn () (error %s))) :error)))", "b (list? (condition-trace (get (try-call (fn () (first %n))) :error)))",
		"x (guard (e ((condition? e) (list (condition-kind e) (condition-message e)))) (assert %b %s))",
		"x (procedure-name %f)", "l (let ((named (fn (x) x))) (list (procedure-name named) (procedure-name map) (procedure-name (fn () 1))))",
		"x (println %x %x)", "x (write %x)", "x (display %x)", "x (newline)",
	}
}
