package scriptio

import (
	"bufio"
	"context"
	"errors"
	"io"
	"testing"
)

// typist gives what is typed: a text, or an error.
type typist struct {
	waits chan bool // that somebody reads
	types chan any
}

func (c typist) Read(p []byte) (int, error) {
	c.waits <- true
	switch x := (<-c.types).(type) {
	case string:
		return copy(p, x), nil
	case error:
		return 0, x
	}
	return 0, io.EOF
}

// TestErrorOfAnEarlierRead: the error of a read that nobody waits for any more is not that of the next one.
func TestErrorOfAnEarlierRead(t *testing.T) {
	by := typist{make(chan bool, 10), make(chan any, 10)}
	typed := by.types
	l := lineReader{in: bufio.NewReader(by), max: 100, turn: make(chan struct{}, 1)}
	leave := func() { // a read that goes on
		t.Helper()
		ended, cancel := context.WithCancel(t.Context())
		go func() {
			<-by.waits
			cancel()
		}()
		if _, _, err := l.next(ended); !errors.Is(err, context.Canceled) {
			t.Fatalf("a read that was cancelled: %v", err)
		}
	}
	leave()
	typed <- errors.New("it was ended")
	typed <- "a line\n"
	if text, ok, err := l.next(t.Context()); text != "a line" || !ok || err != nil {
		t.Fatalf("the next read: %q, %v, %v", text, ok, err)
	}
	<-by.waits
	leave()
	typed <- "typed meanwhile\n"
	if text, ok, err := l.next(t.Context()); text != "typed meanwhile" || !ok || err != nil {
		t.Errorf("a read after one that was ended too late: %q, %v, %v", text, ok, err)
	}
	broken := errors.New("the disk is gone")
	typed <- broken
	if _, _, err := l.next(t.Context()); !errors.Is(err, broken) {
		t.Errorf("a read that fails: %v", err)
	}
}
