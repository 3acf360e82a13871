package hosttest

func reads() []Scenario {
	fill := step{add("a", 1, 2, 3, 4, 5), ""}
	e := func(n int) string { return et("a", n, n, 0) }
	read := func(more ...any) any { return req("store/read", append(d{"stream", "a"}, more...)) }
	r := func(want string, more ...any) step { return step{val(read(more...)), want} }
	return []Scenario{
		{"an unknown stream is empty", []step{
			r(page(nil, 0, 1)),
			r(page(nil, 0, 1), "from", 3),
			r(page(nil, 0, 1), "reverse", true),
			{req("store/stat", "a"), "{:last-seq 0 :first-seq 1 :count 0}"},
			{req("store/streams"), "{:streams () :next nil}"},
		}},
		{"read forward", []step{fill,
			r(page(nil, 5, 1, e(1), e(2), e(3), e(4), e(5))),
			r(page(nil, 5, 1, e(4), e(5)), "from", 4),
			r(page(nil, 5, 1), "from", 6),
			r(page(nil, 5, 1), "from", int64(1<<62)),
			r(page(3, 5, 1, e(1), e(2)), "limit", 2),
			r(page(5, 5, 1, e(3), e(4)), "limit", 2, "from", 3),
			r(page(nil, 5, 1, e(5)), "limit", 2, "from", 5),
			r(page(nil, 5, 1, e(4), e(5)), "limit", 2, "from", 4),
			r(page(2, 5, 1, e(1)), "limit", 1, "reverse", false),
		}},
		{"read backwards", []step{fill,
			r(page(nil, 5, 1, e(5), e(4), e(3), e(2), e(1)), "reverse", true),
			r(page(3, 5, 1, e(5), e(4)), "reverse", true, "limit", 2),
			r(page(1, 5, 1, e(3), e(2)), "reverse", true, "limit", 2, "from", 3),
			r(page(nil, 5, 1, e(1)), "reverse", true, "limit", 2, "from", 1),
			r(page(nil, 5, 1, e(2), e(1)), "reverse", true, "limit", 2, "from", 2),
			r(page(3, 5, 1, e(5), e(4)), "reverse", true, "limit", 2, "from", 99),
		}},
		{"reading what was truncated", []step{fill,
			{req("store/truncate", d{"stream", "a", "before", 4}), "4"},
			r(page(nil, 5, 4, e(4), e(5))),
			r(page(nil, 5, 4, e(4), e(5)), "from", 2),
			r(page(nil, 5, 4), "from", 2, "reverse", true),
			r(page(4, 5, 4, e(5)), "limit", 1, "reverse", true),
			{req("store/stat", "a"), "{:last-seq 5 :first-seq 4 :count 2}"},
		}},
		{"a large limit means the largest", []step{fill,
			r(page(nil, 5, 1, e(1), e(2), e(3), e(4), e(5)), "limit", int64(1<<60)),
		}},
		{"streams do not mix", []step{
			{add("a", 1), ""}, {add("b", 9), ""}, {add("a", 2), ""},
			r(page(nil, 2, 1, e(1), e(2))),
		}},
		{"stat", []step{fill,
			{req("store/stat", "a"), "{:last-seq 5 :first-seq 1 :count 5}"},
		}},
	}
}

func readAlls() []Scenario {
	// positions 1 to 6: a1 b1 ab1 a2 b2 a3
	fill := step{appends(app("a", nil, ev(1)), app("b", nil, ev(2)), app("ab", nil, ev(3)),
		app("a", nil, ev(4)), app("b", nil, ev(5)), app("a", nil, ev(6))), ""}
	e := []string{"", et("a", 1, 1, 1), et("b", 1, 2, 2), et("ab", 1, 3, 3), et("a", 2, 4, 4), et("b", 2, 5, 5),
		et("a", 3, 6, 6)}
	r := func(want string, keys ...any) step { return step{req("store/read-all", d(keys)), want} }
	return []Scenario{
		{"read all of nothing", []step{
			{req("store/read-all"), all(0, nil)},
			{req("store/read-all", nil), all(0, nil)},
			r(all(5, nil), "after", 5),
			r(all(0, nil), "reverse", true),
		}},
		{"read all forward", []step{fill,
			r(all(6, nil, e[1:]...)),
			r(all(6, nil, e[5:]...), "after", 4),
			r(all(6, nil), "after", 6),
			r(all(99, nil), "after", 99),
			r(all(2, 2, e[1], e[2]), "limit", 2),
			r(all(4, 4, e[3], e[4]), "limit", 2, "after", 2),
			r(all(6, nil, e[5], e[6]), "limit", 2, "after", 4),
			r(all(1<<63-1, nil), "after", int64(1<<63-1)),
		}},
		{"read all backwards", []step{fill,
			r(all(0, nil, e[6], e[5], e[4], e[3], e[2], e[1]), "reverse", true),
			r(all(5, 5, e[6], e[5]), "reverse", true, "limit", 2),
			r(all(3, 3, e[4], e[3]), "reverse", true, "limit", 2, "after", 5),
			r(all(0, nil, e[2], e[1]), "reverse", true, "limit", 2, "after", 3),
			r(all(0, nil), "reverse", true, "after", 1),
			r(all(0, nil), "reverse", true, "after", 0),
			r(all(6, 6, e[6]), "reverse", true, "limit", 1, "after", 50),
		}},
		{"read all by prefix", []step{fill,
			r(all(6, nil, e[1], e[3], e[4], e[6]), "prefix", "a"),
			r(all(6, nil, e[3]), "prefix", "ab"),
			r(all(6, nil), "prefix", "x"),
			r(all(3, 3, e[1], e[3]), "prefix", "a", "limit", 2),
			r(all(6, nil, e[4], e[6]), "prefix", "a", "limit", 2, "after", 3),
			r(all(2, 2, e[2]), "prefix", "b", "limit", 1),
			r(all(6, nil, e[5]), "prefix", "b", "limit", 1, "after", 2),
			r(all(4, 4, e[6], e[4]), "prefix", "a", "limit", 2, "reverse", true),
			r(all(0, nil, e[3], e[1]), "prefix", "a", "limit", 2, "reverse", true, "after", 4),
		}},
		{"read all skips what was truncated", []step{fill,
			{req("store/truncate", d{"stream", "a", "before", 3}), "3"},
			r(all(6, nil, e[2], e[3], e[5], e[6])),
			r(all(2, 2, e[2]), "limit", 1),
			{req("store/truncate", d{"stream", "a", "before", 4}), "4"},
			r(all(6, nil, e[5]), "after", 4),
			{add("a", 7), done(7, et("a", 4, 7, 7))},
			r(all(7, nil, et("a", 4, 7, 7)), "after", 5),
		}},
		{"wait", []step{
			{req("store/wait", d{"after", 0, "timeout", 0}), "nil"},
			{req("store/wait", d{"after", 0, "timeout", 5}), "nil"},
			fill,
			{req("store/wait", d{"after", 0, "timeout", 3_600_000}), "6"},
			{req("store/wait", d{"after", 5, "timeout", 0}), "6"},
			{req("store/wait", d{"after", 6, "timeout", 1}), "nil"},
		}},
	}
}
