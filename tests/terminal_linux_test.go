package tests

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// onTerminal runs a command whose outputs are a pseudo-terminal, and gives what came to it, with the
// ends of lines as the command wrote them. during, if it is not nil, is called once it runs.
func onTerminal(t *testing.T, c *exec.Cmd, during func(seen string)) string {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = slave, slave
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(longest, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	_ = slave.Close()
	var seen strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := master.Read(buf) // ends with EIO when the command has closed the terminal
		seen.Write(buf[:n])
		if err != nil {
			break
		}
		if during != nil {
			during(seen.String())
		}
	}
	_ = c.Wait()
	return strings.ReplaceAll(seen.String(), "\r\n", "\n")
}

// TestTerminal: what a program or a store holds does not steer the terminal; in a pipe it is as it is.
func TestTerminal(t *testing.T) {
	dir := t.TempDir()
	hostile := "a\x1b]0;x\x07\x00\x7f\u009b2J\u202e\u2066\xff\rb"
	if err := os.WriteFile(dir+"/hostile", []byte(hostile), 0o600); err != nil {
		t.Fatal(err)
	}
	const tamed = "a␛]0;x␇␀␡\ufffd2J\ufffd\ufffd\ufffd␍b"
	show := `(perform {:op "io/print" :args (list (perform {:op "fs/read" :args (list "hostile")}))})`
	if got := sxOutput(t, dir, "eval", show); got != hostile+"nil\n" {
		t.Errorf("a pipe gets %q", got)
	}
	for _, c := range []struct{ program, want string }{
		{show, tamed + "nil\n"},
		{`(error (perform {:op "fs/read" :args (list "hostile")}))`, tamed},
		{`(raise (perform {:op "fs/read" :args (list "hostile")}))`, "uncaught"},
		{`(perform {:op (perform {:op "fs/read" :args (list "hostile")})})`, "no host answers the op"},
	} {
		got := onTerminal(t, sx(t, dir, "--color", "never", "eval", c.program), nil)
		if !strings.Contains(got, c.want) || steers(got) {
			t.Errorf("%s: the terminal gets %q", c.program, got)
		}
	}
	in := sx(t, dir, "store", "append", "--store", "s", "st\x1b[2Jream\u202e")
	in.Stdin = strings.NewReader("{\"type\":\"\\u001b[2J\\u009b\",\"data\":{\"\\u202e\":{\"$sx\":\"(coded \\\"42ff1b\\\")\"}}}\n")
	if got := onTerminal(t, in, nil); !strings.HasPrefix(got, "ok ") || steers(got) {
		t.Errorf("append shows %q", got)
	}
	for _, args := range [][]string{{"all"}, {"all", "--format", "json"}, {"all", "--format", "table"}, {"streams", "--format", "table"},
		{"read", "\x1b[2J"}, {"kv", "get", "\x1b[2J"}, {"\x1b[2J"}, {"dump"}} {
		got := onTerminal(t, sx(t, dir, append([]string{"--color", "never", "--store", "s", "store"}, args...)...), nil)
		if steers(got) {
			t.Errorf("sx store %q: the terminal gets %q", args, got)
		}
	}
}

// steers tells whether a text has characters that a terminal does not just show.
func steers(text string) bool {
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
		case r < ' ', r >= 0x7f && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return true
		}
	}
	return false
}

// TestColors: a terminal has colors unless somebody does not want them, and a pipe only if somebody does.
func TestColors(t *testing.T) {
	for _, c := range []struct {
		args []string
		env  string
		want bool
	}{
		{nil, "", true}, {nil, "NO_COLOR=1", false}, {nil, "NO_COLOR=", true}, {nil, "TERM=dumb", false},
		{[]string{"--color", "always"}, "NO_COLOR=1", true}, {[]string{"--color=never"}, "", false},
	} {
		cmd := sx(t, t.TempDir(), append(c.args, "eval", "(car 1)")...)
		cmd.Env = append(slices.DeleteFunc(os.Environ(), isNoColor), "TERM=xterm", c.env)
		got := onTerminal(t, cmd, nil)
		if strings.Contains(got, "\x1b[31m") != c.want || !strings.Contains(got, "car: argument 1 is number") {
			t.Errorf("%v %s: %q", c.args, c.env, got)
		}
	}
	for when, want := range map[string]bool{"auto": false, "always": true} {
		out, _ := sx(t, t.TempDir(), "--color", when, "eval", "(car 1)").CombinedOutput()
		if strings.Contains(string(out), "\x1b") != want {
			t.Errorf("--color %s in a pipe: %q", when, out)
		}
	}
	out, err := sx(t, t.TempDir(), "--color", "often", "eval", "1").CombinedOutput()
	if err == nil || !strings.Contains(string(out), `--color: got "often", want auto, always or never`) {
		t.Errorf("%v: %s", err, out)
	}
}

func isNoColor(variable string) bool { return strings.HasPrefix(variable, "NO_COLOR=") }

// TestProgress: long work says on a terminal how far it is, and takes that back before its result.
func TestProgress(t *testing.T) {
	dir := t.TempDir()
	c := sx(t, dir, "store", "load", "--store", "s")
	in, w := io.Pipe()
	c.Stdin = in
	go func() {
		fmt.Fprintln(w, "(store {:version 1 :position 40000})")
		for i := 1; i <= 40_000; i++ {
			if i == 20_000 {
				time.Sleep(600 * time.Millisecond) // longer than a progress waits before it shows
			}
			fmt.Fprintf(w, "(event {:stream \"a\" :seq %d :type \"t\" :at 1 :data 1 :pos %d})\n", i, i)
		}
		fmt.Fprintln(w, "(end {:events 40000 :keys 0 :snapshots 0 :blobs 0})")
		w.Close()
	}()
	got := onTerminal(t, c, nil)
	if !strings.Contains(got, "\r\x1b[Kload: 2") || !strings.HasSuffix(got, " forms\r\x1b[K") {
		t.Errorf("the terminal gets %q", got)
	}
	if got := onTerminal(t, sx(t, dir, "store", "verify", "--store", "s"), nil); !strings.Contains(got, ":events 40000") {
		t.Errorf("verify shows %q", got)
	}
}

// TestQuit: neither Ctrl-C nor Ctrl-\ shows anything of Go, wherever the command is.
func TestQuit(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/loop.sx", []byte(`(println "on") (let loop () (loop))`), 0o600); err != nil {
		t.Fatal(err)
	}
	fill := sx(t, dir, "store", "append", "--store", "s", "a")
	fill.Stdin = strings.NewReader("{:type \"t\"}\n")
	if err := fill.Run(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		signal os.Signal
		status int
		want   string
	}{
		{[]string{"run", "loop.sx"}, syscall.SIGQUIT, 1, "on\nsx: interrupted\n"},
		{[]string{"run", "loop.sx"}, syscall.SIGTERM, 1, "on\nsx: interrupted\n"},
		{[]string{"run", "--record", "t.trace", "loop.sx"}, os.Interrupt, 1, "on\nsx: interrupted\n"},
		{[]string{"eval", `(println "on")`, `(perform {:op "io/read-line"})`}, os.Interrupt, 1, "sx: interrupted\n"},
		{[]string{"store", "all", "--store", "s", "--follow", "--format", "json"}, os.Interrupt, 0, "\"pos\":1}\n"},
		{[]string{"store", "append", "--store", "s", "b"}, os.Interrupt, 1, "ok b 1 2\nsx: interrupted\n"},
	} {
		cmd := sx(t, dir, append([]string{"--color", "never"}, c.args...)...)
		in, hold, err := os.Pipe() // held open: no end of the input comes
		if err != nil {
			t.Fatal(err)
		}
		defer hold.Close()
		cmd.Stdin = in
		if c.args[0] == "store" {
			fmt.Fprintln(hold, "{:type \"t\"}")
		}
		sent := false
		got := onTerminal(t, cmd, func(seen string) {
			if !sent && strings.Contains(seen, "\n") {
				sent = cmd.Process.Signal(c.signal) == nil
			}
		})
		_ = in.Close()
		if cmd.ProcessState.ExitCode() != c.status || !strings.HasSuffix(got, c.want) {
			t.Errorf("sx %v: status %d, want %d; the terminal gets %q, want %q", c.args, cmd.ProcessState.ExitCode(), c.status, got, c.want)
		}
	}
}

// TestQuitUnread: Ctrl-C ends a command also when nobody reads what it says.
func TestQuitUnread(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/spin.sx", []byte("(define (spin n) (spin (+ n 1)))\n(spin 0)"), 0o600); err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	c := sx(t, dir, "trace", "--limit", "1000000", "spin.sx")
	c.Stderr = write
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	timer := time.AfterFunc(time.Minute, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	for held, was := 0, -1; held == 0 || held != was; { // until the pipe is full
		time.Sleep(100 * time.Millisecond)
		was = held
		if held, err = unix.IoctlGetInt(int(read.Fd()), unix.TIOCINQ); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := statusOf(c.Wait()); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
}
