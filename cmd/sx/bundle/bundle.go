package bundle

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

const (
	mark     = "sx bundle 00001\n" // the comment of the archive
	manifest = "sx-bundle.json"
	sources  = "sources/"
)

// Program is what a bundle runs.
type Program struct {
	// Main is the program among the files of Sources.
	Main string
	// Sources are the program and its libraries, by path from the program's folder.
	Sources fs.FS
	// Settings are the flags to run it with, by name.
	Settings map[string][]string
}

// head is the manifest.
type head struct {
	Main     string              `json:"main"`
	Settings map[string][]string `json:"settings,omitempty"`
}

// Write writes an executable that runs p: a copy of sx, which must carry no program, and an archive of
// p with the given texts of its sources.
func Write(w io.Writer, sx io.Reader, p *Program, texts map[string]string) error {
	size, err := io.Copy(w, sx)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	z.SetOffset(size)
	h, err := json.Marshal(head{p.Main, p.Settings})
	if err != nil {
		return err
	}
	if err := add(z, manifest, string(h)); err != nil {
		return err
	}
	paths := make([]string, 0, len(texts))
	for path := range texts {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		if err := add(z, sources+path, texts[path]); err != nil {
			return err
		}
	}
	return errors.Join(z.SetComment(mark), z.Close())
}

func add(z *zip.Writer, path, text string) error {
	f, err := z.Create(path)
	if err == nil {
		_, err = io.WriteString(f, text)
	}
	return err
}

// Open gives the program that an executable carries; nil if it carries none. The executable stays open, since
// the sources are read from it.
func Open(path string) (*Program, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p, err := read(f)
	if p == nil {
		err = errors.Join(err, f.Close())
	}
	return p, err
}

// read gives the program at the end of f; nil if there is none.
func read(f *os.File) (*Program, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	end := make([]byte, len(mark))
	if info.Size() < int64(len(end)) {
		return nil, nil
	}
	if _, err := f.ReadAt(end, info.Size()-int64(len(end))); err != nil || string(end) != mark {
		return nil, err
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, damaged(err)
	}
	for _, part := range z.File { // now, that it need not be said in the middle of a program
		if _, err := fs.ReadFile(z, part.Name); err != nil {
			return nil, damaged(err)
		}
	}
	b, err := fs.ReadFile(z, manifest)
	if err != nil {
		return nil, damaged(err)
	}
	var h head
	if err := json.Unmarshal(b, &h); err != nil {
		return nil, damaged(err)
	}
	files, err := fs.Sub(z, sources[:len(sources)-1])
	if err != nil {
		return nil, err
	}
	return &Program{Main: h.Main, Sources: files, Settings: h.Settings}, nil
}

func damaged(err error) error {
	return fmt.Errorf("the program in this executable is damaged: %w", err)
}
