package cek

import "github.com/sx-lang/sx/kernel"

// A node is an analyzed expression: forms are recognized, macros expanded, names resolved. The
// generator (gen.go) turns nodes into instructions.
type node interface{}

type (
	constNode struct{ v kernel.Value }
	// quoteNode is a quoted list or dict: each evaluation gives one of its own, so that changing it
	// cannot change the program.
	quoteNode struct{ v kernel.Value }
	localNode struct {
		v   *variable
		pos int32
	}
	globalNode struct {
		cell *cell
		pos  int32
	}
	setNode struct {
		v     *variable
		value node
		init  bool // the variable's first value
		pos   int32
	}
	setGlobalNode struct {
		cell  *cell
		value node
		pos   int32
	}
	defineNode struct {
		cell  *cell
		value node
	}
	ifNode  struct{ test, then, other node }
	seqNode struct{ nodes []node }
	// orNode is (or …) and, with and set, (and …).
	orNode struct {
		nodes []node
		and   bool
	}
	callNode struct {
		fn   node
		args []node
		pos  int32
	}
	// letNode binds variables one after the other; an init of nil leaves the variable to setNodes.
	letNode struct {
		vars  []*variable
		inits []node
		body  node
	}
	// clausesNode is the first clause all of whose tests hold. Tests bind the clause's variables.
	clausesNode struct {
		clauses   []clause
		otherwise node
	}
	// fixNode binds variables to lambdas that may refer to each other.
	fixNode struct {
		vars    []*variable
		lambdas []*lambdaNode
	}
	lambdaNode struct{ fn *function }
	// loopNode is a named let whose name is only called in tail position: a jump.
	loopNode struct {
		loop  *loop
		inits []node
	}
	performNode struct {
		request node
		pos     int32
	}
	dictNode struct {
		vals  []node
		shape kernel.Value // a dict with these keys
		pos   int32
	}
)

// clause is one of a match.
type clause struct {
	vars  []*variable
	tests []node
	body  node
}

// function is a lambda being analyzed.
type function struct {
	name     string
	doc      string
	params   []*variable // required, then optional, then rest
	required int
	optional int
	rest     bool
	prologue []node // defaults of optional parameters, keyword arguments, destructuring
	body     node
	parent   *function
	top      bool  // a form of the top level: it keeps its frame, for traces
	loop     *loop // the named let that this function is the body of
	pos      int32

	// Filled by resolve.go: which variables of enclosing functions it captures, in order.
	captures     []*variable
	captureIndex map[*variable]int
}

// loop is a named let that may become a jump.
type loop struct {
	fn   *function // the lambda that a named let stands for
	name *variable
	vars []*variable
	// tail tells whether the named let itself stands in tail position of the enclosing function.
	tail    bool
	inlined bool
	uses    []*loopUse
	label   *label
	// test is where the loop's first instruction goes, if that is a jump, and past comes after it.
	test, past *label
	counts     []bool // by variable, whether it can only hold an integer that counts up or down by constants
}

// loopUse is one mention of a loop's name.
type loopUse struct {
	fn   *function
	call *callNode // nil when the name is used as a value
	tail bool
}

// variable is a local variable.
type variable struct {
	name     string
	fn       *function // the function whose frame holds it
	loop     *loop     // set for the name of a named let
	state    varState
	constant kernel.Value // its value if that is known: a constructor, for patterns
	mutated  bool         // by set!
	early    bool         // may be read before its first value
	captured bool         // by a closure
	reg      uint16
}

type varState uint8

const (
	varReady   varState = iota // has its value wherever it can be named
	varWaiting                 // declared in a body, its definition is still to come
	varGroup                   // one of a group of lambdas that is being defined together
)

// boxed tells whether the variable lives in a box: when it changes after closures or continuations
// may have copied it.
func (v *variable) boxed() bool { return v.mutated || v.early }
