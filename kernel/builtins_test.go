package kernel_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// calculator evaluates the examples of builtins: literals, quote, calls of builtins, and
// call-with-values of (fn () expression).
type calculator struct {
	builtins map[string]*kernel.Builtin
	meter    kernel.Meter
}

func newCalculator() *calculator {
	c := &calculator{builtins: map[string]*kernel.Builtin{}}
	for _, b := range kernel.Builtins() {
		c.builtins[b.Name] = b
	}
	return c
}

// run evaluates the one form in text.
func (c *calculator) run(text string) (kernel.Value, error) {
	form, err := reader.ReadOne(&kernel.Source{Name: "example", Text: text}, reader.Options{})
	if err != nil {
		return kernel.Nil, err
	}
	return c.eval(form.Value)
}

func (c *calculator) eval(form kernel.Value) (kernel.Value, error) {
	switch {
	case form.IsKeyword():
		return kernel.Str(form.SymbolName()), nil
	case form.IsSymbol():
		b := c.builtins[form.SymbolName()]
		if b == nil {
			return kernel.Nil, fmt.Errorf("unbound: %s", form.SymbolName())
		}
		return b.Value(), nil
	case form.IsDict():
		d := kernel.NewDict()
		for it := form.AsDict().All(); ; {
			k, v, ok := it.Next()
			if !ok {
				return d.Value(), nil
			}
			v, err := c.eval(v)
			if err != nil {
				return kernel.Nil, err
			}
			d.Set(k, v)
		}
	case !form.IsList():
		return form, nil
	}
	items := form.AsList().Items()
	switch {
	case items[0].IsSymbolNamed("quote"):
		return items[1], nil
	case items[0].IsSymbolNamed("call-with-values"):
		produced, err := c.eval(items[1].AsList().At(2))
		if err != nil {
			return kernel.Nil, err
		}
		return c.apply(c.builtins[items[2].SymbolName()], kernel.As[kernel.Values](produced).Items)
	}
	b := c.builtins[items[0].SymbolName()]
	if b == nil {
		return kernel.Nil, fmt.Errorf("unbound: %s", items[0].SymbolName())
	}
	var args []kernel.Value
	for _, x := range items[1:] {
		v, err := c.eval(x)
		if err != nil {
			return kernel.Nil, err
		}
		args = append(args, v)
	}
	return c.apply(b, args)
}

func (c *calculator) apply(b *kernel.Builtin, args []kernel.Value) (kernel.Value, error) {
	if !b.Accepts(len(args)) {
		return kernel.Nil, kernel.Condf(kernel.CondArity, "%s: wrong number of arguments", b.Name)
	}
	got, err := b.Call(&c.meter, args)
	var bad *kernel.ArgError
	if errors.As(err, &bad) {
		return kernel.Nil, bad.Condition(b.Name)
	}
	return got, err
}

// check runs one line: "(form) => written result" or "(form) !! "regexp of the error"".
func (c *calculator) check(t *testing.T, line string) {
	t.Helper()
	if text, want, ok := strings.Cut(line, " => "); ok {
		got, err := c.run(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if written := kernel.Write(got); written != want {
			t.Errorf("%s => %s, want %s", text, written, want)
		}
		return
	}
	text, quoted, ok := strings.Cut(line, " !! ")
	if !ok {
		t.Errorf("%q is no example", line)
		return
	}
	want, err := c.run(quoted)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	if got, err := c.run(text); err == nil {
		t.Errorf("%s => %s, want error %s", text, kernel.Write(got), quoted)
	} else if !regexp.MustCompile(want.Text()).MatchString(err.Error()) {
		t.Errorf("%s: error %q, want %s", text, err, quoted)
	}
}

// TestEveryExample runs the examples of the builtins, but not those of ports: they need let and the
// prelude. Package tests runs the examples of all of them on a machine.
func TestEveryExample(t *testing.T) {
	c := newCalculator()
	for _, topic := range kernel.Topics() {
		if topic.Name == "ports" {
			continue
		}
		for _, b := range topic.Builtins {
			for _, line := range strings.Split(b.Example, "\n") {
				c.check(t, line)
			}
		}
	}
}

// TestEveryEntry checks what every entry of the tables needs.
func TestEveryEntry(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range kernel.Builtins() {
		if seen[b.Name] {
			t.Errorf("%s is there twice", b.Name)
		}
		seen[b.Name] = true
		own := strings.HasPrefix(b.Name, "%") // for the prelude alone
		if !own && !strings.Contains(b.Example, "("+b.Name+" ") && !strings.Contains(b.Example, "("+b.Name+")") {
			t.Errorf("%s: its example does not call it", b.Name)
		}
		if !own && b.Doc == "" || strings.Contains(b.Doc, "\n") || !own && !strings.HasSuffix(b.Doc, ".") {
			t.Errorf("%s: its doc is %q, want a sentence", b.Name, b.Doc)
		}
		codes := 0
		for _, set := range []bool{b.Fn1 != nil, b.Fn2 != nil, b.Fn != nil} {
			if set {
				codes++
			}
		}
		if codes != 1 || b.Fn1 != nil && (b.Min != 1 || b.Max != 1) || b.Fn2 != nil && (b.Min != 2 || b.Max != 2) {
			t.Errorf("%s: its code does not fit its arity", b.Name)
		}
	}
}

// TestEveryArgumentType calls every builtin with every kind of value in every place: whatever it
// answers, it must not crash, and its errors must say something.
func TestEveryArgumentType(t *testing.T) {
	values := []kernel.Value{
		kernel.Nil, kernel.True, kernel.Int(0), kernel.Int(-1), kernel.Int(3), kernel.Int(-1 << 63), kernel.Int(1<<63 - 1),
		kernel.Float(2), kernel.Float(0.5), kernel.Float(-1e300), eval(t, "+nan.0"), eval(t, "-inf.0"), eval(t, "1/3"),
		eval(t, "100000000000000000000"), eval(t, "-100000000000000000000"),
		kernel.Str(""), kernel.Str("héllo"), kernel.Char('x'), kernel.Sym("s"), kernel.Keyword("k"),
		kernel.ListOf(), kernel.ListOf(kernel.Int(1), kernel.Str("a")), kernel.DictOf("a", kernel.Int(1)),
		kernel.NewVector([]kernel.Value{kernel.Char('a')}), kernel.NewSet().Value(), kernel.NewBuffer().Value(),
		kernel.Builtins()[0].Value(), kernel.NewCondition("user", "m").Value(),
	}
	for _, b := range kernel.Builtins() {
		for n := b.Min; n <= max(b.Min, 3) && b.Accepts(n); n++ {
			for i := range tuples(len(values), n) {
				callWith(t, b, values, i, n)
			}
		}
	}
}

// tuples gives how many tuples of n out of size values there are, thinned out above two.
func tuples(size, n int) int {
	total := 1
	for range min(n, 2) {
		total *= size
	}
	return total
}

func callWith(t *testing.T, b *kernel.Builtin, values []kernel.Value, which, n int) {
	t.Helper()
	args := make([]kernel.Value, n)
	for j := range args {
		args[j] = values[(which+j*j)%len(values)]
		if j < 2 {
			which /= len(values)
		}
	}
	meter := kernel.Meter{MaxAllocated: 1 << 20}
	_, err := b.Call(&meter, args)
	if err != nil && err.Error() == "" {
		t.Errorf("%s: empty error for %s", b.Name, kernel.Write(kernel.ListOf(args...)))
	}
}

// eval evaluates an expression that has a value.
func eval(t *testing.T, text string) kernel.Value {
	t.Helper()
	v, err := newCalculator().run(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}
