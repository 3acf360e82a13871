//go:build linux || darwin

package tests

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// dialogue is a command on a pseudo-terminal, and what it has shown so far.
type dialogue struct {
	t    *testing.T
	c    *exec.Cmd
	tty  *os.File
	mu   sync.Mutex
	seen strings.Builder
	read int // how much of it was waited for
	over chan struct{}
}

// askPlace is how a line editor asks a terminal for the place of the cursor.
const askPlace = "\x1b[6n"

// typed is what the editor sends last when a text is typed: what follows is not the editor's.
const typed = "\x1b[0 q"

// talk starts sx on a pseudo-terminal, in a directory, with a home of its own.
func talk(t *testing.T, dir string, args ...string) *dialogue {
	t.Helper()
	c := sx(t, dir, args...)
	c.Env = append(os.Environ(), "TERM=xterm", "HOME="+dir, "XDG_STATE_HOME="+dir, "INPUTRC=/dev/null")
	tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: 50, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	d := &dialogue{t: t, c: c, tty: tty, over: make(chan struct{})}
	go d.listen()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = tty.Close()
		<-d.over
	})
	return d
}

// listen keeps what the command shows, and answers as a terminal does.
func (d *dialogue) listen() {
	defer close(d.over)
	buf := make([]byte, 4096)
	for told := 0; ; {
		n, err := d.tty.Read(buf)
		d.mu.Lock()
		d.seen.Write(buf[:n])
		asked := strings.Count(d.seen.String(), askPlace) // a question can come in two pieces
		d.mu.Unlock()
		for ; told < asked; told++ {
			_, _ = io.WriteString(d.tty, "\x1b[1;1R")
		}
		if err != nil {
			return // the command has closed the terminal
		}
	}
}

// wait waits until the command has shown a text after what was waited for before.
func (d *dialogue) wait(text string) {
	d.t.Helper()
	for begin := time.Now(); time.Since(begin) < longest; {
		d.mu.Lock()
		at := strings.Index(d.seen.String()[d.read:], text)
		if at >= 0 {
			d.read += at + len(text)
		}
		d.mu.Unlock()
		if at >= 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.t.Fatalf("%q does not come after %q", text, d.seen.String()[d.read:])
}

// drawn is how the editor ends each drawing of what is typed: it shows the cursor again.
const drawn = "\x1b[?25h"

// ask types a text once the editor waits for one, and waits for what follows.
func (d *dialogue) ask(text, want string) {
	d.t.Helper()
	for begin := time.Now(); time.Since(begin) < longest; {
		d.mu.Lock()
		ready := strings.HasSuffix(d.seen.String(), drawn)
		d.mu.Unlock()
		if ready {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.say(text, want)
}

// say types a text and waits for what follows it.
func (d *dialogue) say(text, want string) {
	d.t.Helper()
	if _, err := io.WriteString(d.tty, text); err != nil {
		d.t.Fatal(err)
	}
	d.wait(want)
}

// end waits for the end of the command and gives its exit status.
func (d *dialogue) end() int {
	d.t.Helper()
	timer := time.AfterFunc(longest, func() { _ = d.c.Process.Kill() })
	defer timer.Stop()
	return statusOf(d.c.Wait())
}

// TestReplOnTerminal types at the prompt: a form over several lines, a name completed with Tab, Ctrl-C at
// a form that runs and at one that is typed, a form that waits for an answer, and the history.
func TestReplOnTerminal(t *testing.T) {
	dir := t.TempDir()
	d := talk(t, dir, "repl")
	d.wait(",help lists commands")
	d.wait("sx> ")
	d.ask("(+ 1 2)\r", typed+"3\r\n")
	d.ask("(define (square-of x)\r", "x)\x1b[49m\x1b[0K\r\r\n")
	d.ask("  (* x x))\r", typed)
	d.ask("(square-o\t 12)\r", typed+"144\r\n")
	d.ask("(squar\t\t", "square-of") // the second of those that are listed
	d.ask(" 13)\r", typed+"169\r\n")
	d.ask("(do (println \"on\") (let loop () (loop)))\r", typed+"on\r\n")
	d.say("\x03", "sx: interrupted\r\n")
	d.wait("sx> ")
	d.ask("(unfinished", "(unfinished")
	d.say("\x03", typed)
	d.ask("(perform {:op \"nobody\"})\r", ",resume V answers")
	d.wait("sx (1 waiting)> ")
	d.ask(",resume (list *1 2)\r", typed+"(169 2)\r\n")
	d.ask("(first 5)\r", "want list")
	d.ask("(square-of *1)\r", "argument")
	d.ask("(square-of 7)\r", typed+"49\r\n")
	d.ask("(len \"é日😀ÿ\")\r", typed+"4\r\n")
	d.ask("(perform {:op \"io/read-line\"})\r", typed)
	time.Sleep(50 * time.Millisecond) // so that the form runs
	d.say("half a line\x03", "sx: interrupted\r\n")
	d.wait("sx> ")
	d.ask("(list 2 (perform {:op \"io/read-line\"}))\r", typed)
	time.Sleep(50 * time.Millisecond) // so that it is not the editor that takes the line
	d.say("a whole line\r", "(2 \"a whole line\")\r\n")
	d.wait("sx> ")
	d.ask("(square-of 7)\r", typed+"49\r\n")
	d.ask("\x04", "")
	if status := d.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	b, err := os.ReadFile(filepath.Join(dir, "sx", "repl_history"))
	if err != nil || !strings.Contains(string(b), "(square-of 7)") || strings.Contains(string(b), "unfinished") {
		t.Errorf("the history: %q, %v", b, err)
	}
	d = talk(t, dir, "repl")
	d.wait("sx> ")
	d.ask("\x1b[A", "(square-of 7)") // the key for the line before
	d.ask("\r", "unbound variable: square-of")
	d.ask(",quit\r", "")
	if status := d.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestDebugOnTerminal debugs a loop without end: Ctrl-C stops it, and it can be looked at and taken back.
func TestDebugOnTerminal(t *testing.T) {
	dir := t.TempDir()
	program := "(define (spin n)\n  (when (= n 1000) (println \"on\"))\n  (spin (+ n 1)))\n(spin 0)\n"
	if err := os.WriteFile(filepath.Join(dir, "spin.sx"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	d := talk(t, dir, "debug", "spin.sx")
	d.wait("spin.sx has not begun yet; help lists commands")
	d.wait("(sx) ")
	d.ask("break 3\r", "breakpoint 1 at spin.sx:3\r\n")
	d.ask("continue\r", "spin.sx:3:9 in spin")
	d.ask("print n\r", typed+"0\r\n")
	d.ask("delete\r", "no breakpoints")
	d.ask("continue\r", typed+"on\r\n")
	d.say("\x03", "interrupted\r\n")
	d.wait("in spin")
	d.ask("print (> n 0)\r", typed+"true\r\n")
	d.ask("back\r", "in spin")
	d.ask("quit\r", "")
	if status := d.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestDebugReadsOnTerminal debugs a program that reads what is typed: Ctrl-C stops it while it waits, and what is
// typed then is for the debugger, until the program goes on.
func TestDebugReadsOnTerminal(t *testing.T) {
	dir := t.TempDir()
	program := "(define name (perform {:op \"io/read-line\"}))\n(println \"Hello, \" name)\n"
	if err := os.WriteFile(filepath.Join(dir, "greet.sx"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	d := talk(t, dir, "debug", "greet.sx")
	d.wait("(sx) ")
	d.ask("continue\r", typed)
	time.Sleep(50 * time.Millisecond) // so that the program runs
	d.say("\x03", "interrupted\r\ngreet.sx:1:14 in top level")
	d.wait("(sx) ")
	d.ask("stack\r", "top level at greet.sx:1:14")
	d.ask("continue\r", typed)
	time.Sleep(50 * time.Millisecond)
	d.say("Ann\r", "Hello, Ann\r\n")
	d.ask("quit\r", "")
	if status := d.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
