package scriptio_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/scriptio"
	"github.com/sx-lang/sx/kernel"
)

func open(t *testing.T, opts scriptio.Options) *scriptio.Host {
	t.Helper()
	h, err := scriptio.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

func ask(h hosts.Host, op string, args ...kernel.Value) string {
	return hosttest.Text(h.Perform(context.Background(), hosts.NewRequest(op, args...)))
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want && !(strings.HasPrefix(want, "!") && strings.HasPrefix(got, want)) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNothingIsGrantedByDefault(t *testing.T) {
	dir := t.TempDir()
	h := open(t, scriptio.Options{})
	check(t, ask(h, "clock/now"), `!io: clock/now: this script was not granted "clock"`)
	check(t, ask(h, "io/print", kernel.Str("x")), `!io: io/print: this script was not granted "print"`)
	check(t, ask(h, "io/read-line"), `!io: io/read-line: this script was not granted "input"`)
	check(t, ask(h, "fs/read", kernel.Str(filepath.Join(dir, "f"))), `!io: fs/read: this script was not granted "read:`+dir+`"; --allow read=`+dir+` would`)
	check(t, ask(h, "env/get", kernel.Str("HOME")), `!io: env/get: this script was not granted "env:HOME"; --allow env=HOME would`)
	check(t, ask(h, "random/int", kernel.Int(5)), `!io: random/int: this script was not granted "random"`)
	check(t, ask(h, "net/get", kernel.Str("x")), `!unhandled-op: no host answers the op "net/get"`)
}

func TestGranted(t *testing.T) {
	var out strings.Builder
	h := open(t, scriptio.Options{
		Clock: func() int64 { return 42 }, Out: &out, In: strings.NewReader("one\r\n\ntwo"),
		Env: []string{"A"}, Random: func(n int64) int64 { return n - 1 },
		Getenv: func(name string) (string, bool) { return "is " + name, name != "B" },
	})
	check(t, ask(h, "clock/now"), "42")
	check(t, ask(h, "clock/now", kernel.Nil), "!arity: clock/now: got 1 arguments, want none")
	check(t, ask(h, "io/print", kernel.Str("a\n")), "nil")
	check(t, ask(h, "io/print", kernel.Str("b")), "nil")
	check(t, ask(h, "io/print", kernel.Int(1)), "!type: io/print: argument is number, want a string")
	check(t, out.String(), "a\nb")
	check(t, ask(h, "io/read-line"), `"one"`)
	check(t, ask(h, "io/read-line"), `""`)
	check(t, ask(h, "io/read-line"), `"two"`)
	check(t, ask(h, "io/read-line"), "nil")
	check(t, ask(h, "io/read-line"), "nil")
	check(t, ask(h, "env/get", kernel.Str("A")), `"is A"`)
	check(t, ask(h, "env/get", kernel.Str("B")), `!io: env/get: this script was not granted "env:B"; --allow env=B would`)
	check(t, ask(h, "random/int", kernel.Int(5)), "4")
	check(t, ask(h, "random/int", kernel.Int(0)), "!range: random/int: argument is 0, want an integer from 1 on")
	check(t, ask(h, "random/int", kernel.Float(5)), "!type: random/int: argument is number, want an integer")
	all := open(t, scriptio.Options{Env: []string{"*"}, Getenv: func(string) (string, bool) { return "", false }})
	check(t, ask(all, "env/get", kernel.Str("ANY")), "nil")
}

func TestSystemSources(t *testing.T) {
	if scriptio.SystemClock() < 1_000_000_000_000 {
		t.Error("the system's clock is in another century")
	}
	seen := map[int64]bool{}
	for range 200 {
		n := scriptio.SystemRandom(3)
		if n < 0 || n > 2 {
			t.Fatalf("a random number below 3 is %d", n)
		}
		seen[n] = true
	}
	if len(seen) != 3 {
		t.Errorf("200 random numbers below 3 were %v only", seen)
	}
}

func TestFiles(t *testing.T) {
	outer := t.TempDir()
	inner := filepath.Join(outer, "data")
	for _, err := range []error{os.MkdirAll(filepath.Join(inner, "sub"), 0o700),
		os.WriteFile(filepath.Join(inner, "sub", "f"), []byte("text\xff"), 0o600),
		os.WriteFile(filepath.Join(outer, "secret"), []byte("secret"), 0o600),
		os.WriteFile(filepath.Join(inner, "big"), make([]byte, 3<<20), 0o600),
		os.Symlink("../secret", filepath.Join(inner, "link")), os.Symlink("sub/f", filepath.Join(inner, "ok"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	h := open(t, scriptio.Options{ReadDirs: []string{inner}, MaxBytes: 2 << 20})
	read := func(name string) string { return ask(h, "fs/read", kernel.Str(name)) }
	check(t, read(filepath.Join(inner, "sub", "f")), kernel.Write(kernel.Str("text\xff")))
	check(t, read(filepath.Join(inner, "sub", "..", "ok")), kernel.Write(kernel.Str("text\xff")))
	check(t, read(filepath.Join(inner, "link")), "!io: fs/read: ")
	check(t, read(filepath.Join(inner, "..", "secret")), `!io: fs/read: this script was not granted "read:`+outer)
	check(t, read("../../../../../../etc/passwd"), "!io: fs/read: this script was not granted")
	check(t, read(inner+"x/f"), "!io: fs/read: this script was not granted")
	check(t, read(filepath.Join(inner, "none")), "!io: fs/read: ")
	check(t, read(inner), "!io: fs/read: .: not a regular file")
	check(t, read(filepath.Join(inner, "big")), "!io: fs/read: big has more than 2097152 bytes")
	if _, err := scriptio.New(scriptio.Options{ReadDirs: []string{inner, filepath.Join(inner, "none")}}); err == nil {
		t.Error("a directory that is not there was granted")
	}
}

func TestLongLine(t *testing.T) {
	h := open(t, scriptio.Options{In: strings.NewReader(strings.Repeat("x", 10_000) + "\n"), MaxBytes: 10_000})
	check(t, ask(h, "io/read-line"), `"`+strings.Repeat("x", 10_000)+`"`)
	h = open(t, scriptio.Options{In: strings.NewReader(strings.Repeat("x", 20_000)), MaxBytes: 10_000})
	check(t, ask(h, "io/read-line"), "!io: io/read-line: a line has more than 10000 bytes")
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(b []byte) (int, error) { return f(b) }

// TestCancelledRead cancels a wait for a line that comes only later: the next request gets it.
func TestCancelledRead(t *testing.T) {
	r, w := io.Pipe()
	begun := make(chan struct{}, 9)
	h := open(t, scriptio.Options{In: readFunc(func(b []byte) (int, error) {
		begun <- struct{}{}
		return r.Read(b)
	})})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		_, err := h.Perform(ctx, hosts.NewRequest("io/read-line"))
		ended <- err
	}()
	<-begun
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("a cancelled read ended with %v", err)
	}
	go func() {
		io.WriteString(w, "late\nnext\n")
		w.CloseWithError(errors.New("broken pipe"))
	}()
	check(t, ask(h, "io/read-line"), `"late"`)
	check(t, ask(h, "io/read-line"), `"next"`)
	check(t, ask(h, "io/read-line"), "!io: io/read-line: broken pipe")
}
