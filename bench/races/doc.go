// Package races checks that commits which expect the same seq are atomic: many goroutines of one
// process, and many processes, race for a stream, and the histories of what they saw are judged by porcupine,
// which tells whether operations that overlap could have happened one after the other. It is a part of
// this module, so that the main one does not need porcupine.
package races
