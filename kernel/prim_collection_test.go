package kernel_test

import (
	"testing"

	"github.com/sx-lang/sx/kernel"
)

func TestDictBuiltins(t *testing.T) {
	checkLines(t,
		`(dict) => {}`,
		`(dict :a 1 'b 2 "c d" 3 ':e 4) => {:a 1 :b 2 "c d" 3 :e 4}`,
		`(dict :a 1 :a 2) => {:a 2}`,
		`(dict 1 2) !! "dict: argument 1 is number, want string or keyword"`,
		`(get-in {:a 1} nil) => {:a 1}`,
		`(get-in nil '(:a :b)) => nil`,
		`(get-in '(1 (2 3)) '(1 0)) => 2`,
		`(get-in {:a 1} '(:a :b)) !! "get-in: argument 1 on this path is number, want dict, list or vector"`,
		`(get-in {:a 1} :a) !! "get-in: argument 2 is string, want list"`,
		`(has-key? {:a 1} 'a) => true`,
		`(has-key? '(1) :a) !! "has-key.: argument 1 is list, want dict"`,
		`(has-key? {} 1) !! "has-key.: argument 2 is number, want string or keyword"`,
		`(vals nil) => ()`,
		`(entries nil) => ()`,
		`(keys '(1)) !! "keys: argument 1 is list, want dict"`,
		`(from-entries nil) => {}`,
		`(from-entries (entries {:a 1 :b 2})) => {:a 1 :b 2}`,
		`(dict-size nil) => 0`,
		`(select-keys nil '(:a)) => {}`,
		`(select-keys {:a 1} '(1)) !! "select-keys: argument 2 has a number in it"`,
		`(assoc {:a 1}) => {:a 1}`,
		`(assoc {:a 1} :b) !! "assoc: takes keys and values in turn"`,
		`(assoc '(1) :a 1) !! "assoc: argument 1 is list, want dict"`,
		`(assoc-in {} '(:a) 1) => {:a 1}`,
		`(assoc-in {} '() 1) !! "assoc-in: argument 2 is an empty path"`,
		`(assoc-in {} '(1) 1) !! "assoc-in: argument 2 is number, want string or keyword"`,
		`(dissoc nil :a) => {}`,
		`(dissoc {:a 1 :b 2 :c 3} :a :c) => {:b 2}`,
		`(merge nil) => {}`,
		`(merge {:a 1} {:a 2}) => {:a 2}`,
		`(merge {:a 1} '(1)) !! "merge: argument 2 is list, want dict"`,
		`(dict-set! {} :a 1 :b 2) !! "arguments"`,
		`(dict-delete! {:a 1} :z) => {:a 1}`,
		`(dict-delete! nil :z) !! "dict-delete!: argument 1 is nil, want dict"`,
		`(dict-copy nil) => {}`,
	)
}

func TestVectorBuiltins(t *testing.T) {
	checkLines(t,
		`(vector) => #()`,
		`(make-vector 2) => #(nil nil)`,
		`(vector-ref #(1) -1) !! "vector-ref: argument 2 is -1, want an index below 1"`,
		`(vector-ref '(1) 0) !! "vector-ref: argument 1 is list, want vector"`,
		`(vector-set! (vector) 0 1) !! "vector-set!: argument 2 is 0, want an index below 0"`,
		`(vector-fill! (vector 1 2 3 4) 0 1 3) => #(1 0 0 4)`,
		`(vector-fill! (vector 1 2) 0 1 3) !! "vector-fill!: argument 4 is 3, want 1 to 2"`,
		`(vector-copy #(1 2 3) 1 2) => #(2)`,
		`(subvector #(1 2 3) 2 1) !! "subvector: argument 3 is 1, want 2 to 3"`,
		`(vector-copy! (vector 1 2 3 4) 0 #(a b c) 1) => #(b c 3 4)`,
		`(vector-copy! (vector 1 2 3 4) 2 #(a b c) 1 2) => #(1 2 b 4)`,
		`(vector-copy! (vector 1 2) 3 #(a)) !! "vector-copy!: argument 2 is 3, want 0 to 2"`,
		`(vector-append) => #()`,
		`(vector-append #(1) '(2)) !! "vector-append: argument 2 is list, want vector"`,
		`(vector->list #(1 2 3) 1 2) => (2)`,
		`(list->vector nil) => #()`,
	)
}

// TestVectorCopyOverlap: a vector copied into itself is as it would be through another one.
func TestVectorCopyOverlap(t *testing.T) {
	const n = 20_000
	c := newCalculator()
	for _, at := range []int64{0, 1, 5000, 9999} {
		for _, from := range []int64{0, 1, 5000, 9999} {
			got := bigVector(n)
			args := vals(got, kernel.Int(at), got, kernel.Int(from), kernel.Int(from+n/2))
			if _, err := c.builtins["vector-copy!"].Call(&c.meter, args); err != nil {
				t.Fatal(err)
			}
			want := bigVector(n)
			copy(want.AsVector().Items[at:], bigVector(n).AsVector().Items[from:from+n/2])
			if !kernel.Equal(got, want) {
				t.Errorf("from %d to %d: elements were written over before they were read", from, at)
			}
		}
	}
}

func TestSetBuiltins(t *testing.T) {
	checkLines(t,
		`(make-set nil) => #{}`,
		`(make-set #(1 2 1)) => #{1 2}`,
		`(make-set {:a 1}) !! "make-set: argument 1 is dict, want list, vector or set"`,
		`(set-member? (make-set '(1/2 100000000000000000000)) 0.5) => true`,
		`(set-member? (make-set '(100000000000000000000)) 1e20) => true`,
		`(set-add! (make-set) '(1 (2)) '(1.0 (2))) => #{(1 (2))}`,
		`(set-remove! (make-set '((1)))'(1)) => #{}`,
		`(set-union) => #{}`,
		`(set-union (make-set '(1)) '(2)) !! "set-union: argument 2 is list, want set"`,
		`(set-intersection (make-set '(1 2 3)) (make-set '(3 2)) (make-set '(2 9))) => #{2}`,
		`(set-intersection (make-set '(1 2))) => #{1 2}`,
		`(set-difference (make-set '(1 2 3)) (make-set '(3)) (make-set '(1))) => #{2}`,
		`(set-subset? (make-set) (make-set)) => true`,
		`(set-subset? (make-set '(1 2)) (make-set '(2 3))) => false`,
		`(set-subset? (make-set '(1 2 3)) (make-set '(2 3))) => false`,
	)
}

func TestLogicBuiltins(t *testing.T) {
	checkLines(t,
		`(= nil '()) => false`,
		`(= "a" 'a) => false`,
		`(= 1) => true`,
		`(= 1/2 0.5) => true`,
		`(= 100000000000000000000 1e20) => true`,
		`(= 9007199254740993 9007199254740992.0) => false`,
		`(= '(1 #(2 {:a (3)})) '(1.0 #(2 {:a (3)}))) => true`,
		`(= '(1 2) #(1 2)) => false`,
		`(= (make-set '(1 2)) (make-set '(2 1))) => true`,
		`(!= '(1) '(1 2)) => true`,
		`(number? true) => false`,
		`(number? 100000000000000000000) => true`,
		`(boolean? true) => true`,
		`(boolean? 0) => false`,
		`(list? (list)) => true`,
		`(null? nil) => true`,
		`(keyword? (string->keyword "a")) => true`,
		`(symbol? ':a) => false`,
		`(boolean=? true false) => false`,
		`(boolean=? false false false) => true`,
		`(symbol=? 'a 'a 'a) => true`,
		`(void) => nil`,
		`(type-of nil) => "nil"`,
		`(type-of 1/2) => "number"`,
		`(type-of ':a) => "keyword"`,
		`(type-of (make-set)) => "set"`,
		`(type-of (make-condition :user "m")) => "condition"`,
		`(string->symbol "a b") => |a b|`,
		`(symbol->string (string->symbol "")) => ""`,
		`(condition-irritants (make-condition :user "m")) => ()`,
		`(condition-irritants (make-condition :user "m" '(1) nil)) => ((1) nil)`,
		`(append! (condition-irritants (make-condition :user "m" 1)) 2) => (1 2)`,
		`(make-condition :user 5) !! "make-condition: argument 2 is number, want string"`,
	)
}
