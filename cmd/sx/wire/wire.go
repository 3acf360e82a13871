package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// MaxMessage is how many bytes a message may have.
const MaxMessage = 64 << 20

// maxLine is how many bytes of a line are looked at.
const maxLine = 8 << 10

// Malformed is the error for what is no message. The Reader goes on behind it.
type Malformed struct{ Reason string }

// Error says what is wrong.
func (m *Malformed) Error() string { return "no message: " + m.Reason }

// Reader reads messages.
type Reader struct{ in *bufio.Reader }

// NewReader makes a Reader of in.
func NewReader(in io.Reader) *Reader { return &Reader{bufio.NewReaderSize(in, maxLine)} }

// Next gives the JSON text of the next message: io.EOF when there is none, in the middle of one too;
// *Malformed for what is skipped because it is none. Any other error is of reading.
func (r *Reader) Next() ([]byte, error) {
	size, err := r.head()
	if err != nil {
		return nil, err
	}
	if size > MaxMessage {
		if _, err := io.CopyN(io.Discard, r.in, int64(size)); err != nil {
			return nil, ended(err)
		}
		return nil, &Malformed{fmt.Sprintf("it has %d bytes, at most %d are read", size, MaxMessage)}
	}
	var b bytes.Buffer // grows by what is there: a length is no reason to allocate
	if _, err := io.CopyN(&b, r.in, int64(size)); err != nil {
		return nil, ended(err)
	}
	if !json.Valid(b.Bytes()) {
		return nil, &Malformed{"it is no JSON"}
	}
	return b.Bytes(), nil
}

func ended(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return io.EOF
	}
	return err
}

// head reads the lines before a message and gives its length.
func (r *Reader) head() (int, error) {
	size, lines := -1, 0
	for {
		line, err := r.line()
		if err != nil {
			return 0, ended(err)
		}
		if line == "" {
			switch {
			case size >= 0:
				return size, nil
			case lines > 0:
				return 0, &Malformed{"its head has no Content-Length"}
			}
			continue // an empty line before a head
		}
		lines++
		value, ok := contentLength(line)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return 0, &Malformed{fmt.Sprintf("its Content-Length is %q", value)}
		}
		size = n
	}
}

// contentLength gives the value of the head's line Content-Length. Behind what is no message it may stand
// at the end of a line.
func contentLength(line string) (string, bool) {
	const name = "content-length:"
	for i := len(line) - len(name); i >= 0; i-- { // not in lower case: that has another length
		if strings.EqualFold(line[i:i+len(name)], name) {
			return strings.TrimSpace(line[i+len(name):]), true
		}
	}
	return "", false
}

// line gives the end of the next line, maxLine bytes at most, without its line break.
func (r *Reader) line() (string, error) {
	last := ""
	for {
		part, err := r.in.ReadSlice('\n')
		switch {
		case err == nil:
			line := strings.TrimSuffix(last+string(part), "\n")
			return strings.TrimSuffix(line, "\r"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
		last = string(part)
	}
}

// Write writes message as JSON, in one piece.
func Write(out io.Writer, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body))
	_, err = out.Write(append([]byte(head), body...))
	return err
}
