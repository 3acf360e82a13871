package naive

import (
	"fmt"
	"sort"

	"github.com/sx-lang/sx/kernel"
)

type native = func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt)

// libraryFunctions are the functions that call functions, or know of extents.
func libraryFunctions() []*function {
	var out []*function
	add := func(name string, least, most int, f native) {
		fn := newFunction(name)
		fn.required, fn.most, fn.native = least, most, f
		out = append(out, fn)
	}
	add("map", 2, -1, mapLists)
	add("for-each", 2, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		_, stop := mapNamed(ev, "for-each", args, d)
		return kernel.Nil, stop
	})
	add("filter", 2, 2, filter)
	add("reduce", 2, -1, reduce)
	add("fold", 3, 3, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		l, stop := ev.sequence("fold", 3, args[2], d)
		if stop != nil {
			return kernel.Nil, stop
		}
		return ev.foldList(args[0], args[1], l, 0, d)
	})
	add("some", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		return ev.until("some", args, d, true, kernel.False)
	})
	add("every?", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		v, stop := ev.until("every?", args, d, false, kernel.True)
		return kernel.Bool(v.Truthy()), stop
	})
	add("sort-by", 2, 3, sortBy)
	add("apply", 1, -1, applyList)
	add("raise", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		return ev.raise(args[0], false, d)
	})
	add("raise-continuable", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		return ev.raise(args[0], true, d)
	})
	add("error", 1, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		about := append([]kernel.Value(nil), args[1:]...)
		return ev.fail(d, kernel.CondUser, kernel.Display(args[0]), about...)
	})
	add("with-exception-handler", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		return ev.apply(args[1], nil, &dynamic{next: d, isH: true, handler: args[0]})
	})
	add("dynamic-wind", 3, 3, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		return ev.dynamicWind(args[0], args[1], args[2], d)
	})
	add("call/ec", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		return ev.callEscape(args[0], d)
	})
	add("try-call", 1, 1, tryCall)
	add("make-parameter", 1, 2, makeParameter)
	add("force", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		return ev.force(args[0], d)
	})
	add("print", 0, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
		text := ""
		for _, v := range args {
			text += kernel.Display(v)
		}
		return ev.perform(kernel.DictOf("op", kernel.Str("io/print"), "args", kernel.ListOf(kernel.Str(text))), d)
	})
	return out
}

// sequence gives the collection v, argument i of who, as a list.
func (ev *Evaluator) sequence(who string, i int, v kernel.Value, d *dynamic) (*kernel.List, *interrupt) {
	convert := ""
	switch v.Kind() {
	case kernel.KindList:
		return v.AsList(), nil
	case kernel.KindNil:
		return kernel.NewList(nil), nil
	case kernel.KindVector:
		convert = "vector->list"
	case kernel.KindSet:
		convert = "set->list"
	case kernel.KindDict:
		convert = "entries"
	case kernel.KindString:
		convert = "string->list"
	default:
		w, stop := ev.fail(d, kernel.CondType, fmt.Sprintf("%s: argument %d is %s, want list", who, i, kernel.TypeOf(v)))
		if stop == nil {
			stop = unsupported("%s is no list", kernel.TypeOf(w))
		}
		return nil, stop
	}
	w, stop := ev.apply(*ev.global.outer.vars[convert], []kernel.Value{v}, d)
	if stop != nil {
		return nil, stop
	}
	return w.AsList(), nil
}

func mapLists(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	return mapNamed(ev, "map", args, d)
}

func mapNamed(ev *Evaluator, who string, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	var lists []*kernel.List
	shortest := -1
	for i, v := range args[1:] {
		l, stop := ev.sequence(who, i+2, v, d)
		if stop != nil {
			return kernel.Nil, stop
		}
		lists = append(lists, l)
		if shortest < 0 || l.Len() < shortest {
			shortest = l.Len()
		}
	}
	var out []kernel.Value
	for i := 0; i < shortest; i++ {
		var each []kernel.Value
		for _, l := range lists {
			each = append(each, l.At(i))
		}
		v, stop := ev.apply(args[0], each, d)
		if stop != nil {
			return v, stop
		}
		out = append(out, v)
	}
	return kernel.ListOf(out...), nil
}

func filter(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	l, stop := ev.sequence("filter", 2, args[1], d)
	if stop != nil {
		return kernel.Nil, stop
	}
	var out []kernel.Value
	for i, n := 0, l.Len(); i < n; i++ {
		x := l.At(i)
		v, stop := ev.apply(args[0], []kernel.Value{x}, d)
		if stop != nil {
			return v, stop
		}
		if v.Truthy() {
			out = append(out, x)
		}
	}
	return kernel.ListOf(out...), nil
}

func reduce(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	if len(args) > 2 {
		l, stop := ev.sequence("reduce", 3, args[2], d)
		if stop != nil {
			return kernel.Nil, stop
		}
		return ev.foldList(args[0], args[1], l, 0, d)
	}
	l, stop := ev.sequence("reduce", 2, args[1], d)
	if stop != nil {
		return kernel.Nil, stop
	}
	if l.Len() == 0 {
		return ev.apply(args[0], nil, d)
	}
	return ev.foldList(args[0], l.At(0), l, 1, d)
}

func (ev *Evaluator) foldList(f, acc kernel.Value, l *kernel.List, from int, d *dynamic) (kernel.Value, *interrupt) {
	for i, n := from, l.Len(); i < n; i++ {
		var stop *interrupt
		if acc, stop = ev.apply(f, []kernel.Value{acc, l.At(i)}, d); stop != nil {
			return acc, stop
		}
	}
	return acc, nil
}

// until gives the first value of the predicate that has the truth sought, else otherwise.
func (ev *Evaluator) until(who string, args []kernel.Value, d *dynamic, sought bool, otherwise kernel.Value) (kernel.Value, *interrupt) {
	l, stop := ev.sequence(who, 2, args[1], d)
	if stop != nil {
		return kernel.Nil, stop
	}
	for i, n := 0, l.Len(); i < n; i++ {
		v, stop := ev.apply(args[0], []kernel.Value{l.At(i)}, d)
		if stop != nil || v.Truthy() == sought {
			return v, stop
		}
	}
	return otherwise, nil
}

// sortBy knows only the order of integers, which is all that the generator asks for.
func sortBy(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	if len(args) > 2 {
		return kernel.Nil, unsupported("sort-by with an order")
	}
	keys, stop := mapNamed(ev, "sort-by", args, d)
	if stop != nil {
		return keys, stop
	}
	items, stop := ev.sequence("sort-by", 2, args[1], d)
	if stop != nil {
		return kernel.Nil, stop
	}
	order := make([]int, keys.AsList().Len())
	for i := range order {
		order[i] = i
		if !keys.AsList().At(i).IsInt() {
			return kernel.Nil, unsupported("sort-by of a %s", kernel.TypeOf(keys.AsList().At(i)))
		}
	}
	sort.SliceStable(order, func(i, j int) bool {
		return keys.AsList().At(order[i]).Int64() < keys.AsList().At(order[j]).Int64()
	})
	var out []kernel.Value
	for _, i := range order {
		out = append(out, items.At(i))
	}
	return kernel.ListOf(out...), nil
}

func applyList(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	var all []kernel.Value
	if len(args) > 1 {
		last := args[len(args)-1]
		if !last.IsList() {
			return kernel.Nil, unsupported("apply of a %s", kernel.TypeOf(last))
		}
		all = append(append(all, args[1:len(args)-1]...), last.AsList().Items()...)
	}
	return ev.apply(args[0], all, d)
}

func tryCall(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	return ev.guarded(d, func(v kernel.Value) (kernel.Value, bool, *interrupt) {
		return kernel.DictOf("ok", kernel.False, "error", v), true, nil
	}, func(d *dynamic) (kernel.Value, *interrupt) {
		v, stop := ev.apply(args[0], nil, d)
		return kernel.DictOf("ok", kernel.True, "value", v), stop
	})
}

func makeParameter(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	p := &parameter{Func: kernel.NewFunc(kernel.KindParameter, nil), value: args[0], converter: kernel.Nil}
	if len(args) > 1 && args[1].Truthy() {
		p.converter = args[1]
		var stop *interrupt
		if p.value, stop = ev.apply(args[1], args[:1], d); stop != nil {
			return kernel.Nil, stop
		}
	}
	return kernel.Ref(&p.Header), nil
}
