package fileio_test

import (
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
)

// open opens a store and closes it at the end of the test.
func open(t *testing.T, fs afero.Fs, dir string, opts fileio.Options) *fileio.Host {
	t.Helper()
	h, err := fileio.Open(fs, dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func root(t *testing.T) *fileio.Root {
	t.Helper()
	fs, err := fileio.RootFs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { fs.Close() })
	return fs
}

func TestContractInMemory(t *testing.T) {
	hosttest.Run(t, func(t *testing.T) hosts.Host {
		return open(t, afero.NewMemMapFs(), "/store", fileio.Options{})
	})
}

func TestContractOnDisk(t *testing.T) {
	hosttest.Run(t, func(t *testing.T) hosts.Host { return open(t, root(t), "a/store", fileio.Options{}) })
}

// TestContractInSmallSegments begins a new file after every few frames.
func TestContractInSmallSegments(t *testing.T) {
	hosttest.Run(t, func(t *testing.T) hosts.Host {
		return open(t, afero.NewMemMapFs(), "store", fileio.Options{SegmentBytes: 300})
	})
}
