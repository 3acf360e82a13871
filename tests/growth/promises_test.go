package growth

import "slices"

// Data that many operations share: a list, a string and a dict of n elements, and keys of the dict.
const (
	numbers = "(define l (range n))"
	texts   = "(define texts (map (fn (i) (str \"k\" i)) (range n)))"
	// d is filled in place; keys are looked up all over it.
	dicts = texts + "(define d (dict)) (for-each-indexed (fn (i k) (dict-set! d k i)) texts)" +
		"(define (key i) (nth texts (mod (* i 7919) n)))"
	sets = "(define s (make-set)) (for-each (fn (x) (set-add! s x)) (range n))"
	// mixed is a list in no order.
	mixed = "(define (random n) (let loop ((i 0) (x 42) (out (list))) (if (= i n) out" +
		" (loop (+ i 1) (mod (* x 16807) 2147483647) (append! out x))))) (define l (random n))"
)

func operations() []operation {
	return slices.Concat(lists(), dictionaries(), texting(), collections(), control(), data(), stores())
}

func constant(name, setup, op string) operation {
	return operation{name: name, setup: setup, op: op}
}

func linear(name, setup, op string) operation {
	return operation{name: name, promise: 1, setup: setup, op: op, once: true}
}

// keeping is an operation that finds so many bytes of what it needs still there from the run before.
func keeping(bytes float64, o operation) operation {
	o.kept = bytes
	return o
}

// search is a linear operation that is charged for the text it may look at, which is up to some
// thousand steps for each match and less when little text is left: steps say nothing of its growth.
func search(name, setup, op string) operation {
	return operation{name: name, promise: 1, setup: setup, op: op, once: true, unsteady: true}
}

// deep is an operation whose cost does not depend on the depth of the stack.
func deep(name, setup, op string) operation {
	return operation{name: name, setup: setup, op: op, deep: true}
}

func lists() []operation {
	return []operation{
		constant("cons", numbers, "(cons i l)"),
		constant("first", numbers, "(first l)"),
		constant("rest", numbers, "(rest l)"),
		constant("nth", numbers, "(nth l (mod (* i 7919) n))"),
		constant("len", numbers, "(len l)"),
		constant("last", numbers, "(last l)"),
		constant("empty?", numbers, "(empty? l)"),
		constant("append!", numbers, "(append! l i)"),
		constant("set-nth!", numbers, "(set-nth! l (mod (* i 7919) n) i)"),
		constant("cons, then rest", numbers, "(rest (cons i l))"),
		constant("append! to a list that a rest still shares", numbers, "(let ((r (rest l))) (append! l i) r)"),
		linear("rest in a loop", numbers, "(let loop ((l l) (sum 0)) (if (empty? l) sum (loop (rest l) (+ sum (first l)))))"),
		linear("cons in a loop", numbers, "(let loop ((i 0) (out '())) (if (= i n) out (loop (+ i 1) (cons i out))))"),
		linear("append! in a loop", numbers, "(let loop ((i 0) (out (list))) (if (= i n) out (loop (+ i 1) (append! out i))))"),
		linear("a queue: append! and rest in a loop", numbers,
			"(let loop ((i 0) (q (list-copy l))) (if (= i n) q (loop (+ i 1) (rest (append! q i)))))"),
		linear("a stack: cons and rest in a loop", numbers,
			"(let loop ((i 0) (s l)) (if (= i n) s (loop (+ i 1) (rest (cons i (cons i s))))))"),
		linear("two lists consed on one tail, over and over", numbers,
			"(let loop ((i 0) (s (list))) (if (= i n) s (let ((a (cons i s)) (b (cons (- i) s))) (loop (+ i 1) (if (odd? i) a b)))))"),
		linear("append", numbers, "(append l l)"),
		linear("concat", numbers, "(concat l l)"),
		linear("reverse", numbers, "(reverse l)"),
		linear("map", numbers, "(map inc l)"),
		linear("map, of two lists", numbers, "(map + l l)"),
		linear("filter", numbers, "(filter odd? l)"),
		linear("reduce", numbers, "(reduce + 0 l)"),
		linear("fold-right", numbers, "(fold-right cons '() l)"),
		linear("for-each", numbers, "(for-each inc l)"),
		linear("append-map", numbers, "(append-map list l)"),
		linear("apply", numbers, "(apply + l)"),
		linear("list-copy", numbers, "(list-copy l)"),
		linear("slice", numbers, "(slice l 1 (- n 1))"),
		linear("take", numbers, "(take l (quotient n 2))"),
		linear("drop", numbers, "(drop l (quotient n 2))"),
		linear("range", "", "(range n)"),
		linear("flatten", numbers, "(flatten (list l l))"),
		linear("zip", numbers, "(zip l l)"),
		linear("unique", numbers, "(unique l)"),
		linear("frequencies", texts, "(frequencies texts)"),
		linear("group-by", numbers, "(group-by (fn (x) (mod x 10)) l)"),
		linear("partition", numbers, "(partition odd? l)"),
		linear("index-of", numbers, "(index-of l -1)"),
		linear("contains?", numbers, "(contains? l -1)"),
		linear("sort, in no order", mixed, "(sort l)"),
		linear("sort, with a comparison", mixed, "(sort l >)"),
		linear("sort, of a sorted list, downwards", numbers, "(sort l >)"),
		linear("sort, of equals", "(define l (map (fn (x) 7) (range n)))", "(sort l <)"),
		linear("sort-by", mixed, "(sort-by - l)"),
	}
}

func dictionaries() []operation {
	return []operation{
		constant("get", dicts, "(get d (key i))"),
		constant("has-key?", dicts, "(has-key? d (key i))"),
		constant("has-key?, of none", dicts, "(has-key? d \"none\")"),
		constant("dict-set!, of a key that is there", dicts, "(dict-set! d (key i) i)"),
		constant("dict-set! and dict-delete!", dicts, "(dict-set! d \"new\" i) (dict-delete! d \"new\")"),
		constant("assoc, to the newest version", dicts, "(set! d (assoc d (key i) i))"),
		constant("assoc, to one old version again and again", dicts, "(assoc d (key i) i)"),
		constant("assoc, with all versions kept", dicts+"(define kept (list))", "(set! d (assoc d (key i) i)) (append! kept d)"),
		constant("get, of two versions in turn", dicts+"(define e (assoc d \"new\" 1))", "(get d (key i)) (get e (key i))"),
		constant("dissoc", dicts, "(dissoc d (key i))"),
		constant("dissoc and assoc, of the newest version", dicts,
			"(set! d (assoc (dissoc d (key i)) (key i) i))"),
		constant("merge, with a small dict", dicts, "(set! d (merge d {:new 1}))"),
		constant("update", dicts, "(set! d (update d (key i) inc))"),
		linear("a fold with assoc into n keys", dicts, "(reduce (fn (acc k) (assoc acc k 1)) {} texts)"),
		linear("a fold with assoc into ten keys", dicts, "(reduce (fn (acc i) (assoc acc (nth texts (mod i 10)) i)) {} (range n))"),
		linear("a fold with assoc that keeps every version", dicts,
			"(reduce (fn (acc k) (append! acc (assoc (last acc) k 1)) acc) (list {}) texts)"),
		linear("a fold with dissoc to nothing", dicts, "(reduce dissoc d texts)"),
		linear("dict-set! in a loop", dicts, "(let ((d (dict))) (for-each (fn (k) (dict-set! d k 1)) texts))"),
		linear("a window: the oldest key out and a new one in", dicts,
			"(let ((d (dict))) (for-each-indexed (fn (i k) (dict-set! d k i) (when (> i 9) (dict-delete! d (nth texts (- i 10))))) texts) (first (keys d)))"),
		linear("merge, of two large ones", dicts, "(merge d d)"),
		linear("keys", dicts, "(keys d)"),
		linear("vals", dicts, "(vals d)"),
		linear("entries", dicts, "(entries d)"),
		linear("equality of dicts", dicts+"(define e (reduce (fn (acc k) (assoc acc k (get d k))) {} (reverse texts)))", "(= d e)"),
		linear("map-dict", dicts, "(map-dict (fn (k v) v) d)"),
	}
}

func texting() []operation {
	const ascii = "(define s (join \"\" (map (fn (i) \"abcdefghij\") (range (quotient n 10)))))"
	const wide = "(define s (join \"\" (map (fn (i) \"äbcdéfgh→j\") (range (quotient n 10)))))"
	return []operation{
		constant("string-length", ascii, "(string-length s)"),
		constant("char-at", ascii, "(char-at s (mod (* i 7919) n))"),
		constant("substring, a short one", ascii, "(substring s (quotient n 2) (+ 3 (quotient n 2)))"),
		linear("str", ascii, "(str s s)"),
		linear("join", texts, "(join \",\" texts)"),
		linear("split", texts+"(define s (join \",\" texts))", "(split s \",\")"),
		linear("replace", wide, "(replace s \"b\" \"xx\")"),
		linear("upcase", wide, "(upcase s)"),
		linear("trim", "(define s (str (repeat \" \" n) \"x\" (repeat \" \" n)))", "(trim s)"),
		linear("string-contains?", "(define s (repeat \"a\" n)) (define p (str (repeat \"a\" (quotient n 2)) \"b\"))", "(string-contains? s p)"),
		linear("index-of, in a string", wide, "(index-of s \"zz\")"),
		linear("string->list", wide, "(string->list s)"),
		linear("list->string", wide+"(define cs (string->list s))", "(list->string cs)"),
		linear("string=?", ascii+"(define s2 (str s \"\"))", "(= s s2)"),
		linear("string-length, of every prefix's end", wide, "(string-length (substring s 0 (- (string-length s) 1)))"),
		linear("a string buffer", "", "(let ((b (make-string-buffer))) (let loop ((i 0)) (when (< i n) (string-buffer-append! b \"ab\") (loop (+ i 1)))) (string-buffer->string b))"),
		linear("string->symbol, of known ones", texts+"(define kept (map string->symbol texts))", "(for-each string->symbol texts)"),
		search("regex-match?, of what makes others exponential", "(define s (repeat \"a\" n))", "(regex-match? \"(a*)*b\" s)"),
		search("regex-find-all", wide, "(regex-find-all \"[a-f]+\" s)"),
		search("regex-replace", wide, "(regex-replace \"[a-f]+\" \"x\" s)"),
		search("regex-split", texts+"(define s (join \", \" texts))", "(regex-split \", *\" s)"),
	}
}

func collections() []operation {
	const vectors = "(define v (list->vector (range n)))"
	return []operation{
		constant("vector-ref", vectors, "(vector-ref v (mod (* i 7919) n))"),
		constant("vector-set!", vectors, "(vector-set! v (mod (* i 7919) n) i)"),
		constant("vector-length", vectors, "(vector-length v)"),
		linear("vector->list", vectors, "(vector->list v)"),
		linear("vector-map", vectors, "(vector-map inc v)"),
		linear("vector-fill!", vectors, "(vector-fill! v 0)"),
		constant("set-add! and set-remove!", sets, "(set-add! s -1) (set-remove! s -1)"),
		constant("set-member?", sets, "(set-member? s (mod (* i 7919) n))"),
		linear("set-union", sets, "(set-union s s)"),
		linear("set-add! in a loop", "", "(let ((s (make-set))) (for-each (fn (x) (set-add! s x)) (range n)))"),
	}
}

func control() []operation {
	return []operation{
		deep("perform", "", "(perform 1)"),
		deep("a call", "(define (f x) x)", "(f i)"),
		deep("call/cc, entered", "", "(call/cc (fn (k) (k i)))"),
		deep("call/cc, entered again", "(define again nil)",
			"(let ((x (call/cc (fn (k) (set! again k) 0)))) (when (< x 3) (again (+ x 1))))"),
		deep("call/ec", "", "(call/ec (fn (k) (k i)))"),
		deep("shift, called twice", "", "(reset (+ 1 (shift k (k (k i)))))"),
		deep("shift, kept", "(define kept nil)", "(reset (+ 1 (shift k (set! kept k)))) (kept i)"),
		deep("guard", "", "(guard (e (true e)) (raise i))"),
		deep("an error of a builtin, caught", "", "(guard (e (true e)) (first 5))"),
		deep("an error of a builtin, handled", "",
			"(call/ec (fn (out) (with-exception-handler (fn (e) (out i)) (fn () (first 5)))))"),
		deep("a call of what is no function, caught", "", "(guard (e (true e)) (i 5))"),
		deep("handler-bind", "", "(with-exception-handler (fn (e) i) (fn () (raise-continuable i)))"),
		deep("dynamic-wind", "", "(dynamic-wind (fn () 1) (fn () i) (fn () 2))"),
		deep("parameterize", "(define p (make-parameter 1))", "(parameterize ((p i)) (p))"),
		constant("a guest, suspended n calls deep, resumed again",
			"(define state (cek-step-loop (make-cek-state (list 'let 'below (list (list 'd n))"+
				" '(if (= d 0) (do (perform 1) (perform 2)) (+ 1 (below (- d 1))))))))",
			"(cek-step-loop (cek-resume state i))"),
		keeping(256<<10, linear("a recursion n deep", "(define (down k) (if (= k 0) 0 (+ 1 (down (- k 1)))))", "(down n)")),
		linear("a recursion n deep, captured at the bottom", "(define (down k) (if (= k 0) (call/cc (fn (k) 0)) (+ 1 (down (- k 1)))))", "(down n)"),
		linear("a recursion n deep, left by call/cc", "(define (down k out) (if (= k 0) (out 0) (+ 1 (down (- k 1) out))))",
			"(call/cc (fn (out) (down n out)))"),
		linear("a recursion n deep, left by raise", "(define (down k) (if (= k 0) (raise 0) (+ 1 (down (- k 1)))))",
			"(guard (e (true e)) (down n))"),
		linear("n values handed out by shift", "(define (each i) (when (< i n) (shift k (list i k)) (each (+ i 1))))",
			"(let loop ((next (reset (each 0)))) (if (nil? next) 0 (loop ((nth next 1) nil))))"),
		linear("n guards inside each other", "(define (down k) (if (= k 0) (raise 0) (guard (e (false 1)) (+ 1 (down (- k 1))))))",
			"(guard (e (true e)) (down n))"),
	}
}

func data() []operation {
	const records = "(define records (map (fn (i) {:id i :name (str \"n\" i) :tags (list i \"x\" 'y)}) (range n)))"
	return []operation{
		linear("sx-parse", records+"(define text (sx-serialize records))", "(sx-parse text)"),
		linear("sx-serialize", records, "(sx-serialize records)"),
		linear("canonical-serialize, keys in any order", dicts, "(canonical-serialize d)"),
		linear("content-id", records, "(content-id records)"),
		linear("json-encode", records+"(define plain (map (fn (r) (dissoc r :tags)) records))", "(json-encode plain)"),
		linear("json-decode", "(define text (str \"[\" (join \",\" (map (fn (i) (str \"{\\\"a\\\":\" i \"}\")) (range n))) \"]\"))", "(json-decode text)"),
		linear("equal?", records+"(define again (map (fn (r) (assoc r :id (get r :id))) records))", "(equal? records again)"),
		linear("equal?, nested n deep", "(define (nest k) (let loop ((i 0) (v 0)) (if (= i k) v (loop (+ i 1) (list v))))) (define a (nest (min n 5000))) (define b (nest (min n 5000)))", "(equal? a b)"),
		linear("sha256", "(define s (repeat \"a\" n))", "(sha256 s)"),
		linear("write-to-string", records, "(write-to-string records)"),
	}
}
