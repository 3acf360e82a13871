package cek

import "github.com/sx-lang/sx/kernel"

// chargePerform counts the request that the whole machine is about to suspend with, and what it would
// print.
func (m *Machine) chargePerform() error {
	m.performs++
	if most := m.config.MaxPerforms; most > 0 && m.performs > most {
		return &kernel.Limit{What: "perform", Bound: most, Unit: "performs"}
	}
	if most := m.config.MaxOutput; most > 0 {
		if m.output += printed(m.request); m.output > most {
			return &kernel.Limit{What: "output", Bound: most, Unit: "bytes"}
		}
	}
	return nil
}

// printed gives the bytes of text in the arguments of a request for io/print, 0 for another request.
func printed(request kernel.Value) int64 {
	op, args := kernel.Nil, kernel.Nil
	switch {
	case request.IsDict():
		op, args = request.AsDict().Lookup("op"), request.AsDict().Lookup("args")
	case request.IsList():
		l := request.AsList()
		op, args = l.First(), l.Rest().Value()
	}
	name := ""
	switch {
	case op.IsString():
		name = op.Text()
	case op.IsSymbol(), op.IsKeyword():
		name = op.SymbolName()
	}
	if name != "io/print" || !args.IsList() {
		return 0
	}
	n := int64(0)
	for it := args.AsList().All(); ; {
		v, ok := it.Next()
		switch {
		case !ok:
			return n
		case v.IsString():
			n += int64(len(v.Text()))
		}
	}
}
