// Package wire reads and writes the messages of the language server protocol and of the debug adapter
// protocol: a head of lines "Name: value", among them Content-Length, an empty line, and so many bytes of
// JSON.
package wire
