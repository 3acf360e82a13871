package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

const dataFile = "../../../examples/data/orders.sxl"

// TestFileIsWhatTheGeneratorWrites compares the file in the repository with the generator's output.
func TestFileIsWhatTheGeneratorWrites(t *testing.T) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	want, got := strings.Split(b.String(), "\n"), strings.Split(readFile(t, dataFile), "\n")
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Fatalf("%s:%d is\n%s\nand the generator writes\n%s\n(go run ./tests/gen/orders > examples/data/orders.sxl)",
				dataFile, i+1, got[i], want[i])
		}
	}
	if len(want) != len(got) {
		t.Fatalf("%s has %d lines, and the generator writes %d", dataFile, len(got)-1, len(want)-1)
	}
}

// TestLinesAreWrittenAsSXWritesThem reads each line and writes it again.
func TestLinesAreWrittenAsSXWritesThem(t *testing.T) {
	for i, line := range dataLines(t) {
		if got := kernel.Write(parse(t, i, line)); got != line {
			t.Fatalf("line %d:\n%s\nreads back as\n%s", i+1, line, got)
		}
	}
}

// TestShape holds the file to what the examples and their texts say of it.
func TestShape(t *testing.T) {
	s := summarize(t, dataLines(t))
	between := func(what string, n, lo, hi int64) {
		if n < lo || n > hi {
			t.Errorf("%s: %d, want %d to %d", what, n, lo, hi)
		}
	}
	get := func(name string) int64 {
		n, ok := s.numbers[name]
		if !ok {
			t.Fatalf("the summary has no %q", name)
		}
		return n
	}
	lines := get("lines")
	between("lines", lines, 10000, 20000)
	between("duplicates", get("duplicates"), lines*15/1000, lines*25/1000)
	payments := get("payments")
	between("payments out of order", get("payments-before-order")+get("payments-after-shipping"), payments*2/100, payments*4/100)
	between("payments before their order", get("payments-before-order"), 20, payments)
	between("payments after shipping", get("payments-after-shipping"), 20, payments)
	between("placed orders", get("orders"), orders, orders)
	between("unknown orders", get("orders unknown"), 1, 1)
	for _, state := range []string{"open", "paid", "shipped", "cancelled"} {
		between(state, get("orders "+state), 50, orders)
	}
	between("underpaid", get("underpaid"), 5, 100)
	between("overpaid", get("overpaid"), 5, 100)
	between("partial refunds", get("refunds-partial"), 50, 400)
	between("days with revenue", int64(len(s.revenue)), 85, 90)
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func dataLines(t *testing.T) []string {
	t.Helper()
	return strings.Split(strings.TrimSuffix(readFile(t, dataFile), "\n"), "\n")
}

func parse(t *testing.T, i int, line string) kernel.Value {
	t.Helper()
	form, err := reader.ReadOne(&kernel.Source{Name: dataFile, Text: line}, reader.Options{})
	if err != nil {
		t.Fatalf("line %d: %v", i+1, err)
	}
	return form.Value
}
