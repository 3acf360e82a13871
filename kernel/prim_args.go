package kernel

import "fmt"

// Reading the arguments of builtins.

// listArg gives argument i as a list; nil counts as the empty list.
func listArg(args []Value, i int) (*List, error) { return asList(args[i], i) }

// asList gives v, argument i, as a list; nil counts as the empty list.
func asList(v Value, i int) (*List, error) {
	switch {
	case v.IsList():
		return v.AsList(), nil
	case v.IsNil():
		return NewList(nil), nil
	}
	return nil, WantArg(i, v, "list")
}

// dictArg gives argument i as a dict; nil counts as the empty dict.
func dictArg(args []Value, i int) (*Dict, error) {
	switch v := args[i]; {
	case v.IsDict():
		return v.AsDict(), nil
	case v.IsNil():
		return NewDict(), nil
	}
	return nil, WantArg(i, args[i], "dict")
}

// readyDictArg gives argument i as a dict that is about to be looked at.
func readyDictArg(m *Meter, args []Value, i int) (*Dict, error) {
	d, err := dictArg(args, i)
	if err != nil {
		return nil, err
	}
	return d, d.ready(m)
}

// keyArg gives argument i as a dict key.
func keyArg(args []Value, i int) (*String, error) { return asKey(args[i], i) }

func asKey(v Value, i int) (*String, error) {
	if k, ok := KeyOf(v); ok {
		return k, nil
	}
	return nil, WantArg(i, v, "string or keyword")
}

// vectorArg gives argument i as a vector.
func vectorArg(args []Value, i int) (*Vector, error) {
	if args[i].IsVector() {
		return args[i].AsVector(), nil
	}
	return nil, WantArg(i, args[i], "vector")
}

// setArg gives argument i as a set.
func setArg(args []Value, i int) (*Set, error) {
	if args[i].IsSet() {
		return args[i].AsSet(), nil
	}
	return nil, WantArg(i, args[i], "set")
}

// integerArg gives argument i as an integer of 64 bits.
func integerArg(args []Value, i int) (int64, error) { return asInteger(args[i], i) }

func asInteger(v Value, i int) (int64, error) {
	switch {
	case v.IsInt():
		return v.Int64(), nil
	case v.Kind() == KindBig:
		return 0, BadRange(i, "is an integer of more than 64 bits")
	case IsNumber(v):
		return 0, &ArgError{CondType, i, "is " + messageNumber(v) + ", want integer"}
	}
	return 0, WantArg(i, v, "integer")
}

// messageBits bounds the numbers that a message shows: writing one of any size would cost quadratic time,
// for a line that nobody reads.
const messageBits = 1024

// messageNumber gives a number's text for a message, or its size.
func messageNumber(v Value) string {
	switch v.Kind() {
	case KindBig:
		if n := v.AsBig().BitLen(); n > messageBits {
			return fmt.Sprintf("an integer of %d bits", n)
		}
	case KindRat:
		if n := v.AsRat().Num().BitLen() + v.AsRat().Denom().BitLen(); n > messageBits {
			return fmt.Sprintf("a fraction of %d bits", n)
		}
	}
	return Write(v)
}

// countArg gives argument i as a number of elements from 0 to maxItems.
func countArg(args []Value, i int) (int, error) {
	n, err := integerArg(args, i)
	switch {
	case err != nil:
		return 0, err
	case n < 0:
		return 0, BadRange(i, "is %d, want 0 or more", n)
	case n > maxItems:
		return 0, BadRange(i, "is %d, want at most %d", n, int64(maxItems))
	}
	return int(n), nil
}

// indexArg gives argument i as an index below length.
func indexArg(args []Value, i, length int) (int, error) { return asIndex(args[i], i, length) }

func asIndex(v Value, i, length int) (int, error) {
	n, err := asInteger(v, i)
	if err != nil {
		return 0, err
	}
	if n < 0 || n >= int64(length) {
		return 0, BadIndex(i, n, length)
	}
	return int(n), nil
}

// boundArg gives argument i as a place between elements, from low to high.
func boundArg(args []Value, i, low, high int) (int, error) {
	n, err := integerArg(args, i)
	if err != nil {
		return 0, err
	}
	if n < int64(low) || n > int64(high) {
		return 0, &ArgError{CondIndex, i, fmt.Sprintf("is %d, want %d to %d", n, low, high)}
	}
	return int(n), nil
}

// rangeArgs gives the optional arguments i and i+1 as the start and the end of a part of length
// elements, the whole if they are missing.
func rangeArgs(args []Value, i, length int) (from, to int, err error) {
	to = length
	if len(args) > i {
		if from, err = boundArg(args, i, 0, length); err != nil {
			return 0, 0, err
		}
	}
	if len(args) > i+1 {
		if to, err = boundArg(args, i+1, from, length); err != nil {
			return 0, 0, err
		}
	}
	return from, to, nil
}

// optional gives argument i, or fallback if there are not so many.
func optional(args []Value, i int, fallback Value) Value {
	if i < len(args) {
		return args[i]
	}
	return fallback
}
