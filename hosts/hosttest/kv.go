package hosttest

import "math"

func kvs() []Scenario {
	return []Scenario{
		{"put, get, delete", []step{
			{req("kv/get", "k"), "nil"},
			{kv(d{"put", "k", "value", l{1, "two"}}), done(0)},
			{req("kv/get", "k"), `{:key "k" :value (1 "two")}`},
			{kv(d{"put", "k", "value", nil}), done(0)},
			{req("kv/get", "k"), `{:key "k" :value nil}`},
			{kv(d{"delete", "k"}), done(0)},
			{req("kv/get", "k"), "nil"},
			{kv(d{"delete", "k"}), done(0)},
		}},
		{"cas", []step{
			{kv(d{"cas", "k", "old", nil, "value", 1}), `{:conflict true :key "k" :expected nil}`},
			{kv(d{"put", "k", "value", d{"a", 1, "b", 2}}), done(0)},
			{kv(d{"cas", "k", "old", 5, "value", 6}), `{:conflict true :key "k" :expected 5 :actual {:a 1 :b 2}}`},
			{kv(d{"cas", "k", "old", d{"b", 2.0, "a", 1}, "value", math.NaN()}), done(0)},
			{kv(d{"cas", "k", "old", math.NaN(), "value", 7}), done(0)},
			{req("kv/get", "k"), `{:key "k" :value 7}`},
		}},
		{"new", []step{
			{kv(d{"new", "k", "value", nil}), done(0)},
			{kv(d{"new", "k", "value", 2}), `{:conflict true :key "k" :expected "none" :actual nil}`},
			{req("kv/get", "k"), `{:key "k" :value nil}`},
		}},
		{"writes of one commit see each other", []step{
			{kv(d{"new", "k", "value", 1}, d{"cas", "k", "old", 1, "value", 2}, d{"delete", "k"},
				d{"new", "k", "value", 3}, d{"put", "j", "value", 0}, d{"delete", "j"}), done(0)},
			{req("kv/scan"), `{:entries ({:key "k" :value 3}) :next nil}`},
			{kv(d{"put", "k", "value", 4}, d{"cas", "k", "old", 3, "value", 5}),
				`{:conflict true :key "k" :expected 3 :actual 4}`},
			{kv(d{"delete", "k"}, d{"cas", "k", "old", 3, "value", 5}), `{:conflict true :key "k" :expected 3}`},
			{req("kv/get", "k"), `{:key "k" :value 3}`},
		}},
		{"scan by prefix, in pages", []step{
			{kv(d{"put", "b/2", "value", 2}, d{"put", "a", "value", 0}, d{"put", "b/1", "value", 1},
				d{"put", "b/10", "value", 10}, d{"put", "c", "value", 3}), done(0)},
			{req("kv/scan", d{"prefix", "b/"}), `{:entries ({:key "b/1" :value 1} {:key "b/10" :value 10} {:key "b/2" :value 2}) :next nil}`},
			{req("kv/scan", d{"prefix", "b/", "limit", 2}), `{:entries ({:key "b/1" :value 1} {:key "b/10" :value 10}) :next "b/10"}`},
			{req("kv/scan", d{"prefix", "b/", "limit", 2, "after", "b/10"}), `{:entries ({:key "b/2" :value 2}) :next nil}`},
			{req("kv/scan", d{"limit", 3, "after", "b/1"}), `{:entries ({:key "b/10" :value 10} {:key "b/2" :value 2} {:key "c" :value 3}) :next nil}`},
			{req("kv/scan", d{"after", "zzz"}), `{:entries () :next nil}`},
			{req("kv/scan", d{"prefix", "b/", "after", "a"}), `{:entries ({:key "b/1" :value 1} {:key "b/10" :value 10} {:key "b/2" :value 2}) :next nil}`},
		}},
		{"cursors are scanned only when asked for", []step{
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 1}, "kv", l{d{"put", "", "value", 0}}}), done(0)},
			{req("kv/scan"), `{:entries ({:key "" :value 0}) :next nil}`},
			{req("kv/scan", d{"after", ""}), `{:entries () :next nil}`},
			{req("kv/scan", d{"prefix", "$cursor/"}), `{:entries ({:key "$cursor/c" :value 1}) :next nil}`},
		}},
		{"reserved keys are not written", []step{
			{kv(d{"put", "$cursor/c", "value", 1}), `!range: kv 0 :put is "$cursor/c": names that begin with $ are reserved`},
			{kv(d{"delete", "$x"}), "!range: kv 0 :delete"},
			{kv(d{"new", "$", "value", 1}), "!range: kv 0 :new"},
			{kv(d{"cas", "$", "old", 1, "value", 1}), "!range: kv 0 :cas"},
		}},
	}
}
