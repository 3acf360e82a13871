package fileio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// Load makes a store of what Dump wrote, with the same seqs and positions. next gives the forms one
// after the other, and io.EOF after the last; a reader of SX text does. There must be no store in dir
// yet. An error names the form; what was made of the store by then is removed.
func Load(ctx context.Context, fs afero.Fs, dir string, next func() (kernel.Value, error)) (err error) {
	made, err := beforeLoad(fs, filepath.Clean(dir))
	if err != nil {
		return err
	}
	h, err := Open(fs, filepath.Clean(dir), Options{Sync: SyncNever})
	if locked := (*LockedError)(nil); errors.As(err, &locked) {
		return err
	}
	if err == nil {
		err = h.load(ctx, next)
		if cause := h.failure(); cause != nil { // there will be no store to open again
			err = fmt.Errorf("load: the store cannot be written: %w", cause)
		}
		err = errors.Join(err, h.Close())
	}
	if err != nil {
		err = errors.Join(err, made.remove(fs))
	}
	return err
}

// loadPlace is the directory that a store is to be made in, as it was.
type loadPlace struct {
	dir   string
	there map[string]bool // names in it
	fresh []string        // it and its parents that were not there, the innermost first
}

// beforeLoad looks at the directory for a store to be loaded; one that is there is an error.
func beforeLoad(fs afero.Fs, dir string) (loadPlace, error) {
	p := loadPlace{dir: dir, there: map[string]bool{}}
	for d, ok := dir, true; ok; d, ok = parentOf(d) {
		if there, err := afero.Exists(fs, d); err != nil || there {
			break // Open tells what is wrong
		}
		p.fresh = append(p.fresh, d)
	}
	if len(p.fresh) > 0 {
		return p, nil
	}
	entries, err := afero.ReadDir(fs, dir)
	for _, e := range entries {
		name := e.Name()
		_, segment := segmentNumber(name)
		if segment || name == markName || name == manifestName || name == blobDir {
			return p, kernel.Condf(kernel.CondIO, "load: there is a store in %s already", dir)
		}
		p.there[name] = true
	}
	return p, err
}

// remove removes what was not there.
func (p loadPlace) remove(fs afero.Fs) error {
	entries, err := afero.ReadDir(fs, p.dir)
	errs := []error{err}
	for _, e := range entries {
		if !p.there[e.Name()] {
			errs = append(errs, fs.RemoveAll(filepath.Join(p.dir, e.Name())))
		}
	}
	for _, d := range p.fresh {
		errs = append(errs, fs.Remove(d))
	}
	return errors.Join(errs...)
}

// load takes in forms.
func (h *Host) load(ctx context.Context, next func() (kernel.Value, error)) error {
	l := &textLoader{h: h, ctx: ctx, last: map[string]int64{}}
	for n := 1; ; n++ {
		v, err := next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = l.form(v)
		}
		if err != nil {
			return fmt.Errorf("load: form %d: %w", n, err)
		}
	}
	if !l.ended {
		return errors.New("load: the dump ends early: its last form is not (end …)")
	}
	return nil
}

// textLoader takes in forms.
type textLoader struct {
	h        *Host
	ctx      context.Context
	records  []byte
	pos, top int64 // newest position so far, and at the end
	last     map[string]int64
	counts   [4]int64 // as the end has them
	began    bool
	ended    bool
}

func (l *textLoader) form(v kernel.Value) error {
	v, err := codec.Decoded(v)
	if err != nil {
		return err
	}
	if !v.IsList() || v.AsList().Len() == 0 {
		return errors.New("want a list that begins with a word")
	}
	items := v.AsList().Items()
	if !items[0].IsSymbol() {
		return errors.New("want a list that begins with a word")
	}
	word := items[0].SymbolName()
	args := items[1:]
	wants := map[string]int{"store": 1, "stream": 2, "event": 1, "put": 2, "snapshot": 3, "blob": 1, "end": 1}
	n, known := wants[word]
	switch {
	case !known || len(args) != n:
		return fmt.Errorf("(%.40s …) with %d items is not known", word, len(args))
	case l.ended:
		return errors.New("something follows the end")
	case l.began == (word == "store"):
		return errors.New("want (store …) first, and once")
	}
	if err := l.take(word, args); err != nil {
		return err
	}
	if len(l.records) >= groupBytes || l.ended {
		return l.flush()
	}
	return nil
}

// flush writes what was taken.
func (l *textLoader) flush() error {
	if len(l.records) == 0 {
		return nil
	}
	err := l.h.submit(l.ctx, "load", func(t *turn) error {
		t.frame = append(t.frame, l.records...)
		return nil
	})
	l.records = l.records[:0]
	return err
}

func (l *textLoader) take(word string, args []kernel.Value) error {
	if (word == "put" || word == "snapshot" || word == "stream") && !args[0].IsString() {
		return fmt.Errorf("(%s …): the name is %s, want a string", word, kernel.TypeOf(args[0]))
	}
	switch word {
	case "store":
		l.began = true
		l.top = number(args[0], "position")
		if v := number(args[0], "version"); v != dumpVersion {
			return fmt.Errorf("the dump has version %d, this program reads version %d", v, dumpVersion)
		}
	case "stream":
		first, last := number(args[1], "first"), number(args[1], "last")
		if first < 2 || last < first-1 {
			return fmt.Errorf("a stream with seqs from %d to %d", first, last)
		}
		l.records = appendStream(l.records, args[0].Text(), first, first-1)
		l.last[args[0].Text()] = first - 1
	case "event":
		return l.event(args[0])
	case "put":
		l.counts[1]++
		return l.encoded(args[1], func(b []byte) {
			l.records = appendBytes(named(l.records, recPut, args[0].Text()), b)
		})
	case "snapshot":
		l.counts[2]++
		if !args[1].IsInt() || args[1].Int64() < 0 {
			return errors.New("the seq of a snapshot is an integer from 0 on")
		}
		return l.encoded(args[2], func(b []byte) {
			l.records = appendSnapshot(l.records, args[0].Text(), args[1].Int64(), b)
		})
	case "blob":
		l.counts[3]++
		if !args[0].IsString() {
			return errors.New("a blob is a string")
		}
		_, err := l.h.putBlob(l.ctx, args[0].Text())
		return err
	case "end":
		return l.end(args[0])
	}
	return nil
}

// number gives an integer of a dict; -1 if there is none.
func number(v kernel.Value, key string) int64 {
	if v.IsDict() {
		if n := v.AsDict().Lookup(key); n.IsInt() {
			return n.Int64()
		}
	}
	return -1
}

// encoded hands the encoding of a value to add.
func (l *textLoader) encoded(v kernel.Value, add func(b []byte)) error {
	b, err := codec.Append(nil, v, l.h.lim.ValueBytes)
	if err == nil {
		add(b)
	}
	return err
}

func (l *textLoader) event(v kernel.Value) error {
	if !v.IsDict() {
		return errors.New("an event is a dict")
	}
	d := v.AsDict()
	e := storeop.Event{Seq: number(v, "seq"), Pos: number(v, "pos")}
	stream, typ, at, id := d.Lookup("stream"), d.Lookup("type"), d.Lookup("at"), d.Lookup("id")
	if !stream.IsString() || !typ.IsString() || !at.IsInt() || !id.IsString() && !id.IsNil() {
		return errors.New("an event has a :stream, :type, :at, and perhaps :id")
	}
	e.Stream, e.Type, e.At = stream.Text(), typ.Text(), at.Int64()
	if e.HasID = id.IsString(); e.HasID {
		e.ID = id.Text()
	}
	var err error
	if e.Data, err = codec.Append(nil, d.Lookup("data"), l.h.lim.EventBytes); err != nil {
		return err
	}
	if _, there := d.Get(kernel.NewString("meta")); there {
		if e.Meta, err = codec.Append(nil, d.Lookup("meta"), l.h.lim.EventBytes); err != nil {
			return err
		}
	}
	if e.Pos <= l.pos || e.Pos > l.top || e.Seq != l.last[e.Stream]+1 {
		return fmt.Errorf("event %d of stream %.60q at position %d does not follow event %d, position %d", e.Seq,
			e.Stream, e.Pos, l.last[e.Stream], l.pos)
	}
	if e.Pos > l.pos+1 {
		l.records = appendGap(l.records, e.Pos-l.pos-1)
	}
	l.records = appendSingle(l.records, &e)
	l.pos, l.last[e.Stream] = e.Pos, e.Seq
	l.counts[0]++
	return nil
}

// end checks that everything came.
func (l *textLoader) end(v kernel.Value) error {
	for i, key := range strings.Fields("events keys snapshots blobs") {
		if n := number(v, key); n != l.counts[i] {
			return fmt.Errorf("the dump says that it has %d %s; there were %d", n, key, l.counts[i])
		}
	}
	if l.top > l.pos {
		l.records = appendGap(l.records, l.top-l.pos)
	}
	l.ended = true
	return nil
}
