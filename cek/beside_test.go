package cek_test

import (
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// TestMachinesBesideAreNotSeen: what another machine of the process has done before changes neither what a
// program sees nor what it is counted to hold. Small dicts with the same keys have them in common.
func TestMachinesBesideAreNotSeen(t *testing.T) {
	const program = `
		(define names (map (fn (i) (str "beside-" i)) (range 1 20)))
		(define small (dict))
		(for-each (fn (k) (dict-set! small k k)) (take names 5))
		(define large (dict))
		(for-each (fn (k) (dict-set! large k 1)) names)
		(define some (keys small))
		(define more (merge large small))
		(define all (entries (select-keys large (keys small))))
		(map (fn (k) (eq? k (get small k))) some)`
	var values []string
	var memory []int64
	for range 3 { // the second finds the shapes of the first
		m := machine(t, cek.Config{})
		out := start(t, m, program)
		values = append(values, kernel.Write(out.Value()))
		memory = append(memory, m.Memory())
	}
	if values[0] != values[1] || values[1] != values[2] {
		t.Errorf("the same program gave %s", strings.Join(values, ", "))
	}
	if memory[0] != memory[1] || memory[1] != memory[2] {
		t.Errorf("the same program was counted to hold %d bytes", memory)
	}
}
