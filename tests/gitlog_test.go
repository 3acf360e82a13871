package tests

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestGitLogExample holds examples/data/gitlog.txt to the format that examples/data/README.md gives.
func TestGitLogExample(t *testing.T) {
	const file = "../examples/data/gitlog.txt"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	format := regexp.MustCompile(`^[0-9a-f]{40}\t[1-9][0-9]{8,10}\t[^\t]+\t.+$`)
	lines := strings.Split(string(b), "\n")
	if n := len(lines) - 1; n < 12 || lines[n] != "" {
		t.Fatalf("%s has %d lines, the last ending in %q; want at least 12, and a line end", file, n, lines[n])
	}
	seen := map[string]bool{}
	for i, line := range lines[:len(lines)-1] {
		if !format.MatchString(line) {
			t.Errorf("%s:%d: %q is not hash, seconds, author and subject", file, i+1, line)
			continue
		}
		if hash := line[:40]; seen[hash] {
			t.Errorf("%s:%d: %s is there twice", file, i+1, hash)
		} else {
			seen[hash] = true
		}
	}
}
