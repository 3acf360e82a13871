package kernel

import "testing"

// pairs hold, each, two pairs of numbers after which a list's hash is the same, if its first numbers were
// pairs before: where a list may go on with two numbers, or with two others. They were found by a search in
// four lists of three million numbers (Wagner, "A generalized birthday problem", CRYPTO 2002).
var pairs = [][4]int64{
	{112697, 4970427, 6832472, 10438906},
	{27293692, 30312354, 32769573, 35421084},
	{2323361, 3728031, 8474870, 11884408},
	{2569293, 4463991, 6555382, 12375384},
	{404021, 6253327, 8552165, 10756927},
	{2188498, 5794904, 8803408, 11067409},
	{12609874, 16453638, 21595192, 24618106},
	{347146, 6264128, 6850923, 10484008},
	{832467, 5538642, 9362390, 10336727},
}

// collidingLists makes 2 to the len(pairs) lists of one hash, and as many that differ likewise with hashes of
// their own.
func collidingLists(t *testing.T) (collide, random []Value) {
	t.Helper()
	for i := range 1 << len(pairs) {
		chosen, other := make([]int64, pairsLength), make([]int64, pairsLength)
		for k, p := range pairs {
			half := i >> k & 1 * 2
			copy(chosen[2*k:], p[half:half+2])
			copy(other[2*k:], []int64{p[half] + 1, p[half+1] + 1})
		}
		collide, random = append(collide, ListOf(ints(chosen)...)), append(random, ListOf(ints(other)...))
	}
	for i, l := range collide {
		if Hash(l) != Hash(collide[0]) || i > 0 && Hash(random[i]) == Hash(random[0]) || i > 0 && Equal(l, collide[0]) {
			t.Fatalf("the list %s has another hash than the first, or is the same", Write(l))
		}
	}
	return collide, random
}

// pairsLength is the length of the lists that pairs were searched for.
const pairsLength = 34
