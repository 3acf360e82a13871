// Package bundle makes executables that carry a program: a copy of sx with an archive at its end.
//
//	err := bundle.Write(w, sx, &bundle.Program{…})
//	p, err := bundle.Open(path) // nil if the executable carries none
//
// The archive is a zip file, so that other tools can list it: sx-bundle.json, which says what to run and how,
// and the texts of the program and its libraries below sources/. Its comment, the last bytes of the
// executable, tells an executable with an archive from one without: looking costs one read of 16 bytes.
//
// collect.go finds the libraries that a program imports.
package bundle
