// Package manual looks up what there is to say of the names of SX: special forms, functions, macros, the
// libraries that are part of sx, those in a program's folder, and what they export.
//
//	m, err := manual.Open(ctx, os.DirFS("."))
//	entry, ok, err := m.Find(ctx, "store/append")
//	fmt.Print(entry.Text())
//
// What is said comes from cek's Describe: docstrings, and comments above definitions. libraries.go finds
// the libraries, entry.go what is said of one name, index.go the list of everything.
package manual
