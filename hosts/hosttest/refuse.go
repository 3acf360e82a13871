package hosttest

import (
	"math/big"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

func refusals() []Scenario {
	commit := func(want string, keys ...any) step { return step{req("store/commit", d(keys)), want} }
	event := func(want string, keys ...any) step {
		return step{appends(app("a", nil, d(keys))), want}
	}
	arg := func(op, want string, keys ...any) step { return step{req(op, d(keys)), want} }
	huge := kernel.BigInt(new(big.Int).Lsh(big.NewInt(1), 64))
	empty := step{req("store/read-all"), all(0, nil)}
	return []Scenario{
		{"an op that is not the store's", []step{
			{req("store/nope"), `!unhandled-op: no host answers the op "store/nope"`},
			{req("Store/commit", d{}), `!unhandled-op: "Store/commit"`},
		}},
		{"requests in other forms", []step{
			{val(l{"store/stat", "a"}), "{:last-seq 0 :first-seq 1 :count 0}"},
			{val(l{kernel.Sym("store/stat"), "a"}), "{:last-seq 0 :first-seq 1 :count 0}"},
			{val(d{"op", kernel.Keyword("store/streams")}), "{:streams () :next nil}"},
			{val(d{"op", "store/streams", "args", nil}), "{:streams () :next nil}"},
			{val("store/stat"), "!type: request is string, want a dict with :op and :args or a list"},
			{val(l{}), "!type: request is an empty list"},
			{val(l{1}), "!type: the first item of a request is number, want the name of an op"},
			{val(d{"op", ""}), "!type: :op of a request is empty"},
			{val(d{"args", l{}}), "!type: :op of a request is nil"},
			{val(d{"op", "store/stat", "args", "a"}), `!type: request "store/stat": :args is string, want a list`},
			{val(d{"op", "store/stat", "arg", l{"a"}}), `!type: request has the key "arg"`},
		}},
		{"wrong numbers of arguments", []step{
			{req("store/commit"), "!arity: store/commit: got 0 arguments, want 1"},
			{req("store/stat"), "!arity: got 0"},
			{req("store/stat", "a", "b"), "!arity: got 2 arguments, want 1"},
			{req("store/streams", d{}, d{}), "!arity: got 2"},
			{req("blob/put"), "!arity: blob/put: got 0"},
		}},
		{"batches that are none", []step{
			{req("store/commit", 1), "!type: store/commit: batch is number, want a dict"},
			commit("!range: writes nothing"),
			commit("!range: writes nothing", "appends", nil, "kv", l{}, "cursor", nil),
			commit("!range: writes nothing", "appends", l{app("a", 0)}),
			commit(`!type: has the unknown key "append", want :appends :kv :cursor`, "append", l{}),
			commit("!type: :appends is dict, want a list", "appends", d{}),
			commit("!type: :kv is string, want a list", "kv", "k"),
			commit("!type: append 0 is number, want a dict", "appends", l{1}),
			commit("!type: kv 0 is list, want a dict", "kv", l{l{}}),
			commit("!type: cursor is string, want a dict", "cursor", "c"),
			empty,
		}},
		{"wrong appends", []step{
			commit("!type: append 0 has no :stream", "appends", l{d{"events", l{ev(1)}}}),
			commit("!type: append 1 :stream is number", "appends", l{app("a", nil, ev(1)), d{"stream", 1, "events", l{ev(1)}}}),
			commit("!type: :stream is keyword", "appends", l{d{"stream", kernel.Keyword("a"), "events", l{ev(1)}}}),
			commit("!range: has neither :events nor :expect", "appends", l{d{"stream", "a"}}),
			commit("!range: :expect is -1, want an integer from 0 on", "appends", l{app("a", -1, ev(1))}),
			commit("!type: :expect is the number 1.0, want an integer", "appends", l{app("a", 1.0, ev(1))}),
			commit(`!range: :expect is "any", want an integer or "none" or "exists"`, "appends", l{app("a", "any", ev(1))}),
			commit("!range: :expect is an integer beyond 64 bits", "appends", l{app("a", huge, ev(1))}),
			commit("!type: :once is string, want true or false", "appends", l{append(app("a", nil, ev(1)), "once", "yes")}),
			empty,
		}},
		{"wrong events", []step{
			event("!type: append 0: event 0 has no :type", "data", 1),
			event("!type: :type is keyword, want a string", "type", kernel.Keyword("t")),
			event("!type: :type is nil, want a string", "type", nil),
			event("!type: :at is string, want an integer", "type", "t", "at", "now"),
			event("!type: :at is the number 1.5", "type", "t", "at", 1.5),
			event("!range: :at is an integer beyond 64 bits", "type", "t", "at", huge),
			event("!type: :id is number, want a string", "type", "t", "id", 5),
			event(`!type: has the unknown key "seq"`, "type", "t", "seq", 5),
			empty,
		}},
		{"wrong key writes", []step{
			{kv(d{}), "!type: kv 0 has none of :put :delete :cas :new"},
			{kv(d{"put", "k"}), "!type: need :value"},
			{kv(d{"delete", "k", "value", 1}), "!type: :delete has none"},
			{kv(d{"cas", "k", "value", 1}), "!type: :cas needs :old"},
			{kv(d{"put", "k", "value", 1, "old", 1}), "!type: :cas needs :old, and nothing else has it"},
			{kv(d{"put", "k", "delete", "k", "value", 1}), "!type: more than one of"},
			{kv(d{"put", 5, "value", 1}), "!type: :put is number, want a string"},
			{kv(d{"put", "a", "value", 1}, d{"put", nil, "value", 1}), "!type: kv 1 :put is nil"},
			{req("kv/scan"), "{:entries () :next nil}"},
		}},
		{"wrong cursors", []step{
			commit("!type: cursor has no :pos", "cursor", d{"name", "c"}),
			commit("!type: cursor has no :name", "cursor", d{"pos", 1}),
			commit("!range: :pos is -1", "cursor", d{"name", "c", "pos", -1}),
			commit("!type: :pos is string", "cursor", d{"name", "c", "pos", "1"}),
			commit(`!range: :expect is "exists", want an integer or "none"`, "cursor", d{"name", "c", "pos", 1, "expect", "exists"}),
		}},
		{"wrong reads", []step{
			arg("store/read", "!type: argument has no :stream"),
			arg("store/read", "!range: :from is 0, want an integer from 1 on", "stream", "a", "from", 0),
			arg("store/read", "!range: :limit is 0, want an integer from 1 on", "stream", "a", "limit", 0),
			arg("store/read", "!type: :limit is the number 2.5", "stream", "a", "limit", 2.5),
			arg("store/read", "!type: :reverse is number", "stream", "a", "reverse", 1),
			arg("store/read", `!type: unknown key "to", want :stream :from :limit :reverse`, "stream", "a", "to", 3),
			{req("store/read", "a"), "!type: store/read: argument is string, want a dict"},
			arg("store/read-all", "!range: :after is -1", "after", -1),
			arg("store/read-all", "!type: :prefix is number", "prefix", 1),
			arg("store/streams", "!range: :limit is -3", "limit", -3),
			arg("kv/scan", "!type: :after is number", "after", 3),
			{req("store/stat", nil), "!type: store/stat: argument is nil, want a string"},
			{req("kv/get", 5), "!type: kv/get: argument is number"},
		}},
		{"wrong truncations, waits, snapshots, blobs", []step{
			arg("store/truncate", "!type: has no :before", "stream", "a"),
			arg("store/truncate", "!range: :before is 0", "stream", "a", "before", 0),
			arg("store/truncate", "!type: :before is nil", "stream", "a", "before", nil),
			arg("store/wait", "!type: :after is missing", "timeout", 1),
			arg("store/wait", "!type: :timeout is missing", "after", 1),
			arg("store/wait", "!range: :timeout is -1", "after", 0, "timeout", -1),
			arg("store/wait", "!range: :timeout is 3600001, want at most 3600000", "after", 0, "timeout", 3_600_001),
			arg("store/snapshot-write", "!type: has no :value", "name", "s", "seq", 1),
			arg("store/snapshot-write", "!type: has no :seq", "name", "s", "value", 1),
			arg("store/snapshot-write", "!type: :seq is nil", "name", "s", "value", 1, "seq", nil),
			arg("store/snapshot-write", "!range: :seq is -1", "name", "s", "value", 1, "seq", -1),
			{req("store/snapshot-read", 1), "!type: store/snapshot-read: argument is number"},
			{req("blob/put", 1), "!type: blob/put: argument is number, want a string"},
			{req("blob/get", l{}), "!type: blob/get: argument is list"},
		}},
	}
}

// limits checks that the most is accepted and one more refused, with nothing written.
func limits() []Scenario {
	// a string of 65,536 bytes or more takes 5 bytes more than its text
	text := func(n int) string { return strings.Repeat("x", n-5) }
	// data of 100,000 bytes, 41 of which pass the end of a page of 4 MiB
	var many l
	for range 60 {
		many = append(many, ev(text(100_000)))
	}
	var pages []string
	for i := range 42 {
		pages = append(pages, et("a", i+1, text(100_000), 0))
	}
	var mebibytes l
	for range 17 {
		mebibytes = append(mebibytes, ev(text(1<<20)))
	}
	var small l
	for range 100_001 {
		small = append(small, d{"put", "k", "value", 1})
	}
	return []Scenario{
		{"event bytes", []step{
			{add("a", text(1<<20)), ""},
			{add("a", text(1<<20+1)), "!range: :data takes more than 1048576 bytes encoded"},
			{add("a", 1, text(1<<20+1)), "!range: append 0: event 1 :data takes more"},
			{appends(app("a", nil, ev(1, "meta", text(1<<20)))), "!range: takes 1048577 bytes encoded, want at most 1048576"},
			{req("store/stat", "a"), "{:last-seq 1 :first-seq 1 :count 1}"},
		}},
		{"value bytes", []step{
			{kv(d{"put", "k", "value", text(16 << 20)}), "!range: batch takes more than 16777216 bytes"},
			{kv(d{"put", "k", "value", text(16<<20 - 1)}), ""},
			{kv(d{"put", "k", "value", text(16<<20 + 1)}), "!range: kv 0 :value takes more than 16777216 bytes encoded"},
			{req("store/snapshot-write", d{"name", "s", "value", text(16 << 20), "seq", 0}), ""},
			{req("store/snapshot-write", d{"name", "s", "value", text(16<<20 + 1), "seq", 0}), "!range: :value takes more"},
		}},
		{"batch bytes and items", []step{
			{appends(app("a", nil, mebibytes...)), "!range: batch takes more than 16777216 bytes encoded"},
			{req("store/commit", d{"kv", small[1:]}), ""},
			{req("store/commit", d{"kv", small}), "!range: batch has more than 100000 events and writes"},
			{req("store/stat", "a"), "{:last-seq 0 :first-seq 1 :count 0}"},
		}},
		{"pages end by their bytes", []step{
			{appends(app("a", nil, many...)), ""},
			{req("store/read", d{"stream", "a"}), page(43, 60, 1, pages...)},
			{req("store/read", d{"stream", "a", "from", 43, "limit", 1}), page(44, 60, 1, et("a", 43, text(100_000), 0))},
		}},
	}
}
