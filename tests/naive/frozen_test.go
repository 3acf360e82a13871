package naive

import (
	"context"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// runFrozen freezes a program at those of its performs whose numbers are wanted, and goes on with a new
// machine that was thawed from the text of its state.
func runFrozen(forms []*node, wanted func(n int) bool) result {
	ctx := context.Background()
	m, err := newMachine()
	if err != nil {
		return result{err.Error(), nil}
	}
	var requests []string
	out, err := m.Start(ctx, "program", text(forms))
	for err == nil && out.Suspended() {
		if wanted(len(requests)) {
			if out, err = thawed(ctx, out); err != nil {
				return result{"not thawed: " + err.Error(), requests}
			}
		}
		requests = append(requests, plain(kernel.Brief(out.Request(), 1000)))
		v, cond := world(out.Request(), len(requests)-1)
		if cond != nil {
			out, err = out.Raise(ctx, cond)
		} else {
			out, err = out.Resume(ctx, v)
		}
	}
	return ended(out.Value(), err, requests)
}

func thawed(ctx context.Context, out cek.Outcome) (cek.Outcome, error) {
	data, err := out.Freeze()
	if err != nil {
		return out, err
	}
	form, err := reader.ReadOne(&kernel.Source{Name: "frozen", Text: kernel.Write(data)}, reader.Options{MaxLiteral: 1 << 30, MaxDigits: 1 << 30})
	if err != nil {
		return out, err
	}
	_, next, err := cek.Thaw(ctx, machineConfig(), form.Value)
	return next, err
}
