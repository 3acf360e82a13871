package tests

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/afero"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// guestsFolder is where the programs lie that exist twice: on a mutable list and on a stream.
func guestsFolder(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../examples")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// guests names the folders of examples that hold such a program.
func guests(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(guestsFolder(t), "*", "list.sx"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range found {
		names = append(names, filepath.Base(filepath.Dir(path)))
	}
	for _, name := range []string{"acl", "booking", "feed", "flow", "mod", "payments", "search"} {
		if !slices.Contains(names, name) {
			t.Fatalf("there is no examples/%s/list.sx", name)
		}
	}
	return names
}

// TestGuests runs each program on its list and on its stream, in memory and on disk: all print the
// same. Its tests hold everywhere, and as many of them.
func TestGuests(t *testing.T) {
	for _, name := range guests(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			list := filepath.Join(guestsFolder(t), name, "list.sx")
			store := filepath.Join(guestsFolder(t), name, "store.sx")
			want := sxOutput(t, dir, "run", list)
			if strings.Count(want, "\n") < 2 && name != "flow" {
				t.Errorf("the program prints too little:\n%s", want)
			}
			if diff := cmp.Diff(want, sxOutput(t, dir, "run", store)); diff != "" {
				t.Errorf("on a stream it prints something else (-list +stream):\n%s", diff)
			}
			if diff := cmp.Diff(want, sxOutput(t, dir, "run", "--store", "kept", store)); diff != "" {
				t.Errorf("on disk it prints something else (-list +disk):\n%s", diff)
			}
			tests := guestTests(t, dir, "test", list)
			if got := guestTests(t, dir, "test", store); got != tests {
				t.Errorf("%d tests hold on a stream, %d on a list", got, tests)
			}
			for _, run := range []string{"first", "second"} {
				if got := guestTests(t, dir, "test", "--store", "tests", store); got != tests {
					t.Errorf("%d tests hold on disk the %s time, %d on a list", got, run, tests)
				}
			}
		})
	}
}

// guestTests runs sx test, which must not fail, and gives how many tests passed.
func guestTests(t *testing.T, dir string, args ...string) int {
	t.Helper()
	var passed, failed int
	out := strings.TrimSpace(sxOutput(t, dir, args...))
	last := out[strings.LastIndex(out, "\n")+1:]
	if _, err := fmt.Sscanf(last, "%d passed, %d failed", &passed, &failed); err != nil || passed < 5 {
		t.Errorf("sx %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return passed
}

// TestGuestsRunAgain runs the programs on disk a second time: what was kept is there, nothing is
// done twice.
func TestGuestsRunAgain(t *testing.T) {
	wants := map[string]string{
		"acl": "ana may read, write\n", "booking": "1 of 1 seats are taken\n",
		"feed": "7 activities, 0 of them new\n", "payments": "6 webhooks, 3 payments\n",
	}
	for name, want := range wants {
		dir := t.TempDir()
		store := filepath.Join(guestsFolder(t), name, "store.sx")
		first := sxOutput(t, dir, "run", "--store", "kept", store)
		second := sxOutput(t, dir, "run", "--store", "kept", store)
		if !strings.HasPrefix(second, want) {
			t.Errorf("%s: the second run prints\n%swant it to begin with %s", name, second, want)
		}
		if third := sxOutput(t, dir, "run", "--store", "kept", store); third != second {
			t.Errorf("%s: runs after the first print\n%sand\n%s", name, second, third)
		}
		_, rest1, _ := strings.Cut(first, "\n")
		_, rest2, _ := strings.Cut(second, "\n")
		if rest1 != rest2 {
			t.Errorf("%s: the first run prints\n%sthe second\n%s", name, first, second)
		}
	}
}

// TestFlowRestarts runs a flow in one process after the other: each goes on where the last one
// waited, and no step is done twice.
func TestFlowRestarts(t *testing.T) {
	dir := t.TempDir()
	store := filepath.Join(guestsFolder(t), "flow", "store.sx")
	var all strings.Builder
	for _, signal := range []string{"", "payment=card", "", "delivered=today", ""} {
		args := []string{"run", "--store", "kept", store}
		if signal != "" {
			args = append(args, signal)
		}
		all.WriteString(sxOutput(t, dir, args...))
	}
	want := `  reserving two mugs
order-7 waits for its signal payment
order-7 waits for its signal payment
signal payment=card
  shipping from shelf 4, paid by card
order-7 waits for its signal delivered
order-7 waits for its signal delivered
order-7 waits for its signal delivered
signal delivered=today
order-7 is done: parcel 12 arrived today
order-7 is done: parcel 12 arrived today
`
	if diff := cmp.Diff(want, all.String()); diff != "" {
		t.Errorf("five processes print (-want +got):\n%s", diff)
	}
}

// TestBookingRace lets ten machines buy the same seat at the same time.
func TestBookingRace(t *testing.T) {
	for name, open := range map[string]func() hosts.Host{
		"mockio": func() hosts.Host { return mockio.New() },
		"fileio": func() hosts.Host {
			h, err := fileio.Open(afero.NewMemMapFs(), "/store", fileio.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return h
		},
	} {
		t.Run(name, func(t *testing.T) {
			for round := range 10 {
				h := open()
				answers := buyTogether(t, h, 10)
				slices.Sort(answers)
				want := append(slices.Repeat([]string{`"sold out"`}, 9), `"yours"`)
				if diff := cmp.Diff(want, answers); diff != "" {
					t.Fatalf("round %d: ten buyers got (-want +got):\n%s", round, diff)
				}
				stat, err := h.Perform(context.Background(), hosts.NewRequest("store/stat", kernel.Str("evening")))
				if err != nil || kernel.Write(stat) != "{:last-seq 1 :first-seq 1 :count 1}" {
					t.Fatalf("round %d: the stream is %s, %v", round, kernel.Write(stat), err)
				}
			}
		})
	}
}

// loads matches the forms that load a program's demo and tests.
var loads = regexp.MustCompile(`(?m)^\(load .*$`)

// buyTogether runs n programs on h at once, each a buyer of the one seat, and gives their answers.
func buyTogether(t *testing.T, h hosts.Host, n int) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(guestsFolder(t), "booking", "store.sx"))
	if err != nil {
		t.Fatal(err)
	}
	source := loads.ReplaceAllString(string(text), "")
	var wg sync.WaitGroup
	answers := make([]string, n)
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			m, err := cek.New(cek.Config{})
			if err != nil {
				t.Error(err)
				return
			}
			buy := fmt.Sprintf(`%s (booking/buy! (booking/open "evening") 1 "buyer %d")`, source, i)
			<-begin
			out, err := m.Start(context.Background(), "booking.sx", buy)
			if err == nil {
				var v kernel.Value
				v, err = cek.Drive(context.Background(), h, out)
				answers[i] = kernel.Write(v)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	close(begin)
	wg.Wait()
	return answers
}
