package fileio

// Repeatable gives opts with the work of the background done at once, by whoever causes it: the files of a store
// that is open are then the same on every run.
func Repeatable(opts Options) Options {
	opts.inline = true
	return opts
}
