// Package names tells what each name in an SX text means, without running it: for tools that complete,
// look up, rename or check.
//
//	w := names.NewWorkspace(names.Options{Builtin: …, Open: …})
//	file := w.File(ctx, &kernel.Source{Name: path, Text: text})
//	use := file.UseAt(offset)     // the name there, and its definition
//	for _, p := range file.Problems { … }
//
// What macros of the text make of their operands is not known here: names in them count as used where
// they mean something, and are no problem where they do not.
//
//   - index.go has what is found: definitions, uses, problems; file.go finds it.
//   - read.go reads the forms of a text, and goes on behind one that cannot be read.
//   - module.go follows imports: a Workspace finds each library once.
//   - scope.go and walk.go go through expressions, forms*.go through special forms, bind.go through
//     parameters and patterns, define.go through definitions.
package names
