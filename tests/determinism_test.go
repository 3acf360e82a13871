package tests

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDeterminism runs programs in processes with other numbers of processors and other garbage
// collection: what they print, and where a limit ends them, is the same.
func TestDeterminism(t *testing.T) {
	hostile := []string{"dict-growth", "list-cons", "closures", "string-doubling", "eval-code", "set-growth", "dict-versions",
		"continuations", "records", "guests-stepped", "shift-storm", "macro-memory", "json-huge", "sort-for-ever"}
	files := []string{"testdata/determinism.sx"}
	for _, name := range hostile {
		files = append(files, filepath.Join("hostile", name+".sx"))
	}
	if !testing.Short() {
		lang, err := filepath.Glob("lang/*.sx")
		if err != nil || len(lang) == 0 {
			t.Fatalf("no files below lang: %v", err)
		}
		for i, file := range lang { // every third of them, all with SX_SOAK
			if i%3 == 0 || os.Getenv("SX_SOAK") != "" {
				files = append(files, file)
			}
		}
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			args := []string{"--max-memory", "24MiB", "--max-steps", "8000000", "run", file}
			if strings.HasPrefix(file, "lang") {
				args = []string{"test", file}
			}
			first := ""
			for i, env := range [][2]string{{"1", "100"}, {"8", "20"}, {"2", "off"}} {
				c := sx(t, ".", args...)
				c.Env = append(os.Environ(), "GOMAXPROCS="+env[0], "GOGC="+env[1])
				out, _ := c.CombinedOutput()
				got := fmt.Sprintf("%d\n%s", c.ProcessState.ExitCode(), out)
				if i == 0 {
					first = got
				} else if got != first {
					t.Errorf("GOMAXPROCS=%s GOGC=%s: %.500s\nwant what there was before: %.500s", env[0], env[1], got, first)
				}
			}
		})
	}
}
