package main

// topic is a section of the page.
type topic struct {
	title string
	intro string
	// What belongs to it: tables of kernel.Topics, files below lib, and functions of the machine that
	// are in neither.
	tables, files, names []string
}

// topics are the sections on what every program sees, in the order of the page; the special forms come
// before them.
func topics() []topic {
	return []topic{
		{title: "Equality, truth and types", tables: []string{"logic"}, names: []string{"values?"}},
		{title: "Numbers", tables: []string{"numbers"}},
		{title: "Lists and other collections",
			intro:  "Functions that take a list take nil for the empty one; those that call a function for each element take vectors, sets, dicts (their entries) and strings (their chars) too.",
			tables: []string{"lists"},
			files:  []string{"prelude/sequence.sx", "prelude/search.sx", "prelude/sort.sx", "prelude/group.sx"}},
		{title: "Lazy sequences", files: []string{"sx/stream.sx"},
			intro: "map, filter, take and their like take lazy sequences, and give them."},
		{title: "Dicts", tables: []string{"dicts"}, files: []string{"prelude/dict.sx"}},
		{title: "Vectors", tables: []string{"vectors"}, files: []string{"prelude/vector.sx"}},
		{title: "Sets", tables: []string{"sets"}},
		{title: "Strings", tables: []string{"strings"}, files: []string{"prelude/string.sx"}},
		{title: "Chars", tables: []string{"chars"}},
		{title: "Regular expressions", tables: []string{"regular expressions"},
			intro: "The syntax is that of RE2; a search takes time linear in the text."},
		{title: "String buffers", tables: []string{"string buffers"}},
		{title: "Symbols and keywords", tables: []string{"names"}, names: []string{"gensym"}},
		{title: "Functions", files: []string{"prelude/function.sx"}, names: []string{"apply", "procedure-name"}},
		{title: "Control", files: []string{"prelude/promise.sx", "prelude/parameter.sx"},
			names: []string{"values", "call-with-values", "call/cc", "call-with-current-continuation", "call/ec",
				"dynamic-wind", "make-promise", "context", "emit!", "emitted"}},
		{title: "Coroutines", files: []string{"sx/coroutine.sx"}},
		{title: "Errors", tables: []string{"errors"}, files: []string{"prelude/condition.sx"},
			names: []string{"error", "raise", "raise-continuable", "with-exception-handler", "condition-location", "condition-trace"}},
		{title: "The world and ports", tables: []string{"ports"}, files: []string{"prelude/world.sx", "sx/port.sx"},
			names: []string{"read", "command-line", "program-directory"}},
		{title: "Text of values, JSON, content ids", tables: []string{"data"}, names: []string{"sx-parse"}},
		{title: "Programs that run programs", files: []string{"prelude/machine.sx"},
			names: []string{"eval", "features", "make-cek-state", "cek-call", "cek-step", "cek-step-loop", "cek-phase",
				"cek-terminal?", "cek-suspended?", "cek-io-request", "cek-value", "cek-resume", "cek-resume-error",
				"cek-freeze", "cek-thaw"}},
		{title: "Reactive cells", files: []string{"sx/reactive.sx"}},
	}
}

// libraries are those that a program imports: all of what they export is listed, below the library
// that defines it.
func libraries() []library {
	return []library{
		{name: "(sx test)", files: []string{"sx/test.sx"}},
		{name: "(sx harness)", files: []string{"sx/harness.sx"}},
		{name: "(store api)", files: []string{"store/log.sx", "store/event.sx", "store/handle.sx", "store/backend.sx", "store/durable.sx",
			"store/project.sx", "store/snapshot.sx", "store/view.sx", "store/subscribe.sx", "store/cursor.sx", "store/process.sx",
			"store/decider.sx", "store/once.sx", "store/kv.sx", "store/blob.sx", "store/query.sx", "store/global.sx",
			"store/catalog.sx", "store/upcast.sx", "store/compaction.sx", "store/api.sx"}},
		{name: "(store testing)", files: []string{"store/testing.sx"}},
	}
}

// library is one that programs import, with the files in which its exports are defined.
type library struct {
	name  string
	files []string
}
