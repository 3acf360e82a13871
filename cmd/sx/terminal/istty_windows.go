package terminal

import "golang.org/x/sys/windows"

func isTTY(fd int) bool {
	var mode uint32
	return windows.GetConsoleMode(windows.Handle(fd), &mode) == nil
}
