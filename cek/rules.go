package cek

import (
	"strconv"

	"github.com/sx-lang/sx/kernel"
)

// rules is a syntax-rules transformer (R7RS 4.3.2). Hygiene is by renaming: a name that a template
// introduces becomes an alias, a fresh symbol that remembers what it was called and where the macro
// was defined; bound, it is a variable of its own, and unbound it means what it meant there.
type rules struct {
	literals map[string]bool
	ellipsis string
	clauses  []ruleClause
	scope    *scope // where the macro was defined
	env      *environment
}

type ruleClause struct{ pattern, template kernel.Value }

// alias is what a renamed symbol stands for.
type alias struct {
	name  string
	scope *scope
	env   *environment
}

func (a *analyzer) parseRules(v kernel.Value, s *scope) (*rules, error) {
	const want = "syntax-rules: want (syntax-rules (literal…) (pattern template)…)"
	if !v.IsList() || v.AsList().Len() < 2 || !a.strip(v.AsList().At(0)).IsSymbolNamed("syntax-rules") {
		return nil, a.syntaxError(want)
	}
	l := v.AsList()
	r := &rules{literals: map[string]bool{}, ellipsis: "...", scope: s, env: a.env}
	at := 1
	if l.At(1).IsSymbol() {
		r.ellipsis = l.At(1).SymbolName()
		at = 2
	}
	if at >= l.Len() || !isSymbolList(l.At(at)) {
		return nil, a.syntaxError(want)
	}
	for _, x := range l.At(at).AsList().Items() {
		r.literals[x.SymbolName()] = true
	}
	for i := at + 1; i < l.Len(); i++ {
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() != 2 || !c.AsList().At(0).IsList() ||
			c.AsList().At(0).AsList().Len() == 0 {
			return nil, a.errorAt(a.itemPos(l, i), "syntax-rules: want ((name pattern…) template)")
		}
		if err := a.checkRule(r, c.AsList().At(0), 0); err != nil {
			return nil, err
		}
		if err := a.checkRule(nil, c.AsList().At(1), 0); err != nil {
			return nil, err
		}
		r.clauses = append(r.clauses, ruleClause{c.AsList().At(0), c.AsList().At(1)})
	}
	return r, nil
}

// checkRule bounds the nesting of a pattern or, without r, of a template; it also finds a pattern
// with two ellipses in one list.
func (a *analyzer) checkRule(r *rules, v kernel.Value, depth int) error {
	if depth > maxNesting {
		return a.syntaxError("syntax-rules: nested more than %d deep", maxNesting)
	}
	if err := a.m.meter.Work(1); err != nil {
		return err
	}
	var items []kernel.Value
	switch {
	case v.IsList():
		items = v.AsList().Items()
	case v.IsVector():
		items = v.AsVector().Items
	case v.IsDict():
		for it := v.AsDict().All(); ; {
			_, x, ok := it.Next()
			if !ok {
				break
			}
			items = append(items, x)
		}
	}
	ellipses := 0
	for _, x := range items {
		if r != nil && (&ruleMatch{r: r, a: a}).isEllipsis(x) {
			if ellipses++; ellipses > 1 {
				return a.syntaxError("syntax-rules: more than one ellipsis in the pattern %s", brief(a.strip(v)))
			}
		}
		if err := a.checkRule(r, x, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (r *rules) expand(a *analyzer, l *kernel.List, s *scope, name string) (kernel.Value, error) {
	for _, c := range r.clauses {
		m := &ruleMatch{r: r, a: a, use: s, vars: map[string]ruleBinding{}}
		if m.elements(c.pattern.AsList(), 1, l, 1) {
			t := &instantiation{m: m, renamed: map[string]kernel.Value{}}
			return t.template(c.template)
		}
		if m.err != nil {
			return kernel.Nil, m.err
		}
	}
	return kernel.Nil, a.syntaxError("%s: no syntax rule matches %s", name, brief(a.strip(l.Value())))
}

// ruleBinding is what a pattern variable matched: a form, or below an ellipsis one binding for each
// repetition.
type ruleBinding struct {
	form kernel.Value
	many []ruleBinding
	deep bool
}

type ruleMatch struct {
	r    *rules
	a    *analyzer
	use  *scope
	vars map[string]ruleBinding
	err  error // what ended matching early
}

// bindingSpace is about what one repetition of a pattern takes while a use is expanded.
const bindingSpace = 256

func (m *ruleMatch) isEllipsis(v kernel.Value) bool {
	return v.IsSymbol() && m.a.stripSymbol(v).IsSymbolNamed(m.r.ellipsis) && !m.r.literals[m.r.ellipsis]
}

func (m *ruleMatch) match(p, form kernel.Value) bool {
	switch {
	case p.IsSymbol():
		name := p.SymbolName()
		if m.r.literals[name] {
			return form.IsSymbol() && m.sameMeaning(p, form)
		}
		if !m.a.stripSymbol(p).IsSymbolNamed("_") {
			m.vars[name] = ruleBinding{form: form}
		}
		return true
	case p.IsList():
		return form.IsList() && m.elements(p.AsList(), 0, form.AsList(), 0)
	case p.IsVector():
		return form.IsVector() && m.elements(kernel.NewList(p.AsVector().Items), 0,
			kernel.NewList(form.AsVector().Items), 0)
	case p.IsDict():
		return form.IsDict() && m.entries(p.AsDict(), form.AsDict())
	}
	return kernel.Equal(p, form)
}

// entries matches the patterns that are the values of p with those of d, which has the same keys.
func (m *ruleMatch) entries(p, d *kernel.Dict) bool {
	for it := p.All(); ; {
		k, sub, ok := it.Next()
		if !ok {
			return p.Len() == d.Len()
		}
		v, ok := d.Get(k)
		if !ok || !m.match(sub, v) {
			return false
		}
	}
}

func (m *ruleMatch) sameMeaning(lit, form kernel.Value) bool {
	def := m.a.resolve(lit.SymbolName(), m.r.scope)
	use := m.a.resolve(form.SymbolName(), m.use)
	return def.local == use.local && def.name == use.name
}

// elements matches the patterns of p from i on with the forms of l from j on.
func (m *ruleMatch) elements(p *kernel.List, i int, l *kernel.List, j int) bool {
	for i < p.Len() {
		if i+1 < p.Len() && m.isEllipsis(p.At(i+1)) {
			after := p.Len() - i - 2
			n := l.Len() - j - after
			if n < 0 || !m.repeat(p.At(i), l, j, n) {
				return false
			}
			i += 2
			j += n
			continue
		}
		if j >= l.Len() || !m.match(p.At(i), l.At(j)) {
			return false
		}
		i++
		j++
	}
	return j == l.Len()
}

// repeat matches n forms of l from j on with the pattern p under an ellipsis.
func (m *ruleMatch) repeat(p kernel.Value, l *kernel.List, j, n int) bool {
	outer := m.vars
	for _, name := range m.names(p, nil) {
		outer[name] = ruleBinding{deep: true}
	}
	for k := range n {
		if m.err = m.a.m.meter.Alloc(bindingSpace); m.err != nil {
			m.vars = outer
			return false
		}
		m.vars = map[string]ruleBinding{}
		if !m.match(p, l.At(j+k)) {
			m.vars = outer
			return false
		}
		for name, b := range m.vars {
			o := outer[name]
			o.many = append(o.many, b)
			outer[name] = o
		}
	}
	m.vars = outer
	return true
}

// names gives the pattern variables in p.
func (m *ruleMatch) names(p kernel.Value, out []string) []string {
	switch {
	case p.IsSymbol():
		if name := p.SymbolName(); !m.r.literals[name] && !m.isEllipsis(p) && !m.a.strip(p).IsSymbolNamed("_") {
			out = append(out, name)
		}
	case p.IsList():
		for _, x := range p.AsList().Items() {
			out = m.names(x, out)
		}
	case p.IsVector():
		for _, x := range p.AsVector().Items {
			out = m.names(x, out)
		}
	case p.IsDict():
		for it := p.AsDict().All(); ; {
			_, x, ok := it.Next()
			if !ok {
				return out
			}
			out = m.names(x, out)
		}
	}
	return out
}

// instantiation fills a template in.
type instantiation struct {
	m       *ruleMatch
	renamed map[string]kernel.Value
	literal bool // inside (... template): an ellipsis means itself
}

func (t *instantiation) template(v kernel.Value) (kernel.Value, error) {
	switch {
	case v.IsSymbol():
		if b, ok := t.m.vars[v.SymbolName()]; ok {
			if b.deep {
				return kernel.Nil, t.m.a.syntaxError("syntax-rules: %s needs an ellipsis", v.SymbolName())
			}
			return b.form, nil
		}
		return t.rename(v.SymbolName()), nil
	case v.IsList():
		l := v.AsList()
		if !t.literal && l.Len() == 2 && t.m.isEllipsis(l.At(0)) {
			t.literal = true
			out, err := t.template(l.At(1))
			t.literal = false
			return out, err
		}
		items, err := t.elements(l)
		return kernel.ListOf(items...), err
	case v.IsVector():
		items, err := t.elements(kernel.NewList(v.AsVector().Items))
		return kernel.NewVector(items), err
	case v.IsDict():
		d := kernel.NewDict()
		for it := v.AsDict().All(); ; {
			k, x, ok := it.Next()
			if !ok {
				return d.Value(), nil
			}
			y, err := t.template(x)
			if err != nil {
				return kernel.Nil, err
			}
			d.Set(k, y)
		}
	}
	return v, nil
}

func (t *instantiation) elements(l *kernel.List) ([]kernel.Value, error) {
	var out []kernel.Value
	for i := 0; i < l.Len(); i++ {
		depth := 0
		for !t.literal && i+depth+1 < l.Len() && t.m.isEllipsis(l.At(i+depth+1)) {
			depth++
		}
		var err error
		if out, err = t.repeat(out, l.At(i), depth); err != nil {
			return nil, err
		}
		i += depth
	}
	return out, nil
}

// repeat appends the template v once for each repetition, depth ellipses deep.
func (t *instantiation) repeat(out []kernel.Value, v kernel.Value, depth int) ([]kernel.Value, error) {
	if err := t.m.a.m.meter.Alloc(3 * slotSize); err != nil {
		return nil, err
	}
	if depth == 0 {
		x, err := t.template(v)
		return append(out, x), err
	}
	outer := t.m.vars
	defer func() { t.m.vars = outer }()
	n := -1
	var names []string
	for _, name := range t.m.names(v, nil) {
		if b, ok := outer[name]; ok && b.deep {
			names = append(names, name)
			n = max(n, len(b.many))
		}
	}
	if n < 0 {
		return nil, t.m.a.syntaxError("syntax-rules: no variable before the ellipsis repeats in %s", brief(v))
	}
	for k := range n {
		if err := t.m.a.m.meter.Work(8 * len(outer)); err != nil {
			return nil, err
		}
		inner := make(map[string]ruleBinding, len(outer))
		for name, b := range outer {
			inner[name] = b
		}
		for _, name := range names {
			b := outer[name]
			if k >= len(b.many) {
				return nil, t.m.a.syntaxError("syntax-rules: %s has fewer repetitions than its neighbours", name)
			}
			inner[name] = b.many[k]
		}
		t.m.vars = inner
		var err error
		if out, err = t.repeat(out, v, depth-1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// rename gives the alias of a name that the template introduces, one for each expansion.
func (t *instantiation) rename(name string) kernel.Value {
	if v, ok := t.renamed[name]; ok {
		return v
	}
	m := t.m.a.m
	m.gensyms++
	fresh := name + "\x00" + strconv.Itoa(m.gensyms)
	m.meter.Allocated += aliasBytes + int64(len(fresh))
	m.share()
	m.aliases[fresh] = &alias{name, t.m.r.scope, t.m.r.env}
	v := kernel.Sym(fresh)
	t.renamed[name] = v
	return v
}
