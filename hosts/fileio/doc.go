// Package fileio is the durable host of the store: one append-only log in a directory.
//
//	fs, err := fileio.RootFs("/var/lib/shop")   // or any afero.Fs
//	h, err := fileio.Open(fs, "events", fileio.Options{})
//	… h.Perform(ctx, request) …
//	err = h.Close()
//
// It answers the ops of package storeop. An answer to a write means that it is durable: every
// commit is one frame of the log, with one checksum over all of it, and the file is synced before
// the answer. Events, keys, cursors, snapshots, truncations and blobs are records in such frames;
// what is where is kept in memory and rebuilt from the log at open. plans/format.md has the bytes, the
// crash points and the assumptions.
//
// One writer owns the directory through a lock on the file "lock"; any number of hosts opened with
// Options.ReadOnly read beside it. A frame that was torn by a crash, and so never answered, is cut
// at open and reported by Notes; damage anywhere else is a *DamageError from Open, and nothing is
// changed. After a failed write or sync the host refuses further writes until it is opened again,
// and goes on reading.
//
// Reading order: host.go (what a Host is, requests), open.go (how it comes to be), scan.go and
// tail.go (reading the log at open, telling a torn tail from damage), write.go (a commit), frame.go,
// segment.go, mark.go, record.go (the bytes), index.go, stream.go (what is where), read.go and names.go
// (answers), lock.go, rootfs.go, files.go (what is asked of the file system).
package fileio
