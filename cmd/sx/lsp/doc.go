// Package lsp is a language server: an editor's questions about SX texts, answered over standard input
// and output in the language server protocol, version 3.17
// (https://microsoft.github.io/language-server-protocol).
//
//	err := lsp.Serve(ctx, os.Stdin, os.Stdout, lsp.Options{Version: "0.1.0"})
//
// What names mean is found by package names, what is wrong by package check, which runs definitions and imports
// where nothing reaches outside; layout is that of package format.
//
//   - server.go takes messages in turn; rpc.go has their envelopes, protocol.go what is in them.
//   - text.go is a text with edits, and places in it by line and UTF-16 unit.
//   - documents.go knows the open texts and finds libraries, workspace.go the files that are not open, library.go
//     shows those that are part of sx.
//   - One file for each question: diagnose.go, hover.go, complete.go, navigate.go, rename.go, symbols.go,
//     layout.go, signature.go.
//
// One goroutine reads messages, so that it sees at once that a question is withdrawn or a text has
// changed; everything else is done by one other.
package lsp
