package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// scripts lists the engines that are programs of their own, run where they are installed. Each times
// run itself and reports it, so that its start is not counted.
func scripts() []engine {
	return []engine{
		script("lua5.4", []string{"lua"}, luaScript, []string{"lua5.4"}, "-v"),
		script("luajit", []string{"lua"}, luaScript, []string{"luajit"}, "-v"),
		script("luajit-off", []string{"lua"}, luaScript, []string{"luajit", "-joff"}, "-v"),
		script("guile", []string{"guile.scm", "scm"}, guileScript, []string{"guile"}, "--version"),
		script("chez", []string{"chez.scm", "scm"}, chezScript, []string{"chezscheme", "--program"}, "--version"),
		script("python3", []string{"py"}, pythonScript, []string{"python3"}, "--version"),
	}
}

func script(name string, exts []string, make func(string) string, command []string, version string) engine {
	commandLine := func(file string) ([]string, error) {
		path, err := exec.LookPath(command[0])
		if err != nil {
			return nil, errAbsent
		}
		return slices.Concat([]string{path}, command[1:], []string{file}), nil
	}
	return engine{name: name, exts: exts, script: make, command: commandLine,
		start: func(_ tools, file string) ([]string, error) { return commandLine(file) },
		version: func() string {
			if _, err := exec.LookPath(command[0]); err != nil {
				return errAbsent.Error()
			}
			out, err := exec.Command(command[0], version).CombinedOutput()
			if err != nil {
				return "unknown"
			}
			return firstLine(string(out))
		}}
}

func luaScript(source string) string {
	return source + `
if setup then setup() end
collectgarbage()
local start = os.clock()
local check = run()
local took = os.clock() - start
io.write(tostring(check), "\t", string.format("%.9f", took), "\n")
`
}

func pythonScript(source string) string {
	return source + `

if __name__ == "__main__":
    import gc
    import time
    gc.collect()
    start = time.process_time_ns()
    check = run()
    took = time.process_time_ns() - start
    print(f"{check}\t{took / 1e9:.9f}")
`
}

// guileScript and chezScript put the imports of the language at the head, where they must stand.
func guileScript(source string) string {
	return `(import (rnrs) (ice-9 control))
` + source + `
(gc)
(let* ((start (get-internal-run-time))
       (check (run))
       (took (- (get-internal-run-time) start)))
  (display check)
  (display "\t")
  (display (exact->inexact (/ took internal-time-units-per-second)))
  (newline))
`
}

func chezScript(source string) string {
	return `(import (chezscheme))
` + source + `
(collect)
(let* ((start (current-time 'time-process))
       (check (run))
       (took (time-difference (current-time 'time-process) start)))
  (display check)
  (display "\t")
  (display (+ (time-second took) (/ (time-nanosecond took) 1e9)))
  (newline))
`
}

// header gives what a process workload needs at its head.
func header(name string) string {
	switch name {
	case "guile":
		return "(import (rnrs))\n"
	case "chez":
		return "(import (chezscheme))\n"
	}
	return ""
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return strings.TrimSpace(line)
}

// parseReport reads what a script or a child prints last: check value, tab, seconds of processor time.
func parseReport(file, line string) (check string, seconds float64, err error) {
	check, text, ok := strings.Cut(line, "\t")
	if _, scanErr := fmt.Sscanf(text, "%g", &seconds); !ok || scanErr != nil || seconds < 0 {
		return "", 0, fmt.Errorf("%s printed %q, want a value, a tab and seconds", file, line)
	}
	return check, seconds, nil
}
