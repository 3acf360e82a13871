// Package crashfs is a file system in memory that models what is durable, for tests of programs that
// must survive crashes of the process, of the system and of the power.
//
//	fs := crashfs.New()
//	fs.Observe(func(op crashfs.Op) { points = append(points, fs.Kill()) })
//	… the program works on fs …
//	after := points[i].Crash(crashfs.Torn, rand.New(rand.NewPCG(seed, 1)))
//	… the program is started again on after …
//
// What a file or a directory holds is kept twice: live, as the system shows it, and durable, as it was
// at the last sync, with the list of the changes between. Sync and Datasync make the content of a file
// durable, SyncDir (or Sync of an open directory) the names in a directory: one does nothing for the other.
// Kill gives the file system as the next process finds it: live, with the same unsynced changes, all locks
// free. Crash gives it as it is after a power cut: of the unsynced changes some are there, some are
// not, and some are torn, as its Loss says. Both leave the receiver as it is, and cost little: content is
// shared until it is written to.
//
// Order lets any operation fail: before it did anything, half done, or, for a sync, with the loss of what was
// to be made durable, after which a second sync succeeds and writes nothing. Drop makes syncs that are
// asked for at one place in the program's source do nothing, which is how a test shows that each of
// them is needed.
//
// The model: a change of a file is a write or a truncation; one of a directory a name that is added,
// removed or moved. A moved name can be there twice after a crash, but is never gone. A torn write harms
// only bytes that it wrote. Directories have no order among each other or with files.
//
// Reading order: node.go (what is live and durable), fs.go (names), file.go (content), crash.go (what is
// left), order.go (faults, dropped syncs).
package crashfs
