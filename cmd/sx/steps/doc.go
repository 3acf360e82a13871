// Package steps prints what a machine does, form by form, and counts where its steps go.
//
// printer.go is for sx trace, profile.go for sx profile, pprof.go writes the format of Go's pprof.
package steps
