package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// lua54Name is the reference column: Lua in C, run as a process where it is installed.
const lua54Name = "lua5.4"

// lua54Driver is put after the program. It prints the check value and the seconds that run took:
// processor time, which for a process of one thread is the wall time without the waiting for others.
const lua54Driver = `
if setup then setup() end
collectgarbage()
local start = os.clock()
local check = run()
local took = os.clock() - start
io.write(tostring(check), "\t", string.format("%.9f", took), "\n")
`

// errAbsent says that the engine is not installed on this machine.
var errAbsent = errors.New("not installed")

func lua54Version() string {
	if _, err := exec.LookPath(lua54Name); err != nil {
		return "not installed"
	}
	out, err := exec.Command(lua54Name, "-v").CombinedOutput()
	if err != nil {
		return "unknown"
	}
	return firstLine(string(out))
}

// runLua54 runs a Lua program in a process of lua5.4.
func runLua54(file, source string) (outcome, error) {
	path, err := exec.LookPath(lua54Name)
	if err != nil {
		return outcome{}, errAbsent
	}
	cmd := exec.Command(path, "-")
	cmd.Stdin = strings.NewReader(source + lua54Driver)
	out, err := cmd.Output()
	if err != nil {
		return outcome{}, fmt.Errorf("%s: %w", file, err)
	}
	return parseLua54(file, firstLine(string(out)))
}

// parseLua54 reads the driver's line: check value, tab, seconds.
func parseLua54(file, line string) (outcome, error) {
	check, text, ok := strings.Cut(line, "\t")
	seconds, err := strconv.ParseFloat(text, 64)
	if !ok || err != nil {
		return outcome{}, fmt.Errorf("%s: %s printed %q, want a value, a tab and seconds", file, lua54Name, line)
	}
	return outcome{check, time.Duration(seconds * float64(time.Second))}, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return strings.TrimSpace(line)
}
