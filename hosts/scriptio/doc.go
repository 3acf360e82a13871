// Package scriptio is the world of a script: clock, terminal, files, environment and random numbers,
// as far as each was granted. The requests and answers are those of package worldop.
//
//	h, err := scriptio.New(scriptio.Options{Out: os.Stdout, ReadDirs: []string{"data"}})
//
// The zero Options grant nothing. A request that was not granted is an error of kind "io" that names
// the grant: clock, print, input, read:<directory>, env:<name> or random. Reading is cancelled
// with its context, and a line that arrives later is kept for the next request.
package scriptio
