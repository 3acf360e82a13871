package cek_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// throughText writes frozen data and reads it again, as another process would.
func throughText(t *testing.T, data kernel.Value) kernel.Value {
	t.Helper()
	f, err := reader.ReadOne(&kernel.Source{Name: "frozen", Text: kernel.Write(data)},
		reader.Options{MaxLiteral: 1 << 30})
	if err != nil {
		t.Fatalf("a frozen state does not read: %v", err)
	}
	return f.Value
}

// play runs a program whose requests are answered with the number of each, frozen and thawed at every
// one of them if that is wanted, and gives the requests and the value or error.
func play(t *testing.T, src string, frozen bool) string {
	t.Helper()
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	out, err := m.Start(ctx, "test.sx", src)
	for n := 1; err == nil && out.Suspended(); n++ {
		log.WriteString(kernel.Write(out.Request()) + "\n")
		if frozen {
			data, err := out.Freeze()
			if err != nil {
				t.Fatal(err)
			}
			if _, out, err = cek.Thaw(ctx, cek.Config{}, throughText(t, data)); err != nil {
				t.Fatal(err)
			}
		}
		out, err = out.Resume(ctx, kernel.Int(int64(n)))
	}
	if err != nil {
		return log.String() + err.Error()
	}
	return log.String() + kernel.Write(out.Value())
}

func TestFreeze(t *testing.T) {
	for name, src := range freezePrograms() {
		t.Run(name, func(t *testing.T) {
			want := play(t, src, false)
			if got := play(t, src, true); got != want {
				t.Errorf("thawed at every perform:\n%s\nwithout:\n%s", got, want)
			}
		})
	}
}

func freezePrograms() map[string]string {
	return map[string]string{
		"sum":  `(define (f x) (+ x (perform x) (perform (* 2 x)))) (perform "a") (f 10)`,
		"map":  `(map (fn (x) (+ x (perform x))) (list 1 2 3))`,
		"loop": `(let loop ((i 0) (acc (list))) (if (< i 3) (loop (inc i) (append acc (list (perform i)))) acc))`,
	}
}
