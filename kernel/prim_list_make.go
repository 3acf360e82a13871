package kernel

import (
	"math"
	"math/bits"
)

// listMaking is the builtins that make lists from other things.
func listMaking() []*Builtin {
	return []*Builtin{
		{Name: "list", Min: 0, Max: -1, Fn: list,
			Doc: "A new list of the arguments.",
			Example: "(list 1 \"a\" nil) => (1 \"a\" nil)\n" +
				"(list) => ()"},
		{Name: "make-list", Min: 1, Max: 2, Fn: makeList,
			Doc: "(make-list n [x]): a list of n times x, or nil.",
			Example: "(make-list 3 'x) => (x x x)\n" +
				"(make-list -1) !! \"make-list: argument 1 is -1, want 0 or more\""},
		{Name: "range", Min: 1, Max: 3, Fn: rangeList,
			Doc: "(range end), (range start end [step]): the numbers from start, or 0, by step, or 1, short of end.",
			Example: "(range 4) => (0 1 2 3)\n" +
				"(range 1 10 3) => (1 4 7)\n" +
				"(range 3 0 -1) => (3 2 1)\n" +
				"(range 0 1 0) !! \"range: argument 3 is zero\""},
		{Name: "iota", Min: 1, Max: 3, Fn: iotaList,
			Doc: "(iota n [start] [step]): n numbers from start, or 0, by step, or 1.",
			Example: "(iota 3) => (0 1 2)\n" +
				"(iota 3 1 0.5) => (1.0 1.5 2.0)"},
	}
}

func list(m *Meter, args []Value) (Value, error) {
	if err := chargeItems(m, len(args)); err != nil {
		return Nil, err
	}
	return CopyList(args).Value(), nil
}

func makeList(m *Meter, args []Value) (Value, error) {
	n, err := countArg(args, 0)
	if err != nil {
		return Nil, err
	}
	out, err := makeItems(m, n)
	if err != nil {
		return Nil, err
	}
	return ListOf(out...), fill(m, out, optional(args, 1, Nil))
}

// fill makes all items x.
func fill(m *Meter, items []Value, x Value) error {
	return inStrides(m, len(items), func(from, to int) {
		for ; from < to; from++ {
			items[from] = x
		}
	})
}

func rangeList(m *Meter, args []Value) (Value, error) {
	start, end, step := Int(0), args[0], optional(args, 2, Int(1))
	if len(args) > 1 {
		start, end = args[0], args[1]
	}
	for i, v := range args {
		if !v.IsInt() && !v.IsFloat() {
			return Nil, wantSmall(i, v)
		}
		if v.IsFloat() && (math.IsNaN(v.Float64()) || math.IsInf(v.Float64(), 0)) {
			return Nil, BadRange(i, "is %s, want a finite number", Write(v))
		}
	}
	if ToFloat(step) == 0 {
		return Nil, BadRange(2, "is zero, want a step")
	}
	if start.IsInt() && end.IsInt() && step.IsInt() {
		return progression(m, intSteps(start.Int64(), end.Int64(), step.Int64()), start, step)
	}
	from, by := ToFloat(start), ToFloat(step)
	n := math.Ceil((ToFloat(end) - from) / by)
	if n > maxItems {
		return Nil, tooManyItems()
	}
	return progression(m, max(0, int(n)), Float(from), Float(by))
}

// wantSmall is the error for what is neither an integer of 64 bits nor a float.
func wantSmall(i int, v Value) error {
	if IsNumber(v) {
		return BadRange(i, "is %s, want an integer of 64 bits or a float", messageNumber(v))
	}
	return WantArg(i, v, "number")
}

// intSteps counts the steps from start that stay short of end; maxItems+1 stands for more than
// maxItems.
func intSteps(start, end, step int64) int {
	var way, stride uint64
	if step > 0 && start < end {
		way, stride = uint64(end)-uint64(start), uint64(step)
	} else if step < 0 && start > end {
		way, stride = uint64(start)-uint64(end), -uint64(step)
	} else {
		return 0
	}
	return int(min((way-1)/stride+1, maxItems+1))
}

func iotaList(m *Meter, args []Value) (Value, error) {
	n, err := countArg(args, 0)
	if err != nil {
		return Nil, err
	}
	start, step := optional(args, 1, Int(0)), optional(args, 2, Int(1))
	for i, v := range []Value{start, step} {
		if !v.IsInt() && !v.IsFloat() {
			return Nil, wantSmall(i+1, v)
		}
	}
	if start.IsInt() && step.IsInt() && n > 0 && !fits(n-1, start.Int64(), step.Int64()) {
		return Nil, BadRange(0, "is %d: the last number would not fit 64 bits", n)
	}
	return progression(m, n, start, step)
}

// fits tells whether start+k*step is an integer of 64 bits.
func fits(k int, start, step int64) bool {
	size := uint64(step)
	if step < 0 {
		size = -size
	}
	high, way := bits.Mul64(uint64(k), size)
	room := uint64(math.MaxInt64) - uint64(start)
	if step < 0 {
		room = uint64(start) - 1<<63
	}
	return high == 0 && way <= room
}

// progression gives the n numbers start, start+step, start+2*step ...: floats if one of the two is.
func progression(m *Meter, n int, start, step Value) (Value, error) {
	out, err := makeItems(m, n)
	if err != nil {
		return Nil, err
	}
	err = inStrides(m, n, func(from, to int) {
		if start.IsInt() && step.IsInt() {
			for i := from; i < to; i++ {
				out[i] = Int(start.Int64() + int64(i)*step.Int64())
			}
			return
		}
		for i := from; i < to; i++ {
			out[i] = Float(ToFloat(start) + float64(i)*ToFloat(step))
		}
	})
	return ListOf(out...), err
}
