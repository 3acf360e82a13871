package main

import (
	"bufio"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sx-lang/sx/cmd/sx/json"
	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/kernel"
)

// How values are printed.
const (
	formatSX    = "sx"
	formatJSON  = "json"
	formatTable = "table"
)

// shower prints values, each in a line.
type shower struct {
	out    *terminal.Stream
	w      *bufio.Writer
	format string
	keys   []string // of the columns of a table
	rows   [][]string
	widths []int
	begun  bool
}

// show makes a shower; in a table, dicts have the given columns.
func (a *app) show(format string, keys ...string) (*shower, error) {
	switch format {
	case formatSX, formatJSON, formatTable:
	default:
		return nil, usageError{fmt.Errorf("--format is %q, want sx, json or table", format)}
	}
	return &shower{out: a.out, w: bufio.NewWriterSize(a.out, 1<<16), format: format, keys: keys, widths: make([]int, len(keys))}, nil
}

// value prints one value, at the next flush at the latest.
func (s *shower) value(v kernel.Value) error {
	switch {
	case s.format == formatJSON:
		b, err := json.Append(nil, v)
		if err == nil {
			_, err = s.w.Write(append(b, '\n'))
		}
		return err
	case s.format == formatTable && len(s.keys) > 0 && v.IsDict():
		row := make([]string, len(s.keys))
		for i, key := range s.keys {
			row[i] = cell(key, v.AsDict())
		}
		s.rows = append(s.rows, row)
		return nil
	}
	_, err := s.w.WriteString(line.Format(v) + "\n")
	return err
}

// cell gives the text of a key's value in a table.
func cell(key string, d *kernel.Dict) string {
	v, ok := d.Get(kernel.NewString(key))
	switch {
	case !ok:
		return ""
	case key == "at" && v.IsInt():
		return time.UnixMilli(v.Int64()).UTC().Format("2006-01-02T15:04:05.000Z")
	case v.IsString() && v.Text() != "" && utf8.ValidString(v.Text()) && kernel.Visible(v.Text()) == v.Text() &&
		!strings.ContainsAny(v.Text(), "\n\t"):
		return v.Text()
	}
	return line.Format(v)
}

// flush prints what waits: the rows of a table, which are as wide as these and those before need.
func (s *shower) flush() error {
	if len(s.rows) > 0 {
		s.table()
	}
	return s.w.Flush()
}

func (s *shower) table() {
	if !s.begun {
		for i, key := range s.keys {
			s.widths[i] = len(key)
		}
	}
	for _, row := range s.rows {
		for i, text := range row {
			s.widths[i] = max(s.widths[i], min(utf8.RuneCountInString(text), maxColumn))
		}
	}
	if !s.begun {
		s.begun = true
		_ = s.w.Flush()
		s.out.Styled(terminal.Bold, s.row(s.keys)+"\n")
	}
	for _, row := range s.rows {
		_, _ = s.w.WriteString(s.row(row) + "\n") // the error stays, and Flush gives it
	}
	s.rows = s.rows[:0]
}

// maxColumn is how wide a column can get by a long text in it.
const maxColumn = 40

func (s *shower) row(texts []string) string {
	var b strings.Builder
	for i, text := range texts {
		b.WriteString(text)
		if i < len(texts)-1 {
			b.WriteString(strings.Repeat(" ", max(0, s.widths[i]-utf8.RuneCountInString(text))+2))
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// showOne prints a single value.
func (a *app) showOne(format string, v kernel.Value, keys ...string) error {
	s, err := a.show(format, keys...)
	if err == nil {
		err = s.value(v)
	}
	if err == nil {
		err = s.flush()
	}
	return err
}
