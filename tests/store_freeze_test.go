package tests

import (
	"context"
	"os"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// thawEverywhere runs a program on h; at every perform it is frozen, its machine is left behind, and a new
// one goes on from the text of the frozen state.
func thawEverywhere(t *testing.T, program string, d disk) string {
	t.Helper()
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(ctx, "restart.sx", program)
	var h hosts.Host = d.open(t)
	for n := 0; err == nil && out.Suspended(); n++ {
		if n%10 == 9 {
			h = d.open(t)
		}
		answer, failure := h.Perform(ctx, out.Request())
		frozen, ferr := out.Freeze()
		if ferr != nil {
			t.Fatalf("perform %d: %v", n, ferr)
		}
		text, rerr := reader.ReadOne(&kernel.Source{Name: "frozen", Text: kernel.Write(frozen)}, reader.Options{})
		if rerr != nil {
			t.Fatalf("perform %d: %v", n, rerr)
		}
		if _, out, err = cek.Thaw(ctx, cek.Config{}, text.Value); err != nil {
			t.Fatalf("perform %d: %v", n, err)
		}
		if failure != nil {
			out, err = out.Raise(ctx, failure)
		} else {
			out, err = out.Resume(ctx, answer)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return kernel.Write(out.Value())
}

// TestStoreFrozenAtEveryPerform freezes programs with subscriptions, views and process managers at every
// perform and thaws them in a new machine: they report what they report undisturbed.
func TestStoreFrozenAtEveryPerform(t *testing.T) {
	for _, name := range []string{"process", "restart"} {
		text, err := os.ReadFile("testdata/" + name + ".sx")
		if err != nil {
			t.Fatal(err)
		}
		want, _ := runUntil(t, string(text), mockio.New(), never)
		for host, d := range map[string]disk{"mockio": &mockDisk{mockio.New()}, "fileio": &fileDisk{afero.NewMemMapFs()}} {
			t.Run(name+" on "+host, func(t *testing.T) {
				if got := thawEverywhere(t, string(text), d); got != want {
					t.Errorf("frozen at every perform:\n got  %s\n want %s", got, want)
				}
			})
		}
	}
}
