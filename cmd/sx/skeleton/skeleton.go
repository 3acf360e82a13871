package skeleton

import (
	"embed"
	"io/fs"
	"strings"
)

// files are the project's, by path from the folder files; NAME in them stands for its name.
//
//go:embed files
var files embed.FS

// File is one file of a project.
type File struct {
	Path string // from the project's folder, with slashes
	Text string
}

// Files gives the files of a project with a name.
func Files(name string) ([]File, error) {
	var out []File
	err := fs.WalkDir(files, "files", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		out = append(out, File{strings.TrimPrefix(path, "files/"), strings.ReplaceAll(string(text), "NAME", name)})
		return nil
	})
	return out, err
}
