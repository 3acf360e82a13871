package hosts

import (
	"context"
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// Request is a request taken apart.
type Request struct {
	Op   string
	Args []kernel.Value
}

// NewRequest makes the request value {:op op :args (args…)}.
func NewRequest(op string, args ...kernel.Value) kernel.Value {
	return kernel.DictOf("op", kernel.Str(op), "args", kernel.ListOf(args...))
}

// Value gives the request as {:op … :args (…)}.
func (r Request) Value() kernel.Value { return NewRequest(r.Op, r.Args...) }

// ParseRequest takes a request apart: {:op name :args (arg…)}, where :args may be missing or nil,
// or (name arg…). The name is a string, symbol or keyword and not empty. The error is a
// *kernel.Condition of kind "type".
func ParseRequest(v kernel.Value) (Request, error) {
	switch {
	case v.IsDict():
		return parseDict(v.AsDict())
	case v.IsList():
		items := v.AsList().Items()
		if len(items) == 0 {
			return Request{}, malformed("request is an empty list, want an op first")
		}
		op, err := opName("the first item of a request", items[0])
		return Request{op, items[1:]}, err
	}
	return Request{}, malformed("request is %s, want a dict with :op and :args or a list", kernel.TypeOf(v))
}

func parseDict(d *kernel.Dict) (Request, error) {
	for it := d.All(); ; {
		key, _, ok := it.Next()
		if !ok {
			break
		}
		if k := key.String(); k != "op" && k != "args" {
			return Request{}, malformed("request has the key %q, want :op and :args only", k)
		}
	}
	op, err := opName(":op of a request", d.Lookup("op"))
	if err != nil {
		return Request{}, err
	}
	args := d.Lookup("args")
	switch {
	case args.IsNil():
		return Request{Op: op}, nil
	case args.IsList():
		return Request{op, args.AsList().Items()}, nil
	}
	return Request{}, malformed("request %q: :args is %s, want a list", op, kernel.TypeOf(args))
}

// opName gives the name of an op written as string, symbol or keyword.
func opName(where string, v kernel.Value) (string, error) {
	name := ""
	switch {
	case v.IsString():
		name = v.Text()
	case v.IsSymbol(), v.IsKeyword():
		name = v.SymbolName()
	default:
		return "", malformed("%s is %s, want the name of an op", where, kernel.TypeOf(v))
	}
	if name == "" {
		return "", malformed("%s is empty, want the name of an op", where)
	}
	return name, nil
}

func malformed(format string, args ...any) error {
	return kernel.Condf(kernel.CondType, format, args...)
}

// Unhandled is the error for an op that no host owns: a condition of kind "unhandled-op" that names
// it.
func Unhandled(op string) error {
	return kernel.Condf(kernel.CondUnhandledOp, "no host answers the op %q", op)
}

// IsUnhandled tells whether err says that no host owns the op.
func IsUnhandled(err error) bool {
	var c *kernel.Condition
	return errors.As(err, &c) && c.CondKind == kernel.CondUnhandledOp
}

// Func is a Host made of a function that gets the request taken apart.
type Func func(ctx context.Context, r Request) (kernel.Value, error)

// Perform answers a request, or the error of ParseRequest.
func (f Func) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	r, err := ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	return f(ctx, r)
}
