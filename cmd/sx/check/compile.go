package check

import (
	"context"
	"errors"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// What running the definitions of a text may use.
const (
	maxSteps  = 20_000_000
	maxMemory = 256 << 20
)

// errNoHost is raised where a definition wants something of the world.
var errNoHost = errors.New("nothing is answered while a program is checked")

// compiler takes a text form by form.
type compiler struct {
	m        *cek.Machine
	src      *kernel.Source
	findings []Finding
	over     bool // the rest cannot be judged
}

// compile gives what the compiler finds wrong with a text.
func compile(ctx context.Context, src *kernel.Source, t Text) []Finding {
	k := &compiler{src: src}
	m, err := cek.New(cek.Config{Libraries: t.Libraries, MaxSteps: maxSteps, MaxMemory: maxMemory, Directory: t.Directory,
		Warn: k.warned})
	if err != nil {
		return nil
	}
	k.m = m
	for r := reader.New(src, reader.Options{}); !k.over; {
		f, err := r.Next()
		if err != nil {
			break
		}
		k.form(ctx, f)
	}
	return k.findings
}

// warned takes a warning of the compiler. What it says of names, package names has said.
func (k *compiler) warned(w cek.Warning) {
	if w.Pos.Source == k.src && !strings.HasPrefix(w.Message, unboundText) {
		k.findings = append(k.findings, finding(w.Pos, mild, w.Message))
	}
}

func finding(pos kernel.Pos, severity, message string) Finding {
	return Finding{Pos: pos, Severity: severity, Message: message, End: pos.Offset}
}

// form compiles a form at top level.
func (k *compiler) form(ctx context.Context, f reader.Form) {
	if k.over {
		return
	}
	head := ""
	if l := f.Value; l.IsList() && l.AsList().Len() > 0 && l.AsList().At(0).IsSymbol() {
		head = l.AsList().At(0).SymbolName()
	}
	switch head {
	case "begin":
		l := f.Value.AsList()
		for i := 1; i < l.Len(); i++ {
			part := f
			part.Value = l.At(i)
			if off, ok := f.Places.Item(l, i); ok {
				part.Pos.Offset = off
			}
			k.form(ctx, part)
		}
	case "import", "define-library":
		k.over = !k.run(ctx, f) // the macros of a library are missing then
	case "define", "define-values", "define-record-type", "define-type", "define-syntax", "defmacro":
		k.run(ctx, f)
	default:
		if head != "" {
			if d, ok := k.m.Describe(head); ok && d.Kind == "macro" { // which may define something
				k.run(ctx, f)
				return
			}
		}
		f.Value = kernel.ListOf(kernel.Sym("fn"), kernel.ListOf(), f.Value)
		k.run(ctx, f)
	}
}

// run compiles and runs a form, whose value is nobody's concern; false if it failed.
func (k *compiler) run(ctx context.Context, f reader.Form) bool {
	out, err := k.m.Run(ctx, k.src, f)
	for tries := 0; err == nil && out.Suspended(); tries++ {
		if tries == 1000 || isImport(out.Request()) {
			k.over = true
			return false
		}
		out, err = out.Raise(ctx, errNoHost)
	}
	var failed *cek.Error
	switch {
	case err == nil:
		return true
	case !errors.As(err, &failed): // a limit, or ctx
		k.over = true
		return false
	}
	cond := failed.Condition()
	switch {
	case cond == nil || cond.CondKind != kernel.CondSyntax:
	case cond.Pos.Source == k.src:
		k.findings = append(k.findings, finding(cond.Pos, severe, cond.Message))
	case cond.Pos.Source != nil && !cond.Pos.Source.Embedded && cond.Pos.Source.Name != "":
		k.findings = append(k.findings, finding(f.Pos, severe, cond.Pos.String()+": "+cond.Message))
	}
	return false
}

// isImport tells whether a request is that for a library, which nobody has.
func isImport(request kernel.Value) bool {
	return request.IsDict() && request.AsDict().Lookup("op").IsString() && request.AsDict().Lookup("op").Text() == "import"
}
