package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// all gives what a Reader makes of in: messages, and "!" before what it refuses.
func all(t *testing.T, in io.Reader) []string {
	t.Helper()
	var out []string
	for r := NewReader(in); ; {
		b, err := r.Next()
		var bad *Malformed
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &bad):
			out = append(out, "! "+bad.Reason)
		case err != nil:
			t.Fatal(err)
		default:
			out = append(out, string(b))
		}
	}
}

func TestReader(t *testing.T) {
	long := strings.Repeat("x", 3*maxLine)
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\nnull", []string{"{}", "null"}},
		{"content-length:2\nContent-Type: x; charset=utf-8\n\n{}", []string{"{}"}},
		{"Content-Length: 2\r\n\r\n{", nil},
		{"Content-Len", nil},
		{"Content-Length: 3\r\n\r\n{]}Content-Length: 2\r\n\r\n[]", []string{"! it is no JSON", "[]"}},
		{"Content-Length: -3\r\n\r\nContent-Length: 2\r\n\r\n[]", []string{`! its Content-Length is "-3"`, "[]"}},
		{"Content-Length: 99999999999999999999\r\n\r\n", []string{`! its Content-Length is "99999999999999999999"`}},
		{"Nothing: 3\r\n\r\n{}Content-Length: 2\r\n\r\n[]", []string{"! its head has no Content-Length", "[]"}},
		{long + "\r\n\r\n{" + long + "Content-Length: 2\r\n\r\n[]", []string{"! its head has no Content-Length", "[]"}},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xffContent-Length: 2\r\n\r\n[]", []string{"[]"}},
		{strings.Repeat("\u023a", 20) + "CONTENT-length: 2\r\n\r\n[]", []string{"[]"}},
		{strings.Repeat("\u212a", 20) + "Content-Length: 2\r\n\r\n[]", []string{"[]"}},
		{"Content-Length: 0\r\n\r\nContent-Length: 2\r\n\r\n[]", []string{"! it is no JSON", "[]"}},
	} {
		if diff := cmp.Diff(c.want, all(t, strings.NewReader(c.in))); diff != "" {
			t.Errorf("%.80q: %s", c.in, diff)
		}
	}
}

// endless gives bytes for ever.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func TestReaderSkipsWhatIsTooLong(t *testing.T) {
	in := io.MultiReader(strings.NewReader("Content-Length: 67108865\r\n\r\n"), io.LimitReader(endless{}, MaxMessage+1),
		strings.NewReader("Content-Length: 2\r\n\r\n[]"))
	want := []string{"! it has 67108865 bytes, at most 67108864 are read", "[]"}
	if diff := cmp.Diff(want, all(t, in)); diff != "" {
		t.Error(diff)
	}
}

func TestWrite(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, map[string]string{"a": "ä"}); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, []int{1}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`{"a":"ä"}`, "[1]"}, all(t, &b)); diff != "" {
		t.Error(diff)
	}
	if err := Write(&b, func() {}); err == nil {
		t.Error("a function was written")
	}
}

// FuzzReader: whatever comes in, what is read as a message is JSON, and a message behind it all is found
// unless it is part of one before.
func FuzzReader(f *testing.F) {
	for _, s := range []string{"Content-Length: 2\r\n\r\n{}", "Content-Length: 99\r\n\r\n{}", "x\r\n\r\n", "\xff\u212a\u023aContent-Length: 1\n\n", "\n\n{}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, m := range all(t, bytes.NewReader(in)) {
			if !strings.HasPrefix(m, "! ") && !json.Valid([]byte(m)) {
				t.Errorf("%q is no message", m)
			}
		}
		if bytes.Contains(bytes.ToLower(in), []byte("content-length")) {
			return
		}
		got := all(t, io.MultiReader(bytes.NewReader(in), strings.NewReader("\n\nContent-Length: 2\n\n[]")))
		if len(got) == 0 || got[len(got)-1] != "[]" {
			t.Errorf("behind %q: %q", in, got)
		}
	})
}
