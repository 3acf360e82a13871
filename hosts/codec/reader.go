package codec

import (
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf8"
)

// SyntaxError says that bytes are not what Append writes.
type SyntaxError struct {
	Offset int // of the byte where it was noticed
	Text   string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Text) }

// Reader takes encoded items off a slice, one after the other. Errors are *SyntaxError or ErrDepth.
type Reader struct {
	b     []byte
	off   int
	forms *forms // of a Decoder, or nil
}

// NewReader makes a Reader of b, which must not change while values are being read.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Offset tells how many bytes have been taken.
func (r *Reader) Offset() int { return r.off }

// Seek goes to the byte at off, where an item begins.
func (r *Reader) Seek(off int) { r.off = min(max(off, 0), len(r.b)) }

// Len tells how many bytes are left.
func (r *Reader) Len() int { return len(r.b) - r.off }

func (r *Reader) fail(format string, args ...any) error {
	return &SyntaxError{r.off, fmt.Sprintf(format, args...)}
}

// head takes a head and gives its major type and number; a number that is not in its shortest form
// is refused. A float gives its bits.
func (r *Reader) head() (major byte, n uint64, err error) {
	if r.off >= len(r.b) {
		return 0, 0, r.fail("the bytes end where a value should begin")
	}
	first := r.b[r.off]
	major, info := first&0xe0, first&0x1f
	if info < 24 {
		r.off++
		return major, uint64(info), nil
	}
	if info > 27 {
		return 0, 0, r.fail("head %#02x is not used", first)
	}
	size := 1 << (info - 24)
	if r.Len() <= size {
		return 0, 0, r.fail("the bytes end within a head")
	}
	rest := r.b[r.off+1:]
	least := uint64(24)
	switch size {
	case 1:
		n = uint64(rest[0])
	case 2:
		n, least = uint64(binary.BigEndian.Uint16(rest)), math.MaxUint8+1
	case 4:
		n, least = uint64(binary.BigEndian.Uint32(rest)), math.MaxUint16+1
	case 8:
		n, least = binary.BigEndian.Uint64(rest), math.MaxUint32+1
	}
	switch {
	case major == majorSimple && size != 8:
		return 0, 0, r.fail("head %#02x is not used", first)
	case major != majorSimple && n < least:
		return 0, 0, r.fail("a number is not in its shortest form")
	}
	r.off += 1 + size
	return major, n, nil
}

// want takes a head that must have the given major type.
func (r *Reader) want(major byte, name string) (uint64, error) {
	start := r.off
	got, n, err := r.head()
	if err != nil {
		return 0, err
	}
	if got != major {
		r.off = start
		return 0, r.fail("found head %#02x, want %s", r.b[start], name)
	}
	return n, nil
}

// take takes n bytes.
func (r *Reader) take(n uint64) ([]byte, error) {
	if n > uint64(r.Len()) {
		return nil, r.fail("%d bytes announced, %d left", n, r.Len())
	}
	b := r.b[r.off : r.off+int(n)]
	r.off += int(n)
	return b, nil
}

// Uint takes a non-negative integer.
func (r *Reader) Uint() (uint64, error) { return r.want(majorUint, "a non-negative integer") }

// Int takes an integer of 64 bits.
func (r *Reader) Int() (int64, error) {
	start := r.off
	major, n, err := r.head()
	if err != nil {
		return 0, err
	}
	if major > majorNegInt || n > math.MaxInt64 {
		r.off = start
		return 0, r.fail("found head %#02x, want an integer of 64 bits", r.b[start])
	}
	if major == majorNegInt {
		return -int64(n) - 1, nil
	}
	return int64(n), nil
}

// Array takes the head of an array and gives the number of its items, which is at most the number
// of bytes left.
func (r *Reader) Array() (int, error) {
	n, err := r.want(majorArray, "an array")
	if err == nil && n > uint64(r.Len()) {
		err = r.fail("%d items announced, %d bytes left", n, r.Len())
	}
	return int(n), err
}

// Bytes takes what AppendBytes wrote. The slice is part of the Reader's own.
func (r *Reader) Bytes() ([]byte, error) {
	n, err := r.want(majorBytes, "bytes")
	if err != nil {
		return nil, err
	}
	return r.take(n)
}

// Text takes what AppendString wrote.
func (r *Reader) Text() (string, error) {
	start := r.off
	major, n, err := r.head()
	if err != nil {
		return "", err
	}
	if major != majorText && major != majorBytes {
		r.off = start
		return "", r.fail("found head %#02x, want a string", r.b[start])
	}
	b, err := r.take(n)
	if err != nil {
		return "", err
	}
	if utf8.Valid(b) != (major == majorText) {
		r.off = start
		return "", r.fail("a string is text exactly when it is valid UTF-8")
	}
	return string(b), nil
}

// Skip passes over one value, checking no more than it has to.
func (r *Reader) Skip() error {
	for todo := uint64(1); todo > 0; todo-- {
		major, n, err := r.head()
		if err != nil {
			return err
		}
		switch major {
		case majorBytes, majorText:
			if _, err := r.take(n); err != nil {
				return err
			}
		case majorArray, majorMap, majorTag:
			if n > uint64(r.Len()) && major != majorTag {
				return r.fail("%d items announced, %d bytes left", n, r.Len())
			}
			switch major {
			case majorArray:
				todo += n
			case majorMap:
				todo += 2 * n
			case majorTag:
				todo++
			}
		}
	}
	return nil
}

// Nil takes a nil if that is next, and tells whether it was.
func (r *Reader) Nil() bool {
	if r.off < len(r.b) && r.b[r.off] == byteNil {
		r.off++
		return true
	}
	return false
}
