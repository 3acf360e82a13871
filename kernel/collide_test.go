package kernel

import (
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
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

// chosenCount is how many keys are chosen to meet.
const chosenCount = 100_000

// choice is what chosen keys share: the bits that mask names of what place makes of their hashes.
type choice struct {
	name  string
	mask  uint64
	place func(hash uint64) uint64
}

func bare(hash uint64) uint64 { return hash }

var choices = []choice{
	{"nothing", 0, bare},
	{"low bits, which a trie begins with", 0xff, bare},
	{"middle bits", 0xff << 24, bare},
	{"bits of a table", 0xff << 56, bare},
	{"fewer bits of a table", 0x3f << 56, bare},
	{"few bits of a table", 0x0f << 56, bare},
	{"bits of a table's second layout", 0xff << 56, func(h uint64) uint64 { return h * salts[1] }},
	{"bits of both layouts", 0x0f << 56, func(h uint64) uint64 { return h | h*salts[1] }},
}

// chosenKeys gives, by name, chosenCount texts for each choice: of the texts k0, k1, k2 … those that have zeros
// in the bits.
func chosenKeys() map[string][]*String {
	all := map[string][]*String{}
	text := []byte("k")
	for i, missing := 0, len(choices); missing > 0; i++ {
		text = strconv.AppendInt(text[:1], int64(i), 10)
		h := hashText(text) | 1
		for _, c := range choices {
			mask := c.mask &^ 1
			if c.place(h)&mask != 0 || len(all[c.name]) == chosenCount {
				continue
			}
			if all[c.name] = append(all[c.name], NewString(string(text))); len(all[c.name]) == chosenCount {
				missing--
			}
		}
	}
	return all
}

// forgedKeys gives as many texts whose hashes are said to share bits: what somebody could find who tries
// a thousand million texts for each.
func forgedKeys(mask uint64) []*String {
	keys := make([]*String, chosenCount)
	for i := range keys {
		keys[i] = NewString(fmt.Sprint(mask, " ", i)) // which nobody else uses, with another hash
		keys[i].hash = hashText(keys[i].s)&^mask | 1
	}
	return keys
}

// levels counts the nodes from the root to the entry with that hash, and the entries it is compared with.
func (m *ordMap) levels(hash uint64) int {
	alone, _ := m.candidates(hash)
	n := len(alone)
	for r, shift := m.root, uint(0); r != nil; shift += trieBits {
		n++
		bit := uint32(1) << ((hash >> shift) & 31)
		if shift > maxShift || r.nodeMap&bit == 0 {
			break
		}
		r = r.kids[bits.OnesCount32(r.nodeMap&(bit-1))]
	}
	return n
}

// looks counts the places that are looked at to find k, which is there.
func (d *Dict) looks(k *String) int {
	t := d.table()
	if t == nil {
		return d.trie().levels(k.Hash())
	}
	_, slot := t.find(k)
	return 1 + t.distance(k, slot)
}

// buildLooks puts keys in a dict, with set, and counts the places that are looked at; each key that is moved
// to another table, or to a trie, counts as found again.
func buildLooks(t *testing.T, keys []*String, set func(d *Dict, k *String, v Value) *Dict) (*Dict, int) {
	t.Helper()
	d := NewDict()
	n := 0
	var index *uint32
	for i, k := range keys {
		d = set(d, k, Int(int64(i)))
		if d.hist == nil {
			continue
		}
		n += d.looks(k)
		var now *uint32
		if table := d.table(); table != nil {
			now = &table.index[0]
		}
		if now != index {
			for _, moved := range keys[:i] {
				n += d.looks(moved)
			}
		}
		index = now
	}
	return d, n
}

// TestChosenKeys: keys that were chosen to meet in a table, in its further layouts or in a trie cost at
// most three times as much as others, to put in and to find. Nothing else in this package is laid out by
// hashes: symbols are not interned.
func TestChosenKeys(t *testing.T) {
	keys := chosenKeys()
	keys["forged: low bits"] = forgedKeys(1<<30 - 2)
	keys["forged: high bits"] = forgedKeys(^uint64(1<<34 - 1))
	keys["forged: middle bits"] = forgedKeys((1<<30 - 1) << 20)
	random := keys["nothing"]
	for _, c := range []struct {
		about string
		of    *regexp.Regexp // the keys
		set   func(d *Dict, k *String, v Value) *Dict
	}{
		{"dict-set!", regexp.MustCompile(""), func(d *Dict, k *String, v Value) *Dict { d.Set(k, v); return d }},
		{"assoc", regexp.MustCompile("both|forged: high"), (*Dict).Assoc},
		{"assoc to a trie", regexp.MustCompile("low"), func(d *Dict, k *String, v Value) *Dict {
			if d.hist != nil {
				_ = d.hist.lookBack(nil)
			}
			return d.Assoc(k, v)
		}},
	} {
		about, set := c.about, c.set
		base, building := buildLooks(t, random, set)
		finding := findLooks(t, base, random)
		for name, ks := range keys {
			if !c.of.MatchString(name) {
				continue
			}
			d, n := buildLooks(t, ks, set)
			if found := findLooks(t, d, ks); n > 3*building || found > 3*finding {
				t.Errorf("%s, %s: %d looks to build and %d to find, for others %d and %d", about, name, n, found, building, finding)
			}
		}
	}
	members := setLooks(t, random)
	for _, name := range []string{"low bits, which a trie begins with", "forged: low bits"} {
		ks := keys[name]
		if n := setLooks(t, ks); n > 3*members {
			t.Errorf("a set, %s: %d looks, for others %d", name, n, members)
		}
	}
}

// findLooks counts the places that are looked at to find all keys.
func findLooks(t *testing.T, d *Dict, keys []*String) int {
	t.Helper()
	n := 0
	for i, k := range keys {
		if v, ok := d.Get(k); !ok || v != Int(int64(i)) {
			t.Fatalf("key %s is lost", k)
		}
		n += d.looks(k)
	}
	return n
}

// setLooks counts the places that are looked at to put texts in a set.
func setLooks(t *testing.T, keys []*String) int {
	t.Helper()
	s := NewSet()
	n := 0
	for _, k := range keys {
		s.Add(Ref(&k.Header))
		n += s.m.levels(k.Hash())
	}
	if s.Len() != len(keys) {
		t.Fatalf("%d members, want %d", s.Len(), len(keys))
	}
	return n
}
