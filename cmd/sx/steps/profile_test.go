package steps

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
)

const program = `(define (inner n)
  (let loop ((i 0))
    (if (< i n) (loop (+ i 1)) i)))
(define (outer n)
  (+ (inner n)
    (inner (* 2 n))))
(outer 1000)
`

func profiled(t *testing.T, every int64) (*Profile, int64) {
	t.Helper()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	p := &Profile{Machine: m, Every: every}
	m.Watch(p.Look)
	if _, err := m.Start(context.Background(), "p.sx", program); err != nil {
		t.Fatal(err)
	}
	p.Finish()
	return p, m.Steps()
}

// TestProfile: the counts are exact when every step is looked at, near to that otherwise, and come to all
// steps but those before the first look.
func TestProfile(t *testing.T) {
	flat := func(p *Profile) map[string]int64 {
		out := map[string]int64{}
		for _, x := range p.totals(func(c call) string { return c.function }) {
			out[x.name] = x.flat
		}
		return out
	}
	exact, steps := profiled(t, 1)
	all := int64(0)
	for _, n := range flat(exact) {
		all += n
	}
	// A round of the loop is a test, an addition and a jump; what else inner does is done twice.
	if n := flat(exact)["inner"]; n < 3*3000 || n > 3*3000+20 || all > steps || all < steps-50 {
		t.Errorf("inner has %d steps, all %d of %d", n, all, steps)
	}
	sampled, _ := profiled(t, 100)
	if a, b := flat(exact)["inner"], flat(sampled)["inner"]; b < a*9/10 || b > a*11/10 {
		t.Errorf("inner has %d steps, looked at every hundredth %d", a, b)
	}
}

// TestPprof has go tool pprof read what is written.
func TestPprof(t *testing.T) {
	p, _ := profiled(t, 1)
	var b bytes.Buffer
	if err := p.Pprof(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "p.pprof")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "tool", "pprof", "-peek", "inner", file)
	c.Env = append(os.Environ(), "PPROF_TMPDIR="+t.TempDir())
	out, err := c.CombinedOutput()
	text := string(out)
	if err != nil || !strings.Contains(text, "Type: steps") || !strings.Contains(text, "| inner") || !strings.Contains(text, "|   outer") {
		t.Errorf("%v\n%s", err, text)
	}
}
