package cek

import (
	"math"
	"slices"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// fill gives an object its parts.
func (t *thawer) fill(f *fields) {
	v, _ := t.made[f.at].(kernel.Value)
	switch t.tags[f.at] {
	case "list":
		*v.AsList() = *kernel.NewList(f.values())
	case "vector":
		v.AsVector().Items = f.values()
	case "array":
		copy(t.made[f.at].(kernel.ListArray).Items(), f.values())
	case "chunk":
		f.next = 2
		copy(t.made[f.at].(kernel.ListChunk).Items(), f.values())
	case "dict":
		for d := v.AsDict(); f.more(); {
			key := kernel.NewString(f.text())
			if _, twice := d.Get(key); twice {
				f.fail("the key %s is there twice", key.String())
			}
			d.Set(key, f.value())
		}
	case "box":
		t.made[f.at].(*kernel.Box).V = f.valueOrUnbound()
		f.end()
	case "values":
		kernel.As[kernel.Values](v).Items = f.values()
	case "gathering":
		copy(v.Gathered(), f.values())
	case "type":
		t.fillType(f, kernel.As[kernel.RecordType](v))
	case "record":
		t.fillRecord(f, v.AsRecord())
	case "condition":
		t.fillCondition(f, kernel.As[kernel.Condition](v))
	case "state":
		s := t.made[f.at].(*promiseState)
		s.done, s.v = f.bool(), f.value()
		f.end()
	case "promise":
		if s := wanted[*promiseState](f, "a promise's state"); s != nil {
			kernel.As[promise](v).state = s
		} else {
			f.fail("it has no state")
		}
		f.end()
	case "parameter":
		p := kernel.As[parameter](v)
		p.value, p.converter = f.value(), f.value()
		f.end()
	default:
		t.fillMachine(f, v)
	}
}

// fillMachine is fill for what belongs to this package.
func (t *thawer) fillMachine(f *fields, v kernel.Value) {
	switch t.tags[f.at] {
	case "macro":
		m := kernel.As[macro](v)
		m.Info.Name, m.Info.Pos, m.transformer = f.text(), f.pos(), f.value()
		f.end()
	case "rules":
		t.fillRules(f, kernel.As[macro](v))
	case "expansions":
		t.fillExpansions(f, t.made[f.at].(*expansions))
	case "environment":
		t.fillEnvironment(f, t.made[f.at].(*environment))
	case "cell", "lost-cell":
		t.fillCell(f, t.made[f.at].(*cell))
	case "library":
		t.fillLibrary(f, t.made[f.at].(*library))
	case "world":
		w := t.made[f.at].(*world)
		if w.env = f.environment(); w.env == nil {
			f.fail("it has no top level")
		}
		for f.more() {
			t.addLibrary(w, f.library())
		}
	case "frame":
		t.fillFrame(f, t.made[f.at].(*frozenFrame))
	case "extent":
		t.fillExtent(f, t.made[f.at].(*dynamic))
	case "continuation":
		k := asContinuation(v)
		if k.ret, k.delimited = f.link(), f.bool(); k.delimited {
			if nodes := extents(t.captured(f)); len(nodes) > 0 {
				k.inside = &nodes
			}
			k.tag = f.value()
		} else {
			k.dyn = f.node()
			k.tag = f.again()
			k.handlers = f.node()
		}
		f.end()
	case "guest":
		t.fillGuest(f, kernel.As[guestState](v))
	case "plan":
		t.fillPlan(f, t.made[f.at].(*plan))
	case "loader":
		t.fillLoader(f, t.made[f.at].(*loader))
	}
}

func (t *thawer) fillRecord(f *fields, r *kernel.Record) {
	o, _ := f.object().(kernel.Value)
	if o.Kind() != kernel.KindRecordType {
		f.fail("it has no record type")
		// A record is never without a type, not even one that nobody will see.
		r.Type = kernel.NewRecordType("", "", nil, nil)
		return
	}
	r.Type = kernel.As[kernel.RecordType](o)
	r.Fields = f.values()
	if len(r.Fields) != len(r.Type.Fields) {
		f.fail("it has %d fields, its type %d", len(r.Fields), len(r.Type.Fields))
	}
}

func (t *thawer) fillCondition(f *fields, c *kernel.Condition) {
	c.CondKind, c.Message, c.Irritants, c.Pos = f.text(), f.text(), f.value(), f.pos()
	if f.bool() {
		c.Trace = []kernel.TraceEntry{}
	}
	for f.more() {
		c.Trace = append(c.Trace, kernel.TraceEntry{Name: f.text(), Pos: f.pos(), Note: f.text(), More: f.number()})
	}
}

func (t *thawer) fillType(f *fields, r *kernel.RecordType) {
	f.next = 4
	r.Serial = uint64(f.within(math.MaxInt))
	for f.more() {
		v, _ := f.object().(kernel.Value)
		if v.Kind() != kernel.KindRecordType {
			f.fail("a type beside it is none")
			return
		}
		r.Variants = append(r.Variants, kernel.As[kernel.RecordType](v))
	}
}

// fillExpansions reads which macros were used where; their names and places are all that is asked of
// them.
func (t *thawer) fillExpansions(f *fields, e *expansions) {
	for f.more() {
		at, l := int32(f.within(math.MaxInt32)), f.list()
		for l.more() {
			info := &kernel.FuncInfo{Name: l.text(), Pos: l.pos()}
			e.macros[at] = append(e.macros[at], &macro{Func: kernel.NewFunc(kernel.KindMacro, info)})
		}
	}
}

func (t *thawer) fillRules(f *fields, m *macro) {
	r := &rules{literals: map[string]bool{}, scope: topScope(nil)}
	m.Info.Name, m.Info.Pos, m.rules = f.text(), f.pos(), r
	if r.env = f.environment(); r.env == nil {
		f.fail("they have no top level")
	}
	r.ellipsis = t.aliasName(f.text())
	for _, name := range f.texts() {
		r.literals[t.aliasName(name)] = true
	}
	for f.more() {
		c := ruleClause{f.value(), f.value()}
		if !c.pattern.IsList() {
			f.fail("a pattern is no list")
			return
		}
		r.clauses = append(r.clauses, c)
	}
}

func (t *thawer) fillEnvironment(f *fields, e *environment) {
	f.next = 2
	for cells := f.list(); cells.more(); {
		name := cells.text()
		if c := cells.cell(); c != nil {
			e.bind(name, c)
		} else {
			cells.fail("the name %s is no variable", name)
		}
	}
	for imports := f.list(); imports.more(); {
		e.noteImport(imports.text(), imports.pos())
	}
	f.end()
}

func (t *thawer) fillCell(f *fields, c *cell) {
	c.home = f.environment()
	c.name, c.value, c.pos = f.text(), f.valueOrUnbound(), f.pos()
	f.end()
	if c.home == nil || t.home(c.home.name) == c.home {
		f.fail("it belongs to no environment of the program")
		return
	}
	if t.tags[f.at] == "cell" {
		c.home.bind(c.name, c)
	}
}

func (t *thawer) fillLibrary(f *fields, d *library) {
	d.name, d.env, d.loading = f.text(), f.environment(), f.bool()
	for exports := f.list(); exports.more(); {
		outer, inner := exports.text(), exports.text()
		if _, twice := d.exports[outer]; twice {
			exports.fail("%s is exported twice", outer)
		}
		d.exports[outer] = inner
		d.order = append(d.order, outer)
	}
	d.pos, d.from, d.number = f.pos(), f.pos(), f.within(math.MaxInt32)
	f.end()
	if d.env == nil && !d.loading {
		f.fail("it has no environment")
	}
}

// addLibrary makes d one of w's.
func (t *thawer) addLibrary(w *world, d *library) {
	switch {
	case t.err != nil:
		return
	case d == nil:
		t.err = badState("a library is missing")
		return
	case w.libraries[d.name] != nil:
		t.err = badState("the library %s is there twice", d.name)
		return
	}
	for outer, inner := range d.exports {
		if d.loading {
			break
		}
		if c := d.env.find(inner); c == nil || c.value.IsUnbound() {
			t.err = badState("the library %s exports %s, but does not define it", d.name, outer)
			return
		}
	}
	w.note()
	w.libraries[d.name] = d
	w.numbered = max(w.numbered, d.number)
}

func (t *thawer) fillLoader(f *fields, l *loader) {
	l.env, l.source = f.environment(), f.source()
	offset := f.number()
	l.lib, l.wants, l.from = f.library(), f.text(), f.pos()
	if l.env == nil || l.source == nil || l.lib != nil && l.lib.env == nil {
		f.fail("it has no top level or no text")
		return
	}
	if offset >= 0 {
		r, err := reader.NewAt(l.source, t.m.config.Reader, offset)
		f.note(err)
		l.reader = r
	}
	var forms []queued
	for queue := f.list(); queue.more(); {
		q := queue.list()
		form, pos := q.value(), q.within(len(l.source.Text))
		places := &reader.Places{}
		if next := q.take(); next.IsInt() {
			if n := next.Int64(); n >= 0 && n < int64(len(forms)) {
				places = forms[n].places
			} else {
				q.fail("its places are missing")
			}
		} else if next.IsList() {
			places = t.places(&fields{t: t, at: f.at, items: next.AsList().Items()}, len(l.source.Text))
		}
		q.end()
		forms = append(forms, queued{form, int32(pos), places})
	}
	slices.Reverse(forms)
	l.queue = forms
	for names := f.list(); names.more(); {
		if l.texts == nil {
			l.texts = map[string]*kernel.Source{}
		}
		name := names.text()
		if l.texts[name] = names.source(); l.texts[name] == nil {
			names.fail("a text is missing")
		}
	}
	f.end()
}

// places reads what is known of where forms were written, in a text of so many bytes.
func (t *thawer) places(f *fields, most int) *reader.Places {
	var spans []reader.Span
	for f.more() {
		s := f.list()
		span := reader.Span{Container: s.value(), Start: s.within(most)}
		for s.more() {
			span.Items = append(span.Items, s.within(most))
		}
		spans = append(spans, span)
	}
	return reader.NewPlaces(spans)
}

// aliases makes the aliases that templates refer to.
func (t *thawer) aliases(f *fields) {
	all := map[string]*alias{}
	for f.more() {
		name := t.aliasName(f.text())
		al := &alias{t.aliasName(f.text()), topScope(nil), f.environment()}
		if al.env == nil || !strings.Contains(name, "\x00") {
			f.fail("an alias is none")
			return
		}
		all[name] = al
	}
	for name := range all {
		n := 0
		for al := all[name]; al != nil; al = all[al.name] {
			if n++; n > len(all) {
				f.fail("an alias stands for itself")
				return
			}
		}
	}
	t.m.share()
	for name, al := range all {
		t.m.aliases[name] = al
	}
}

// fillSets gives the sets their members: those inside members first, since their hashes depend on what
// is in them.
func (t *thawer) fillSets() {
	const unseen, open, done = 0, 1, 2
	var marks []uint8
	for i, tag := range t.tags {
		if tag != "set" || t.err != nil {
			continue
		}
		if marks == nil {
			marks = make([]uint8, len(t.tags))
		}
		for stack := []int{i}; len(stack) > 0 && t.err == nil; {
			top := stack[len(stack)-1]
			if marks[top] == unseen {
				marks[top] = open
				stack = append(stack, t.inside(top, marks)...)
				continue
			}
			stack = stack[:len(stack)-1]
			if marks[top] == open && t.tags[top] == "set" {
				t.fillSet(top)
			}
			marks[top] = done
		}
	}
}

// inside gives the objects not yet seen that the hash of an object depends on.
func (t *thawer) inside(i int, marks []uint8) []int {
	var out []int
	number := func(v kernel.Value) {
		if v.IsInt() && v.Int64() >= 0 && v.Int64() < int64(len(marks)) && marks[v.Int64()] == 0 {
			out = append(out, int(v.Int64()))
		}
	}
	switch t.tags[i] {
	case "view", "chunk": // pieces are named by bare numbers
		number(t.fields[i][0])
		if t.tags[i] == "view" {
			number(t.fields[i][2])
		}
	case "list", "vector", "array", "dict", "set", "record", "values", "condition":
	default:
		return nil
	}
	for _, v := range t.fields[i] {
		if v.IsList() && v.AsList().Len() == 1 {
			number(v.AsList().First())
		}
	}
	return out
}

func (t *thawer) fillSet(i int) {
	f := &fields{t: t, at: i, items: t.fields[i]}
	set := t.made[i].(kernel.Value).AsSet()
	for f.more() {
		if member, ok := f.changed(); ok {
			member.Value = f.value()
			f.note(set.PutMember(t.meter, member))
		} else {
			f.note(set.Put(t.meter, f.value()))
		}
	}
}

// changed gives the hashes that the next field, a member that has been changed or is crowded, had when it
// was added.
func (f *fields) changed() (x kernel.Member, ok bool) {
	v := f.items[f.next]
	if !v.IsList() || v.AsList().Len() < 2 || v.AsList().Len() > 3 {
		return x, false
	}
	l := v.AsList()
	if !l.At(0).IsKeyword() || l.At(0).SymbolName() != changedField || !l.At(1).IsInt() {
		return x, false
	}
	x.Hash = uint64(l.At(1).Int64())
	if x.Crowded = l.Len() == 3; x.Crowded {
		if !l.At(2).IsInt() {
			return x, false
		}
		x.Second = uint64(l.At(2).Int64())
	}
	f.next++
	return x, true
}
