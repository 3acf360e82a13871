package fileio

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/kernel"
)

// Backup copies a store to another directory, which must not hold one, while it may be written: the
// copy holds what was answered when Backup began, as after a clean close, and opens as any store does. It
// is durable when Backup returns. After an error there is nothing of it in the directory.
func Backup(ctx context.Context, fs afero.Fs, dir string, to afero.Fs, toDir string) (err error) {
	h, err := Open(fs, dir, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	b := &backup{ctx: ctx, h: h, to: newHost(to, filepath.Clean(toDir), Options{})}
	if err := makeDir(to, b.to.dir); err != nil {
		return err
	}
	entries, err := afero.ReadDir(to, b.to.dir)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return kernel.Condf(kernel.CondIO, "backup: %s is not empty", toDir)
	}
	if err := b.run(); err != nil {
		return errors.Join(err, b.undo())
	}
	return nil
}

type backup struct {
	ctx  context.Context
	h    *Host
	to   *Host // not open: it names files
	owns bool  // the first file is there and was not: the directory is no one else's
}

// undo empties the directory again.
func (b *backup) undo() error {
	if !b.owns {
		return nil
	}
	entries, err := afero.ReadDir(b.to.fs, b.to.dir)
	for _, e := range entries {
		err = errors.Join(err, b.to.fs.RemoveAll(filepath.Join(b.to.dir, e.Name())))
	}
	return err
}

func (b *backup) run() error {
	h := b.h
	last := h.parts[len(h.parts)-1]
	for _, p := range h.parts {
		end := p.end
		if p.last == last.last {
			end = h.log.end
		}
		if err := b.copy(filepath.Base(p.name), p.file, end); err != nil {
			return err
		}
		if p.idx == nil {
			continue
		}
		size, err := p.idx.file.size()
		if err != nil {
			return err
		}
		if err := b.copy(indexName(p.segment), p.idx.r, size); err != nil {
			return err
		}
	}
	if h.manifest.generation > 0 {
		if err := b.to.replaceFile(manifestName, h.manifest.bytes()); err != nil {
			return err
		}
	}
	if err := b.to.replaceFile(checkpointName, h.checkpoint().bytes()); err != nil {
		return err
	}
	if err := b.blobs(); err != nil {
		return err
	}
	// the mark is last: without it there is no store
	m := mark{id: last.key.id, generation: 1, segment: last.last, end: h.log.end, pos: h.cat.pos,
		manifest: h.manifest.generation, clean: true}
	if err := b.to.replaceFile(markName, m.bytes()); err != nil {
		return err
	}
	return b.to.syncParent()
}

// blobs copies all blobs; one that comes meanwhile may be copied or not.
func (b *backup) blobs() error {
	list, err := b.h.listBlobs()
	if err != nil || len(list) == 0 {
		return err
	}
	dir := b.to.path(blobDir)
	if err := b.to.fs.Mkdir(dir, dirMode); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	for _, cid := range list {
		f, err := b.h.fs.Open(b.h.path(filepath.Join(blobDir, cid)))
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err == nil {
			err = b.copy(filepath.Join(blobDir, cid), f, info.Size())
		}
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return syncDir(b.to.fs, dir)
}

// copy copies the first bytes of a file, durably but for the name.
func (b *backup) copy(name string, from io.ReaderAt, size int64) error {
	f, err := openFile(b.to.fs, b.to.path(name), os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	b.owns = true
	buf := make([]byte, min(size, window))
	for off := int64(0); off < size && err == nil; off += int64(len(buf)) {
		if err = b.ctx.Err(); err != nil {
			break
		}
		buf = buf[:min(int64(len(buf)), size-off)]
		if err = readFull(from, buf, off); err == nil {
			err = writeFull(f, buf, off)
		}
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Rebuild makes all index files and the checkpoint of a store anew from its log. Nobody may write it
// meanwhile.
func Rebuild(ctx context.Context, fs afero.Fs, dir string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	h, err := Open(fs, dir, Options{rebuild: true})
	if err != nil {
		return err
	}
	return h.Close()
}
