package naive

// controlPacks are about continuations, extents and promises. Variables of the kind D are
// continuations that come back.
func controlPacks() []pack {
	return []pack{{
		templates: []string{
			"l (reset (list %x (shift k (list (k %x) (k %x))) %x))",
			"k (reset (let ((a %n)) (+ 1 (shift k (%k k:D)))))",
			"k (reset (append! trail 1) (shift k %k) (append! trail 2) %k)",
			"l (reset (let ((a (shift k (append (k %x) (k %x)))) (b (shift k (append (k 1) (k 2))))) (list (list a b))))",
			"k (reset (dynamic-wind (fn () (append! trail 3)) (fn () (shift k (list (k %x) (k %x))) %x) (fn () (append! trail 4))))",
			"k (reset (guard (e (else (%x e:x))) (list (shift k (list (k %x) (k %x))) %x)))",
			"k (let ((k2 (reset (list %x (shift k k))))) (list (k2 %x) (k2 %x)))",
			"k (reset (parameterize ((param %n)) (list (shift k (list (param) (k (param)))) (param))))",
			"k (reset (list (reset (list (shift k (list (k %x)))) ) (shift j (j %x))))",
			"k (let ((y (reset (for-each (fn (x) (shift k (cons x (k x)))) (list 1 %x 3)) (list)))) (%k y:l))",
			"k (reset (map (fn (x) (shift k (list x (k x)))) %l))",
			"k (reset (with-exception-handler (fn (e) (shift k (list (k %x) (k %x)))) (fn () (list (raise-continuable %x) %x))))",
			"k (reset (provide :user %x (list (shift k (list (k 1) (context :user nil))) (context :user nil))))",
			"x (shift k %x)",
			"x (guard (e (else (%x e:x))) (reset (raise (shift k (k %x)))))",
			"k (reset (perform (list \"echo\" (shift k (list (k %x) (k %x))))))",
			"k (reset (force (delay (list %x (shift k (k %x))))))",
			"k (let ((saved2 nil)) (list (reset (list %x (shift k (begin (set! saved2 k) %x)))) (if saved2 (saved2 %x) %k)))",
		}}, {
		templates: []string{
			"k (let ((kk nil) (count 0)) (let ((v (call/cc (fn (k) (set! kk k) %x)))) (append! trail count) (set! count (+ count 1)) (if (< count 3) (kk (%x v:x)) (%k v:x))))",
			"k (let ((kk nil) (n 0)) (dynamic-wind (fn () (append! trail \"in\")) (fn () (call/cc (fn (k) (set! kk k))) %x) (fn () (append! trail \"out\"))) (set! n (+ n 1)) (if (< n 3) (kk %x) %k))",
			"l (let ((r (list)) (kk nil)) (append! r (+ 1 (call-with-current-continuation (fn (k) (set! kk k) 1)))) (if (< (len r) 3) (kk (len r)) r))",
			"k (call/cc (fn (k) (with-exception-handler (fn (e) (k (%k e:x))) (fn () %B))))",
			"k (call/ec (fn (k) (dynamic-wind (fn () (append! trail 5)) (fn () (k %k)) (fn () (append! trail 6)))))",
			"l (let ((kk nil) (n 0)) (let ((l (map (fn (x) (call/cc (fn (k) (when (= x 2) (set! kk k)) x))) (list 1 2 3)))) (set! n (+ n 1)) (if (< n 3) (kk (* n 10)) l)))",
			"k (let ((kk nil) (n 0)) (guard (e ((number? e) (set! n (+ n 1)) (if (< n 3) (kk n) %k))) (raise (call/cc (fn (k) (set! kk k) %n)))))",
			"k (let ((kk nil) (n 0)) (parameterize ((param %n)) (call/cc (fn (k) (set! kk k)))) (set! n (+ n 1)) (if (< n 2) (parameterize ((param 99)) (kk 1)) (param)))",
			"l (let ((g (fn (l) (let ((return nil) (next nil)) (fn () (call/cc (fn (r) (set! return r) (if next (next nil) (begin (for-each (fn (x) (call/cc (fn (n) (set! next n) (return x)))) l) (return (quote end)))))))))))" +
				" (let ((a (g (list 1 2 3)))) (let ((x (a))) (let ((y (a))) (list x y)))))",
			"k (call/cc (fn (k) (call-with-values (fn () (k %x %k)) list)))",
			"k (call-with-values (fn () (call/cc (fn (k) (k %n %k)))) (fn (a b) (%k a:n b:k)))",
		}}, {
		templates: []string{
			"k (handler-bind ((number? (fn (e) (%x e:n))) ((fn (e) (%b e:x)) (fn (e) (%k e:x)))) %B)",
			"n (handler-bind ((string? (fn (e) (len e)))) (+ 1 (raise-continuable %s)))",
			"n (handler-bind ((number? (fn (e) (raise-continuable (+ e 1))))) (handler-bind ((string? (fn (e) (raise-continuable (len e))))) (raise-continuable %s)))",
			"k (guard (e (%b %k)) (guard (f ((number? f) %k)) (raise %x)))",
			"k (guard (e (else %k)) (guard (e ((string? e) (raise e))) (raise %s)))",
			"k (guard (e ((string? e) %k) (else => (fn (x) (%k x:x)))) (dynamic-wind (fn () (append! trail 7)) (fn () (raise %x)) (fn () (append! trail 8))))",
			"k (with-exception-handler (fn (e) (raise (list e 1))) (fn () (guard (f ((number? f) %k)) (raise %x))))",
			"k (guard (e ((condition? e) (condition-message e)) (else %k)) (with-exception-handler (fn (e) (%x e:x)) (fn () (raise %x))))",
			"l (guard (e (else (list (condition-kind e) (condition-irritants e)))) (raise (make-condition %s \"m\" %x)))",
			"l (guard (e ((error? e) (list (error-object-message e) (error-object-irritants e)))) (error %s %x %x))",
			"k (guard (e (else (%k e:x))) (perform (list \"fail\" %i)))",
			"k (with-exception-handler (fn (e) %k) (fn () (list (perform (list \"fail\" %i)))))",
			"l (let ((p (make-parameter %n (fn (x) (if (number? x) (+ x 1) (raise x)))))) (list (p) (parameterize ((p %n)) (p)) (p)))",
			"k (provide :user %k (provide :other %x (context :user)))", "x (context %s %x)",
			"l (scope :log (emit! :log %x) (scope :other (emit! :log %x) (emit! :other 1)) (emitted :log))",
			"l (scope :log :value %x (emit! :log %x) (list (context :log) (emitted :log) (emitted :none)))",
			"l (let ((n 0)) (scope :log (call/cc (fn (k) (set! saved3 k))) (emit! :log n) (set! n (+ n 1)) (if (< n 3) (saved3 nil) (emitted :log))))",
			"x (emit! :nowhere %x)",
			"l (let ((n 0)) (let ((p (delay (begin (set! n (+ n 1)) %x)))) (list (force p) (force p) n)))",
			"k (letrec ((loop (fn (n) (if (= n 0) (delay %k) (delay-force (loop (- n 1))))))) (force (loop 5)))",
			"l (let ((p (delay-force (delay %x)))) (list (force p) (promise? p) (force %p) (force (make-promise %x))))",
			"x (force (delay-force %x))",
			"l (let ((r (delay (begin (set! count3 (+ count3 1)) (if (> count3 3) count3 (force again3)))))) (set! again3 r) (list (force r) (begin (set! count3 9) (force r))))",
			"k (parameterize ((param %n) (param-list %x)) (let ((k (fn () (list (param) (param-list))))) (parameterize ((param %n)) (k))))",
		},
		intro: []string{"(define saved3 nil)", "(define count3 0)", "(define again3 nil)"},
	}}
}
