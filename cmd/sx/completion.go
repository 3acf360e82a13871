package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/manual"
	"github.com/sx-lang/sx/cmd/sx/terminal"
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
				fmt.Fprint(a.out, bashAlone)
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

// bashAlone defines what the script for bash uses of the package bash-completion, where that is not installed:
// the words of the command line, those that = and : part as one, and the names of files.
const bashAlone = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref() {
        local i word last rest=$COMP_LINE
        words=()
        for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
            word=${COMP_WORDS[i]}
            last=$((${#words[@]} - 1))
            if ((i > 0)) && [[ $rest != [[:space:]]* && ($word == [=:]* || ${words[last]} == *[=:]) ]]; then
                words[last]+=$word
            else
                words+=("$word")
            fi
            ((i != COMP_CWORD)) || cword=$((${#words[@]} - 1))
            rest=${rest#"${rest%%[![:space:]]*}"}
            rest=${rest#"$word"}
        done
        cur=${words[cword]}
        prev=${words[cword > 0 ? cword - 1 : 0]}
    }
fi
if ! declare -F _filedir >/dev/null; then
    _filedir() {
        local name
        [[ $(type -t compopt) != builtin ]] || compopt -o filenames
        while IFS= read -r name; do
            COMPREPLY+=("$name")
        done < <(
            compgen -d -- "$cur"
            case ${1-} in
                -d) ;;
                '') compgen -f -- "$cur" ;;
                *) compgen -f -X "!*.${1%|}" -- "$cur" ;;
            esac
        )
    }
fi

`

// offer has a shell complete the values of flags, and the arguments of commands.
func offer(root *cobra.Command) {
	for at, values := range map[string][]string{
		"color":        {terminal.ColorAuto, terminal.ColorAlways, terminal.ColorNever},
		"store format": {formatSX, formatJSON, formatTable},
		"check format": {"text", "json"},
		"test format":  {"text", "tap", "junit", "json"},
		"test host":    {"mem", "mockio", "fileio"},
	} {
		c, flag := within(root, at)
		register(c, flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	for _, at := range []string{"store", "run checkpoint"} {
		c, flag := within(root, at)
		register(c, flag, completeFolders)
	}
	for at, complete := range map[string]cobra.CompletionFunc{
		"run": completeFirst, "debug": completeFirst, "trace": completeFirst, "profile": completeFirst,
		"bundle": completePrograms, "check": completePrograms, "fmt": completePrograms, "test": completePrograms,
		"new": completeFolders, "resume": completeFolders, "store backup": completeFolders,
		"store project": completeFirst, "doc": completeNames, "help": completeCommands,
	} {
		c, name := within(root, at)
		for _, sub := range c.Commands() {
			if sub.Name() == name {
				sub.ValidArgsFunction = complete
			}
		}
	}
}

// within gives the command that the first of two words names, or else root, and the last word.
func within(root *cobra.Command, words string) (*cobra.Command, string) {
	command, rest, ok := strings.Cut(words, " ")
	if !ok {
		return root, words
	}
	c, _, err := root.Find([]string{command})
	if err != nil {
		return root, rest
	}
	return c, rest
}

// register says what completes a flag. The error would be one of a flag that is not there, which a test holds.
func register(c *cobra.Command, flag string, complete cobra.CompletionFunc) {
	_ = c.RegisterFlagCompletionFunc(flag, complete)
}

// completeFolders completes names of folders.
func completeFolders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeFirst completes the first argument as a program; those behind it are names of any file.
func completeFirst(c *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return completePrograms(c, args, prefix)
}

// completeCommands completes names of commands.
func completeCommands(c *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	at, rest, err := c.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, sub := range at.Commands() {
		if sub.IsAvailableCommand() && strings.HasPrefix(sub.Name(), prefix) {
			names = append(names, sub.Name()+"\t"+sub.Short)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
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
