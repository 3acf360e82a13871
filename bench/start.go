package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// startSX gives the command line of sx itself, which is built from this tree.
func startSX(t tools, file string) ([]string, error) {
	bin, err := t.build("sx", "..", "./cmd/sx")
	return []string{bin, "run", file}, err
}

// startCold gives the command line of a peer's smallest program, in cold/.
func startCold(name string) func(tools, string) ([]string, error) {
	return func(t tools, file string) ([]string, error) {
		bin, err := t.build(name, ".", "./cold/"+name)
		return []string{bin, file}, err
	}
}

// build builds a command of the module in dir, relative to this one, unless it has been built.
func (t tools) build(name, dir, pkg string) (string, error) {
	bin := filepath.Join(t.dir, "bin-"+name)
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	here, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the module of bench, in whose directory this must run: %w", err)
	}
	cmd := exec.Command("go", "build", "-o", bin, pkg)
	cmd.Dir = filepath.Join(strings.TrimSpace(string(here)), dir)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // none of them needs C, and loading its library takes a millisecond
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w: %s", pkg, err, firstLine(string(out)))
	}
	return bin, nil
}
