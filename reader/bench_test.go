package reader

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// program is SX as people write it, about size bytes of it.
func program(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `;; (account/apply-%[1]d state event) -> state
(define (account/apply-%[1]d state event)
  "Folds one event of an account; unknown types are ignored."
  (let ((type (get event :type)) (amount (get-in event '(:data :amount))))
    (cond
      ((= type "deposited") (update state :balance (fn (b) (+ b amount %[1]d))))
      ((= type "withdrawn") (if (< (get state :balance) amount)
                              (raise {:kind :overdrawn :at (get event :at) "limit" -12.5})
                              (update state :balance (fn (b) (- b amount)))))
      (else state))))

(deftest "apply-%[1]d keeps the balance"
  (assert= 30 (get (fold account/apply-%[1]d {:balance 0 :seq 0} (list {:type "deposited" :data {:amount 10}}
    {:type "deposited" :data {:amount 20}} {:type "renamed\n" :data {:name "söme\tone"}})) :balance)))

`, i)
	}
	return b.String()
}

// data is one form: a list of events.
func data(size int) string {
	var b strings.Builder
	b.WriteString("(")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `{:stream "account-%d" :seq %d :type "deposited" :at 1700000%06d :data {:amount %d.25 :tags (:a :b "c")}}`+"\n",
			i%1000, i, i, i%997)
	}
	b.WriteString(")")
	return b.String()
}

func benchmarkRead(b *testing.B, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := New(&kernel.Source{Name: "bench", Text: text}, Options{})
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
		if _, bad := r.err.(*Error); bad {
			b.Fatal(r.err)
		}
	}
}

func BenchmarkReadProgram(b *testing.B) { benchmarkRead(b, program(10<<20)) }

func BenchmarkReadData(b *testing.B) { benchmarkRead(b, data(10<<20)) }

func BenchmarkReadAtoms(b *testing.B) { benchmarkRead(b, strings.Repeat("x 1 ", 1<<18)) }

func BenchmarkReadOneSmall(b *testing.B) { benchmarkRead(b, `{:type "deposited" :amount 10}`) }
