package scriptio

import (
	"bufio"
	"context"
	"errors"
	"io"
	"testing"
)

// typist gives what is typed: a text, or an error.
type typist chan any

func (c typist) Read(p []byte) (int, error) {
	switch x := (<-c).(type) {
	case string:
		return copy(p, x), nil
	case error:
		return 0, x
	}
	return 0, io.EOF
}

// TestErrorOfAnEarlierRead: the error of a read that nobody waits for any more is not that of the next one.
func TestErrorOfAnEarlierRead(t *testing.T) {
	typed := make(typist, 2)
	l := lineReader{in: bufio.NewReader(typed), max: 100, turn: make(chan struct{}, 1)}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := l.next(ended); !errors.Is(err, context.Canceled) {
		t.Fatalf("a read that was cancelled: %v", err)
	}
	l.pending = make(chan line, 1) // as that of a read that was cancelled while it waited
	l.pending <- line{err: errors.New("it was ended")}
	typed <- "a line\n"
	if text, ok, err := l.next(t.Context()); text != "a line" || !ok || err != nil {
		t.Errorf("the next read: %q, %v, %v", text, ok, err)
	}
	l.pending = make(chan line, 1)
	l.pending <- line{text: "typed meanwhile"}
	if text, ok, err := l.next(t.Context()); text != "typed meanwhile" || !ok || err != nil {
		t.Errorf("a read after one that was ended too late: %q, %v, %v", text, ok, err)
	}
	broken := errors.New("the disk is gone")
	typed <- broken
	if _, _, err := l.next(t.Context()); !errors.Is(err, broken) {
		t.Errorf("a read that fails: %v", err)
	}
}
