package kernel

// listParts is the builtins that cut lists up and put them side by side.
func listParts() []*Builtin {
	return []*Builtin{
		{Name: "slice", Min: 2, Max: 3, Fn: slice,
			Doc: "(slice x from [to]): the elements of a list, or characters of a string, from index from up to, not including, to; to beyond the end is the end.",
			Example: "(slice '(a b c d) 1 3) => (b c)\n" +
				"(slice \"hello\" 1) => \"ello\"\n" +
				"(slice '(a b) 1 9) => (b)\n" +
				"(slice '(a b) 3) !! \"slice: argument 2 is 3, want 0 to 2\""},
		{Name: "take", Min: 2, Max: 2, Fn: take,
			Doc: "(take n list): the first n elements, or all if there are fewer; (take list n) is the same.",
			Example: "(take 2 '(1 2 3)) => (1 2)\n" +
				"(take '(1 2 3) 2) => (1 2)\n" +
				"(take 5 '(1)) => (1)"},
		{Name: "drop", Min: 2, Max: 2, Fn: drop,
			Doc: "(drop n list): the list without its first n elements; (drop list n) is the same.",
			Example: "(drop 2 '(1 2 3)) => (3)\n" +
				"(drop '(1 2 3) 1) => (2 3)\n" +
				"(drop 5 '(1)) => ()"},
		{Name: "split-at", Min: 2, Max: 2, Fn: splitAt,
			Doc:     "(split-at n list): the first n elements and the others, as two lists; (split-at list n) is the same.",
			Example: "(split-at 1 '(1 2 3)) => ((1) (2 3))"},
		{Name: "chunk-every", Min: 2, Max: 2, Fn: chunkEvery,
			Doc: "(chunk-every n list): the elements in lists of n, the last of fewer if they do not fill it; (chunk-every list n) is the same.",
			Example: "(chunk-every 2 '(1 2 3 4 5)) => ((1 2) (3 4) (5))\n" +
				"(chunk-every 0 '(1)) !! \"chunk-every: argument 1 is 0, want 1 or more\""},
		{Name: "zip", Min: 0, Max: -1, Fn: zip,
			Doc:     "(zip list…): the first elements of the lists in a list, then the second ones, up to the end of the shortest.",
			Example: "(zip '(1 2 3) '(a b)) => ((1 a) (2 b))"},
		{Name: "zip-pairs", Min: 1, Max: 1, Fn: zipPairs,
			Doc: "Each element but the last in a list with the one after it.",
			Example: "(zip-pairs '(1 2 3 4)) => ((1 2) (2 3) (3 4))\n" +
				"(zip-pairs '(1)) => ()"},
	}
}

func slice(m *Meter, args []Value) (Value, error) {
	var n int
	isText := args[0].IsString()
	if isText {
		n = args[0].AsString().Len()
	} else if l, err := asList(args[0], 0); err == nil {
		n = l.Len()
	} else {
		return Nil, WantArg(0, args[0], "list or string")
	}
	from, to, err := clampedRange(args, n)
	if err != nil {
		return Nil, err
	}
	if !isText {
		l, _ := asList(args[0], 0)
		return partOf(m, l, from, to)
	}
	return newPart(m, args[0].AsString().Slice(from, to))
}

// clampedRange gives slice's arguments 1 and 2, for n elements.
func clampedRange(args []Value, n int) (from, to int, err error) {
	if from, err = boundArg(args, 1, 0, n); err != nil || len(args) < 3 {
		return from, n, err
	}
	end, err := integerArg(args, 2)
	switch {
	case err != nil:
		return 0, 0, err
	case end < int64(from):
		return 0, 0, BadRange(2, "is %d, want %d, where the slice starts, or more", end, from)
	}
	return from, int(min(end, int64(n))), nil
}

// partOf gives elements from up to, not including, to. A short part is copied, so that it does not keep
// the whole list alive; a long one shares the list's elements where it can.
func partOf(m *Meter, l *List, from, to int) (Value, error) {
	const short = 32
	if to-from > short && from >= l.frontLen() {
		return l.Drop(from).Take(to - from).Value(), nil
	}
	out, err := copyItems(m, l.From(from), to-from)
	return ListOf(out...), err
}

// listAndCount reads a list and a number in either order; the number is clamped to 0 and the list's
// length.
func listAndCount(args []Value) (l *List, n int, err error) {
	at, of := 0, 1
	if !IsNumber(args[0]) {
		at, of = 1, 0
	}
	if l, err = listArg(args, of); err != nil {
		return nil, 0, err
	}
	if args[at].Kind() == KindBig {
		return l, clampBig(args[at], l.Len()), nil
	}
	k, err := integerArg(args, at)
	return l, int(max(0, min(k, int64(l.Len())))), err
}

func clampBig(v Value, n int) int {
	if v.AsBig().Sign() < 0 {
		return 0
	}
	return n
}

func take(m *Meter, args []Value) (Value, error) {
	l, n, err := listAndCount(args)
	if err != nil {
		return Nil, err
	}
	return partOf(m, l, 0, n)
}

func drop(_ *Meter, args []Value) (Value, error) {
	l, n, err := listAndCount(args)
	if err != nil {
		return Nil, err
	}
	return l.Drop(n).Value(), nil
}

func splitAt(m *Meter, args []Value) (Value, error) {
	l, n, err := listAndCount(args)
	if err != nil {
		return Nil, err
	}
	head, err := partOf(m, l, 0, n)
	return ListOf(head, l.Drop(n).Value()), err
}

func chunkEvery(m *Meter, args []Value) (Value, error) {
	l, size, err := listAndCount(args)
	if err != nil {
		return Nil, err
	}
	if size == 0 && l.Len() > 0 {
		at := 0
		if !IsNumber(args[0]) {
			at = 1
		}
		return Nil, BadRange(at, "is %s, want 1 or more", messageNumber(args[at]))
	}
	chunks, it := items{m: m}, l.All()
	for left := l.Len(); left > 0; left -= size {
		chunk, err := copyItems(m, it, min(size, left))
		if err != nil {
			return Nil, err
		}
		for skip := len(chunk); skip > 0; {
			skip -= len(it.run(skip))
		}
		if err := chunks.add(ListOf(chunk...)); err != nil {
			return Nil, err
		}
	}
	return ListOf(chunks.out...), nil
}

func zip(m *Meter, args []Value) (Value, error) {
	its := make([]Iter, len(args))
	n := 0
	for i := range args {
		l, err := listArg(args, i)
		if err != nil {
			return Nil, err
		}
		its[i] = l.All()
		if n = min(n, l.Len()); i == 0 {
			n = l.Len()
		}
	}
	return rows(m, n, len(args), func(row []Value) {
		for i := range its {
			row[i], _ = its[i].Next()
		}
	})
}

func zipPairs(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	it := l.All()
	before, _ := it.Next()
	return rows(m, max(0, l.Len()-1), 2, func(row []Value) {
		after, _ := it.Next()
		row[0], row[1], before = before, after, after
	})
}

// rows gives n lists of width elements each, filled by next.
func rows(m *Meter, n, width int, next func(row []Value)) (Value, error) {
	out, err := makeItems(m, n)
	if err != nil {
		return Nil, err
	}
	for i := range out {
		row, err := makeItems(m, width)
		if err != nil {
			return Nil, err
		}
		next(row)
		out[i] = ListOf(row...)
	}
	return ListOf(out...), nil
}
