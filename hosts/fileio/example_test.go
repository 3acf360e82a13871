package fileio_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// What was answered is there when the store is opened again. Programs use the library (store api) for these
// requests; this is what a host is asked.
func ExampleOpen() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	root, err := fileio.RootFs(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer root.Close()
	h, err := fileio.Open(root, "events", fileio.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	event := kernel.DictOf("type", kernel.Str("placed"), "at", kernel.Int(1000), "data", kernel.Int(42))
	batch := kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str("orders/7"),
		"expect", kernel.Str("none"), "events", kernel.ListOf(event))))
	for range 2 {
		v, err := h.Perform(ctx, hosts.NewRequest("store/commit", batch))
		fmt.Println(v, err)
	}
	_, err = fileio.Open(root, "events", fileio.Options{})
	var locked *fileio.LockedError
	fmt.Println("locked:", errors.As(err, &locked))

	fmt.Println(h.Close())
	if h, err = fileio.Open(root, "events", fileio.Options{}); err != nil {
		fmt.Println(err)
		return
	}
	defer h.Close()
	fmt.Println(h.Perform(ctx, hosts.NewRequest("store/stat", kernel.Str("orders/7"))))
	report, err := fileio.Verify(ctx, root, "events")
	fmt.Println(len(report.Problems), err)
	// Output:
	// {:events ({:stream "orders/7" :seq 1 :type "placed" :at 1000 :data 42 :pos 1}) :pos 1} <nil>
	// {:conflict true :stream "orders/7" :expected "none" :actual 1} <nil>
	// locked: true
	// <nil>
	// {:last-seq 1 :first-seq 1 :count 1} <nil>
	// 0 <nil>
}
