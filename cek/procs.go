package cek

import "github.com/sx-lang/sx/kernel"

// procedures are the functions of the machine that it starts itself. They and the rest of the table
// below are written in instructions, so that what they do lies on the stack as frames like
// everybody's: it can be suspended, captured and resumed anywhere.
type procedures struct {
	apply, travel, compose, raise, load *lambda
}

// Operations of opCold: less frequent ones, run outside the hot loop by (*Machine).cold.
const (
	coldNop         = iota
	coldCapture     // R[a] = the continuation of this function's call
	coldShift       // call R[c] with the continuation up to the prompt of the tag R[a], in place of it
	coldCompose     // R[a] = the delimited continuation R[0] given R[1]
	coldReset       // R[a] = the call of R[c] under a prompt of the tag R[a-1]
	coldGuard       // R[a] = the call of R[c] under a guard, which catches all if R[a-1 slot] is true
	coldTravel      // the next step of a plan (continuation.go)
	coldRaise       // find the handler and call it (raise.go)
	coldHandled     // the handler came back
	coldError       // R[0] = a condition of the message R[0] and the irritants R[1]
	coldReraise     // raise R[1] again where the continuation R[0] was captured
	coldPushHandler // enter the extent of the handler R[c]
	coldPushWind    // enter the extent of dynamic-wind with before R[a], after R[c]
	coldPushParams  // enter the extent of the parameters R[c]
	coldPushProvide // enter the extent of the name R[a] with the value R[c]
	coldPop         // leave the newest extent
	coldApply       // tail call R[0] with the arguments R[1], whose last is a list of more
	coldCallList    // tail call R[0] with the arguments in the list R[1]
	coldSpread      // tail call R[a] with the values of R[c]
	coldEval        // R[a] = a function that evaluates the form R[0] in the environment R[1]
	coldLoad        // R[c] = a function for the next form of the loader R[0] (load.go)
	coldLibraryText // the host's answer R[c] is the text of the library that the loader R[0] wants
	coldLoadText    // R[0] = a loader for the text R[1] called R[0]
	coldContext     // R[a] = the value that provide gave to the name R[0], else R[1]
	coldEmit        // add R[1] to what scope collects under the name R[0]
	coldEmitted     // R[a] = what scope collected under the name R[0]
	coldGensym      // R[a] = a new symbol whose name starts with R[0]
	coldParse       // R[0] = the forms in the text R[0]
	coldRead        // R[0] = the next form of the port R[0]
	coldGuest       // R[a] = the value or state of the guest R[0], run until it stops (guest.go)
	coldGuestStep   // the same for one instruction
	coldGuestDone   // R[a] = the state of a guest that is done with the value R[a]
	coldGuestState  // R[0] = the state of a guest about to evaluate the form R[0] in the environment R[1]
	coldArguments   // R[0] = the arguments of the program
	coldDirectory   // R[0] = the directory of the program
	coldFreeze      // R[0] = the frozen form of the guest R[0] (freeze.go)
	coldThaw        // R[0] = the guest whose frozen form is R[0] (thaw.go)
	coldCount       // how many there are
)

// guardCall is the register where %guard calls its handler.
const guardCall = 3

func cold(which int, a, c int) instr {
	return instr{op: opCold, a: reg(a), b: uint16(which), c: reg(c)}
}

func move(a, b int) instr    { return instr{op: opMove, a: reg(a), b: reg(b)} }
func ret(a int) instr        { return instr{op: opReturn, a: reg(a)} }
func callReg(a, n int) instr { return instr{op: opCall, a: reg(a), b: uint16(n)} }
func tailReg(a, n int) instr { return instr{op: opTailCall, a: reg(a), b: uint16(n)} }
func set(a int, v kernel.Value) instr {
	return instr{op: opConst, a: reg(a), k: constant(v)}
}

// procedure is one entry of the table: name, parameters, doc, registers, instructions.
type procedure struct {
	name               string
	required, optional int
	rest               bool
	doc                string
	regs               int
	ins                []instr
}

// raising is the end of the procedures that raise R[0]; it starts at instruction 2.
func raising(name, doc string, params int, first, second instr) procedure {
	return procedure{name, params, 0, false, doc, 8,
		[]instr{first, second, cold(coldRaise, 0, 0), cold(coldHandled, 0, 0), ret(4)}}
}

func procedureTable() []procedure {
	nop := cold(coldNop, 0, 0)
	capture := []instr{move(1, 0), cold(coldCapture, 3, 0), tailReg(1, 1)}
	mkError := raising("error", "(error message irritant…): raises a condition of kind user\n(error \"no such order:\" 7) !! \"no such order: 7\"", 1,
		cold(coldError, 0, 0), nop)
	mkError.rest = true
	return []procedure{
		{"%travel", 2, 0, false, "", 4, []instr{cold(coldTravel, 0, 0)}},
		{"%compose", 2, 0, false, "", 5, []instr{cold(coldCompose, 2, 0), ret(2)}},
		{"%apply-list", 2, 0, false, "", 3, []instr{cold(coldCallList, 0, 0)}},
		{"%load", 1, 0, false, "", 5, []instr{
			set(1, kernel.Nil), cold(coldLoad, 0, 2), callReg(2, 0), move(1, 2), {op: opJump}, ret(1),
			cold(coldLibraryText, 0, 2), {op: opJump}}},
		raising("%raise", "", 3, nop, nop),
		raising("raise", "(raise x): raises a value; a handler cannot come back\n(guard (e ((string? e) (len e))) (raise \"boom\")) => 4", 1,
			set(1, kernel.False), set(2, kernel.True)),
		raising("raise-continuable", "(raise-continuable x): raises a value; a handler's value is the value of the call\n(with-exception-handler (fn (e) 10) (fn () (+ 1 (raise-continuable 5)))) => 11", 1,
			set(1, kernel.True), set(2, kernel.True)),
		mkError,
		{"%reraise", 2, 0, false, "", 3, []instr{cold(coldReraise, 0, 0)}},
		{"%guard", 3, 0, false, "", 8, []instr{
			cold(coldGuard, guardCall, 0), ret(guardCall), move(guardCall, 1), tailReg(guardCall, 2)}},
		{"call/cc", 1, 0, false, "(call/cc f): calls a function with the current continuation\n(call/cc (fn (k) (+ 1 (k 42)))) => 42", 4, capture},
		{"call-with-current-continuation", 1, 0, false, "(call-with-current-continuation f): the same as call/cc\n(call-with-current-continuation (fn (k) (+ 1 (k 42)))) => 42", 4, capture},
		{"call/ec", 1, 0, false, "(call/ec f): calls a function with a continuation to escape by\n(call/ec (fn (k) (for-each (fn (x) (if (even? x) (k x))) (list 1 4 6)) nil)) => 4", 4, capture},
		{"%reset", 1, 0, false, "", 3, []instr{set(1, kernel.Nil), cold(coldReset, 2, 0), ret(2)}},
		{"%shift", 1, 0, false, "", 2, []instr{set(1, kernel.Nil), cold(coldShift, 1, 0)}},
		{"%reset-at", 2, 0, false, "", 4, []instr{move(2, 0), cold(coldReset, 3, 1), ret(3)}},
		{"%shift-at", 2, 0, false, "", 2, []instr{cold(coldShift, 0, 1)}},
		{"with-exception-handler", 2, 0, false, "(with-exception-handler handler thunk): calls a thunk with a handler for what it raises\n(with-exception-handler (fn (e) (* e 2)) (fn () (raise-continuable 4))) => 8", 5,
			[]instr{cold(coldPushHandler, 0, 0), move(2, 1), callReg(2, 0), cold(coldPop, 0, 0), ret(2)}},
		{"dynamic-wind", 3, 0, false,
			"(dynamic-wind before thunk after): calls before, thunk and after; before and after also whenever control enters and leaves\n(let ((l (list))) (dynamic-wind (fn () (append! l 1)) (fn () (append! l 2)) (fn () (append! l 3))) l) => (1 2 3)", 6,
			[]instr{move(3, 0), callReg(3, 0), cold(coldPushWind, 0, 2), move(3, 1), callReg(3, 0),
				cold(coldPop, 0, 0), move(4, 2), callReg(4, 0), ret(3)}},
		{"%with-params", 2, 0, false, "", 4,
			[]instr{cold(coldPushParams, 0, 0), move(2, 1), callReg(2, 0), cold(coldPop, 0, 0), ret(2)}},
		{"%provide", 3, 0, false, "", 5,
			[]instr{cold(coldPushProvide, 0, 1), move(3, 2), callReg(3, 0), cold(coldPop, 0, 0), ret(3)}},
		{"context", 1, 1, false, "(context name [default]): the value that provide gave to a name, else the default\n(provide :user \"ann\" (context :user)) => \"ann\"\n(context :user \"nobody\") => \"nobody\"", 3,
			[]instr{cold(coldContext, 0, 0), ret(0)}},
		{"emit!", 2, 0, false, "(emit! name x): adds a value to what the scope of a name collects\n(scope :log (emit! :log 1) (emit! :log 2) (emitted :log)) => (1 2)", 3,
			[]instr{cold(coldEmit, 0, 0), ret(1)}},
		{"emitted", 1, 0, false, "(emitted name): the values that the scope of a name has collected\n(scope :log (emit! :log 1) (emitted :log)) => (1)", 2,
			[]instr{cold(coldEmitted, 0, 0), ret(0)}},
		{"apply", 1, 0, true, "(apply f arg… list): calls a function with arguments, the last of which is a list of more\n(apply + 1 2 (list 3 4)) => 10", 3,
			[]instr{cold(coldApply, 0, 0)}},
		{"call-with-values", 2, 0, false, "(call-with-values producer consumer): calls a consumer with the values of a producer\n(call-with-values (fn () (values 1 2)) list) => (1 2)", 5,
			[]instr{move(2, 0), callReg(2, 0), cold(coldSpread, 1, 2)}},
		{"perform", 1, 0, false, "(perform request): suspends the machine with a request; the answer is its value\n(number? (perform {:op \"clock/now\"})) => true", 3,
			[]instr{{op: opPerform, a: reg(1), b: reg(0)}, ret(1)}},
		{"eval", 1, 1, false, "(eval form [environment]): evaluates a form at top level\n(eval (list '+ 1 2)) => 3", 5,
			[]instr{cold(coldEval, 2, 0), tailReg(2, 0)}},
		{"%load-text", 2, 0, false, "", 5,
			[]instr{cold(coldLoadText, 0, 0), set(2, kernel.Nil), move(4, 0), tailReg(2, 1)}},
		{"make-cek-state", 1, 2, false, "(make-cek-state form [env kont]): a machine that is about to evaluate a form, in an environment\n" +
			"(cek-run (make-cek-state '(* 6 7))) => 42", 4, []instr{cold(coldGuestState, 0, 0), ret(0)}},
		{"cek-step-loop", 1, 0, false, "(cek-step-loop state): runs a machine until it is done, has failed, or waits for an answer\n" +
			"(cek-suspended? (cek-step-loop (make-cek-state '(+ 1 (perform 2))))) => true", 3,
			[]instr{cold(coldGuest, 1, 0), cold(coldGuestDone, 1, 0), ret(1)}},
		{"cek-step", 1, 0, false, "(cek-step state): runs a machine for one instruction\n" +
			"(cek-phase (cek-step (make-cek-state '(+ 1 2)))) => \"continue\"", 3,
			[]instr{cold(coldGuestStep, 1, 0), cold(coldGuestDone, 1, 0), ret(1)}},
		{"cek-freeze", 1, 0, false, "(cek-freeze state): plain data for a machine that waits for the answer to a perform\n" +
			"(cek-run (cek-resume (cek-thaw (cek-freeze (cek-step-loop (make-cek-state '(+ 1 (perform 2)))))) 5)) => 6", 2,
			[]instr{cold(coldFreeze, 0, 0), ret(0)}},
		{"cek-thaw", 1, 0, false, "(cek-thaw data): the machine that cek-freeze made data of, in this process or another\n" +
			"(cek-suspended? (cek-thaw (cek-freeze (cek-step-loop (make-cek-state '(perform 2)))))) => true\n" +
			"(cek-thaw 5) !! \"cek-thaw: want what cek-freeze gave\"", 2,
			[]instr{cold(coldThaw, 0, 0), ret(0)}},
		{"gensym", 0, 1, false, "(gensym [prefix]): a symbol that no program has written\n(symbol? (gensym)) => true", 2,
			[]instr{cold(coldGensym, 0, 0), ret(0)}},
		{"command-line", 0, 0, false, "the arguments of the program, as a list of strings\n(command-line) => (\"a\" \"b\")", 1,
			[]instr{cold(coldArguments, 0, 0), ret(0)}},
		{"program-directory", 0, 0, false, "the directory of the program's file, for files beside it\n(program-directory) => \"dir\"", 1,
			[]instr{cold(coldDirectory, 0, 0), ret(0)}},
		{"read", 1, 0, false, "(read port): the next form of a port, or the eof object\n" +
			"(let ((p (open-input-string \"(a b) 1\"))) (list (read p) (read p) (eof-object? (read p)))) => ((a b) 1 true)\n" +
			"(read 1) !! \"read: argument 1 is number, want an input port\"", 2,
			[]instr{cold(coldRead, 0, 0), ret(0)}},
		{"sx-parse", 1, 0, false, "(sx-parse text): the forms in a text, as a list\n(sx-parse \"(a b) 1\") => ((a b) 1)", 2,
			[]instr{cold(coldParse, 0, 0), ret(0)}},
	}
}

// shifts tells whether calls of the procedure are done without a frame for it.
func (p procedure) shifts() bool { return p.name == "%shift" || p.name == "%shift-at" }

// assemble makes the function of a table entry.
func (p procedure) assemble() *lambda {
	c := &code{
		Func:     kernel.NewFunc(kernel.KindCode, &kernel.FuncInfo{Name: p.name, Doc: p.doc}),
		ins:      append(append([]instr(nil), p.ins...), instr{op: opHalt}),
		required: p.required, optional: p.optional, rest: p.rest,
		simple: p.optional == 0 && !p.rest && !p.shifts(), shifts: p.shifts(), base: true,
		frame: headSize + (p.regs+1)*slotSize,
	}
	c.start = &c.ins[0]
	for i := range c.ins {
		if c.ins[i].op == opJump {
			c.ins[i].j = &c.ins[loadAgain] // only %load has jumps
		}
	}
	return newLambda(c, 0)
}

// bindProcedures puts the table's functions into env.
func bindProcedures(env *environment) procedures {
	all := map[string]*lambda{}
	for _, p := range procedureTable() {
		l := p.assemble()
		all[p.name] = l
		env.define(p.name, l.value())
	}
	// %load-text goes on as %load.
	all["%load-text"].code.ins[1].k = constant(all["%load"].value())
	return procedures{apply: all["%apply-list"], travel: all["%travel"], compose: all["%compose"],
		raise: all["%raise"], load: all["%load"]}
}
