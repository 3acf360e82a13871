// Package format lays out SX texts in the house style: 2 spaces, 100 columns, closing brackets together.
//
//	text, err := format.Source(&kernel.Source{Name: "a.sx", Text: text})
//
// Where lines break is the author's choice, but for what no line may begin or end with; format says how
// far a line is indented, and breaks lines that are too long. Comments stay, in their order, and what is
// formatted once stays as it is. The forms read equal before and after.
//
//   - tree.go makes nodes of the tokens, comments among them.
//   - layout.go gives each node its line and column; indent.go and forms.go say how far to indent.
//   - fill.go breaks the lines that are too long. It only sets line breaks in the tree, one level of
//     nesting a pass, and layout.go runs again: so the result is a layout of its own line breaks, which is
//     why formatting it changes nothing.
//   - write.go writes the lines, and lines up comments that stood below each other.
package format
