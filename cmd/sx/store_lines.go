package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxLine bounds a line of events, in bytes: more than any event takes that a store accepts.
const maxLine = 16 << 20

// readAhead is how many bytes of an input are looked at as waiting lines.
const readAhead = 1 << 16

// inputLine is a line, without its end, and its number, from 1.
type inputLine struct {
	number int
	text   string
	err    error
}

// lineReader gives the lines of an input, which a goroutine reads, so that the wait for one can be ended.
type lineReader struct {
	chunks chan []inputLine
	lines  []inputLine
}

// readLines begins to read the lines of in, until its end or that of ctx.
func readLines(ctx context.Context, in io.Reader) *lineReader {
	r := &lineReader{chunks: make(chan []inputLine, 1)}
	go func() {
		defer close(r.chunks)
		s := lineScanner{in: bufio.NewReaderSize(in, readAhead)}
		for more := true; more; {
			var chunk []inputLine
			chunk, more = s.waiting()
			select {
			case r.chunks <- chunk:
			case <-ctx.Done():
				return
			}
		}
	}()
	return r
}

// next gives the next line; the error is io.EOF at the end, or that of reading, or that of ctx.
func (r *lineReader) next(ctx context.Context) (inputLine, error) {
	if err := ctx.Err(); err != nil {
		return inputLine{}, err
	}
	for len(r.lines) == 0 {
		select {
		case chunk, ok := <-r.chunks:
			if !ok {
				return inputLine{}, io.EOF
			}
			r.lines = chunk
		case <-ctx.Done():
			return inputLine{}, ctx.Err()
		}
	}
	l := r.lines[0]
	r.lines = r.lines[1:]
	return l, l.err
}

// ready tells whether the next line is known to be there: next does not wait for it.
func (r *lineReader) ready() bool { return len(r.lines) > 0 }

// lineScanner cuts an input into lines.
type lineScanner struct {
	in     *bufio.Reader
	number int
}

// waiting reads a line, and those behind it that have come with it; more is false at the end of the input and
// after an error, which is the last line's.
func (s *lineScanner) waiting() (chunk []inputLine, more bool) {
	for {
		s.number++
		text, err := s.line()
		if text != "" || err == nil {
			chunk = append(chunk, inputLine{number: s.number, text: strings.TrimSuffix(text, "\r")})
		}
		switch {
		case errors.Is(err, io.EOF):
			return chunk, false
		case err != nil:
			return append(chunk, inputLine{err: err}), false
		}
		if ahead, _ := s.in.Peek(s.in.Buffered()); bytes.IndexByte(ahead, '\n') < 0 {
			return chunk, true
		}
	}
}

// line reads a line. The last one may have no end; it comes with io.EOF.
func (s *lineScanner) line() (string, error) {
	var long []byte
	for {
		part, err := s.in.ReadSlice('\n')
		if len(long)+len(part) > maxLine {
			return "", fmt.Errorf("line %d: it has more than %d bytes", s.number, maxLine)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			long = append(long, part...)
		case err == nil:
			return string(long) + string(part[:len(part)-1]), nil
		case errors.Is(err, io.EOF):
			return string(long) + string(part), err
		default:
			return "", err
		}
	}
}
