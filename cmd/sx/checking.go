package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/check"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "check [PATH…]", Short: "finds mistakes in programs before they run",
		Long: `Finds mistakes in programs before they run: text that cannot be read, forms that are written
wrongly, names that mean nothing, libraries that are nowhere, wrong numbers of arguments, what is bound and
not used, and matches that leave out a case. The exit status is 1 if there are any.

A PATH is a file, or a folder with all files called *.sx below it, by default the current one; folders called
hostile, of programs that have to fail, and testdata are passed over. Libraries are looked for in a file's
folder and in the current one.

Only what macros may need is run: the definitions at top level, the libraries that are imported, and at top
level the uses of macros. It is run where nothing reaches outside: a perform fails. All of a file has 20
million steps and 256 MiB; what they do not suffice for is not judged. Every other form is compiled,
macros expanded, and not run.

Names that begin with _ need not be used. A form with a test's ;=> or ;!! behind it may fail, a comment
"check: skip" on a line keeps it from being looked at, and a file whose head says ";;; loaded by: main.sx"
may use the names of that one.`,
		Example: "  sx check\n  sx check main.sx lib\n  sx check --format json",
	}
	format := c.Flags().String("format", "text", "how mistakes are printed: text or json")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *format != "text" && *format != "json" {
			return usageError{fmt.Errorf("--format is %s, want text or json", *format)}
		}
		if len(args) == 0 {
			args = []string{"."}
		}
		return a.check(c.Context(), args, *format == "json")
	}
	return c
}

func (a *app) check(ctx context.Context, paths []string, asJSON bool) error {
	files, err := testFiles(paths)
	if err != nil {
		return err
	}
	checker, err := check.New(".")
	if err != nil {
		return err
	}
	found := []check.Finding{}
	bad := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		in := checker.File(ctx, file, string(b))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(in) > 0 {
			bad++
		}
		found = append(found, in...)
	}
	if asJSON {
		err = a.findingsJSON(found)
	} else {
		a.findingsText(found, bad)
	}
	if err == nil && len(found) > 0 {
		return errFailed
	}
	return err
}

func (a *app) findingsText(found []check.Finding, files int) {
	for _, f := range found {
		a.out.Styled(terminal.Bad, f.String())
		fmt.Fprintf(a.out, "\n%s\n", kernel.Caret(f.Pos))
	}
	if len(found) > 0 {
		fmt.Fprintf(a.out, "%s in %s\n", count(len(found), "mistake"), count(files, "file"))
	}
}

// count gives a number of things in words: 1 file, 2 files.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}

// findingsJSON prints one array, with an object for each mistake on a line of its own.
func (a *app) findingsJSON(found []check.Finding) error {
	type finding struct {
		File     string `json:"file"`
		Line     int    `json:"line"`
		Column   int    `json:"column"`
		Severity string `json:"severity"`
		Message  string `json:"message"`
	}
	text := "["
	for i, f := range found {
		line, column := f.Pos.LineColumn()
		b, err := json.Marshal(finding{f.Pos.Source.Name, line, column, f.Severity, f.Message})
		if err != nil {
			return err
		}
		if i > 0 {
			text += ","
		}
		text += "\n" + string(b)
	}
	if len(found) > 0 {
		text += "\n"
	}
	fmt.Fprintln(a.out, text+"]")
	return nil
}
