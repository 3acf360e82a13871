package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/manual"
)

func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "completion bash|zsh|fish", Short: "prints a script that completes commands in a shell",
		Long: `Prints a script that makes a shell complete the commands and flags of sx, the names that sx doc knows,
and programs. The shell has to read it when it starts:`,
		Example: `  source <(sx completion bash)                               # in ~/.bashrc
  sx completion zsh > "${fpath[1]}/_sx"
  sx completion fish > ~/.config/fish/completions/sx.fish`,
		ValidArgs: []string{"bash", "zsh", "fish"},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("completion: want bash, zsh or fish, got %d arguments", len(args))}
			}
			switch args[0] {
			case "bash":
				return c.Root().GenBashCompletionV2(a.out, true)
			case "zsh":
				return c.Root().GenZshCompletion(a.out)
			case "fish":
				return c.Root().GenFishCompletion(a.out, true)
			}
			return usageError{fmt.Errorf("completion: there is no script for %s, want bash, zsh or fish", args[0])}
		},
	}
}

// completePrograms completes names of files as programs.
func completePrograms(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"sx"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeNames completes names that sx doc knows.
func completeNames(c *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	ctx := c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	m, err := manual.Open(ctx, os.DirFS("."))
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return m.Complete(prefix), cobra.ShellCompDirectiveNoFileComp
}
