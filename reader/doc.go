// Package reader turns SX text into values, and remembers where in the text they were written.
//
//	r := reader.New(&kernel.Source{Name: "a.sx", Text: text}, reader.Options{})
//	for {
//		form, err := r.Next() // io.EOF after the last form, *reader.Error for a bad text
//		…
//	}
//
// A text is read one top-level form at a time, in two passes with participle between them:
//
//   - scan.go splits the text into tokens and follows the nesting of brackets, so it knows where a
//     form ends; token.go and literal.go scan the single tokens. It is a participle lexer.
//   - grammar.go has participle take the tokens: those of one form, or the next few hundred of a
//     longer one.
//   - build.go makes the form's value of them; text.go makes the atoms, places.go notes where lists and
//     dicts were written.
//
// Neither pass recurses: each keeps a stack of the open brackets, bounded by Options.MaxDepth. Time is
// linear in the text but for numbers of very many digits, which Options.MaxDigits bounds. Memory is
// that of one form's value.
//
// skim.go finds where lists begin and end without reading them, in texts that are known to be good.
//
// To change the syntax, begin with the token types in token.go.
package reader
