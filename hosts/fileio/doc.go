// Package fileio is the durable host of the store: an append-only log in a directory.
//
//	fs, err := fileio.RootFs("/var/lib/shop")   // or any afero.Fs
//	h, err := fileio.Open(fs, "events", fileio.Options{})
//	… h.Perform(ctx, request) …
//	err = h.Close()
//
// It answers the ops of package storeop. An answer to a write means that it is durable (unless
// Options.Sync says less): the commits that wait are written as one frame of the log, with one
// checksum over all of it, and the file is synced before the answers. Events, keys, cursors, snapshots and
// truncations are records in such frames; blobs are files beside the log. The log is cut into segments.
// Where the events of a sealed segment are is told by an index file beside it, of the segment that
// grows by an index in memory; how far the streams go and where the keys' values are is kept in memory, and
// written as a checkpoint. All of that is made again from the log when it is missing.
// plans/format.md has the bytes, the crash points and the assumptions.
//
// One writer owns the directory through a lock on the file "lock"; any number of hosts opened with
// Options.ReadOnly read beside it. A frame that was torn by a crash, and so never answered, is cleared
// at open and reported by Notes; damage anywhere else is a *DamageError from Open or from the request
// that meets it, and nothing is changed. After a failed write or sync the host refuses further writes
// until it is opened again, and goes on reading. Verify checks everything.
//
// A damaged store is opened by Options.Damaged, to read only and to the byte as it is: what is whole is
// served, what is not is a *DamageError, Host.Damage lists what the opening found, and salvage.go says
// what can be known beside a hole. Reading commands open so, answer what they can, and end with the status
// of damage when Host.Damage is not empty or a request met some. Dump refuses a damaged store: a dump
// is all or nothing.
//
// All access goes through the afero.Fs. Its files may have, beyond what afero asks for,
//
//	Datasync() error                    // as fdatasync(2); without it Sync is used
//	Preallocate(off, size int64) error  // zeros ahead of the log's end; without it the file just grows
//	TryLock() (bool, error)             // as flock(2); without it nothing is locked
//	ConcurrentReadAt()                  // says that ReadAt may be used by many at once
//
// and the file system itself SyncDir(dir string) error. An *os.File is served by the system's calls.
//
// format.go shows the bytes as boxes.
//
// Reading order: host.go (what a Host is, requests), frame.go, runsum.go, record.go, walk.go, segment.go, mark.go
// (the bytes), queue.go, turn.go, commit.go, write.go (a commit), catalog.go, memindex.go, memstream.go, loader.go (what is
// where, in memory), page.go, indexwrite.go, indexfile.go, summary.go, indexsave.go, idtable.go, idmerge.go, checkpoint.go (and on
// the disk), open.go, load.go, scan.go, tail.go, start.go (opening, and telling a torn tail from damage),
// read.go, readall.go, ordered.go, kv.go, blob.go, wait.go (answers), refresh.go (a reader beside a writer), mend.go,
// worker.go (index files and checkpoints in the background), compact.go, rewrite.go, manifest.go (giving space
// back), verify.go, salvage.go, dump.go, undump.go, backup.go, replay.go, lock.go, rootfs.go, files.go, openfiles.go (what is asked of the file system).
package fileio
