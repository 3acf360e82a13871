package cek

import (
	"reflect"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// decisions says of each field of what a running program consists of what becomes of it when the
// program is frozen. A line is "field … = decision"; a decision is "frozen", "derived: " and from what,
// or "not: " and why not. A type without lines is not looked into, for the reason given.
func decisions() map[reflect.Type]string {
	return map[reflect.Type]string{
		reflect.TypeFor[Machine](): `
			shared = not: every machine has it, and the content id in :base says that it is the same
			world env libraries seg fp pc dyn request answer output performs gensyms recordTypes aliases = frozen
			config = not: the limits are those of the machine that goes on; Arguments and Directory are frozen
			meter granted = frozen
			ctx phase turn = not: a frozen program is suspended, and resumed by another call
			last = derived: from seg
			spare spares left = not: they hold nothing
			stackSlots = derived: liveSlots counts them
			maxStack = not: it is a limit
			result failure = not: a suspended machine has none
			held = not: it belongs to guests that run; a machine is suspended by itself, or a guest by leaving it
			expansions = not: it bounds the work of one call of the machine
			extents = derived: identities are given anew
			nested expander = not: nothing suspends while a macro expands
			watch = not: who looks on is of the embedding program
			tally = not: it is for machines beside this one
			warnings = not: who goes on may want to hear them again`,
		reflect.TypeFor[Config](): "not: Arguments and Directory are frozen, the rest is the embedding program's",
		reflect.TypeFor[shared](): "not: it is part of sx",
		reflect.TypeFor[world](): `
			env libraries = frozen
			numbered = derived: from the libraries' numbers`,
		reflect.TypeFor[frameRef](): `
			fp pc to = frozen
			seg = derived: every frame gets one`,
		reflect.TypeFor[segment](): `
			slots ret = frozen
			frozen = derived: every frame that was thawed counts as captured`,
		reflect.TypeFor[dynamic](): `
			Func = derived: it has no name
			kind next id ret a b world = frozen
			depth wind guest = derived: link works them out
			shared = derived: what it says to keep is frozen segments, and all that were thawed are
			private = not: nothing that was thawed is used again`,
		reflect.TypeFor[plan](): `
			Func = derived: it has no name
			kind target k v node = frozen`,
		reflect.TypeFor[continuation](): `
			Func = derived: it has no name
			ret dyn delimited inside tag handlers = frozen`,
		reflect.TypeFor[guestState](): `
			Func = derived: from the phase
			phase value raise ret nodes world id = frozen`,
		reflect.TypeFor[loader](): `
			Func = derived: it has no name
			env source reader queue lib wants from texts = frozen
			outline = derived: the forms that it has left come after those of the queue`,
		reflect.TypeFor[queued]():        "form pos places = frozen",
		reflect.TypeFor[reader.Reader](): "not: its offset is frozen, and it is made again there",
		reflect.TypeFor[reader.Places](): "not: the loader freezes those of the forms that it still has",
		reflect.TypeFor[library](): `
			name env exports order loading pos from number = frozen
			gensyms = not: it is of libraries of sx, which are loaded again; of those it is frozen
			fresh = derived: of libraries of sx, by loading them`,
		reflect.TypeFor[promise](): `
			Func = derived: it has no name
			state = frozen`,
		reflect.TypeFor[promiseState](): "done v = frozen",
		reflect.TypeFor[parameter](): `
			Func = derived: it has no name
			value converter = frozen`,
		reflect.TypeFor[macro](): `
			Func transformer rules = frozen
			native = not: such macros are part of sx`,
		reflect.TypeFor[rules](): `
			literals ellipsis clauses env = frozen
			scope = not: rules in a local scope are gone when the form that has them is compiled`,
		reflect.TypeFor[ruleClause](): "pattern template = frozen",
		reflect.TypeFor[alias](): `
			name env = frozen
			scope = not: like that of rules`,
		reflect.TypeFor[scope]():      "not: it lives while a form is compiled",
		reflect.TypeFor[expansions](): "macros = frozen",
		reflect.TypeFor[cell](): `
			value name home pos = frozen
			fixed other = not: such variables are part of sx`,
		reflect.TypeFor[environment](): `
			name cells imports inside = frozen
			Func = derived: from the name
			parent = derived: it is always the base
			shelf prelude = not: they are of the base
			codes weight = not: they are of libraries of sx
			builtins = not: it is for warnings`,
		reflect.TypeFor[shelf]():     "not: it is of the base",
		reflect.TypeFor[prelude]():   "not: it is of the base",
		reflect.TypeFor[outline]():   "not: it is of a library of sx",
		reflect.TypeFor[unwritten](): "not: it is compiled before it is frozen",
		reflect.TypeFor[lambda]():    "Func = derived: from the code\ncode up = frozen",
		reflect.TypeFor[code](): `
			Func ins pos source expanded frame required optional rest top captures names operands locals = frozen
			captured env = not: they are for people who look at a paused program
			start simple = derived: from the others
			base shifts = not: they are of the machine's own procedures
			home form index = frozen
			later = not: it is compiled before it is frozen`,
		reflect.TypeFor[instr]():    "op a b c k j = frozen",
		reflect.TypeFor[local]():    "reg from name = frozen",
		reflect.TypeFor[capture]():  "fromFrame patched at = frozen",
		reflect.TypeFor[warnings](): "not: who goes on may want to hear them again",
		reflect.TypeFor[watch]():    "not: who looks on is of the embedding program",
		reflect.TypeFor[tally]():    "not: it is for machines beside this one",

		reflect.TypeFor[kernel.Value]():  "not: (*freezer).value has a case for each kind",
		reflect.TypeFor[kernel.Meter]():  "not: what has been allocated is frozen, the rest is the machine's",
		reflect.TypeFor[kernel.Header](): "not: it is the kind, which the tag of an object says",
		reflect.TypeFor[kernel.Func](): `
			Header = derived: from the tag
			Info = frozen`,
		reflect.TypeFor[kernel.FuncInfo](): "Name Doc Pos = frozen",
		reflect.TypeFor[kernel.Pos]():      "Source Offset = frozen",
		reflect.TypeFor[kernel.Source](): `
			Name Text = frozen
			Embedded = derived: from the tag`,
		reflect.TypeFor[kernel.Condition]():  "Header = derived: from the tag\nCondKind Message Irritants Pos Trace = frozen",
		reflect.TypeFor[kernel.TraceEntry](): "Name Pos Note More = frozen",
		reflect.TypeFor[kernel.Port]():       "Header = derived: from the tag\nConsole Closed Text At Out = frozen",
		reflect.TypeFor[kernel.Buffer]():     "Header = derived: from the tag\nBytes = frozen",
		reflect.TypeFor[kernel.Vector]():     "Header = derived: from the tag\nItems = frozen",
		reflect.TypeFor[kernel.Values]():     "Header = derived: from the tag\nItems = frozen",
		reflect.TypeFor[kernel.Box]():        "Header = derived: from the tag\nV = frozen",
		reflect.TypeFor[kernel.Record]():     "Header = derived: from the tag\nType Fields = frozen",
		reflect.TypeFor[kernel.RecordType](): "Header = derived: from the tag\nName Family Fields Ctors Variants Serial = frozen",
		reflect.TypeFor[kernel.Role]():       "Kind Order Of = frozen",
		reflect.TypeFor[kernel.Builtin](): `
			Header = derived: from the tag
			Name Record Role = frozen
			Doc Example Min Max Fn1 Fn2 Fn Space = derived: from the role; other builtins are part of sx`,
	}
}

// TestFreezeKnowsFields: nothing is added to what a running program consists of without a decision
// about freezing it.
func TestFreezeKnowsFields(t *testing.T) {
	all := decisions()
	seen := map[reflect.Type]bool{}
	var visit func(of reflect.Type)
	visit = func(of reflect.Type) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			visit(of.Elem())
			return
		case reflect.Map:
			visit(of.Key())
			visit(of.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[of] {
			return
		}
		seen[of] = true
		text, ok := all[of]
		switch {
		case !ok:
			t.Errorf("%v is part of a running program: there is no decision about freezing it", of)
		case !strings.HasPrefix(strings.TrimSpace(text), "not: "):
			for field := range checkDecisions(t, of, text) {
				if f, ok := of.FieldByName(field); ok {
					visit(f.Type)
				}
			}
		}
	}
	visit(reflect.TypeFor[Machine]())
	// What a value may be, and a register may hold.
	for _, of := range []reflect.Type{reflect.TypeFor[plan](), reflect.TypeFor[continuation](), reflect.TypeFor[guestState](),
		reflect.TypeFor[loader](), reflect.TypeFor[promise](), reflect.TypeFor[parameter](), reflect.TypeFor[macro](),
		reflect.TypeFor[lambda](), reflect.TypeFor[code](), reflect.TypeFor[kernel.Condition](), reflect.TypeFor[kernel.Port](),
		reflect.TypeFor[kernel.Vector](), reflect.TypeFor[kernel.Values](), reflect.TypeFor[kernel.Box](), reflect.TypeFor[kernel.Record](),
		reflect.TypeFor[kernel.Builtin]()} {
		visit(of)
	}
	for of := range all {
		if !seen[of] {
			t.Errorf("%v is no part of a running program", of)
		}
	}
}

// checkDecisions reads the decisions about a type, which has just the fields that they name, and gives
// them by field.
func checkDecisions(t *testing.T, of reflect.Type, text string) map[string]string {
	out := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		names, decision, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if kind, why, _ := strings.Cut(decision, ": "); !ok || decision != "frozen" && (kind != "derived" && kind != "not" || why == "") {
			t.Errorf("%v: %q is no decision", of, line)
		}
		for _, name := range strings.Fields(names) {
			if _, twice := out[name]; twice {
				t.Errorf("%v: %s is decided about twice", of, name)
			}
			out[name] = decision
		}
	}
	for _, f := range reflect.VisibleFields(of) {
		if len(f.Index) == 1 && out[f.Name] == "" {
			t.Errorf("%v has a field %s: say in decisions what becomes of it when a program is frozen", of, f.Name)
		}
	}
	for name := range out {
		if _, ok := of.FieldByName(name); !ok {
			t.Errorf("%v has no field %s", of, name)
		}
	}
	return out
}
