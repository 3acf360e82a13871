package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReferenceIsCurrent compares docs/reference.md with what the code says now.
func TestReferenceIsCurrent(t *testing.T) {
	want, err := reference()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../docs/reference.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("docs/reference.md is out of date, run `go generate ./tests/gen/reference` (-code +page):\n%s", diff)
	}
}

// TestNamesAndLinks checks that every name has one entry, and that every link leads to one.
func TestNamesAndLinks(t *testing.T) {
	page, err := reference()
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]bool{}
	for _, x := range strings.Split(page, `<a id="`)[1:] {
		id, _, _ := strings.Cut(x, `"`)
		if places[id] {
			t.Errorf("%s is there twice", id)
		}
		places[id] = true
	}
	if len(places) < 600 {
		t.Errorf("the page has %d places, want at least 600", len(places))
	}
	for _, x := range strings.Split(page, "](#")[1:] {
		if id, _, _ := strings.Cut(x, ")"); !places[id] {
			t.Errorf("a link leads to %s, which is not there", id)
		}
	}
}
