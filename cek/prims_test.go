package cek

import (
	"context"
	"errors"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

func TestKeywordArgumentsAreCharged(t *testing.T) {
	const n = 10_000
	args := make([]kernel.Value, 2*n)
	for i := range args {
		args[i] = kernel.Str("a")
	}
	m := &kernel.Meter{Fuel: n / 2, Poll: func() error { return context.Canceled }}
	_, err := checkKeys(m, []kernel.Value{kernel.ListOf(args...), kernel.ListOf(kernel.Str("a")), kernel.Str("f")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}
