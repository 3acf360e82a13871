package hosttest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// model is what a store holds, in the plainest form: every event ever appended in one slice, and
// maps. It knows nothing of requests, limits and bytes; data is a number.
type model struct {
	rand    *rand.Rand
	log     []*modelEvent // in commit order; the position is the index plus 1
	last    map[string]int
	first   map[string]int // missing is 1
	kv      map[string]int
	cursors map[string]int
	snaps   map[string][2]int // value and seq
}

type modelEvent struct {
	stream, kind, id string // id "" is none
	seq, pos, data   int
}

// Model performs n random requests on a host with an empty store and compares each answer with that of
// a model in plain Go, which shares nothing with any host. reopen, if not nil, is asked now and then
// for the host to go on with.
func Model(t *testing.T, seed uint64, n int, h hosts.Host, reopen func() hosts.Host) {
	t.Helper()
	m := &model{rand: rand.New(rand.NewPCG(seed, 11)), last: map[string]int{}, first: map[string]int{},
		kv: map[string]int{}, cursors: map[string]int{}, snaps: map[string][2]int{}}
	for i := range n {
		if reopen != nil && m.rand.IntN(40) == 0 {
			h = reopen()
		}
		r, want := m.next()
		if got := Text(h.Perform(context.Background(), r)); got != want {
			t.Fatalf("seed %d, request %d: %s\n got  %s\n want %s", seed, i, clip(kernel.Write(r)), clip(got), clip(want))
		}
	}
}

func (m *model) pick(from ...string) string { return from[m.rand.IntN(len(from))] }
func (m *model) stream() string             { return m.pick("a", "b", "ab", "é", "") }
func (m *model) key() string                { return m.pick("k", "kk", "l", "") }

// next makes a request and says what must be answered, having done it in the model.
func (m *model) next() (kernel.Value, string) {
	switch m.rand.IntN(12) {
	case 0, 1, 2, 3:
		return m.commit()
	case 4:
		return m.read()
	case 5:
		return m.readAll()
	case 6:
		s := m.stream()
		return req("store/stat", s), fmt.Sprintf("{:last-seq %d :first-seq %d :count %d}", m.last[s], m.firstOf(s),
			m.last[s]-m.firstOf(s)+1)
	case 7:
		return m.truncate()
	case 8:
		return m.snapshot()
	case 9:
		k := m.key()
		if v, ok := m.kv[k]; ok {
			return req("kv/get", k), fmt.Sprintf("{:key %s :value %d}", quote(k), v)
		}
		return req("kv/get", k), "nil"
	case 10:
		return m.names()
	}
	after := m.rand.IntN(len(m.log) + 3)
	if len(m.log) > after {
		return req("store/wait", d{"after", after, "timeout", 0}), fmt.Sprint(len(m.log))
	}
	return req("store/wait", d{"after", after, "timeout", 0}), "nil"
}

func quote(s string) string { return kernel.Write(kernel.Str(s)) }

func (m *model) firstOf(stream string) int { return max(1, m.first[stream]) }

func (e *modelEvent) text(pos bool) string {
	s := fmt.Sprintf("{:stream %s :seq %d :type %s :at 7 :data %d", quote(e.stream), e.seq, quote(e.kind), e.data)
	if e.id != "" {
		s += " :id " + quote(e.id)
	}
	if pos {
		s += fmt.Sprintf(" :pos %d", e.pos)
	}
	return s + "}"
}

func texts(events []*modelEvent, pos bool) string {
	var out []string
	for _, e := range events {
		out = append(out, e.text(pos))
	}
	return strings.Join(out, " ")
}

// there gives the events that are not truncated, of one stream or, with all, of those with a prefix.
func (m *model) there(name string, all bool) []*modelEvent {
	var out []*modelEvent
	for _, e := range m.log {
		if e.seq >= m.firstOf(e.stream) && (e.stream == name || all && strings.HasPrefix(e.stream, name)) {
			out = append(out, e)
		}
	}
	return out
}

func (m *model) read() (kernel.Value, string) {
	s, limit := m.stream(), 1+m.rand.IntN(4)
	from := 1 + m.rand.IntN(m.last[s]+2)
	reverse := m.rand.IntN(2) == 0
	found := m.there(s, false)
	if reverse {
		slices.Reverse(found)
	}
	found = slices.DeleteFunc(found, func(e *modelEvent) bool { return reverse && e.seq > from || !reverse && e.seq < from })
	next := "nil"
	if len(found) > limit {
		next, found = fmt.Sprint(found[limit].seq), found[:limit]
	}
	return req("store/read", d{"stream", s, "from", from, "limit", limit, "reverse", reverse}),
		fmt.Sprintf("{:events (%s) :next %s :last-seq %d :first-seq %d}", texts(found, false), next, m.last[s], m.firstOf(s))
}

func (m *model) readAll() (kernel.Value, string) {
	prefix, limit, after := m.pick("", "a", "é"), 1+m.rand.IntN(4), m.rand.IntN(len(m.log)+3)
	found := slices.DeleteFunc(m.there(prefix, true), func(e *modelEvent) bool { return e.pos <= after })
	next, pos := "nil", max(after, len(m.log))
	if len(found) > limit {
		found = found[:limit]
		pos = found[limit-1].pos
		next = fmt.Sprint(pos)
	}
	return req("store/read-all", d{"after", after, "limit", limit, "prefix", prefix}),
		fmt.Sprintf("{:events (%s) :pos %d :next %s}", texts(found, true), pos, next)
}

func (m *model) truncate() (kernel.Value, string) {
	s := m.stream()
	before := 1 + m.rand.IntN(m.last[s]/2+2)
	r := req("store/truncate", d{"stream", s, "before", before})
	m.first[s] = max(m.firstOf(s), min(before, m.last[s]+1))
	return r, fmt.Sprint(m.first[s])
}

func (m *model) snapshot() (kernel.Value, string) {
	name := m.key()
	old, there := m.snaps[name]
	switch m.rand.IntN(4) {
	case 0:
		delete(m.snaps, name)
		return req("store/snapshot-delete", name), fmt.Sprint(there)
	case 1:
		if !there {
			return req("store/snapshot-read", name), "nil"
		}
		return req("store/snapshot-read", name), fmt.Sprintf("{:name %s :value %d :seq %d}", quote(name), old[0], old[1])
	}
	value, seq, expect := m.rand.IntN(99), m.rand.IntN(5), m.rand.IntN(5)
	r := req("store/snapshot-write", d{"name", name, "value", value, "seq", seq, "expect", expect})
	switch {
	case !there:
		r = req("store/snapshot-write", d{"name", name, "value", value, "seq", seq, "expect", "none"})
	case old[1] != expect:
		return r, fmt.Sprintf("{:conflict true :snapshot %s :expected %d :actual %d}", quote(name), expect, old[1])
	}
	m.snaps[name] = [2]int{value, seq}
	return r, fmt.Sprintf("{:name %s :seq %d}", quote(name), seq)
}

// names asks for the streams, or for the keys.
func (m *model) names() (kernel.Value, string) {
	prefix := m.pick("", "a", "k")
	var found []string
	if m.rand.IntN(2) == 0 {
		for name := range m.last {
			if strings.HasPrefix(name, prefix) {
				found = append(found, name)
			}
		}
		slices.Sort(found)
		for i, name := range found {
			found[i] = fmt.Sprintf("{:stream %s :last-seq %d}", quote(name), m.last[name])
		}
		return req("store/streams", d{"prefix", prefix}), "{:streams (" + strings.Join(found, " ") + ") :next nil}"
	}
	for key := range m.kv {
		if strings.HasPrefix(key, prefix) {
			found = append(found, key)
		}
	}
	slices.Sort(found)
	for i, key := range found {
		found[i] = fmt.Sprintf("{:key %s :value %d}", quote(key), m.kv[key])
	}
	return req("kv/scan", d{"prefix", prefix}), "{:entries (" + strings.Join(found, " ") + ") :next nil}"
}
