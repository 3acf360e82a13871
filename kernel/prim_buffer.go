package kernel

import "unicode/utf8"

func bufferBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "make-string-buffer", Min: 0, Max: -1, Fn: makeBuffer,
			Doc:     "(make-string-buffer part…): a new string buffer with the strings and chars in it.",
			Example: "(string-buffer->string (make-string-buffer \"ab\" #\\c)) => \"abc\""},
		{Name: "string-buffer-append!", Min: 1, Max: -1, Fn: appendToBuffer,
			Doc:     "(string-buffer-append! buffer x \u2026): puts strings and chars at the end of this very buffer, and answers it.",
			Example: "(string-buffer->string (string-buffer-append! (make-string-buffer) \"a\" #\\b)) => \"ab\"\n(string-buffer-append! (make-string-buffer) 1) !! \"string-buffer-append!: argument 2 is number, want string or char\""},
		{Name: "string-buffer->string", Min: 1, Max: 1, Fn: bufferToString,
			Doc:     "The text in a string buffer.",
			Example: "(string-buffer->string (make-string-buffer)) => \"\""},
		{Name: "string-buffer-length", Min: 1, Max: 1, Fn: bufferLength,
			Doc:     "How many characters a string buffer holds.",
			Example: "(string-buffer-length (make-string-buffer \"h\u00e9\")) => 2"},
		{Name: "string-buffer-clear!", Min: 1, Max: 1, Fn1: clearBuffer,
			Doc:     "Empties this very string buffer, and answers it.",
			Example: "(string-buffer-length (string-buffer-clear! (make-string-buffer \"ab\"))) => 0"},
	}
}

// wantBuffer gives argument i, which must be a string buffer.
func wantBuffer(args []Value, i int) (*Buffer, error) {
	if args[i].Kind() != KindBuffer {
		return nil, WantArg(i, args[i], "string-buffer")
	}
	return As[Buffer](args[i]), nil
}

func makeBuffer(m *Meter, args []Value) (Value, error) {
	if err := m.Alloc(textSize); err != nil {
		return Nil, err
	}
	b := NewBuffer()
	return b.Value(), b.extend(m, args, 0)
}

func appendToBuffer(m *Meter, args []Value) (Value, error) {
	b, err := wantBuffer(args, 0)
	if err != nil {
		return Nil, err
	}
	return args[0], b.extend(m, args, 1)
}

// extend puts the arguments from index first on at the end, all of them or, with an error, none.
func (b *Buffer) extend(m *Meter, args []Value, first int) error {
	more := 0
	for i := first; i < len(args); i++ {
		switch v := args[i]; v.Kind() {
		case KindString:
			more += len(v.Text())
		case KindChar:
			more += utf8.RuneLen(v.Rune())
		default:
			return WantArg(i, v, "string or char")
		}
	}
	size := len(b.Bytes) + more
	if size > maxText {
		return textTooLong()
	}
	if err := m.Work(more/SlotSize + len(args)); err != nil {
		return err
	}
	if size > cap(b.Bytes) {
		room := max(size, 2*cap(b.Bytes), 64)
		if err := m.Alloc(room); err != nil {
			return err
		}
		b.Bytes = append(make([]byte, 0, room), b.Bytes...)
	}
	for _, v := range args[first:] {
		if v.IsString() {
			b.Bytes = append(b.Bytes, v.Text()...)
		} else {
			b.Bytes = utf8.AppendRune(b.Bytes, v.Rune())
		}
	}
	return nil
}

func bufferToString(m *Meter, args []Value) (Value, error) {
	b, err := wantBuffer(args, 0)
	if err != nil {
		return Nil, err
	}
	if err := m.Alloc(len(b.Bytes) + textSize); err != nil {
		return Nil, err
	}
	return Str(string(b.Bytes)), nil
}

func bufferLength(m *Meter, args []Value) (Value, error) {
	b, err := wantBuffer(args, 0)
	if err != nil {
		return Nil, err
	}
	if err := m.Work(len(b.Bytes) / SlotSize); err != nil {
		return Nil, err
	}
	return Int(int64(utf8.RuneCount(b.Bytes))), nil
}

func clearBuffer(v Value) (Value, error) {
	b, err := wantBuffer([]Value{v}, 0)
	if err != nil {
		return Nil, err
	}
	b.Bytes = b.Bytes[:0]
	return v, nil
}
