package cek

import (
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// The parts of the syntax that tools read as the compiler does.

// LibraryName reads the name of a library, such as (a b 1): the way it is written, and the path of the file that
// it is looked for in, a/b/1.sx. It is false for what names no library: an empty list, or one with
// anything but symbols and integers that can be part of a path.
func LibraryName(v kernel.Value) (name, path string, ok bool) {
	if !v.IsList() || v.AsList().Len() == 0 {
		return "", "", false
	}
	parts := make([]string, v.AsList().Len())
	plain := true // all parts are written as they are
	for i := range parts {
		x, part := v.AsList().At(i), ""
		if x.IsSymbol() && kernel.IsPlainName(x.SymbolName()) {
			part = x.SymbolName()
		} else {
			part, plain = kernel.Display(x), false
		}
		if !x.IsSymbol() && !x.IsInt() || part == "." || part == ".." || strings.ContainsAny(part, "/\\\x00") {
			return "", "", false
		}
		parts[i] = part
	}
	path = strings.Join(parts, "/") + ".sx"
	if plain {
		return "(" + strings.Join(parts, " ") + ")", path, true
	}
	return kernel.Write(v), path, true
}

// IsBaseLibrary tells whether a library, by its written name, stands for the builtins and the prelude, which
// need no import.
func IsBaseLibrary(name string) bool {
	return name == "(sx base)" || strings.HasPrefix(name, "(scheme ")
}

// IsAnnotated recognizes a parameter with a type, (name :as type).
func IsAnnotated(l *kernel.List) bool {
	return l.Len() == 3 && l.At(0).IsSymbol() && l.At(1).IsKeyword() && l.At(1).SymbolName() == "as"
}

// UsageOf writes the call of a function with these parameters, as they stand in its definition: [x] may be left
// out, x… is any number.
func UsageOf(name string, params []kernel.Value) string {
	out := []string{name}
	mode := ""
	for _, p := range params {
		if p.IsSymbol() && strings.HasPrefix(p.SymbolName(), "&") {
			mode = p.SymbolName()
			continue
		}
		if p.IsList() && p.AsList().Len() > 0 && (mode == "&optional" || mode == "&key" || IsAnnotated(p.AsList())) {
			p = p.AsList().At(0)
		}
		text := kernel.Write(p)
		switch mode {
		case "&optional":
			text = "[" + text + "]"
		case "&key":
			text = "[:" + text + " " + text + "]"
		case "&rest":
			text += "…"
		}
		out = append(out, text)
	}
	return "(" + strings.Join(out, " ") + ")"
}
