package fileio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// Blobs are files of their own, in the directory "blobs", named by their content ids. A content id is
// the checksum of the content, so the file is nothing but that.
const blobDir = "blobs"

var (
	blobPattern     = pattern(`^b[a-z2-7]{58}$`)
	blobTempPattern = pattern(`^b[a-z2-7]{58}\.[0-9]{1,20}\.tmp$`)
)

// blobs is what is known of the blobs' directory.
type blobs struct {
	mu     sync.Mutex // held while the directory is synced
	synced bool       // names that were there at the opening are durable
	serial uint64     // names the files that are being made
}

// blobPath names the file of a blob; false if cid is no content id.
func (h *Host) blobPath(cid string) (string, bool) {
	if !blobPattern().MatchString(cid) {
		return "", false
	}
	return filepath.Join(h.dir, blobDir, cid), true
}

// putBlob answers blob/put. The blob is written beside its place, synced and renamed, so that what has
// the name is whole.
func (h *Host) putBlob(ctx context.Context, blob string) (kernel.Value, error) {
	if h.opts.ReadOnly {
		return kernel.Nil, kernel.Condf(kernel.CondIO, "%s: the store was opened to read only", storeop.OpBlobPut)
	}
	cid := storeop.BlobID(blob)
	there, err := h.findBlob(cid)
	if err == nil && !there {
		err = h.submit(ctx, storeop.OpBlobPut, func(*turn) error { return nil }) // refused after a failure
		if err == nil {
			err = h.writeBlob(cid, blob)
		}
	}
	if err != nil {
		return kernel.Nil, err
	}
	return kernel.Str(cid), nil
}

// writeBlob makes the file of a blob, durably. Two that write the same at once do no harm.
func (h *Host) writeBlob(cid, blob string) error {
	path, _ := h.blobPath(cid)
	dir := filepath.Dir(path)
	if err := h.makeBlobDir(dir); err != nil {
		return h.failBlob(err)
	}
	h.blobs.mu.Lock()
	h.blobs.serial++
	temp := fmt.Sprintf("%s.%d%s", path, h.blobs.serial, tempEnd)
	h.blobs.mu.Unlock()
	f, err := openFile(h.fs, temp, os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	if err := writeFull(f, []byte(blob), 0); err != nil {
		return errors.Join(kernel.Condf(kernel.CondIO, "blob/put: %v", err), f.Close(), h.fs.Remove(temp))
	}
	if !h.opts.plant.noBlobSync {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return h.failBlob(err)
	}
	if err := h.fs.Rename(temp, path); err != nil {
		return h.failBlob(err)
	}
	if h.opts.plant.noDirSync {
		return nil
	}
	if err := syncDir(h.fs, dir); err != nil {
		return h.failBlob(err)
	}
	return nil
}

// sweepBlobs removes what a crash left of blobs that were being written. It reads names only, so that many blobs
// do not make the opening slow.
func (h *Host) sweepBlobs() error {
	d, err := h.fs.Open(h.path(blobDir))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	names, err := d.Readdirnames(-1)
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	for _, name := range names {
		if !blobTempPattern().MatchString(name) {
			continue
		}
		if err := h.fs.Remove(filepath.Join(h.dir, blobDir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// failBlob ends writing after a blob could not be made durable.
func (h *Host) failBlob(err error) error {
	h.writing.Lock()
	defer h.writing.Unlock()
	return h.fail(err)
}

// makeBlobDir makes the directory of blobs if there is none yet.
func (h *Host) makeBlobDir(dir string) error {
	h.blobs.mu.Lock()
	defer h.blobs.mu.Unlock()
	if _, err := h.fs.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := h.fs.Mkdir(dir, dirMode); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	h.blobs.synced = true
	return h.syncDir()
}

// findBlob tells whether a blob is there, durably.
func (h *Host) findBlob(cid string) (bool, error) {
	path, ok := h.blobPath(cid)
	if !ok {
		return false, nil
	}
	if _, err := h.fs.Stat(path); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		return false, err
	}
	h.blobs.mu.Lock()
	defer h.blobs.mu.Unlock()
	// another opener may have renamed it just before it was killed; beside a writer every look counts
	if (!h.blobs.synced || h.opts.ReadOnly) && !h.opts.plant.noDirSync {
		if err := syncDir(h.fs, filepath.Dir(path)); err != nil {
			return false, err
		}
		h.blobs.synced = true
	}
	return true, nil
}

// hasBlob answers blob/has?.
func (h *Host) hasBlob(cid string) (kernel.Value, error) {
	there, err := h.findBlob(cid)
	return kernel.Bool(there), err
}

// getBlob answers blob/get, after it checked that the content is what the id says.
func (h *Host) getBlob(cid string) (kernel.Value, error) {
	there, err := h.findBlob(cid)
	if err != nil || !there {
		return kernel.Nil, err
	}
	path, _ := h.blobPath(cid)
	b, err := afero.ReadFile(h.fs, path)
	if err != nil && err != io.EOF {
		return kernel.Nil, err
	}
	if storeop.BlobID(string(b)) != cid {
		return kernel.Nil, &DamageError{path, 0, "the content is not that of the content id"}
	}
	return kernel.Str(string(b)), nil
}
