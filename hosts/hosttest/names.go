package hosttest

import (
	"fmt"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// oddNames gives names that a careless host takes for something else, in the order of their bytes.
func oddNames() []string {
	return []string{
		"", "\x00", "\x00\x00", " ", "..", "../../etc/passwd", "/", "/etc/passwd", "A", "CON", "a", "a\x00b",
		"a\nb", "a ", "a/b", "a/b/", "a\\b", strings.Repeat("long", 2500), "é", "😀", "\xff\xfe",
	}
}

func names() []Scenario {
	var odd, list []step
	var infos []string
	for i, name := range oddNames() {
		odd = append(odd, step{add(name, i), done(i+1, et(name, 1, i, i+1))})
		infos = append(infos, fmt.Sprintf("{:stream %s :last-seq 1}", kernel.Write(kernel.Str(name))))
	}
	for i, name := range oddNames() {
		odd = append(odd, step{req("store/read", d{"stream", name}), page(nil, 1, 1, et(name, 1, i, 0))})
		list = append(list, step{kv(d{"put", name, "value", i}), ""})
	}
	odd = append(odd, step{req("store/streams"), "{:streams (" + strings.Join(infos, " ") + ") :next nil}"})
	for i, name := range oddNames() {
		key := kernel.Write(kernel.Str(name))
		list = append(list,
			step{req("kv/get", name), fmt.Sprintf("{:key %s :value %d}", key, i)},
			step{req("store/snapshot-write", d{"name", name, "value", i, "seq", i}), ""})
	}
	for i, name := range oddNames() {
		list = append(list, step{req("store/snapshot-read", name), fmt.Sprintf("{:name %s :value %d :seq %d}",
			kernel.Write(kernel.Str(name)), i, i)})
	}
	return []Scenario{
		{"odd stream names", odd},
		{"odd keys and snapshots", list},
		{"streams in pages", []step{
			{appends(app("b", nil, ev(1)), app("a/2", nil, ev(1)), app("a/1", nil, ev(1), ev(2)), app("c", nil, ev(1))), ""},
			{req("store/streams", d{"prefix", "a/"}), `{:streams ({:stream "a/1" :last-seq 2} {:stream "a/2" :last-seq 1}) :next nil}`},
			{req("store/streams", d{"limit", 2}), `{:streams ({:stream "a/1" :last-seq 2} {:stream "a/2" :last-seq 1}) :next "a/2"}`},
			{req("store/streams", d{"limit", 2, "after", "a/2"}), `{:streams ({:stream "b" :last-seq 1} {:stream "c" :last-seq 1}) :next nil}`},
			{add("a/15", 1), ""},
			{req("store/streams", d{"limit", 2}), `{:streams ({:stream "a/1" :last-seq 2} {:stream "a/15" :last-seq 1}) :next "a/15"}`},
			{req("store/streams", d{"prefix", "a/1", "after", "a/1"}), `{:streams ({:stream "a/15" :last-seq 1}) :next nil}`},
			{req("store/streams", d{"prefix", "x"}), `{:streams () :next nil}`},
		}},
		{"reserved streams", []step{
			{add("$x", 1), `!range: store/commit: append 0 :stream is "$x": names that begin with $ are reserved`},
			{appends(app("a", nil, ev(1)), app("$", nil, ev(1))), "!range: append 1 :stream"},
			{req("store/stat", "a"), "{:last-seq 0 :first-seq 1 :count 0}"},
			{req("store/read", d{"stream", "$x"}), page(nil, 0, 1)},
			{add("x$", 1), ""},
		}},
		{"names of any length up to the limit", []step{
			{add(strings.Repeat("n", 65536), 1), ""},
			{req("store/stat", strings.Repeat("n", 65536)), "{:last-seq 1 :first-seq 1 :count 1}"},
			{add(strings.Repeat("n", 65537), 1), "!range: has 65537 bytes, want at most 65536"},
			{kv(d{"put", strings.Repeat("n", 65537), "value", 1}), "!range: has 65537 bytes"},
			{req("store/commit", d{"cursor", d{"name", strings.Repeat("n", 65536), "pos", 1}}), ""},
			{req("kv/get", "$cursor/"+strings.Repeat("n", 65536)),
				`{:key "$cursor/` + strings.Repeat("n", 65536) + `" :value 1}`},
		}},
	}
}

func truncates() []Scenario {
	tr := func(before int, want string) step {
		return step{req("store/truncate", d{"stream", "a", "before", before}), want}
	}
	return []Scenario{
		{"truncate is idempotent and never goes back", []step{
			{add("a", 1, 2, 3), ""},
			tr(1, "1"), tr(2, "2"), tr(2, "2"), tr(1, "2"), tr(3, "3"), tr(2, "3"),
			{req("store/stat", "a"), "{:last-seq 3 :first-seq 3 :count 1}"},
		}},
		{"truncate everything", []step{
			{add("a", 1, 2, 3), ""},
			tr(100, "4"), tr(200, "4"),
			{req("store/stat", "a"), "{:last-seq 3 :first-seq 4 :count 0}"},
			{req("store/read", d{"stream", "a"}), page(nil, 3, 4)},
			{req("store/streams"), `{:streams ({:stream "a" :last-seq 3}) :next nil}`},
			{appends(app("a", 3, ev(4))), done(4, et("a", 4, 4, 4))},
			{req("store/read", d{"stream", "a"}), page(nil, 4, 4, et("a", 4, 4, 0))},
			{appends(app("a", "exists", ev(5))), done(5, et("a", 5, 5, 5))},
		}},
		{"truncate an unknown stream", []step{
			tr(5, "1"),
			{req("store/streams"), `{:streams () :next nil}`},
			{add("a", 1), done(1, et("a", 1, 1, 1))},
			{req("store/stat", "a"), "{:last-seq 1 :first-seq 1 :count 1}"},
		}},
	}
}

func snapshots() []Scenario {
	w := func(want string, keys ...any) step {
		return step{req("store/snapshot-write", append(d{"name", "s"}, keys...)), want}
	}
	return []Scenario{
		{"snapshot write, read, delete", []step{
			{req("store/snapshot-read", "s"), "nil"},
			w(`{:name "s" :seq 3}`, "value", d{"n", 1}, "seq", 3),
			{req("store/snapshot-read", "s"), `{:name "s" :value {:n 1} :seq 3}`},
			w(`{:name "s" :seq 2}`, "value", nil, "seq", 2),
			{req("store/snapshot-read", "s"), `{:name "s" :value nil :seq 2}`},
			{req("store/snapshot-delete", "s"), "true"},
			{req("store/snapshot-delete", "s"), "false"},
			{req("store/snapshot-read", "s"), "nil"},
		}},
		{"snapshot expectations", []step{
			w(`{:conflict true :snapshot "s" :expected 0 :actual "none"}`, "value", 1, "seq", 1, "expect", 0),
			w(`{:name "s" :seq 0}`, "value", 1, "seq", 0, "expect", "none"),
			w(`{:conflict true :snapshot "s" :expected "none" :actual 0}`, "value", 2, "seq", 1, "expect", "none"),
			w(`{:name "s" :seq 1}`, "value", 2, "seq", 1, "expect", 0),
			w(`{:conflict true :snapshot "s" :expected 0 :actual 1}`, "value", 3, "seq", 2, "expect", 0),
			{req("store/snapshot-read", "s"), `{:name "s" :value 2 :seq 1}`},
		}},
		{"snapshots are not keys", []step{
			w("", "value", 1, "seq", 1),
			{req("kv/scan"), "{:entries () :next nil}"},
			{req("kv/get", "s"), "nil"},
		}},
	}
}

func blobs() []Scenario {
	empty := `"bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"`
	abc := `"bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu"`
	id := func(quoted string) string { return strings.Trim(quoted, `"`) }
	return []Scenario{
		{"blobs", []step{
			{req("blob/has?", id(abc)), "false"},
			{req("blob/get", id(abc)), "nil"},
			{req("blob/put", "abc"), abc},
			{req("blob/put", "abc"), abc},
			{req("blob/put", ""), empty},
			{req("blob/get", id(abc)), `"abc"`},
			{req("blob/get", id(empty)), `""`},
			{req("blob/has?", id(abc)), "true"},
			{req("blob/get", "no cid"), "nil"},
			{req("blob/has?", ""), "false"},
		}},
		{"blobs hold any bytes up to the limit", []step{
			{req("blob/put", "\xff\x00\xfe"), ""},
			{req("blob/put", strings.Repeat("b", 16<<20)), ""},
			{req("blob/put", strings.Repeat("b", 16<<20+1)), "!range: blob has 16777217 bytes, want at most 16777216"},
		}},
	}
}
