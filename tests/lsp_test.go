package tests

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/sx-lang/sx/cmd/sx/wire"
)

// TestLanguageServer has the conversations of testdata/lsp with sx lsp.
func TestLanguageServer(t *testing.T) { converseAll(t, "lsp") }

// TestDebugAdapter has the conversations of testdata/dap with sx dap.
func TestDebugAdapter(t *testing.T) { converseAll(t, "dap") }

// converseAll has all conversations of a folder of testdata with the command of that name. Each is an archive,
// of files and, before them, of messages:
//
//	-> {…}     is sent; what is the same in all messages is added
//	=> "…"     is sent as it is, without a head, escapes undone
//	<- {…}     is the answer to a request, or a message by itself that is about the same (about)
//	end        closes standard input
//	exit N     is the exit status, at the end
//
// $DIR is the URI of the directory with the files, $CACHE that of the cache, $PATH the directory itself. A message may go on over
// several lines. With -update the answers are written into the conversations, to be looked at.
func converseAll(t *testing.T, command string) {
	paths, err := filepath.Glob("testdata/" + command + "/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(b)
			said := converse(t, a, sxSession(t, command))
			if *update {
				a.Comment = []byte(said)
				if err := os.WriteFile(path, txtar.Format(a), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// session is a command that is talked to through pipes.
type session struct {
	dir, cache string
	cmd        *exec.Cmd
	in         io.WriteCloser
	messages   chan map[string]any
	kept       []map[string]any // messages that nobody has waited for
	errors     *strings.Builder
}

// sxSession starts sx with a directory and a cache of its own.
func sxSession(t *testing.T, args ...string) *session {
	t.Helper()
	s := &session{dir: t.TempDir(), cache: t.TempDir(), messages: make(chan map[string]any, 1000), errors: &strings.Builder{}}
	s.cmd = sx(t, s.dir, args...)
	s.cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+s.cache, "HOME="+s.cache)
	s.cmd.Stderr = s.errors
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.in.Close()
		if s.cmd.ProcessState == nil {
			s.cmd.Process.Kill()
			s.cmd.Wait()
		}
	})
	go func() {
		defer close(s.messages)
		for r := wire.NewReader(out); ; {
			b, err := r.Next()
			if err == io.EOF {
				return
			}
			var m map[string]any
			if err != nil || json.Unmarshal(b, &m) != nil {
				m = map[string]any{"broken": fmt.Sprint(err)}
			}
			s.messages <- m
		}
	}()
	return s
}

// longest is how long an answer may take on a machine that is busy.
const longest = 2 * time.Minute

// await gives the first message that fits.
func (s *session) await(t *testing.T, fits func(map[string]any) bool) map[string]any {
	t.Helper()
	for i, m := range s.kept {
		if fits(m) {
			s.kept = append(s.kept[:i:i], s.kept[i+1:]...)
			return m
		}
	}
	timeout := time.After(longest)
	for {
		select {
		case m, ok := <-s.messages:
			if !ok {
				t.Fatalf("the command has ended: %s; messages that nobody waited for: %v", s.errors, s.kept)
			}
			if m["type"] != nil {
				delete(m, "seq")
			}
			if m["broken"] != nil {
				t.Fatalf("standard output is no protocol: %v", m)
			}
			if fits(m) {
				return m
			}
			s.kept = append(s.kept, m)
		case <-timeout:
			t.Fatalf("no such message; others: %v", s.kept)
		}
	}
}

// send sends a message.
func (s *session) send(t *testing.T, message map[string]any) {
	t.Helper()
	if err := wire.Write(s.in, message); err != nil {
		t.Fatal(err)
	}
}

// exit gives the exit status; the command must have been told to end.
func (s *session) exit(t *testing.T) int {
	t.Helper()
	timer := time.AfterFunc(longest, func() { s.cmd.Process.Kill() })
	defer timer.Stop()
	for range s.messages { // so that it can write
	}
	if err := s.cmd.Wait(); err != nil && s.cmd.ProcessState.ExitCode() < 0 {
		t.Fatal(err)
	}
	return s.cmd.ProcessState.ExitCode()
}

// converse carries a conversation out, and gives it with what was answered.
func converse(t *testing.T, a *txtar.Archive, s *session) string {
	t.Helper()
	for _, f := range a.Files {
		path := filepath.Join(s.dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	places := strings.NewReplacer("$DIR", "file://"+s.dir, "$CACHE", "file://"+s.cache, "$PATH", s.dir)
	names := strings.NewReplacer("file://"+s.dir, "$DIR", "file://"+s.cache, "$CACHE", s.dir, "$PATH")
	var said strings.Builder
	for _, x := range exchanges(string(a.Comment)) {
		switch x.kind {
		case "->":
			s.send(t, parseMessage(t, x, places.Replace(x.text)))
		case "=>":
			var raw string
			if err := json.Unmarshal([]byte(x.text), &raw); err != nil {
				t.Fatalf("line %d: %v", x.line, err)
			}
			if _, err := io.WriteString(s.in, raw); err != nil {
				t.Fatal(err)
			}
		case "<-":
			want := parseMessage(t, x, places.Replace(x.text))
			got := s.await(t, like(want))
			if diff := cmp.Diff(want, got); diff != "" && !*update {
				t.Errorf("line %d (-want +got):\n%s", x.line, diff)
			}
			x.text = names.Replace(shortMessage(got))
		case "end":
			s.in.Close()
		case "exit":
			if got := fmt.Sprint(s.exit(t)); got != x.text {
				t.Errorf("line %d: exit status %s, want %s; %s", x.line, got, x.text, s.errors)
			}
		}
		if x.kind != "" {
			said.WriteString(strings.TrimSpace(x.kind+" "+x.text) + "\n")
		}
		said.WriteString(x.after)
	}
	return said.String()
}

// exchange is a step of a conversation.
type exchange struct {
	kind, text string
	after      string // comments and empty lines behind it
	line       int
}

func exchanges(script string) []exchange {
	out := []exchange{{}}
	for i, line := range strings.Split(strings.TrimSuffix(script, "\n"), "\n") {
		kind, text, _ := strings.Cut(line, " ")
		last := &out[len(out)-1]
		switch {
		case kind == "->" || kind == "=>" || kind == "<-" || kind == "end" || kind == "exit":
			out = append(out, exchange{kind: kind, text: text, line: i + 1})
		case strings.HasPrefix(line, "  "):
			last.text += "\n" + line
		default:
			last.after += line + "\n"
		}
	}
	return out
}

// parseMessage reads a message of a conversation, and adds what all have: "jsonrpc", or in the debug adapter
// protocol, whose messages are numbered, "type".
func parseMessage(t *testing.T, x exchange, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("line %d: %v", x.line, err)
	}
	switch {
	case m["event"] != nil:
		m["type"] = "event"
	case m["request_seq"] != nil:
		m["type"] = "response"
	case m["seq"] != nil:
		m["type"] = "request"
	default:
		m["jsonrpc"] = "2.0"
	}
	return m
}

func shortMessage(m map[string]any) string {
	delete(m, "jsonrpc")
	delete(m, "type")
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(m); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}

// like tells whether a message is the one that is waited for.
func like(want map[string]any) func(map[string]any) bool {
	return func(got map[string]any) bool { return cmp.Equal(about(want), about(got)) }
}

// about tells messages apart: an answer by the number of the request, others by their kind, the text that
// they are about and its version, or what stream they print on.
func about(m map[string]any) []any {
	p, _ := m["params"].(map[string]any)
	b, _ := m["body"].(map[string]any)
	id := m["id"]
	if m["method"] != nil {
		id = nil
	}
	return []any{id, m["method"], p["uri"], p["version"], m["request_seq"], m["event"], b["category"]}
}
