package kernel

import "strings"

func portBuiltins() []*Builtin {
	return append([]*Builtin{
		{Name: "open-input-string", Min: 1, Max: 1, Fn: openInputString,
			Doc:     "A port that reads a text.",
			Example: "(read-line (open-input-string \"a\\nb\")) => \"a\"\n(open-input-string 1) !! \"open-input-string: argument 1 is number, want string\""},
		{Name: "open-output-string", Min: 0, Max: 0, Fn: openOutputString,
			Doc:     "A port that collects what is written to it, for get-output-string.",
			Example: "(let ((p (open-output-string))) (write 'a p) (get-output-string p)) => \"a\""},
		{Name: "get-output-string", Min: 1, Max: 1, Fn: getOutputString,
			Doc:     "The text that has been written to a port of open-output-string.",
			Example: "(get-output-string (open-output-string)) => \"\"\n(get-output-string (open-input-string \"\")) !! \"get-output-string: argument 1 is an input port, want an output port\""},
		{Name: "read-char", Min: 1, Max: 1, Fn: readChar,
			Doc:     "The next char of a port, or the eof object.",
			Example: "(let ((p (open-input-string \"h\u00e9\"))) (read-char p) (read-char p)) => #\\\u00e9\n(eof-object? (read-char (open-input-string \"\"))) => true\n(read-char 1) !! \"read-char: argument 1 is number, want an input port\""},
		{Name: "peek-char", Min: 1, Max: 1, Fn: peekChar,
			Doc:     "The next char of a port, which stays there, or the eof object.",
			Example: "(let ((p (open-input-string \"ab\"))) (list (peek-char p) (read-char p))) => (#\\a #\\a)"},
		{Name: "char-ready?", Min: 1, Max: 1, Fn: charReady,
			Doc:     "Whether a char can be read at once: always, of a string port.",
			Example: "(char-ready? (open-input-string \"\")) => true"},
		{Name: "read-string", Min: 2, Max: 2, Fn: readString,
			Doc:     "(read-string k port): the next k chars, fewer at the end of the port, or the eof object if none are left.",
			Example: "(read-string 2 (open-input-string \"abc\")) => \"ab\"\n(read-string -1 (open-input-string \"\")) !! \"read-string: argument 1 is -1\""},
		{Name: "%read-line", Min: 1, Max: 1, Fn: readLine},
		{Name: "%port-write", Min: 2, Max: 2, Fn: portWrite},
		{Name: "%console", Min: 0, Max: 0,
			Fn: func(*Meter, []Value) (Value, error) { return NewConsole().Value(), nil }},
		{Name: "eof-object", Min: 0, Max: 0,
			Doc:     "The object that reading answers at the end of a port.",
			Example: "(eof-object? (eof-object)) => true",
			Fn:      func(*Meter, []Value) (Value, error) { return endOfFile, nil }},
		{Name: "eof-object?", Min: 1, Max: 1,
			Doc:     "Whether x is the eof object.",
			Example: "(eof-object? nil) => false",
			Fn1:     func(v Value) (Value, error) { return Bool(v == endOfFile), nil }},
	}, portStates()...)
}

// portStates is the builtins about what a port is and whether it is open.
func portStates() []*Builtin {
	close := func(name string, check func(v Value) error) *Builtin {
		return &Builtin{Name: name, Min: 1, Max: 1, Doc: "Closes a port: reading from it, or writing to it, is an error from now on.",
			Example: "(let ((p (open-" + map[string]string{"close-output-port": "output-string"}[name] +
				map[bool]string{true: "input-string \"\""}[name != "close-output-port"] + "))) (" + name + " p)) => nil\n(" +
				name + " 1) !! \"" + name + ": argument 1 is number\"",
			Fn1: func(v Value) (Value, error) {
				if err := check(v); err != nil {
					return Nil, err
				}
				if p := As[Port](v); !p.Console {
					p.Closed = true
				}
				return Nil, nil
			}}
	}
	is := func(v Value, input bool) bool { return v.Kind() == KindPort && As[Port](v).IsInput() == input }
	port := func(v Value) error {
		if v.Kind() != KindPort {
			return WantArg(0, v, "port")
		}
		return nil
	}
	kind := func(input bool, want string) func(v Value) error {
		return func(v Value) error {
			if !is(v, input) {
				return &ArgError{CondType, 0, "is " + portText(v) + ", want " + want}
			}
			return nil
		}
	}
	open := func(name, yes string, check func(v Value) error) *Builtin {
		return &Builtin{Name: name, Min: 1, Max: 1, Doc: "Whether the port has not been closed.",
			Example: "(" + name + " " + yes + ") => true\n(" + name + " 1) !! \"argument 1 is number\"",
			Fn1: func(v Value) (Value, error) {
				if err := check(v); err != nil {
					return Nil, err
				}
				return Bool(!As[Port](v).Closed), nil
			}}
	}
	return []*Builtin{
		close("close-port", port),
		close("close-input-port", kind(true, "an input port")),
		close("close-output-port", kind(false, "an output port")),
		open("input-port-open?", "(open-input-string \"\")", kind(true, "an input port")),
		open("output-port-open?", "(open-output-string)", kind(false, "an output port")),
		predicate("input-port?", "a port that can be read", func(v Value) bool { return is(v, true) },
			"(open-input-string \"\")", "(open-output-string)"),
		predicate("output-port?", "a port that can be written to", func(v Value) bool { return is(v, false) },
			"(open-output-string)", "(open-input-string \"\")"),
		predicate("textual-port?", "a port, for all are of text", func(v Value) bool { return v.Kind() == KindPort },
			"(open-output-string)", "1"),
		predicate("%console?", "the port that stands for what the host prints",
			func(v Value) bool { return v.Kind() == KindPort && As[Port](v).Console }, "", "1"),
	}
}

const portSize = 96 // bytes of a Port

func openInputString(m *Meter, args []Value) (Value, error) {
	text, err := wantText(args, 0)
	if err != nil {
		return Nil, err
	}
	return NewInputPort(text).Value(), m.Alloc(portSize)
}

func openOutputString(m *Meter, args []Value) (Value, error) {
	return NewOutputPort().Value(), m.Alloc(2 * portSize)
}

func getOutputString(m *Meter, args []Value) (Value, error) {
	if args[0].Kind() != KindPort || As[Port](args[0]).Out == nil {
		return Nil, &ArgError{CondType, 0, "is " + portText(args[0]) + ", want an output port of open-output-string"}
	}
	return newText(m, string(As[Port](args[0]).Out.Bytes))
}

func readChar(m *Meter, args []Value) (Value, error) {
	p, err := InputPort(args[0], 0)
	if err != nil || p.AtEnd() {
		return endOfFile, err
	}
	r, n := p.next()
	p.At += n
	return Char(r), nil
}

func peekChar(m *Meter, args []Value) (Value, error) {
	p, err := InputPort(args[0], 0)
	if err != nil || p.AtEnd() {
		return endOfFile, err
	}
	r, _ := p.next()
	return Char(r), nil
}

func charReady(m *Meter, args []Value) (Value, error) {
	_, err := InputPort(args[0], 0)
	return True, err
}

func readString(m *Meter, args []Value) (Value, error) {
	k, err := countArg(args, 0)
	if err != nil {
		return Nil, err
	}
	p, err := InputPort(args[1], 1)
	switch {
	case err != nil:
		return Nil, err
	case k == 0:
		return newText(m, "")
	case p.AtEnd():
		return endOfFile, nil
	}
	end := p.At
	for ; k > 0 && end < len(p.Text); k-- {
		_, n := (&Port{Text: p.Text, At: end}).next()
		end += n
	}
	text := p.Text[p.At:end]
	p.At = end
	return newText(m, text)
}

// readLine is the next line, without its newline.
func readLine(m *Meter, args []Value) (Value, error) {
	p, err := InputPort(args[0], 0)
	if err != nil || p.AtEnd() {
		return endOfFile, err
	}
	line, _, found := strings.Cut(p.Text[p.At:], "\n")
	p.At += len(line)
	if found {
		p.At++
	}
	return newText(m, line)
}

// portWrite adds a text to what an output port has collected.
func portWrite(m *Meter, args []Value) (Value, error) {
	p, err := outputPort(args[0], 1)
	if err != nil {
		return Nil, err
	}
	if p.Console {
		return Nil, BadRange(1, "is the console, which the host writes")
	}
	return Nil, p.Out.extend(m, args, 1)
}
