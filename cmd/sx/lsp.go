package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/editors"
	"github.com/sx-lang/sx/cmd/sx/lsp"
)

func (a *app) lspCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "lsp", Short: "answers an editor's questions about programs, as a language server",
		Long: `Answers an editor over standard input and output in the language server protocol: what is wrong with a
text, what a name means and where it is defined, how to complete it and how to rename it in all files
of the folders that are open, and how the text is laid out. What sx check finds is what it shows, and it
runs no more of a program than that: see sx help check.

The sources of the libraries that are part of sx are written to a folder below the user's cache folder when
a definition in them is wanted, since editors open files only.

With --vsix FILE it writes an extension for VS Code instead, which uses it: code --install-extension FILE.`,
		Args: noArgs,
	}
	c.Flags().Bool("stdio", true, "use standard input and output, which is the only way")
	vsix := c.Flags().String("vsix", "", "write the extension for VS Code to a file, and end")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *vsix != "" {
			return writeVSIX(*vsix)
		}
		cache, err := os.UserCacheDir()
		if err == nil {
			cache = filepath.Join(cache, "sx")
		} else {
			cache = ""
		}
		return lsp.Serve(c.Context(), a.in, a.out, lsp.Options{Version: version, Cache: cache})
	}
	return c
}

// writeVSIX writes the extension for VS Code to a file.
func writeVSIX(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(editors.WriteVSIX(f), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
