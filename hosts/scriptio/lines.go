package scriptio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// lineReader reads lines so that a wait for one can be cancelled. A read that was begun goes on in
// a goroutine, of which there is at most one, and its line is given to the next caller; its error is not.
type lineReader struct {
	in      *bufio.Reader
	max     int64
	turn    chan struct{} // holds a token while a caller has its turn
	pending chan line     // the read under way; the caller whose turn it is owns this field
}

type line struct {
	text string
	err  error
}

// next gives the next line without its end; ok is false at the end of the input.
func (l *lineReader) next(ctx context.Context) (text string, ok bool, err error) {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return "", false, ctx.Err()
	}
	left := l.pending != nil
	for {
		if l.pending == nil {
			l.pending = make(chan line, 1)
			go func(to chan<- line) {
				text, err := readLine(l.in, l.max)
				to <- line{text, err}
			}(l.pending)
		}
		select {
		case got := <-l.pending:
			l.pending = nil
			switch {
			case errors.Is(got.err, io.EOF):
				return "", false, nil
			case got.err != nil && left: // what ended that read may be over
				left = false
				continue
			}
			return got.text, got.err == nil, got.err
		case <-ctx.Done():
			return "", false, ctx.Err()
		}
	}
}

// readLine reads up to the end of a line and drops it, "\n" or "\r\n". A last line may have none.
func readLine(in *bufio.Reader, max int64) (string, error) {
	var b strings.Builder
	for {
		part, err := in.ReadSlice('\n')
		if int64(b.Len()+len(part)) > max+2 {
			return "", fmt.Errorf("a line has more than %d bytes", max)
		}
		b.Write(part)
		switch {
		case err == nil || errors.Is(err, io.EOF) && b.Len() > 0:
			return strings.TrimSuffix(strings.TrimSuffix(b.String(), "\n"), "\r"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}
