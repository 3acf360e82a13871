package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/cockroachdb/pebble"
	"github.com/spf13/afero"
	"github.com/tidwall/wal"
	"go.etcd.io/bbolt"
	etcdwal "go.etcd.io/etcd/server/v3/storage/wal"
	"go.etcd.io/raft/v3/raftpb"
	"go.uber.org/zap"

	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// engine appends batches of events to a log of its own.
type engine interface {
	// append appends n events and returns when they are durable, if the engine was opened so.
	append(n int) error
	close() error
}

type namedEngine struct {
	name string
	open func(dir string, durable bool) (engine, error)
}

// engines opens each engine in a directory of its own; durable says whether appends are synced.
func engines() []namedEngine {
	return []namedEngine{
		{"raw", openRaw}, {"sx", openSX}, {"bbolt", openBolt}, {"pebble", openPebble},
		{"tidwall/wal", openTidwall}, {"etcd wal", openEtcd},
	}
}

// event is the payload that all engines store: the encoding of an event's data.
var event = data()

// eventBytes is what an event takes in a log of the file host, about: the raw reads are of so many.
const eventBytes = 120

// frameBytes gives what a commit of n events takes in the log of the file host: the raw loop writes so
// many bytes at once.
func frameBytes(n int) (int, error) {
	fs := afero.NewMemMapFs()
	h, err := fileio.Open(fs, "store", fileio.Options{Sync: fileio.SyncNever})
	if err != nil {
		return 0, err
	}
	var sizes [2]int64
	for i := range sizes {
		c, err := commitOf("orders/123456", n)
		if err != nil {
			return 0, err
		}
		if _, _, err := h.Commit(context.Background(), c); err != nil {
			return 0, err
		}
		info, err := fs.Stat("store/00000001.log")
		if err != nil {
			return 0, err
		}
		sizes[i] = info.Size()
	}
	return int(sizes[1] - sizes[0]), h.Close()
}

func eventData() kernel.Value {
	return kernel.DictOf("order", kernel.Int(123456), "customer", kernel.Str("customer-4711"),
		"total", kernel.Int(4200), "currency", kernel.Str("EUR"), "note", kernel.Str("leave at the door"))
}

// raw writes the bytes to a file and syncs it, with zeros written ahead as the file host does.
type raw struct {
	mu      sync.Mutex
	f       *os.File
	durable bool
	off     int64
	room    int64
	buf     []byte
	n       int // events that buf stands for
}

// roomAhead is how far ahead of the end zeros are written, in bytes.
const roomAhead = 2 << 20

func openRaw(dir string, durable bool) (engine, error) {
	f, err := os.Create(filepath.Join(dir, "raw"))
	return &raw{f: f, durable: durable}, err
}

func (r *raw) append(n int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.n != n {
		size, err := frameBytes(n)
		if err != nil {
			return err
		}
		r.n, r.buf = n, make([]byte, size)
		for i := range r.buf {
			r.buf[i] = byte(i)
		}
	}
	if r.durable && r.off+int64(len(r.buf)) > r.room {
		r.room = r.off + int64(len(r.buf)) + roomAhead
		if _, err := r.f.WriteAt(make([]byte, r.room-r.off), r.off); err != nil {
			return err
		}
	}
	if _, err := r.f.WriteAt(r.buf, r.off); err != nil {
		return err
	}
	r.off += int64(len(r.buf))
	if !r.durable {
		return nil
	}
	return syscall.Fdatasync(int(r.f.Fd()))
}

func (r *raw) close() error { return r.f.Close() }

type sx struct {
	h       *fileio.Host
	root    *fileio.Root
	mu      sync.Mutex
	commits map[int]*storeop.Commit
}

func openSX(dir string, durable bool) (engine, error) {
	root, err := fileio.RootFs(dir)
	if err != nil {
		return nil, err
	}
	opts := fileio.Options{}
	if !durable {
		opts.Sync = fileio.SyncNever
	}
	h, err := fileio.Open(root, "store", opts)
	return &sx{h: h, root: root, commits: map[int]*storeop.Commit{}}, err
}

// commitOf makes a commit of n events.
func commitOf(stream string, n int) (*storeop.Commit, error) {
	e := kernel.DictOf("type", kernel.Str("placed"), "at", kernel.Int(1_700_000_000_000), "data", eventData())
	events := make([]kernel.Value, n)
	for i := range events {
		events[i] = e
	}
	lim := storeop.DefaultLimits()
	return storeop.ParseCommit(&lim, []kernel.Value{kernel.DictOf("appends", kernel.ListOf(
		kernel.DictOf("stream", kernel.Str(stream), "events", kernel.ListOf(events...))))})
}

func (s *sx) append(n int) error {
	s.mu.Lock()
	c := s.commits[n]
	if c == nil {
		var err error
		if c, err = commitOf("orders/123456", n); err != nil {
			s.mu.Unlock()
			return err
		}
		s.commits[n] = c
	}
	s.mu.Unlock()
	_, conflict, err := s.h.Commit(context.Background(), c)
	if err == nil && !conflict.IsNil() {
		err = errors.New(kernel.Write(conflict))
	}
	return err
}

func (s *sx) close() error { return errors.Join(s.h.Close(), s.root.Close()) }

type bolt struct{ db *bbolt.DB }

func openBolt(dir string, durable bool) (engine, error) {
	db, err := bbolt.Open(filepath.Join(dir, "bolt"), 0o600, &bbolt.Options{NoSync: !durable})
	if err != nil {
		return nil, err
	}
	db.MaxBatchDelay = 0
	return &bolt{db}, db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("events"))
		return err
	})
}

func (b *bolt) append(n int) error {
	return b.db.Batch(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte("events"))
		bucket.FillPercent = 1
		for range n {
			seq, err := bucket.NextSequence()
			if err != nil {
				return err
			}
			if err := bucket.Put(binary.BigEndian.AppendUint64(nil, seq), event); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *bolt) close() error { return b.db.Close() }

type peb struct {
	db      *pebble.DB
	mu      sync.Mutex
	seq     uint64
	options *pebble.WriteOptions
}

func openPebble(dir string, durable bool) (engine, error) {
	db, err := pebble.Open(filepath.Join(dir, "pebble"), &pebble.Options{Logger: quiet{}})
	options := pebble.NoSync
	if durable {
		options = pebble.Sync
	}
	return &peb{db: db, options: options}, err
}

type quiet struct{}

func (quiet) Infof(string, ...any) {}
func (quiet) Fatalf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func (p *peb) append(n int) error {
	b := p.db.NewBatch()
	p.mu.Lock()
	for range n {
		p.seq++
		if err := b.Set(binary.BigEndian.AppendUint64(nil, p.seq), event, nil); err != nil {
			p.mu.Unlock()
			return err
		}
	}
	p.mu.Unlock()
	return b.Commit(p.options)
}

func (p *peb) close() error { return p.db.Close() }

// tidwall's log takes one batch at a time; writers queue for it.
type tidwall struct {
	mu  sync.Mutex
	log *wal.Log
	seq uint64
}

func openTidwall(dir string, durable bool) (engine, error) {
	log, err := wal.Open(filepath.Join(dir, "wal"), &wal.Options{NoSync: !durable})
	return &tidwall{log: log}, err
}

func (t *tidwall) append(n int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b wal.Batch
	for range n {
		t.seq++
		b.Write(t.seq, event)
	}
	return t.log.WriteBatch(&b)
}

func (t *tidwall) close() error { return t.log.Close() }

// etcd's wal takes one batch at a time; writers queue for it.
type etcd struct {
	mu      sync.Mutex
	w       *etcdwal.WAL
	seq     uint64
	durable bool
}

func openEtcd(dir string, durable bool) (engine, error) {
	w, err := etcdwal.Create(zap.NewNop(), filepath.Join(dir, "etcd"), nil)
	if err != nil {
		return nil, err
	}
	if !durable {
		w.SetUnsafeNoFsync()
	}
	return &etcd{w: w, durable: durable}, nil
}

func (e *etcd) append(n int) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	entries := make([]*raftpb.Entry, n)
	for i := range entries {
		e.seq++
		entries[i] = &raftpb.Entry{Term: new(uint64(1)), Index: new(e.seq), Data: event}
	}
	return e.w.Save(&raftpb.HardState{Term: new(uint64(1)), Commit: new(e.seq)}, entries)
}

func (e *etcd) close() error { return e.w.Close() }
