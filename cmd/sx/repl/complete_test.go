package repl

import (
	"strings"
	"testing"
)

// TestCut cuts texts at the mark |, if they have one behind the mark ^.
func TestCut(t *testing.T) {
	for _, marked := range []string{
		"^(f)\n|(g)\n",
		"^; c\n",
		"^(f\n1)\n|(g\n",
		"^(f",
		"^(f)",
		"(f\n^1\n2)\n|(g)\n",
		"(f\n^1\n2)\n|(g",
		"(f\n^1\n2)",
		"(f\n^1\n2) (g\n3) ; c\n|(h)\n",
		"(f\n^1\n2) (g\n3",
		"(f 1) (g\n^2) (h\n3)\n|,doc map\n",
		"(f\n^1\n2) ; (\n|(g)\n",
		"(f\n^1\n2) \"a\nb\" 1\n|(g)\n",
		",time (f\n^1\n2) (g\n3)\n|(h)\n",
		"\n ,time (f\n^1\n2)\r\n|,doc map\n",
		"(f\n^1\n})\n|(g)\n",
		"\"a\n^b\\n\"\n|\"c\"\n",
		"(f\n^" + strings.Repeat("  (g)\n", 500) + ")\n|(h)\n(i)\n",
	} {
		open := strings.Index(marked, "^")
		text := marked[:open] + marked[open+1:]
		first, rest, cut := strings.Cut(text, "|")
		end, whole := Cut(first+rest, open)
		if want := cut || Whole(text); end != len(first) || whole != want {
			t.Errorf("%.60q: %.80q is whole: %v; want %.80q, %v", marked, (first + rest)[:end], whole, first, want)
		}
	}
}
