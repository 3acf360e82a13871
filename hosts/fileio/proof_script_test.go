package fileio

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// scripts are what the proofs do to a store: requests, and the words reopen, compact and (group request…),
// which puts several commits into one frame. %N is a text of N characters.
func scripts() map[string]string {
	return map[string]string{"streams": `
("store/commit" {:appends ({:stream "a" :events ({:type "t" :at 7 :data 1 :id "i"})})})
("store/commit" {:appends ({:stream "a" :expect 1 :events ({:type "t" :at 8 :data {:n 2}} {:type "u" :at 8 :data "%20"})}
                           {:stream "b/1" :events ({:type "t" :at 8 :data (1 2) :meta "m"})})
                 :kv ({:put "k" :value 1} {:new "l" :value "%40"}) :cursor {:name "c" :pos 3}})
("store/snapshot-write" {:name "s" :value {:sum 3} :seq 2})
("store/commit" {:appends ({:stream "b/1" :expect "exists" :events ({:type "t" :at 9 :data "%90" :id "j"})})})
(group ("store/commit" {:appends ({:stream "a" :events ({:type "g" :at 1 :data 1})})})
       ("store/commit" {:appends ({:stream "c" :expect "none" :events ({:type "g" :at 1 :data 2 :id "i"})}) :kv ({:delete "l"})})
       ("store/commit" {:kv ({:cas "k" :old 1 :value 2})}))
("store/truncate" {:stream "a" :before 3})
("store/commit" {:appends ({:stream "a" :expect 4 :once true :events ({:type "t" :at 9 :data 5 :id "k"})}) :cursor {:name "c" :pos 7 :expect 3}})
reopen
("store/commit" {:appends ({:stream "" :events ({:type "t" :at 9 :data nil})}) :kv ({:put "k" :value 3})})
("store/snapshot-delete" "s")
("store/commit" {:appends ({:stream "a" :events ({:type "t" :at 9 :data "%700"})})})
("store/commit" {:appends ({:stream "b/1" :events ({:type "t" :at 9 :data 1})})})`,
		"compaction": `
("store/commit" {:appends ({:stream "a" :events ({:type "t" :at 1 :data 1} {:type "t" :at 1 :data 2 :id "i"})}) :kv ({:put "k" :value "%50"})})
("store/commit" {:appends ({:stream "b" :events ({:type "t" :at 1 :data 1})} {:stream "a" :events ({:type "t" :at 2 :data "%60"})})})
("store/snapshot-write" {:name "s" :value "%30" :seq 2})
("store/commit" {:kv ({:put "k" :value 2} {:put "l" :value 3}) :cursor {:name "c" :pos 1}})
("store/truncate" {:stream "a" :before 3})
compact
("store/commit" {:appends ({:stream "b" :expect 1 :events ({:type "t" :at 3 :data 2 :id "j"})}) :kv ({:delete "l"})})
("store/truncate" {:stream "b" :before 2})
("store/commit" {:appends ({:stream "d" :events ({:type "t" :at 3 :data 2})})})
compact
("store/commit" {:appends ({:stream "a" :expect 3 :events ({:type "t" :at 4 :data 4})})})
reopen
("store/commit" {:appends ({:stream "a" :expect 4 :events ({:type "t" :at 5 :data 5})})})
compact`,
		"blobs": `
("blob/put" "one")
("store/commit" {:appends ({:stream "a" :events ({:type "t" :at 7 :data 1})})})
("blob/put" "%600")
("blob/put" "one")
reopen
("blob/put" "two")
("store/commit" {:appends ({:stream "a" :events ({:type "t" :at 7 :data 2})})})
("blob/put" "three")`,
		"ids": `
("store/commit" {:appends ({:stream "x" :events ({:type "t" :at 1 :data "%100"})})})
("store/commit" {:appends ({:stream "a" :once true :events ({:type "t" :at 1 :data "%150" :id "i"})})})
("store/truncate" {:stream "x" :before 2})
("store/commit" {:appends ({:stream "b" :once true :events ({:type "t" :at 1 :data "%200" :id "i"} {:type "t" :at 1 :data 1 :id "j"})})})
compact
("store/commit" {:appends ({:stream "a" :once true :events ({:type "t" :at 1 :data "%150" :id "i"} {:type "t" :at 2 :data "%200" :id "k"})})})
reopen
("store/truncate" {:stream "a" :before 2})
("store/commit" {:appends ({:stream "a" :once true :events ({:type "t" :at 2 :data "%200" :id "i"})})})
("store/commit" {:appends ({:stream "b" :once true :events ({:type "t" :at 1 :data 1 :id "j"} {:type "t" :at 4 :data 1 :id "k"})})})`}
}

// step is one thing that is done to a store.
type step struct {
	word     string // "reopen", "compact", "group", or "" for one request
	requests []kernel.Value
}

// parseScript reads the steps of a script.
func parseScript(t testing.TB, text string) []step {
	t.Helper()
	for n := range 800 {
		text = strings.ReplaceAll(text, fmt.Sprintf(`%%%d"`, n), strings.Repeat("text", n)[:n]+`"`)
	}
	forms, err := reader.ReadAll(&kernel.Source{Name: "script", Text: text}, reader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var steps []step
	for _, f := range forms {
		v := f.Value
		switch {
		case !v.IsList():
			steps = append(steps, step{word: kernel.Write(v)})
		case kernel.Write(v.AsList().Items()[0]) == "group":
			steps = append(steps, step{"group", v.AsList().Items()[1:]})
		default:
			steps = append(steps, step{"", []kernel.Value{v}})
		}
	}
	return steps
}

// together performs requests so that they share a frame.
func together(h *Host, requests []kernel.Value) []string {
	h.writing.Lock()
	var wg sync.WaitGroup
	answers := make([]string, len(requests))
	for i, r := range requests {
		wg.Go(func() { answers[i] = hosttest.Text(h.Perform(context.Background(), r)) })
		for waiting := 0; waiting <= i; time.Sleep(time.Microsecond) {
			h.queue.mu.Lock()
			waiting = len(h.queue.jobs)
			h.queue.mu.Unlock()
		}
	}
	h.writing.Unlock()
	wg.Wait()
	return answers
}

// player does the steps of a script on a file system, as a program that opens, works and closes.
type player struct {
	fs    afero.Fs
	opts  Options
	h     *Host
	model *mockio.Host // what every answer is compared with; may be nil
}

func (p *player) open() (err error) {
	p.h, err = Open(p.fs, "dir/store", p.opts)
	return err
}

// do does a step and gives an error if it failed. Afterwards the step is answered for.
func (p *player) do(s step) error {
	switch s.word {
	case "reopen":
		if err := p.h.Close(); err != nil {
			return err
		}
		return p.open()
	case "compact":
		_, err := p.h.Compact(context.Background())
		return err
	}
	var answers []string
	if s.word == "group" {
		answers = together(p.h, s.requests)
	} else {
		answers = []string{hosttest.Text(p.h.Perform(context.Background(), s.requests[0]))}
	}
	for i, a := range answers {
		if strings.HasPrefix(a, "!") {
			return fmt.Errorf("%s: %s", kernel.Write(s.requests[i]), a)
		}
		if p.model == nil {
			continue
		}
		if want := hosttest.Text(p.model.Perform(context.Background(), s.requests[i])); a != want {
			return fmt.Errorf("%s: %s, want %s", kernel.Write(s.requests[i]), a, want)
		}
	}
	return nil
}

// holds gives all that a store holds, as it answers it: what is read through the indexes, and what is read
// in order.
func holds(h *Host) (string, error) {
	var b strings.Builder
	var failed error
	write := func(v kernel.Value, err error) {
		if err != nil && failed == nil {
			failed = err
		}
		b.WriteString(kernel.Write(v))
		b.WriteByte('\n')
	}
	for _, name := range slices.Sorted(maps.Keys(h.cat.streams)) {
		b.WriteString(name)
		write(h.stat(name))
		write(h.readStream(&storeop.Read{Stream: name, Limit: 100}))
		for _, id := range []string{"i", "j", "k"} {
			if e, ok, err := h.eventByID(name, id, h.cat.streams[name].first); ok || err != nil {
				write(kernel.Int(e.Seq), err)
			}
		}
	}
	write(h.readAll(&storeop.ReadAll{After: -1, Limit: 1000}))
	write(h.scanKeys(&storeop.Names{Limit: 1000}))
	write(h.scanKeys(&storeop.Names{Limit: 1000, Prefix: "$"}))
	for _, name := range slices.Sorted(maps.Keys(h.cat.snaps)) {
		write(h.readSnapshot(name))
	}
	blobs, err := h.listBlobs()
	if err != nil {
		return "", err
	}
	for _, cid := range blobs {
		write(h.getBlob(cid))
	}
	return b.String(), failed
}
