package cek

import "strings"

// formDoc is what there is to know of a special form, or of a word that has a meaning inside some.
type formDoc struct {
	name     string
	usage    string // ways to write it, a line each
	doc      string // one line
	examples string // lines "(form) => value" or "(form) !! "regexp""; a test runs them
}

func (d formDoc) description() Description {
	return Description{Name: d.name, Kind: "special form", Usage: strings.Split(d.usage, "\n"), Doc: d.doc,
		Examples: exampleLines(d.examples), Max: -1}
}

// FormDocs describes the special forms, the macros that are part of the machine, and the words that
// have a meaning inside forms only, in the order in which one may want to read of them.
func FormDocs() []Description {
	var out []Description
	for _, t := range [][]formDoc{bindingDocs(), choiceDocs(), controlDocs(), quotingDocs()} {
		for _, d := range t {
			out = append(out, d.description())
		}
	}
	return out
}

// bindingDocs are the forms that give names to values.
func bindingDocs() []formDoc {
	return []formDoc{
		{"define", "(define name value)\n(define (name parameter…) body…)",
			"Defines a variable, or a function; at top level, or at the start of a body, which sees it alone.",
			"(begin (define x 2) (* x 3)) => 6\n" +
				"(begin (define (twice x) \"two times x\" (* 2 x)) (twice 4)) => 8\n" +
				"(begin (define (area w &optional (h w)) (* w h)) (list (area 3) (area 3 2))) => (9 6)"},
		{"set!", "(set! name value)",
			"Gives a variable that is there another value.",
			"(let ((n 1)) (set! n (+ n 1)) n) => 2\n" +
				"(set! nobody 1) !! \"nobody\""},
		{"fn", "(fn (parameter…) body…)\n(fn rest body…)",
			"A function; parameters are names and patterns, after them &optional, &key and &rest.",
			"((fn (x y) (- x y)) 5 3) => 2\n" +
				"((fn (x &rest more) (list x more)) 1 2 3) => (1 (2 3))\n" +
				"((fn (&key (by 1)) by) :by 5) => 5\n" +
				"((fn ((a b) {:x x}) (+ a b x)) '(1 2) {:x 3}) => 6"},
		{"lambda", "(lambda (parameter…) body…)",
			"The same as fn.",
			"((lambda (x) (* x x)) 7) => 49"},
		{"case-lambda", "(case-lambda ((parameter…) body…)…)",
			"A function that takes the first clause whose parameters fit the number of arguments.",
			"(let ((f (case-lambda ((x) (list 'one x)) ((x y) (list 'two x y))))) (list (f 1) (f 1 2))) => ((one 1) (two 1 2))"},
		{"let", "(let ((name value)…) body…)\n(let (name value …) body…)\n(let loop ((name value)…) body…)",
			"Binds names or patterns one after the other; with a name in front, a loop that body goes on by calling it.",
			"(let ((a 1) (b (+ a 1))) (list a b)) => (1 2)\n" +
				"(let (((x y) '(1 2)) ({:name n} {:name \"ann\"})) (list x y n)) => (1 2 \"ann\")\n" +
				"(let loop ((i 0) (sum 0)) (if (< i 4) (loop (+ i 1) (+ sum i)) sum)) => 6"},
		{"let*", "(let* ((name value)…) body…)",
			"The same as let, which is sequential already.",
			"(let* ((a 1) (b (+ a 1))) b) => 2"},
		{"letrec", "(letrec ((name value)…) body…)",
			"Binds names that the values may refer to, for functions that call each other.",
			"(letrec ((even (fn (n) (or (= n 0) (odd (- n 1))))) (odd (fn (n) (and (> n 0) (even (- n 1)))))) (even 10)) => true"},
		{"letrec*", "(letrec* ((name value)…) body…)",
			"The same as letrec.",
			"(letrec* ((a 1) (f (fn () a))) (f)) => 1"},
		{"let-values", "(let-values (((name…) expression)…) body…)",
			"Binds names to the several values that an expression gives.",
			"(let-values (((q r) (floor/ 7 2))) (list q r)) => (3 1)"},
		{"let*-values", "(let*-values (((name…) expression)…) body…)",
			"The same as let-values.",
			"(let*-values (((a b) (values 1 2)) ((c) (+ a b))) c) => 3"},
		{"receive", "(receive (name…) expression body…)",
			"Binds names to the several values of one expression.",
			"(receive (a &rest more) (values 1 2 3) (list a more)) => (1 (2 3))"},
		{"define-values", "(define-values (name…) expression)",
			"Defines variables by the several values of an expression.",
			"(begin (define-values (q r) (floor/ 7 2)) (list q r)) => (3 1)"},
		{"define-record-type", "(define-record-type name (constructor field…) predicate (field accessor [modifier])…)",
			"Defines a type of records, with the functions that make them, tell them and look into them.",
			"(begin (define-record-type point (point x y) point? (x point-x) (y point-y set-y!)) (let ((p (point 1 2))) (set-y! p 5) (list (point? p) (point-x p) (point-y p)))) => (true 1 5)"},
		{"define-type", "(define-type Name (Constructor field…)…)",
			"Defines a type with a constructor for each of its variants; Constructor?, Constructor-field and Name? too.",
			"(begin (define-type Shape (Circle r) (Box w h)) (map (fn (s) (match s ((Circle r) (* 3 r r)) ((Box w h) (* w h)))) (list (Circle 2) (Box 2 5)))) => (12 10)\n" +
				"(begin (define-type Shape (Circle r) (Box w h)) (list (Box? (Box 1 2)) (Box-w (Box 1 2)) (Shape? (Circle 1)))) => (true 1 true)"},
		{"define-library", "(define-library (name…) (export name…) (import (name…)…) (begin form…))",
			"Defines a library: its body has a top level of its own, of which importers see what is exported.",
			"(begin (define-library (my maths) (export twice) (begin (define (twice x) (* 2 x)))) (import (my maths)) (twice 4)) => 8"},
		{"import", "(import (name…)…)\n(import (only set name…))\n(import (except set name…))\n(import (prefix set text))\n(import (rename set (name new-name)…))",
			"Makes the exports of libraries known here; a set is a library name or one of the narrowing forms.",
			"(begin (import (prefix (only (sx test) assert=) t/)) (t/assert= 1 1)) => nil\n" +
				"(import (no such)) !! \"no such\""},
	}
}

// choiceDocs are the forms that choose, and those that put expressions in a row.
func choiceDocs() []formDoc {
	return []formDoc{
		{"if", "(if test then [else])",
			"One of two expressions; without an else, nil. Only false and nil are false.",
			"(if (> 2 1) \"yes\" \"no\") => \"yes\"\n(if false 1) => nil"},
		{"when", "(when test body…)", "The body if the test is true, else nil.",
			"(when (> 2 1) \"yes\") => \"yes\"\n(when (> 1 2) \"yes\") => nil"},
		{"unless", "(unless test body…)", "The body if the test is false, else nil.",
			"(unless (> 1 2) \"no\") => \"no\""},
		{"cond", "(cond (test body…)… (else body…))\n(cond test body … else body)",
			"The body of the first test that is true; (test => f) calls f with the value of the test.",
			"(cond ((> 1 2) \"more\") ((= 1 2) \"equal\") (else \"less\")) => \"less\"\n" +
				"(cond (= 1 2) \"equal\" else \"other\") => \"other\"\n" +
				"(cond ((find even? '(1 4)) => inc) (else nil)) => 5"},
		{"case", "(case key ((datum…) body…)… (else body…))\n(case key datum body … else body)",
			"The body whose datum equals the key; the data are not evaluated.",
			"(case (* 2 3) ((2 3 5 7) \"prime\") ((4 6 8 9) \"composite\")) => \"composite\"\n" +
				"(case \"paid\" \"placed\" 1 \"paid\" 2 else 0) => 2"},
		{"and", "(and expression…)", "The last value if all are true, else the first that is false; true for none.",
			"(and 1 2) => 2\n(and 1 nil (error \"not evaluated\")) => nil"},
		{"or", "(or expression…)", "The first value that is true, else the last; false for none.",
			"(or nil 2) => 2\n(or false nil) => nil"},
		{"match", "(match value (pattern body…)…)",
			"The body of the first pattern that fits. A pattern: a literal, _, a name, 'datum, (pattern…) with &rest, {:key pattern}, (Constructor pattern…), (? predicate pattern), else.",
			"(match '(add 1 2) (('add a b) (+ a b)) (_ 0)) => 3\n" +
				"(match {:type \"paid\" :amount 5} ({:type \"placed\"} 0) ({:type \"paid\" :amount a} a)) => 5\n" +
				"(match '(1 2 3) ((first &rest more) more)) => (2 3)\n" +
				"(match 7 ((? string? s) s) ((? odd?) \"odd\")) => \"odd\"\n" +
				"(match 7 (8 \"eight\")) !! \"no pattern matches\""},
		{"let-match", "(let-match ((pattern value)…) body…)", "Binds the names in patterns; raises if one does not fit.",
			"(let-match (((a b) '(1 2))) (+ a b)) => 3\n(let-match (((a b) '(1))) a) !! \"no pattern matches\""},
		{"begin", "(begin expression…)", "The expressions one after the other; the value of the last.",
			"(begin 1 2 3) => 3"},
		{"do", "(do expression…)\n(do ((name first next)…) (test result…) body…)",
			"The same as begin; with bindings and a test, a loop until the test is true.",
			"(do 1 2 3) => 3\n(do ((i 0 (+ i 1)) (sum 0 (+ sum i))) ((= i 4) sum)) => 6"},
		{"->", "(-> value step…)", "Hands a value on, as the first argument of each step.",
			"(-> 5 (- 2) inc) => 4\n(-> {:a 1} (assoc :b 2) keys) => (\"a\" \"b\")"},
		{"->>", "(->> value step…)", "Hands a value on, as the last argument of each step.",
			"(->> (range 6) (filter even?) (map square)) => (0 4 16)"},
		{"as->", "(as-> value name step…)", "Hands a value on under a name.",
			"(as-> 5 x (- x 2) (list x x)) => (3 3)"},
	}
}

// controlDocs are the forms that change how control flows, and what a perform or an error meets.
func controlDocs() []formDoc {
	return []formDoc{
		{"perform", "(perform request)",
			"Suspends the program with a request to its host; the answer is the value.",
			"(number? (perform {:op \"clock/now\"})) => true\n" +
				"(perform {:op \"no/such\"}) !! \"no/such\""},
		{"guard", "(guard (name (test body…)… [(else body…)]) body…)",
			"Runs the body; what it raises has the name in the clauses. What no clause takes is raised again.",
			"(guard (e ((string? e) (upper e))) (raise \"boom\")) => \"BOOM\"\n" +
				"(guard (e (else (condition-message e))) (error \"no such order\")) => \"no such order\"\n" +
				"(guard (e ((string? e) e)) (raise 5)) !! \"5\""},
		{"handler-bind", "(handler-bind ((predicate handler)…) body…)",
			"Calls a handler where something is raised, before anything is unwound; it may come back from raise-continuable.",
			"(handler-bind ((string? (fn (e) 10))) (+ 1 (raise-continuable \"how many\"))) => 11"},
		{"reset", "(reset body…)", "A prompt: shift captures the continuation up to here.",
			"(reset (+ 1 (shift k (k (k 5))))) => 7"},
		{"shift", "(shift name body…)",
			"Takes the continuation up to the nearest reset away, as a function, and runs the body in its place.",
			"(reset (+ 1 (shift k 5))) => 5\n(reset (list 'a (shift k (list (k 1) (k 2))))) => ((a 1) (a 2))"},
		{"delay", "(delay expression)", "A promise: force evaluates the expression, once.",
			"(let ((p (delay (+ 1 2)))) (force p)) => 3"},
		{"delay-force", "(delay-force expression)",
			"A promise of what the promise that the expression gives will give; for loops that take no stack.",
			"(force (delay-force (delay 3))) => 3"},
		{"parameterize", "(parameterize ((parameter value)…) body…)",
			"Gives parameters other values while the body runs.",
			"(let ((p (make-parameter 1))) (list (parameterize ((p 2)) (p)) (p))) => (2 1)"},
		{"provide", "(provide name value body…)",
			"While the body runs, (context name) is the value.",
			"(provide :user \"ann\" (str \"hello \" (context :user))) => \"hello ann\""},
		{"scope", "(scope name [:value value] body…)",
			"While the body runs, (emit! name x) collects under the name; (emitted name) gives what has been collected.",
			"(scope :log (emit! :log 1) (emit! :log 2) (emitted :log)) => (1 2)"},
	}
}

// quotingDocs are the forms about code as data: quoting and macros.
func quotingDocs() []formDoc {
	return []formDoc{
		{"quote", "(quote datum)\n'datum", "The datum as it is written, not evaluated.",
			"'(+ 1 2) => (+ 1 2)\n(quote x) => x"},
		{"quasiquote", "(quasiquote datum)\n`datum", "The datum, with ,expression and ,@expression in it evaluated.",
			"(let ((x 5) (l '(1 2))) `(x ,x ,@l)) => (x 5 1 2)"},
		{"unquote", "(unquote expression)\n,expression", "In a quasiquote: the value of the expression.",
			"`(1 ,(+ 1 1)) => (1 2)"},
		{"unquote-splicing", "(unquote-splicing expression)\n,@expression", "In a quasiquote: the elements of the value.",
			"`(0 ,@(list 1 2) 3) => (0 1 2 3)"},
		{"define-syntax", "(define-syntax name (syntax-rules (literal…) (pattern template)…))",
			"Defines a hygienic macro.",
			"(begin (define-syntax swap! (syntax-rules () ((_ a b) (let ((t a)) (set! a b) (set! b t))))) (let ((t 1) (u 2)) (swap! t u) (list t u))) => (2 1)"},
		{"syntax-rules", "(syntax-rules (literal…) (pattern template)…)\n(syntax-rules ellipsis (literal…) (pattern template)…)",
			"How a macro of define-syntax, let-syntax or letrec-syntax rewrites its uses; … after a pattern is written as three dots.",
			"(begin (define-syntax all-of (syntax-rules () ((_) true) ((_ x rest ...) (if x (all-of rest ...) false)))) (all-of 1 2 nil)) => false"},
		{"let-syntax", "(let-syntax ((name (syntax-rules …))…) body…)", "Macros for a body.",
			"(let-syntax ((twice (syntax-rules () ((_ x) (* 2 x))))) (twice 4)) => 8"},
		{"letrec-syntax", "(letrec-syntax ((name (syntax-rules …))…) body…)", "Macros for a body that may use each other.",
			"(letrec-syntax ((all-of (syntax-rules () ((_) true) ((_ x y ...) (if x (all-of y ...) false))))) (all-of 1 2)) => true"},
		{"defmacro", "(defmacro name (parameter…) body…)",
			"Defines a macro by a function from operands, not evaluated, to the form to evaluate; it is not hygienic.",
			"(begin (defmacro unless-zero (x body) `(if (= 0 ,x) nil ,body)) (unless-zero 5 \"fine\")) => \"fine\""},
		{"cond-expand", "(cond-expand (requirement form…)… [(else form…)])",
			"The forms of the first clause whose requirement holds: a feature, (library name), and, or, not.",
			"(cond-expand ((library (store api)) \"a store\") (else \"none\")) => \"a store\"\n(cond-expand (sx 1) (else 2)) => 1"},
		{"syntax-error", "(syntax-error message form…)", "An error where it is expanded; for the template of a wrong use of a macro.",
			"(begin (define-syntax pair (syntax-rules () ((_ a b) (list a b)) ((_ other ...) (syntax-error \"pair: want two\" other ...)))) (pair 1)) !! \"pair: want two\""},
	}
}
