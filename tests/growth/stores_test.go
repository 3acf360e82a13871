package growth

import (
	"os"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/mockio"
)

// backends are the places of a store: SX dicts, Go maps, and files, which are in memory here so that
// what is measured is not a disk.
var backends = []struct {
	name, open string
	host       func() (hosts.Host, error)
}{
	{"mem-sx", "(store/open (store/mem-backend))", inMemory},
	{"mockio", "(store/open)", inMemory},
	{"fileio", "(store/open)", func() (hosts.Host, error) {
		return fileio.Open(afero.NewMemMapFs(), "/store", fileio.Options{Sync: fileio.SyncNever})
	}},
}

func inMemory() (hosts.Host, error) { return mockio.New(), nil }

// stores gives the operations of the store, each on every backend. What the hosts do in Go shows in the time
// alone, so that is judged for what should not grow at all. The stream "s" has n events with the
// ids "k0", "k1" …, there are n keys, and n streams "t/0", "t/1" … of one event.
func stores() []operation {
	const (
		batches = "(define (in-batches f) (for-each (fn (is) (f is)) (chunk-every 100 (range n))))"
		events  = batches + "(in-batches (fn (is) (store/append-batch \"s\" (map (fn (i) (event/new \"t\" i {:id (str \"k\" i) :at i})) is))))"
		keys    = batches + "(in-batches (fn (is) (store/commit {:kv (map (fn (i) {:put (str \"k\" i) :value i}) is)})))"
		streams = batches + "(in-batches (fn (is) (store/commit {:appends (map (fn (i) {:stream (str \"t/\" i) :events (list (event/new \"t\" i {:at 1}))}) is)})))"
		sum     = "(define (sum n e) (+ n (get e :data)))"
		someKey = "(str \"k\" (mod (* i 7919) n))"
		pages   = "(define page-of {:limit 10})"
	)
	var out []operation
	for _, o := range []operation{
		constant("store/append", events, "(store/append \"s\" \"t\" i)"),
		constant("store/append :expect", events+"(define last n)", "(store/append \"s\" \"t\" i {:expect (store/last-seq \"s\")})"),
		constant("store/append to a new stream", streams+"(define made 0)", "(store/append (str \"new/\" (set! made (+ made 1))) \"t\" i)"),
		constant("once/append, a new key", events+"(define made n)", "(do (set! made (+ made 1)) (once/append \"s\" (str \"k\" made) \"t\" i))"),
		constant("once/append, a key that is there", events, "(once/append \"s\" "+someKey+" \"t\" (mod (* i 7919) n))"),
		constant("store/last-seq", events, "(store/last-seq \"s\")"),
		constant("store/read, some in the middle", events+pages, "(store/read \"s\" {:from (quotient n 2) :limit 10})"),
		constant("store/read, the newest", events, "(store/read \"s\" {:reverse true :limit 10})"),
		constant("store/read, a short stream among many", streams, "(store/read (str \"t/\" (mod (* i 7919) n)))"),
		constant("global/read, some in the middle", events, "(global/read {:after (quotient n 2) :limit 10})"),
		constant("kv/get", keys, "(kv/get "+someKey+")"),
		constant("kv/put", keys, "(kv/put "+someKey+" i)"),
		constant("store/project-resume, with one new event", events+sum+"(define state (store/project-state \"s\" sum 0))",
			"(do (store/append \"s\" \"t\" i) (set! state (store/project-resume \"s\" sum state)))"),
		constant("view/value after an append", events+sum+"(define v (view/open \"sum\" \"s\" sum 0)) (view/value v)",
			"(do (store/append \"s\" \"t\" i) (view/value v))"),
		constant("an append that a subscriber hears", events+"(define heard 0) (store/subscribe \"s\" (fn (e) (set! heard (+ heard 1))))",
			"(store/append \"s\" \"t\" i)"),
		constant("process/run with one new event", events+"(define (step e) {:kv (list {:put \"seen\" :value (get e :data)})}) (process/run \"p\" \"s\" step)",
			"(do (store/append \"s\" \"t\" i) (process/run \"p\" \"s\" step))"),
		constant("snapshot/replay with one new event", events+sum+"(store/snapshot \"s\" \"sum\" sum 0)",
			"(snapshot/replay \"s\" \"sum\" sum 0)"),
		linear("store/project", events+sum, "(store/project \"s\" sum 0)"),
		linear("global/project", streams+sum, "(global/project sum 0)"),
		linear("kv, all keys", keys, "(kv/keys)"),
		linear("catalog/streams, all", streams, "(catalog/streams)"),
		linear("query/by-type", events, "(query/by-type \"s\" \"t\")"),
	} {
		for _, b := range backends {
			if os.Getenv("SX_TIME") != "" && (o.promise > 0 || b.name == "mem-sx") {
				continue
			}
			here := o
			here.name = b.name + ": " + o.name
			here.setup = "(import (store api)) " + b.open + "\n" + o.setup
			here.store = b.host
			out = append(out, here)
		}
	}
	return out
}
