package kernel

import (
	"fmt"
	"math/bits"
	"testing"
)

// TestSipHash compares with the vectors of SipHash-1-3 under the key 00 01 … 0f, as other
// implementations give them for the texts of 0, 1, 2 … bytes 00 01 02 ….
func TestSipHash(t *testing.T) {
	var text []byte
	for i, want := range []uint64{0xabac0158050fc4dc, 0xc9f49bf37d57ca93, 0x82cb9b024dc7d44d, 0x8bf80ab8e7ddf7fb} {
		if got := hashText(text); got != want {
			t.Errorf("%d bytes: %#x, want %#x", i, got, want)
		}
		text = append(text, byte(i))
	}
	if hashText("\x00\x01") != 0x82cb9b024dc7d44d {
		t.Error("a string has another hash than its bytes")
	}
}

// chosenKeys gives n texts whose hashes share the bits that mask names with the text "".
func chosenKeys(n int, mask uint64) []*String {
	want := NewString("").Hash() & mask
	keys := make([]*String, 0, n)
	for i := 0; len(keys) < n; i++ {
		if k := NewString(fmt.Sprint("k", i)); k.Hash()&mask == want {
			keys = append(keys, k)
		}
	}
	return keys
}

// looks counts the places that are looked at to find all keys of d.
func (d *Dict) looks() int {
	n := 0
	for it := d.All(); ; {
		k, _, ok := it.Next()
		switch {
		case !ok:
			return n
		case d.hist.table != nil:
			_, slot := d.hist.table.find(k)
			n += 1 + d.hist.table.distance(k, slot)
		default:
			for r, shift := d.trie().root, uint(0); r != nil; shift += trieBits {
				n++
				bit := uint32(1) << ((k.Hash() >> shift) & 31)
				if shift > maxShift || r.nodeMap&bit == 0 {
					break
				}
				r = r.kids[bits.OnesCount32(r.nodeMap&(bit-1))]
			}
		}
	}
}

// TestChosenKeys: keys that were chosen to meet in a table, or in its second layout too, cost at most
// three times as many looks as others do in a trie, which takes about four.
func TestChosenKeys(t *testing.T) {
	const n = 2000
	build := func(keys []*String) *Dict {
		d := NewDict()
		for i, k := range keys {
			d.Set(k, Int(int64(i)))
		}
		for i, k := range keys {
			if v, ok := d.Get(k); !ok || v != Int(int64(i)) {
				t.Fatalf("key %s is lost", k)
			}
		}
		return d
	}
	random := build(chosenKeys(n, 0)).looks()
	for name, mask := range map[string]uint64{"the table's bits": 0x3ff << 24, "low bits": 0x3ff, "high bits": 0x3ff << 54} {
		d := build(chosenKeys(n, mask))
		looks := d.looks()
		if looks > 3*random {
			t.Errorf("%s: %d looks for %d keys, and %d for others", name, looks, n, random)
		}
	}
	// Bits that decide the place in both layouts.
	var both []*String
	for i := 0; len(both) < 1000; i++ {
		k := NewString(fmt.Sprint("k", i))
		if h := k.Hash(); h>>24&0xff == 0 && (h*secondSalt)>>24&0xf == 0 {
			both = append(both, k)
		}
	}
	if looks := build(both).looks(); looks > len(both)*crowded/2 {
		t.Errorf("both layouts: %d looks for %d keys", looks, len(both))
	}
}
