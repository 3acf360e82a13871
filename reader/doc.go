// Package reader turns SX text into values, and remembers where in the text they were written.
//
//	r := reader.New(&kernel.Source{Name: "a.sx", Text: text}, reader.Options{})
//	for {
//		form, err := r.Next() // io.EOF after the last form, *reader.Error for a bad text
//		…
//	}
//
// A text is read one top-level form at a time, in two passes that meet in participle:
//
//   - scan.go splits the text into tokens and follows the nesting of brackets, so it knows where a
//     form ends; token.go scans the single tokens. It is a lexer.Lexer that answers EOF after each
//     form's last token.
//   - build.go makes the value of these tokens. It is the root of a participle grammar, form, and
//     participle hands it the tokens; text.go makes the atoms.
//
// Neither pass recurses: each keeps a stack of the open brackets, bounded by Options.MaxDepth. Time is
// linear in the text but for numbers of very many digits, which Options.MaxDigits bounds. Memory is
// bounded by one form.
//
// To change the syntax, begin with the token types in token.go.
package reader
