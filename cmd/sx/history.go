package main

import (
	"os"
	"path/filepath"
)

// historyFile gives the file that keeps what was typed to a command, in the user's folder for state; ""
// if that cannot be made.
func historyFile(command string) string {
	dir := os.Getenv("XDG_STATE_HOME")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	dir = filepath.Join(dir, "sx")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return ""
	}
	path := filepath.Join(dir, command+"_history")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return ""
	}
	_ = f.Close()
	return path
}
