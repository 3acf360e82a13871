package cek

import "github.com/sx-lang/sx/kernel"

// run executes instructions until the program is done, suspended or ended by an error that it may
// not catch. It is the only loop of the machine, started by Start, Call, Resume and Raise alone: a
// call pushes a frame, a callback of map or sort is a call like any other, and perform leaves the
// loop with everything that is under way lying on the stack.
//
// fp and pc, the frame and the next instruction, are the two hot values; m.fp and m.pc are brought
// up to date before anything else looks at them.
func (m *Machine) run() error {
	fp, pc, fuel := m.restore()
	meter := m.meter
	var err error
	for {
		if fuel--; fuel < 0 {
			m.save(fp, pc, fuel)
			if err = m.outOfFuel(); err != nil {
				return err
			}
			fp, pc, fuel = m.restore()
		}
		in := pc
		pc = kernel.Next(pc)
		switch in.op {
		case opMove:
			*kernel.Slot(fp, in.a) = *kernel.Slot(fp, in.b)
		case opMoveMove:
			*kernel.Slot(fp, in.a) = *kernel.Slot(fp, in.b)
			if fuel > 0 {
				in, pc, fuel = pc, kernel.Next(pc), fuel-1
				*kernel.Slot(fp, in.a) = *kernel.Slot(fp, in.b)
			}
		case opMoveCall:
			*kernel.Slot(fp, in.a) = *kernel.Slot(fp, in.b)
			if fuel > 0 {
				in, pc, fuel = pc, kernel.Next(pc), fuel-1
				goto callGlobal
			}
		case opConst:
			*kernel.Slot(fp, in.a) = *in.k
		case opGlobal:
			v := *in.k
			if v.IsUnbound() {
				goto unbound
			}
			*kernel.Slot(fp, in.a) = v
		case opSetGlobal:
			if in.k.IsUnbound() {
				goto unbound
			}
			*in.k = *kernel.Slot(fp, in.a)
		case opDefine:
			*in.k = *kernel.Slot(fp, in.a)
		case opUp:
			*kernel.Slot(fp, in.a) = *kernel.Slot(asLambda(*fp).up, in.b)
		case opBox:
			r := kernel.Slot(fp, in.a)
			*r = kernel.Ref(&kernel.NewBox(*r).Header)
			meter.Allocated += boxSpace
		case opBoxGet:
			v := kernel.As[kernel.Box](*kernel.Slot(fp, in.b)).V
			if v.IsUnbound() {
				goto unbound
			}
			*kernel.Slot(fp, in.a) = v
		case opBoxSet:
			b := kernel.As[kernel.Box](*kernel.Slot(fp, in.a))
			if b.V.IsUnbound() {
				goto unbound
			}
			b.V = *kernel.Slot(fp, in.b)
		case opBoxInit:
			kernel.As[kernel.Box](*kernel.Slot(fp, in.a)).V = *kernel.Slot(fp, in.b)
		case opClosure:
			c := asCode(*in.k)
			*kernel.Slot(fp, in.a) = closeOver(c, fp)
			meter.Allocated += objectSpace + int64(len(c.captures))*slotSize
		case opQuote, opNewBox, opPatch:
			goto general

		case opJump:
			pc = in.j
		case opFalse:
			if !kernel.Slot(fp, in.a).Truthy() {
				pc = in.j
			}
		case opTrue:
			if kernel.Slot(fp, in.a).Truthy() {
				pc = in.j
			}
		case opBound:
			if !kernel.Slot(fp, in.a).IsUnbound() {
				pc = in.j
			}

		case opNotLess, opNotLessJump:
			x, y := kernel.Slot(fp, in.a), kernel.Slot(fp, in.b)
			if x.IsInt() && y.IsInt() {
				if x.Int64() >= y.Int64() {
					pc = in.j
				} else if in.op == opNotLessJump && fuel > 0 {
					pc, fuel = pc.j, fuel-1
				}
				continue
			}
			goto compare
		case opNotLessK:
			x, y := kernel.Slot(fp, in.a), in.k
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() >= y.Int64() {
				pc = in.j
			}
		case opNotLeq:
			x, y := kernel.Slot(fp, in.a), kernel.Slot(fp, in.b)
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() > y.Int64() {
				pc = in.j
			}
		case opNotLeqK:
			x, y := kernel.Slot(fp, in.a), in.k
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() > y.Int64() {
				pc = in.j
			}
		case opNotMore:
			x, y := kernel.Slot(fp, in.a), kernel.Slot(fp, in.b)
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() <= y.Int64() {
				pc = in.j
			}
		case opNotMoreK:
			x, y := kernel.Slot(fp, in.a), in.k
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() <= y.Int64() {
				pc = in.j
			}
		case opNotGeq:
			x, y := kernel.Slot(fp, in.a), kernel.Slot(fp, in.b)
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() < y.Int64() {
				pc = in.j
			}
		case opNotGeqK:
			x, y := kernel.Slot(fp, in.a), in.k
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() < y.Int64() {
				pc = in.j
			}
		case opNotEqual, opNotEqualK:
			x, y := kernel.Slot(fp, in.a), in.k
			if in.op == opNotEqual {
				y = kernel.Slot(fp, in.b)
			}
			if !x.IsInt() || !y.IsInt() {
				goto compare
			}
			if x.Int64() != y.Int64() {
				pc = in.j
			}

		case opAdd:
			x, y := kernel.Slot(fp, in.b), kernel.Slot(fp, in.c)
			if x.IsInt() && y.IsInt() {
				a, b := x.Int64(), y.Int64()
				if s := a + b; (a^s)&(b^s) >= 0 {
					kernel.Slot(fp, in.a).SetInt(s)
					continue
				}
			} else if x.IsFloat() && y.IsFloat() {
				kernel.Slot(fp, in.a).SetFloat(x.Float64() + y.Float64())
				continue
			}
			goto general
		case opAddK:
			x, y := kernel.Slot(fp, in.b), in.k
			if x.IsInt() && y.IsInt() {
				a, b := x.Int64(), y.Int64()
				if s := a + b; (a^s)&(b^s) >= 0 {
					kernel.Slot(fp, in.a).SetInt(s)
					continue
				}
			} else if x.IsFloat() && y.IsFloat() {
				kernel.Slot(fp, in.a).SetFloat(x.Float64() + y.Float64())
				continue
			}
			goto general
		case opSub:
			x, y := kernel.Slot(fp, in.b), kernel.Slot(fp, in.c)
			if x.IsInt() && y.IsInt() {
				a, b := x.Int64(), y.Int64()
				if s := a - b; (a^b)&(a^s) >= 0 {
					kernel.Slot(fp, in.a).SetInt(s)
					continue
				}
			} else if x.IsFloat() && y.IsFloat() {
				kernel.Slot(fp, in.a).SetFloat(x.Float64() - y.Float64())
				continue
			}
			goto general
		case opSubK:
			x, y := kernel.Slot(fp, in.b), in.k
			if x.IsInt() && y.IsInt() {
				a, b := x.Int64(), y.Int64()
				if s := a - b; (a^b)&(a^s) >= 0 {
					kernel.Slot(fp, in.a).SetInt(s)
					continue
				}
			} else if x.IsFloat() && y.IsFloat() {
				kernel.Slot(fp, in.a).SetFloat(x.Float64() - y.Float64())
				continue
			}
			goto general
		case opSubKCall:
			x, y := kernel.Slot(fp, in.b), in.k
			if x.IsInt() && y.IsInt() && fuel > 0 {
				a, b := x.Int64(), y.Int64()
				if s := a - b; (a^b)&(a^s) >= 0 {
					kernel.Slot(fp, in.a).SetInt(s)
					in, pc, fuel = pc, kernel.Next(pc), fuel-1
					goto callGlobal
				}
			}
			goto general
		case opMul:
			x, y := kernel.Slot(fp, in.b), kernel.Slot(fp, in.c)
			if x.IsInt() && y.IsInt() {
				if a, b := x.Int64(), y.Int64(); a == int64(int32(a)) && b == int64(int32(b)) {
					kernel.Slot(fp, in.a).SetInt(a * b)
					continue
				}
			} else if x.IsFloat() && y.IsFloat() {
				kernel.Slot(fp, in.a).SetFloat(x.Float64() * y.Float64())
				continue
			}
			goto general
		case opMulK:
			x, y := kernel.Slot(fp, in.b), in.k
			if x.IsInt() && y.IsInt() {
				if a, b := x.Int64(), y.Int64(); a == int64(int32(a)) && b == int64(int32(b)) {
					kernel.Slot(fp, in.a).SetInt(a * b)
					continue
				}
			} else if x.IsFloat() && y.IsFloat() {
				kernel.Slot(fp, in.a).SetFloat(x.Float64() * y.Float64())
				continue
			}
			goto general

		case opBuiltin1:
			b := kernel.As[kernel.Builtin](*in.k)
			v, e := b.Fn1(*kernel.Slot(fp, in.b))
			if e != nil {
				err = builtinError(b.Name, e)
				goto fail
			}
			meter.Allocated += b.Space
			*kernel.Slot(fp, in.a) = v
		case opVectorRef:
			v, i := kernel.Slot(fp, in.b), kernel.Slot(fp, in.c)
			if v.IsVector() && i.IsInt() {
				if items := v.AsVector().Items; uint64(i.Int64()) < uint64(len(items)) {
					*kernel.Slot(fp, in.a) = items[i.Int64()]
					continue
				}
			}
			fallthrough
		case opBuiltin2:
			b := kernel.As[kernel.Builtin](*in.k)
			v, e := b.Fn2(*kernel.Slot(fp, in.b), *kernel.Slot(fp, in.c))
			if e != nil {
				err = builtinError(b.Name, e)
				goto fail
			}
			meter.Allocated += b.Space
			*kernel.Slot(fp, in.a) = v
		case opVectorSet:
			at := kernel.Slot(fp, in.a)
			v, i := kernel.Slot(at, headSize), kernel.Slot(at, headSize+slotSize)
			if v.IsVector() && i.IsInt() {
				if items := v.AsVector().Items; uint64(i.Int64()) < uint64(len(items)) {
					items[i.Int64()] = *kernel.Slot(at, headSize+2*slotSize)
					*at = *v
					continue
				}
			}
			fallthrough
		case opBuiltin:
			b := kernel.As[kernel.Builtin](*in.k)
			at := kernel.Slot(fp, in.a)
			m.save(fp, pc, fuel)
			v, e := b.Fn(meter, kernel.Slots(kernel.Slot(at, headSize), int(in.b)))
			fuel = meter.Fuel
			if e != nil {
				err = builtinError(b.Name, e)
				goto fail
			}
			*at = v
		case opAt:
			l, i := kernel.Slot(fp, in.b), kernel.Slot(fp, in.c)
			if l.IsList() && i.IsInt() {
				if x := l.AsList().InView(i.Int64()); x != nil {
					*kernel.Slot(fp, in.a) = *x
					continue
				}
			}
			goto general
		case opWith:
			g, to := kernel.Slot(fp, in.b), in.a
			if g.Kind() != kernel.KindGathering {
				goto general
			}
			m.save(fp, pc, fuel)
			v := g.Gather(*kernel.Slot(fp, in.c))
			meter.Allocated += slotSize
			fp, pc, fuel = m.restore()
			*kernel.Slot(fp, to) = v
		case opGet:
			at := kernel.Slot(fp, in.a)
			d, key := kernel.Slot(at, headSize), kernel.Slot(at, headSize+slotSize)
			if !d.IsDict() || !key.IsString() || !d.AsDict().Ready() {
				goto general
			}
			m.save(fp, pc, fuel)
			v, ok := d.AsDict().Get(key.AsString())
			if !ok && in.b == 3 {
				v = *kernel.Slot(at, headSize+2*slotSize)
			}
			*at = v
			fp, pc, fuel = m.restore()
		case opDict:
			*kernel.Slot(fp, in.a) = kernel.As[kernel.Dict](*in.k).WithValues(
				kernel.Slots(kernel.Slot(fp, in.b), int(in.c)))
			meter.Allocated += objectSpace + int64(in.c)*slotSize

		case opCallGlobal:
			goto callGlobal
		case opCall:
			goto call
		case opGlobalTail:
			v := *in.k
			if v.IsUnbound() {
				goto unbound
			}
			*kernel.Slot(fp, in.a) = v
			if fuel > 0 {
				in, pc, fuel = pc, kernel.Next(pc), fuel-1
				goto tailCall
			}
		case opTailCall:
			goto tailCall
		case opReturn:
			v := *kernel.Slot(fp, in.a)
			l := *link(fp)
			*fp = v
			pc = kernel.As[instr](l)
			fp = kernel.Below(fp, l.LinkNumber())

		case opPerform:
			// Here the program stops: the driver has the request, and resume writes its answer to
			// register a.
			m.request = *kernel.Slot(fp, in.b)
			m.answer = in.a
			m.save(fp, pc, fuel)
			if err = m.suspend(); err != nil {
				goto failed
			}
			if m.phase != phaseRunning {
				return nil
			}
			fp, pc, fuel = m.restore()
		case opUnderflow:
			m.save(fp, pc, fuel)
			if err = m.resume(m.seg.ret, *fp, m.seg); err != nil {
				goto failed
			}
			if m.phase == phaseDone {
				return nil
			}
			fp, pc, fuel = m.restore()
		case opHalt: // only a frame that was made wrong comes here
			return errUnbalanced
		case opCold:
			m.save(fp, pc, fuel)
			if err = m.cold(in); err != nil {
				goto failed
			}
			if m.phase != phaseRunning {
				return nil
			}
			fp, pc, fuel = m.restore()
		}
		continue

	callGlobal:
		*kernel.Slot(fp, in.a) = *in.k
	call:
		{
			callee := kernel.Slot(fp, in.a)
			if callee.Kind() == kernel.KindLambda {
				c := asLambda(*callee).code
				if c.simple && c.required == int(in.b) && kernel.Distance(callee, m.last) >= c.frame {
					*kernel.Slot(callee, slotSize) = kernel.Link(pc, uint64(in.a))
					fp, pc = callee, c.start
					continue
				}
			} else if callee.IsUnbound() {
				goto unbound
			}
			m.save(fp, pc, fuel)
			if err = m.callAt(callee, int(in.b), in.a); err != nil {
				goto failed
			}
			fp, pc, fuel = m.restore()
			continue
		}
	tailCall:
		{
			callee := kernel.Slot(fp, in.a)
			if callee.Kind() == kernel.KindLambda {
				c := asLambda(*callee).code
				if c.simple && c.required == int(in.b) && kernel.Distance(fp, m.last) >= c.frame {
					*fp = *callee
					from, to := kernel.Slot(callee, headSize), kernel.Slot(fp, headSize)
					for range in.b {
						*to = *from
						from, to = kernel.Next(from), kernel.Next(to)
					}
					pc = c.start
					continue
				}
			}
			m.save(fp, pc, fuel)
			if err = m.tailCallAt(in.a, int(in.b)); err != nil {
				goto failed
			}
			fp, pc, fuel = m.restore()
			continue
		}
	general: // not the usual case of an instruction, or one that is no matter of speed
		m.save(fp, pc, fuel)
		if err = m.inGeneral(in); err != nil {
			goto failed
		}
		fp, pc, fuel = m.restore()
		continue
	compare:
		{
			x, y := kernel.Slot(fp, in.a), in.k
			if y == nil {
				y = kernel.Slot(fp, in.b)
			}
			if x.IsFloat() && y.IsFloat() && in.op != opNotEqual && in.op != opNotEqualK {
				if !holdsOfFloats(in.op, x.Float64(), y.Float64()) {
					pc = in.j
				}
				continue
			}
			m.save(fp, pc, fuel)
			var holds bool
			holds, err = m.compare(in.op, *x, *y)
			fuel = meter.Fuel
			if err != nil {
				goto fail
			}
			if !holds {
				pc = in.j
			}
			continue
		}
	unbound:
		m.save(fp, pc, fuel)
		err = m.unboundError(fp, pc)
		fuel = meter.Fuel
		goto fail
	failed: // in a call, which may have gone to another frame before, and has spent fuel
		fp, pc, fuel = m.restore()
	fail:
		m.save(fp, pc, fuel)
		if err = m.fail(err); err != nil {
			return err
		}
		fp, pc, fuel = m.restore()
	}
}
