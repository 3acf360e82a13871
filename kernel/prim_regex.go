package kernel

import "strings"

func regexBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "regex-match?", Min: 2, Max: 2, Fn: regexMatch,
			Doc:     "(regex-match? pattern text): whether the pattern matches somewhere in the text; ^ and $ hold it to the ends.",
			Example: "(regex-match? \"b+\" \"abbc\") => true\n(regex-match? \"^b+$\" \"abbc\") => false\n(regex-match? \"(\" \"x\") !! \"regex-match\\\\?: pattern .*missing closing\""},
		{Name: "regex-find", Min: 2, Max: 2, Fn: regexFind,
			Doc:     "(regex-find pattern text): the first match, or nil: its text, or with groups a list of its text and theirs.",
			Example: "(regex-find \"[0-9]+\" \"a12b345\") => \"12\"\n(regex-find \"(.)=(.)?\" \"x=\") => (\"x=\" \"x\" nil)\n(regex-find \"z\" \"abc\") => nil"},
		{Name: "regex-find-all", Min: 2, Max: 2, Fn: regexFindAll,
			Doc:     "(regex-find-all pattern text): the list of all matches, which do not overlap, each as regex-find gives it.",
			Example: "(regex-find-all \"[0-9]+\" \"a12b345\") => (\"12\" \"345\")\n(regex-find-all \"z\" \"abc\") => ()"},
		{Name: "regex-replace", Min: 3, Max: 3, Fn: regexReplace,
			Doc:     "(regex-replace pattern text replacement): the text with all matches replaced; $1 or ${name} is a group, $$ a dollar.",
			Example: "(regex-replace \"(\\\\w+)@(\\\\w+)\" \"joe@home\" \"$2 at $1\") => \"home at joe\"\n(regex-replace \"a*\" \"baac\" \"-\") => \"-b-c-\""},
		{Name: "regex-split", Min: 2, Max: 2, Fn: regexSplit,
			Doc:     "(regex-split pattern text): the parts of the text between matches.",
			Example: "(regex-split \", *\" \"a, b,c\") => (\"a\" \"b\" \"c\")\n(regex-split \"\" \"abc\") => (\"a\" \"b\" \"c\")"},
	}
}

// regexArgs compiles the pattern args[0] for the function name, and gives a search over the text
// args[1].
func regexArgs(m *Meter, name string, args []Value) (*regexSearch, error) {
	for i := range args {
		if _, err := wantText(args, i); err != nil {
			return nil, err
		}
	}
	return newRegexSearch(m, name, args[0].Text(), args[1].Text())
}

func regexMatch(m *Meter, args []Value) (Value, error) {
	s, err := regexArgs(m, "regex-match?", args)
	if err != nil {
		return Nil, err
	}
	match, err := s.next()
	return Bool(match != nil), err
}

func regexFind(m *Meter, args []Value) (Value, error) {
	s, err := regexArgs(m, "regex-find", args)
	if err != nil {
		return Nil, err
	}
	match, err := s.next()
	if err != nil || match == nil {
		return Nil, err
	}
	return s.groups(match)
}

func regexFindAll(m *Meter, args []Value) (Value, error) {
	s, err := regexArgs(m, "regex-find-all", args)
	if err != nil {
		return Nil, err
	}
	out := items{m: m}
	for {
		match, err := s.next()
		if err != nil {
			return Nil, err
		}
		if match == nil {
			return NewList(out.out).Value(), nil
		}
		v, err := s.groups(match)
		if err != nil {
			return Nil, err
		}
		if err := out.add(v); err != nil {
			return Nil, err
		}
	}
}

func regexReplace(m *Meter, args []Value) (Value, error) {
	s, err := regexArgs(m, "regex-replace", args)
	if err != nil {
		return Nil, err
	}
	replacement := args[2].Text()
	plain := !strings.Contains(replacement, "$")
	t, done := textBuilder{m: m}, 0
	for t.err == nil {
		match, err := s.next()
		if err != nil {
			return Nil, err
		}
		if match == nil {
			t.add(s.text[done:])
			break
		}
		t.add(s.text[done:match[0]])
		done = match[1]
		if plain {
			t.add(replacement)
		} else {
			s.expand(&t, replacement, match)
		}
	}
	return t.value()
}

// expand adds the replacement with its group references filled in.
func (s *regexSearch) expand(t *textBuilder, replacement string, match []int) {
	// a reference takes two bytes at least and gives a part of the match at most
	if t.err = t.m.Work(len(replacement)/2*(match[1]-match[0])/SlotSize + len(replacement)); t.err != nil {
		return
	}
	t.add(string(s.re.ExpandString(nil, replacement, s.text, match)))
}

func regexSplit(m *Meter, args []Value) (Value, error) {
	s, err := regexArgs(m, "regex-split", args)
	if err != nil {
		return Nil, err
	}
	out, done := items{m: m}, 0
	add := func(part string) error {
		v, err := newPart(m, part)
		if err != nil {
			return err
		}
		return out.add(v)
	}
	for {
		match, err := s.next()
		if err != nil {
			return Nil, err
		}
		if match == nil {
			break
		}
		if match[1] == 0 || match[0] == match[1] && match[0] == len(s.text) {
			continue // an empty match at either end separates nothing
		}
		if err := add(s.text[done:match[0]]); err != nil {
			return Nil, err
		}
		done = match[1]
	}
	if err := add(s.text[done:]); err != nil {
		return Nil, err
	}
	return NewList(out.out).Value(), nil
}

// groups gives a match as regex-find does.
func (s *regexSearch) groups(match []int) (Value, error) {
	if s.re.NumSubexp() == 0 {
		return newPart(s.m, s.text[match[0]:match[1]])
	}
	out, err := makeItems(s.m, len(match)/2)
	if err != nil {
		return Nil, err
	}
	for i := range out {
		out[i] = Nil
		if from, to := match[2*i], match[2*i+1]; from >= 0 {
			if out[i], err = newPart(s.m, s.text[from:to]); err != nil {
				return Nil, err
			}
		}
	}
	return NewList(out).Value(), nil
}
