package hosttest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sx-lang/sx/kernel"
)

// commit makes a random batch and does it in a copy of the model, which counts if nothing conflicts.
func (m *model) commit() (kernel.Value, string) {
	try := *m
	try.log, try.last = slices.Clone(m.log), maps.Clone(m.last)
	try.kv, try.cursors = maps.Clone(m.kv), maps.Clone(m.cursors)
	var parts, writes l
	var answer []*modelEvent
	conflict := ""
	for range 1 + m.rand.IntN(2) {
		part, events, lost := try.appendPart()
		parts = append(parts, part)
		answer = append(answer, events...)
		if conflict == "" {
			conflict = lost
		}
	}
	for range m.rand.IntN(3) {
		write, lost := try.writeKey()
		writes = append(writes, write)
		if conflict == "" {
			conflict = lost
		}
	}
	batch := d{"appends", parts, "kv", writes}
	if m.rand.IntN(3) == 0 {
		cursor, lost := try.moveCursor()
		batch = append(batch, "cursor", cursor)
		if conflict == "" {
			conflict = lost
		}
	}
	if conflict != "" {
		return req("store/commit", batch), conflict
	}
	*m = try
	return req("store/commit", batch), fmt.Sprintf("{:events (%s) :pos %d}", texts(answer, true), len(m.log))
}

// appendPart appends some events, half of the time each once by its id.
func (m *model) appendPart() (part d, answer []*modelEvent, conflict string) {
	s := m.stream()
	once := m.rand.IntN(2) == 0
	var events l
	var new []*modelEvent
	for range 1 + m.rand.IntN(3) {
		e := &modelEvent{stream: s, kind: m.pick("t", "u"), data: m.rand.IntN(2)}
		item := d{"type", e.kind, "data", e.data, "at", 7}
		if once {
			e.id = m.pick("i", "j", "k", "l")
			item = append(item, "id", e.id)
		}
		new, events = append(new, e), append(events, item)
	}
	part = d{"stream", s, "events", events, "once", once}
	expect := m.last[s] + m.rand.IntN(4)/3 // right three times of four
	checked := m.rand.IntN(2) == 0
	if checked {
		part = append(part, "expect", expect)
	}
	if once { // other content under a known id comes before all else; if all is known nothing is appended
		if c := m.otherContent(new); c != "" {
			return part, nil, c
		}
		checked = checked && !m.allKnown(new)
	}
	if checked && expect != m.last[s] {
		return part, nil, fmt.Sprintf("{:conflict true :stream %s :expected %d :actual %d}", quote(s), expect, m.last[s])
	}
	for _, e := range new {
		if known := m.known(e); once && known != nil {
			if known.kind != e.kind || known.data != e.data {
				return part, nil, differs(e, known)
			}
			answer = append(answer, known)
			continue
		}
		m.last[s]++
		e.seq, e.pos = m.last[s], len(m.log)+1
		m.log = append(m.log, e)
		answer = append(answer, e)
	}
	return part, answer, ""
}

// known gives the stored event with the id of e in its stream, the first one that is not truncated.
func (m *model) known(e *modelEvent) *modelEvent {
	for _, x := range m.there(e.stream, false) {
		if x.id == e.id {
			return x
		}
	}
	return nil
}

func (m *model) allKnown(events []*modelEvent) bool {
	return !slices.ContainsFunc(events, func(e *modelEvent) bool { return m.known(e) == nil })
}

// otherContent gives the conflict of the first event whose id is stored with another content.
func (m *model) otherContent(events []*modelEvent) string {
	for _, e := range events {
		if x := m.known(e); x != nil && (x.kind != e.kind || x.data != e.data) {
			return differs(e, x)
		}
	}
	return ""
}

func differs(e, known *modelEvent) string {
	return fmt.Sprintf("{:conflict true :stream %s :id %s :expected {:type %s :data %d} :actual %s}", quote(e.stream),
		quote(e.id), quote(e.kind), e.data, known.text(true))
}

func (m *model) writeKey() (write d, conflict string) {
	k, value := m.key(), m.rand.IntN(3)
	now, there := m.kv[k]
	actual := ""
	if there {
		actual = fmt.Sprintf(" :actual %d", now)
	}
	switch m.rand.IntN(4) {
	case 0:
		delete(m.kv, k)
		return d{"delete", k}, ""
	case 1:
		old := m.rand.IntN(3)
		if !there || now != old {
			return d{"cas", k, "old", old, "value", value}, fmt.Sprintf("{:conflict true :key %s :expected %d%s}", quote(k), old, actual)
		}
		m.kv[k] = value
		return d{"cas", k, "old", old, "value", value}, ""
	case 2:
		if there {
			return d{"new", k, "value", value}, fmt.Sprintf(`{:conflict true :key %s :expected "none"%s}`, quote(k), actual)
		}
		m.kv[k] = value
		return d{"new", k, "value", value}, ""
	}
	m.kv[k] = value
	return d{"put", k, "value", value}, ""
}

func (m *model) moveCursor() (cursor d, conflict string) {
	name, pos, expect := m.pick("c", "d"), m.rand.IntN(9), m.rand.IntN(9)
	cursor = d{"name", name, "pos", pos}
	now, there := m.cursors[name]
	if m.rand.IntN(3) == 0 {
		cursor = append(cursor, "expect", expect)
		if !there {
			return cursor, fmt.Sprintf(`{:conflict true :cursor "%s" :expected %d :actual "none"}`, name, expect)
		}
		if now != expect {
			return cursor, fmt.Sprintf(`{:conflict true :cursor "%s" :expected %d :actual %d}`, name, expect, now)
		}
	}
	m.cursors[name] = pos
	return cursor, ""
}
