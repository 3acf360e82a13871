package cek

import (
	"context"
	"fmt"
	"testing"
)

// TestCallsStayInTheirSegment calls a function a hundred times from a frame at each depth: wherever it lies in
// its segment, its calls do not go to another one each.
func TestCallsStayInTheirSegment(t *testing.T) {
	for depth := range 60 {
		m, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		changes, last := 0, m.seg
		m.Watch(func(Instant) int64 {
			if m.seg != last {
				changes, last = changes+1, m.seg
			}
			return 1
		})
		v, err := m.Do(context.Background(), nil, "calls.sx", fmt.Sprintf(`
(define (leaf a b c) (+ a b c))
(define (calls) (let loop ((i 0) (sum 0)) (if (= i 100) sum (loop (+ i 1) (+ sum (leaf i 1 2))))))
(define (down n) (if (= n 0) (calls) (+ 1 (down (- n 1)))))
(down %d)`, depth))
		if err != nil || v.Int64() != int64(5250+depth) {
			t.Fatalf("at depth %d: got %v, %v", depth, v, err)
		}
		if changes > 40 {
			t.Errorf("at depth %d the machine went %d times to another segment", depth, changes)
		}
	}
}

// TestWrongThunkOfGuest steps a guest whose function wants an argument, at many depths: what goes wrong does so in
// the guest, and the frames of its driver stay where the guest knows them.
func TestWrongThunkOfGuest(t *testing.T) {
	for depth := range 60 {
		m, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := m.Do(context.Background(), nil, "guest.sx", fmt.Sprintf(`
(define (down n) (if (= n 0) (cek-phase (cek-step-loop (cek-step (cek-call (fn (x) x))))) (first (list (down (- n 1))))))
(down %d)`, depth))
		if err != nil || v.Text() != "failed" {
			t.Fatalf("at depth %d: got %v, %v, want failed", depth, v, err)
		}
	}
}
