package hosttest

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// Compare performs the same n random requests on two hosts with empty stores and clocks that stand
// still at the same time, and fails t at the first answer that differs. reopen, if not nil, is asked
// now and then for the host to go on with in place of b.
func Compare(t *testing.T, seed uint64, n int, a, b hosts.Host, reopen func() hosts.Host) {
	t.Helper()
	g := NewRequests(seed)
	for i := range n {
		r := g.Next()
		if reopen != nil && g.chance(50) {
			b = reopen()
		}
		x, y := Text(a.Perform(context.Background(), r)), Text(b.Perform(context.Background(), r))
		g.learn(x)
		if x != y {
			t.Fatalf("seed %d, request %d: %s\n one   %s\n other %s", seed, i, clip(kernel.Write(r)), clip(x), clip(y))
		}
	}
}

// Requests makes random requests: mostly right, on few names so that they meet, some wrong.
type Requests struct {
	rand *rand.Rand
	cids []any // of blobs put
}

// NewRequests makes a sequence that is the same for the same seed.
func NewRequests(seed uint64) *Requests { return &Requests{rand: rand.New(rand.NewPCG(seed, 7))} }

func (g *Requests) chance(oneIn int) bool { return g.rand.IntN(oneIn) == 0 }

func (g *Requests) pick(from ...any) any { return from[g.rand.IntN(len(from))] }

// learn remembers the content ids in answers, so that blobs are found again.
func (g *Requests) learn(answer string) {
	if len(answer) == 61 && answer[:8] == `"bafkrei` && len(g.cids) < 20 {
		g.cids = append(g.cids, answer[1:60])
	}
}

// Next makes the next request.
func (g *Requests) Next() kernel.Value {
	switch g.rand.IntN(20) {
	case 0, 1, 2, 3, 4, 5, 6:
		return req("store/commit", g.batch())
	case 7, 8:
		return req("store/read", g.keys(d{"stream", g.name()}, "from", g.rand.IntN(12), "limit", g.rand.IntN(5),
			"reverse", g.chance(2)))
	case 9, 10:
		return req("store/read-all", g.keys(d{}, "after", g.rand.IntN(60), "limit", g.rand.IntN(6),
			"prefix", g.name(), "reverse", g.chance(2)))
	case 11:
		return req("store/stat", g.name())
	case 12:
		return req(g.pick("store/streams", "kv/scan").(string), g.keys(d{}, "prefix", g.pick("", "a", "$", "b/"),
			"after", g.name(), "limit", g.rand.IntN(5)))
	case 13:
		return req("store/truncate", d{"stream", g.name(), "before", g.rand.IntN(8)})
	case 14:
		return req("store/snapshot-write", g.keys(d{"name", g.name(), "value", g.data(3), "seq", g.rand.IntN(5)},
			"expect", g.pick(0, 1, 2, "none")))
	case 15:
		return req(g.pick("store/snapshot-read", "store/snapshot-delete").(string), g.name())
	case 16:
		return req("kv/get", g.pick(g.name(), "$cursor/c", "$cursor/"))
	case 17:
		return req("store/wait", d{"after", g.rand.IntN(100), "timeout", 0})
	case 18:
		return req("blob/put", g.pick("", "x", "\xff\x00", fmt.Sprint(g.rand.IntN(30))))
	}
	return req(g.pick("blob/get", "blob/has?").(string), g.pick(append(g.cids, "x")...))
}

// keys adds each of the given keys with a chance of one half.
func (g *Requests) keys(to d, pairs ...any) d {
	for i := 0; i < len(pairs); i += 2 {
		if g.chance(2) {
			to = append(to, pairs[i], pairs[i+1])
		}
	}
	return to
}

func (g *Requests) name() any {
	if g.chance(60) {
		return g.pick(nil, 5, "$x", kernel.Keyword("a"))
	}
	return g.pick("", "a", "a", "a", "ab", "b/1", "b/2", "😀", "\xff")
}

func (g *Requests) batch() d {
	var appendList, kvList l
	for range g.rand.IntN(3) {
		var events l
		for range g.rand.IntN(4) {
			events = append(events, g.event())
		}
		appendList = append(appendList, g.keys(d{"stream", g.name(), "events", events},
			"once", g.chance(2), "expect", g.pick(0, 1, 2, 3, 4, 5, "none", "exists", "exists", -1)))
	}
	for range g.rand.IntN(3) {
		kvList = append(kvList, g.write())
	}
	b := d{"appends", appendList, "kv", kvList}
	if g.chance(4) {
		b = append(b, "cursor", g.keys(d{"name", g.pick("c", ""), "pos", g.pick(nil, 0, 1, 2, 2.5)},
			"expect", g.pick(0, 1, 2, "none")))
	}
	return b
}

func (g *Requests) event() d {
	e := d{"type", g.pick("t", "t", "u"), "data", g.data(2)}
	return g.keys(e, "id", g.pick("i", "j", "k"), "at", g.rand.IntN(9), "meta", g.data(1))
}

func (g *Requests) write() d {
	switch g.rand.IntN(4) {
	case 0:
		return d{"put", g.name(), "value", g.data(2)}
	case 1:
		return d{"delete", g.name()}
	case 2:
		return d{"cas", g.name(), "old", g.data(0), "value", g.data(0)}
	}
	return d{"new", g.name(), "value", g.data(2)}
}

// data makes a value that nests at most so deep.
func (g *Requests) data(depth int) any {
	n := g.rand.IntN(16)
	if depth == 0 {
		n = g.rand.IntN(10)
	}
	switch n {
	case 0, 1, 2:
		return g.rand.IntN(3)
	case 3:
		return g.pick(nil, true, false)
	case 4:
		return g.pick("", "é", "\x00", "\xfe")
	case 5:
		return g.pick(0.0, 1.0, math.Copysign(0, -1), math.NaN(), math.Inf(-1), g.rand.Float64())
	case 6:
		return int64(g.rand.Uint64())
	case 7:
		return kernel.BigInt(new(big.Int).Mul(big.NewInt(int64(g.rand.Uint64())), big.NewInt(int64(g.rand.Uint64()))))
	case 8:
		return kernel.Ratio(big.NewRat(int64(g.rand.IntN(9)), 7))
	case 9:
		return g.pick(kernel.Keyword("k"), kernel.Sym("s"), kernel.Char('c'))
	}
	var items l
	dict := d{}
	for i := range g.rand.IntN(4) {
		items = append(items, g.data(depth-1))
		dict = append(dict, fmt.Sprint(g.rand.IntN(3), i), g.data(depth-1))
	}
	switch n {
	case 10, 11:
		return items
	case 12:
		return kernel.NewVector(append([]kernel.Value(nil), val(items).AsList().Items()...))
	case 13:
		set := kernel.NewSet()
		for _, x := range items {
			set.Add(val(x))
		}
		return set.Value()
	}
	return dict
}
