package hosts_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// owner answers its ops with its name.
type owner struct {
	name string
	ops  []string
}

func (o owner) Ops() []string { return o.ops }

func (o owner) Perform(context.Context, kernel.Value) (kernel.Value, error) {
	return kernel.Str(o.name), nil
}

func TestParseRequest(t *testing.T) {
	args := kernel.ListOf(kernel.Int(1), kernel.Str("x"))
	for _, c := range []struct {
		v    kernel.Value
		want string
	}{
		{kernel.DictOf("op", kernel.Str("a/b"), "args", args), `a/b [1 "x"]`},
		{kernel.DictOf("args", args, "op", kernel.Sym("a/b")), `a/b [1 "x"]`},
		{kernel.DictOf("op", kernel.Keyword("a/b")), `a/b []`},
		{kernel.DictOf("op", kernel.Str("a"), "args", kernel.Nil), `a []`},
		{kernel.ListOf(kernel.Str("a"), kernel.Int(1)), `a [1]`},
		{kernel.ListOf(kernel.Keyword("a")), `a []`},
		{hosts.NewRequest("a", kernel.Int(1)), `a [1]`},
		{hosts.Request{Op: "a", Args: []kernel.Value{kernel.Nil}}.Value(), `a [nil]`},
		{kernel.Nil, "type: request is nil, want a dict with :op and :args or a list"},
		{kernel.NewVector([]kernel.Value{kernel.Str("a")}), "type: request is vector"},
		{kernel.ListOf(), "type: request is an empty list, want an op first"},
		{kernel.ListOf(args), "type: the first item of a request is list, want the name of an op"},
		{kernel.ListOf(kernel.Sym("")), "type: the first item of a request is empty"},
		{kernel.DictOf("op", kernel.Int(5)), "type: :op of a request is number"},
		{kernel.DictOf("args", args), "type: :op of a request is nil"},
		{kernel.DictOf("op", kernel.Str("a"), "args", kernel.Int(1)), `type: request "a": :args is number, want a list`},
		{kernel.DictOf("op", kernel.Str("a"), "ars", args), `type: request has the key "ars"`},
	} {
		r, err := hosts.ParseRequest(c.v)
		got := ""
		if err != nil {
			got = err.(*kernel.Condition).CondKind + ": " + err.Error()
		} else {
			texts := []string{}
			for _, v := range r.Args {
				texts = append(texts, kernel.Write(v))
			}
			got = fmt.Sprintf("%s %v", r.Op, texts)
		}
		if got != c.want && (err == nil || !strings.HasPrefix(got, c.want)) {
			t.Errorf("%s: %s, want %s", kernel.Write(c.v), got, c.want)
		}
	}
}

func TestMux(t *testing.T) {
	m, err := hosts.NewMux(owner{"one", []string{"b", "a"}}, owner{"two", []string{"c"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Route("d", hosts.Func(func(_ context.Context, r hosts.Request) (kernel.Value, error) {
		return kernel.ListOf(r.Args...), nil
	})); err != nil {
		t.Fatal(err)
	}
	for op, want := range map[string]string{"a": `"one"`, "b": `"one"`, "c": `"two"`, "d": "(5)"} {
		v, err := m.Perform(context.Background(), hosts.NewRequest(op, kernel.Int(5)))
		if err != nil || kernel.Write(v) != want {
			t.Errorf("%s: %s, %v", op, kernel.Write(v), err)
		}
	}
	_, err = m.Perform(context.Background(), hosts.NewRequest("e"))
	if !hosts.IsUnhandled(err) || err.Error() != `no host answers the op "e"` {
		t.Errorf("an op without owner: %v", err)
	}
	if _, err = m.Perform(context.Background(), kernel.Int(1)); err == nil || hosts.IsUnhandled(err) {
		t.Errorf("a malformed request: %v", err)
	}
	if got := m.Ops(); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
		t.Errorf("ops are %v", got)
	}
	if _, err := hosts.NewMux(m, owner{"three", []string{"x", "c"}}); err == nil || !strings.Contains(err.Error(), `"c"`) {
		t.Errorf("two owners of one op: %v", err)
	}
}

func TestFunc(t *testing.T) {
	f := hosts.Func(func(context.Context, hosts.Request) (kernel.Value, error) { return kernel.Nil, hosts.Unhandled("q") })
	if _, err := f.Perform(context.Background(), hosts.NewRequest("q")); !hosts.IsUnhandled(err) {
		t.Error(err)
	}
	if _, err := f.Perform(context.Background(), kernel.Nil); err == nil || hosts.IsUnhandled(err) {
		t.Errorf("a malformed request: %v", err)
	}
}
