package cek

// findCaptures notes, for every function in n, which variables of enclosing functions it uses. fn is
// the function that n belongs to. It runs after analysis, when it is known which loops are jumps and
// so share their enclosing function's frame.
func findCaptures(n node, fn *function) {
	switch n := n.(type) {
	case localNode:
		fn.mention(n.v)
	case setNode:
		fn.mention(n.v)
		findCaptures(n.value, fn)
	case setGlobalNode:
		findCaptures(n.value, fn)
	case defineNode:
		findCaptures(n.value, fn)
	case ifNode:
		for more := true; more; { // a long cond is a chain of these
			findCaptures(n.test, fn)
			findCaptures(n.then, fn)
			other := n.other
			if n, more = other.(ifNode); !more {
				findCaptures(other, fn)
			}
		}
	case seqNode:
		findAllCaptures(n.nodes, fn)
	case orNode:
		findAllCaptures(n.nodes, fn)
	case *callNode:
		if ln, ok := n.fn.(localNode); !ok || ln.v.loop == nil || !ln.v.loop.inlined {
			findCaptures(n.fn, fn)
		}
		findAllCaptures(n.args, fn)
	case letNode:
		findAllCaptures(n.inits, fn)
		findCaptures(n.body, fn)
	case clausesNode:
		for _, c := range n.clauses {
			findAllCaptures(c.tests, fn)
			findCaptures(c.body, fn)
		}
		findCaptures(n.otherwise, fn)
	case fixNode:
		for _, l := range n.lambdas {
			findCaptures(l, fn)
		}
	case *lambdaNode:
		findAllCaptures(n.fn.prologue, n.fn)
		findCaptures(n.fn.body, n.fn)
	case loopNode:
		findAllCaptures(n.inits, fn)
		findCaptures(n.loop.fn.body, fn)
	case performNode:
		findCaptures(n.request, fn)
	case dictNode:
		findAllCaptures(n.vals, fn)
	}
}

func findAllCaptures(nodes []node, fn *function) {
	for _, n := range nodes {
		if n != nil {
			findCaptures(n, fn)
		}
	}
}

// mention notes that f's code uses v: f captures it, and so does every function between f and the
// one that holds it.
func (f *function) mention(v *variable) {
	home := v.fn.host()
	for f = f.host(); f != home; f = f.parent.host() {
		v.captured = true
		if _, ok := f.captureIndex[v]; ok {
			return
		}
		if f.captureIndex == nil {
			f.captureIndex = map[*variable]int{}
		}
		f.captureIndex[v] = len(f.captures)
		f.captures = append(f.captures, v)
	}
}
