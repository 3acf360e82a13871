package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// Exit status.
const (
	exitOK       = 0
	exitProgram  = 1
	exitUsage    = 2
	exitConflict = 3
	exitLocked   = 4
	exitDamaged  = 5
	exitLimit    = 6
	exitIO       = 7
)

// exitTexts says what each status means, in their order.
var exitTexts = [...]string{
	exitOK:       "ok",
	exitProgram:  "an error in the program, a failed test, or an interruption",
	exitUsage:    "a wrong command line",
	exitConflict: "a conflict: the store has moved on",
	exitLocked:   "the store is open, or the program is running, in another process",
	exitDamaged:  "the store or a checkpoint is damaged, or of another version",
	exitLimit:    "the program reached a limit or the timeout",
	exitIO:       "a file could not be read or written",
}

// exitHelp is the table of exit status for the help.
func exitHelp() string {
	var b strings.Builder
	b.WriteString("Exit status:\n")
	for code, text := range exitTexts {
		b.WriteString("  " + string(rune('0'+code)) + "  " + text + "\n")
	}
	return b.String()
}

// isConflict tells whether a program raised what the store answers when it has moved on.
func isConflict(v kernel.Value) bool { return v.IsDict() && v.AsDict().Lookup("conflict").Truthy() }

// exitStatus gives the status for the error that ended a command.
func exitStatus(err error) int {
	var (
		usage   usageError
		limit   *kernel.Limit
		program *cek.Error
		locked  *fileio.LockedError
		damage  *fileio.DamageError
		newer   *fileio.VersionError
		path    *fs.PathError
		link    *os.LinkError
		before  endedBefore
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &before):
		return int(before)
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, new(conflictError)):
		return exitConflict
	case errors.As(err, &limit), errors.Is(err, context.DeadlineExceeded):
		return exitLimit
	case errors.As(err, &program):
		if isConflict(program.Value) {
			return exitConflict
		}
		return exitProgram
	case errors.As(err, &locked):
		return exitLocked
	case errors.As(err, &damage), errors.As(err, &newer), errors.As(err, new(damagedError)),
		errors.As(err, new(badCheckpointError)):
		return exitDamaged
	case errors.As(err, &path), errors.As(err, &link), errors.Is(err, os.ErrExist), errors.Is(err, terminal.ErrWrite),
		errors.As(err, new(noStoreError)), errors.As(err, new(unwrittenError)):
		return exitIO
	}
	return exitProgram
}
