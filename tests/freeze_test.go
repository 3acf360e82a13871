package tests

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/suite"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// freezer is a driver that freezes a machine at every request and goes on with what a fresh machine
// makes of the bytes.
type freezer struct {
	config cek.Config
	host   cek.Host
	frozen bool
	every  int // request that is frozen, of so many
	count  int
	bytes  int
	log    strings.Builder
}

func (f *freezer) finish(ctx context.Context, m *cek.Machine, out cek.Outcome, err error) (*cek.Machine, kernel.Value, error) {
	for err == nil && out.Suspended() {
		f.log.WriteString(kernel.Brief(out.Request(), 2000) + "\n")
		if f.count++; f.frozen && f.count%f.every == 0 {
			var next *cek.Machine
			if next, out, err = f.pass(ctx, out); err != nil {
				return m, kernel.Nil, errors.Join(errPass, err)
			}
			m = next
		}
		v, performed := f.host.Perform(ctx, out.Request())
		if performed != nil {
			out, err = out.Raise(ctx, performed)
		} else {
			out, err = out.Resume(ctx, v)
		}
	}
	return m, out.Value(), err
}

// errPass marks what freezing or thawing complains about.
var errPass = errors.New("freeze")

// pass takes a suspended machine through bytes to a new one.
func (f *freezer) pass(ctx context.Context, out cek.Outcome) (*cek.Machine, cek.Outcome, error) {
	data, err := out.Freeze()
	if err != nil {
		return nil, out, err
	}
	b, err := codec.Append(nil, data, 1<<30)
	if err != nil {
		return nil, out, err
	}
	f.bytes = max(f.bytes, len(b))
	back, err := codec.Decode(b)
	if err != nil {
		return nil, out, err
	}
	return cek.Thaw(ctx, f.config, back)
}

// play runs the forms of a file, then the tests that it registered, and gives all that it did. Before
// each form it performs once, so that there is a place to freeze.
func (f *freezer) play(t *testing.T, file string) string {
	t.Helper()
	ctx := context.Background()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := cek.New(f.config)
	if err != nil {
		t.Fatal(err)
	}
	var value kernel.Value
	note := func(err error) {
		switch {
		case errors.Is(err, errPass):
			t.Fatalf("%s: %v", file, err)
		case err != nil:
			f.log.WriteString(err.Error() + "\n")
		default:
			f.log.WriteString(kernel.Brief(value, 2000) + "\n")
		}
	}
	src := &kernel.Source{Name: file, Text: string(b)}
	for rd := reader.New(src, reader.Options{}); ; {
		form, err := rd.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		out, err := m.Start(ctx, "<before>", "(perform {:op \"clock/now\"})")
		m, _, err = f.finish(ctx, m, out, err)
		if err != nil {
			note(err)
		}
		out, err = m.Run(ctx, src, form)
		m, value, err = f.finish(ctx, m, out, err)
		note(err)
	}
	if m.Loaded("(sx test)") {
		out, err := m.Start(ctx, "<tests>", suite.RunTests)
		_, value, err = f.finish(ctx, m, out, err)
		note(err)
	}
	return f.log.String()
}

// TestFreezeEverywhere plays every program that the tree has, frozen and thawed as often as it performs,
// and compares all requests and values with those of a run that nobody disturbs. The files of the store
// are many and perform much: without SX_SOAK every fourth is played, and one request in 97 frozen; of the
// other programs, one in four.
func TestFreezeEverywhere(t *testing.T) {
	var files []string
	for _, pattern := range []string{"lang/*.sx", "*.sx", "../lib/store/tests/*.sx", "../examples/*.sx"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for i, file := range files {
		if strings.Contains(file, "lib/store") && i%4 != 0 && os.Getenv("SX_SOAK") == "" {
			continue
		}
		t.Run(strings.TrimPrefix(filepath.ToSlash(file), "../"), func(t *testing.T) {
			every := 4
			switch {
			case os.Getenv("SX_SOAK") != "":
				every = 1
			case strings.Contains(file, "lib/store"), strings.Contains(file, "examples"):
				every = 97
			}
			config := cek.Config{Directory: filepath.Dir(file)}
			whole := &freezer{config: config, host: testHost(t)}
			want := whole.play(t, file)
			parts := &freezer{config: config, host: testHost(t), frozen: true, every: every}
			if got := parts.play(t, file); got != want {
				t.Error(firstLine(got, want))
			}
			t.Logf("%d requests, at most %d bytes", parts.count, parts.bytes)
		})
	}
}

func testHost(t *testing.T) hosts.Host {
	t.Helper()
	return mockio.New(mockio.WithoutLog())
}

func firstLine(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "thawed: " + g[i] + "\nuninterrupted: " + w[i]
		}
	}
	return "one goes on longer"
}

// TestFreezePerforms freezes at every place of every form and function where a perform can stand.
func TestFreezePerforms(t *testing.T) {
	answer := hosts.Func(func(_ context.Context, r hosts.Request) (kernel.Value, error) { return r.Args[0], nil })
	for _, p := range performing {
		src := fill(p.program, func(n string) string { return `(perform (list "answer" ` + n + `))` })
		run := func(frozen bool) string {
			ctx := context.Background()
			f := &freezer{host: answer, frozen: frozen, every: 1}
			m, err := cek.New(cek.Config{})
			if err != nil {
				t.Fatal(err)
			}
			out, err := m.Start(ctx, "perform.sx", src)
			_, v, err := f.finish(ctx, m, out, err)
			if err != nil {
				return f.log.String() + strings.ReplaceAll(err.Error(), "\n", " ")
			}
			return f.log.String() + kernel.Write(v)
		}
		if got, want := run(true), run(false); got != want {
			t.Errorf("%s: %s", p.about, firstLine(got, want))
		}
	}
}
