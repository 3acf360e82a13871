package hosttest

func commits() []Scenario {
	a1, a2, b1 := et("a", 1, "x", 1), et("a", 2, "y", 2), et("b", 1, "z", 3)
	return []Scenario{
		{"append answers the stored events", []step{
			{add("a", "x"), `{:events ({:stream "a" :seq 1 :type "t" :at 7 :data "x" :pos 1}) :pos 1}`},
			{add("a", "y"), `{:events ({:stream "a" :seq 2 :type "t" :at 7 :data "y" :pos 2}) :pos 2}`},
			{add("b", "z"), `{:events ({:stream "b" :seq 1 :type "t" :at 7 :data "z" :pos 3}) :pos 3}`},
		}},
		{"id and meta are kept when given", []step{
			{appends(app("a", nil, ev(1, "id", "i1", "meta", d{"user", "u"}), ev(2))),
				`{:events ({:stream "a" :seq 1 :type "t" :at 7 :data 1 :id "i1" :meta {:user "u"} :pos 1} ` +
					`{:stream "a" :seq 2 :type "t" :at 7 :data 2 :pos 2}) :pos 2}`},
			{req("store/read", d{"stream", "a"}),
				`{:events ({:stream "a" :seq 1 :type "t" :at 7 :data 1 :id "i1" :meta {:user "u"}} ` +
					`{:stream "a" :seq 2 :type "t" :at 7 :data 2}) :next nil :last-seq 2 :first-seq 1}`},
		}},
		{"id may be empty, meta false, data missing", []step{
			{appends(app("a", nil, d{"type", "", "at", -5, "id", "", "meta", false})),
				`{:events ({:stream "a" :seq 1 :type "" :at -5 :data nil :id "" :meta false :pos 1}) :pos 1}`},
		}},
		{"without once ids may repeat", []step{
			{appends(app("a", nil, ev(1, "id", "i"), ev(2, "id", "i"))), ""},
			{req("store/stat", "a"), "{:last-seq 2 :first-seq 1 :count 2}"},
		}},
		{"expect a seq", []step{
			{appends(app("a", 0, ev("x"))), done(1, a1)},
			{appends(app("a", 0, ev("y"))), `{:conflict true :stream "a" :expected 0 :actual 1}`},
			{appends(app("a", 2, ev("y"))), `{:conflict true :stream "a" :expected 2 :actual 1}`},
			{appends(app("a", 1, ev("y"))), done(2, a2)},
		}},
		{"expect none", []step{
			{appends(app("a", "none", ev("x"))), done(1, a1)},
			{appends(app("a", "none", ev("x"))), `{:conflict true :stream "a" :expected "none" :actual 1}`},
			{req("store/truncate", d{"stream", "a", "before", 9}), "2"},
			{appends(app("a", "none", ev("x"))), `{:conflict true :stream "a" :expected "none" :actual 1}`},
		}},
		{"expect exists", []step{
			{appends(app("a", "exists", ev("x"))), `{:conflict true :stream "a" :expected "exists" :actual 0}`},
			{appends(app("a", nil, ev("x"))), done(1, a1)},
			{appends(app("a", "exists", ev("y"))), done(2, a2)},
		}},
		{"a conflict writes nothing at all", []step{
			{req("store/commit", d{
				"appends", l{app("a", nil, ev("x")), app("b", 5, ev("y"))},
				"kv", l{d{"put", "k", "value", 1}}, "cursor", d{"name", "c", "pos", 1}}),
				`{:conflict true :stream "b" :expected 5 :actual 0}`},
			{req("store/streams"), "{:streams () :next nil}"},
			{req("kv/get", "k"), "nil"},
			{req("kv/get", "$cursor/c"), "nil"},
			{add("a", "x"), done(1, a1)},
		}},
		{"a conflict of a key takes the appends back", []step{
			{req("store/commit", d{"appends", l{app("a", nil, ev("x"))},
				"kv", l{d{"cas", "k", "old", 1, "value", 2}}}), `{:conflict true :key "k" :expected 1}`},
			{req("store/stat", "a"), "{:last-seq 0 :first-seq 1 :count 0}"},
			{req("store/read-all"), all(0, nil)},
		}},
		{"several streams in one commit", []step{
			{appends(app("a", 0, ev("x"), ev("y")), app("b", 0, ev("z"))), done(3, a1, a2, b1)},
			{req("store/read-all"), all(3, nil, a1, a2, b1)},
		}},
		{"one stream twice in one commit", []step{
			{appends(app("a", 0, ev("x")), app("b", 0, ev(1)), app("a", 1, ev("y"))),
				done(3, a1, et("b", 1, 1, 2), et("a", 2, "y", 3))},
			{appends(app("a", 2, ev(1)), app("a", 2, ev(2))), `{:conflict true :stream "a" :expected 2 :actual 3}`},
			{req("store/stat", "a"), "{:last-seq 2 :first-seq 1 :count 2}"},
		}},
		{"an append without events checks", []step{
			{add("a", "x"), ""},
			{req("store/commit", d{"appends", l{app("a", 1)}, "kv", l{d{"put", "k", "value", 1}}}), done(1)},
			{req("store/commit", d{"appends", l{app("a", 2)}, "kv", l{d{"put", "k", "value", 2}}}),
				`{:conflict true :stream "a" :expected 2 :actual 1}`},
			{req("kv/get", "k"), `{:key "k" :value 1}`},
		}},
		{"keys alone do not move the position", []step{
			{kv(d{"put", "k", "value", 1}), done(0)},
			{add("a", "x"), done(1, a1)},
			{kv(d{"put", "k", "value", 2}), done(1)},
		}},
		{"cursor", []step{
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 3}}), done(0)},
			{req("kv/get", "$cursor/c"), `{:key "$cursor/c" :value 3}`},
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 5, "expect", 3}}), done(0)},
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 9, "expect", 3}}),
				`{:conflict true :cursor "c" :expected 3 :actual 5}`},
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 9, "expect", "none"}}),
				`{:conflict true :cursor "c" :expected "none" :actual 5}`},
			{req("store/commit", d{"cursor", d{"name", "c", "pos", nil, "expect", 5}}), done(0)},
			{req("kv/get", "$cursor/c"), "nil"},
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 1, "expect", 0}}),
				`{:conflict true :cursor "c" :expected 0 :actual "none"}`},
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 0, "expect", "none"}}), done(0)},
			{req("store/commit", d{"cursor", d{"name", "c", "pos", 1, "expect", 0}}), done(0)},
		}},
		{"cursor moves with the commit or not at all", []step{
			{req("store/commit", d{"appends", l{app("a", 7, ev(1))}, "cursor", d{"name", "c", "pos", 3}}), ""},
			{req("kv/get", "$cursor/c"), "nil"},
			{req("store/commit", d{"appends", l{app("a", 0, ev("x"))},
				"cursor", d{"name", "c", "pos", 3, "expect", 2}}), `{:conflict true :cursor "c" :expected 2 :actual "none"}`},
			{req("store/stat", "a"), "{:last-seq 0 :first-seq 1 :count 0}"},
			{req("store/commit", d{"appends", l{app("a", 0, ev("x"))}, "cursor", d{"name", "c", "pos", 3}}), done(1, a1)},
			{req("kv/get", "$cursor/c"), `{:key "$cursor/c" :value 3}`},
		}},
	}
}

func onces() []Scenario {
	once := func(stream string, expect any, events ...any) d {
		return append(app(stream, expect, events...), "once", true)
	}
	stored := `{:stream "a" :seq 1 :type "t" :at 7 :data (1 2) :id "i" :pos 1}`
	return []Scenario{
		{"once answers the first event", []step{
			{appends(once("a", nil, ev(l{1, 2}, "id", "i"))), done(1, stored)},
			{appends(once("a", nil, ev(l{1, 2}, "id", "i"))), done(1, stored)},
			{appends(once("a", nil, ev(l{1.0, 2}, "id", "i", "meta", 1))), done(1, stored)},
			{req("store/stat", "a"), "{:last-seq 1 :first-seq 1 :count 1}"},
		}},
		{"once with other content is a conflict", []step{
			{appends(once("a", nil, ev(l{1, 2}, "id", "i"))), ""},
			{appends(once("a", nil, ev(l{1, 3}, "id", "i"))), `{:conflict true :stream "a" :id "i" ` +
				`:expected {:type "t" :data (1 3)} :actual ` + stored + `}`},
			{appends(once("a", nil, d{"type", "u", "data", l{1, 2}, "id", "i"})), `{:conflict true :stream "a" :id "i" ` +
				`:expected {:type "u" :data (1 2)} :actual ` + stored + `}`},
		}},
		{"once again does not look at expect", []step{
			{appends(once("a", 0, ev(l{1, 2}, "id", "i"))), done(1, stored)},
			{appends(once("a", 0, ev(l{1, 2}, "id", "i"))), done(1, stored)},
			{appends(once("a", 0, ev(l{1, 2}, "id", "j"))), `{:conflict true :stream "a" :expected 0 :actual 1}`},
			{appends(once("a", 0, ev(l{1, 2}, "id", "i"), ev(3, "id", "k"))),
				`{:conflict true :stream "a" :expected 0 :actual 1}`},
		}},
		{"once stores what is missing", []step{
			{appends(once("a", nil, ev(l{1, 2}, "id", "i"))), ""},
			{appends(once("a", 1, ev(2, "id", "j"), ev(l{1, 2}, "id", "i"), ev(3, "id", "k"))), done(3,
				`{:stream "a" :seq 2 :type "t" :at 7 :data 2 :id "j" :pos 2}`, stored,
				`{:stream "a" :seq 3 :type "t" :at 7 :data 3 :id "k" :pos 3}`)},
		}},
		{"once within one commit", []step{
			{appends(once("a", nil, ev(1, "id", "i"), ev(1, "id", "i")), once("a", 9, ev(1, "id", "i"))), done(1,
				`{:stream "a" :seq 1 :type "t" :at 7 :data 1 :id "i" :pos 1}`,
				`{:stream "a" :seq 1 :type "t" :at 7 :data 1 :id "i" :pos 1}`,
				`{:stream "a" :seq 1 :type "t" :at 7 :data 1 :id "i" :pos 1}`)},
			{appends(once("b", nil, ev(1, "id", "i"), ev(2, "id", "i"))), `{:conflict true :stream "b" :id "i" ` +
				`:expected {:type "t" :data 2} :actual {:stream "b" :seq 1 :type "t" :at 7 :data 1 :id "i" :pos 2}}`},
			{req("store/stat", "b"), "{:last-seq 0 :first-seq 1 :count 0}"},
		}},
		{"ids are of one stream", []step{
			{appends(once("a", nil, ev(1, "id", "i"))), ""},
			{appends(once("b", nil, ev(2, "id", "i"))), done(2, `{:stream "b" :seq 1 :type "t" :at 7 :data 2 :id "i" :pos 2}`)},
		}},
		{"once finds events appended without once, the first one", []step{
			{appends(app("a", nil, ev(1, "id", "i"), ev(2, "id", "i"), ev(1, "id", "i"))), ""},
			{appends(once("a", nil, ev(1, "id", "i"))), done(3, `{:stream "a" :seq 1 :type "t" :at 7 :data 1 :id "i" :pos 1}`)},
			{req("store/truncate", d{"stream", "a", "before", 2}), "2"},
			{appends(once("a", nil, ev(2, "id", "i"))), done(3, `{:stream "a" :seq 2 :type "t" :at 7 :data 2 :id "i" :pos 2}`)},
			{req("store/truncate", d{"stream", "a", "before", 3}), "3"},
			{appends(once("a", nil, ev(1, "id", "i"))), done(3, `{:stream "a" :seq 3 :type "t" :at 7 :data 1 :id "i" :pos 3}`)},
		}},
		{"truncated ids are forgotten", []step{
			{appends(once("a", nil, ev(1, "id", "i"))), ""},
			{req("store/truncate", d{"stream", "a", "before", 2}), "2"},
			{appends(once("a", nil, ev(1, "id", "i"))), done(2, `{:stream "a" :seq 2 :type "t" :at 7 :data 1 :id "i" :pos 2}`)},
		}},
		{"once again still writes the keys", []step{
			{appends(once("a", nil, ev(1, "id", "i"))), ""},
			{req("store/commit", d{"appends", l{once("a", nil, ev(1, "id", "i"))},
				"kv", l{d{"put", "k", "value", 1}}}), ""},
			{req("kv/get", "k"), `{:key "k" :value 1}`},
		}},
		{"once needs ids", []step{
			{appends(once("a", nil, ev(1))), "!range: store/commit: append 0: event 0 has no :id"},
		}},
	}
}
