package hosttest

import (
	"math"
	"math/big"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// dataTexts are values of every kind that a store keeps, with the text they must come back as.
func dataTexts() []struct {
	v    any
	text string
} {
	set := kernel.NewSet()
	for _, x := range []any{3, "a", 1.5, l{1}} {
		set.Add(val(x))
	}
	wide := d{}
	text := []string{}
	for i := range 20 {
		key := strings.Repeat("z", 20-i)
		wide = append(wide, key, i)
		text = append(text, ":"+key, kernel.Write(val(i)))
	}
	huge := new(big.Int).Lsh(big.NewInt(1), 70)
	return []struct {
		v    any
		text string
	}{
		{nil, "nil"}, {true, "true"}, {false, "false"},
		{0, "0"}, {-1, "-1"}, {23, "23"}, {24, "24"}, {255, "255"}, {256, "256"}, {65536, "65536"},
		{int64(math.MaxInt64), "9223372036854775807"}, {int64(math.MinInt64), "-9223372036854775808"},
		{kernel.BigInt(new(big.Int).SetUint64(math.MaxUint64)), "18446744073709551615"},
		{kernel.BigInt(huge), "1180591620717411303424"},
		{kernel.BigInt(new(big.Int).Neg(huge)), "-1180591620717411303424"},
		{1.0, "1.0"}, {1.5, "1.5"}, {math.Copysign(0, -1), "-0.0"}, {0.1, "0.1"}, {5e-324, "5e-324"},
		{math.Inf(1), "+inf.0"}, {math.Inf(-1), "-inf.0"}, {math.NaN(), "+nan.0"},
		{kernel.Ratio(big.NewRat(-1, 3)), "-1/3"},
		{kernel.Ratio(new(big.Rat).SetFrac(big.NewInt(1), huge)), "1/1180591620717411303424"},
		{"", `""`}, {"a\"\\\n", `"a\"\\\n"`}, {"é😀", `"é😀"`}, {"\x00", `"\x0;"`},
		{kernel.Keyword("k"), ":k"}, {"k", `"k"`}, {kernel.Sym("sym"), "sym"},
		{kernel.Char('a'), `#\a`}, {kernel.Char('😀'), `#\😀`}, {kernel.Char(0), `#\nul`},
		{l{}, "()"}, {l{1, l{2, l{}}, nil}, "(1 (2 ()) nil)"}, {d{}, "{}"},
		{d{"z", 1, "a", 2, "", 3, "m n", 4}, `{:z 1 :a 2 "" 3 "m n" 4}`},
		{wide, "{" + strings.Join(text, " ") + "}"},
		{kernel.NewVector([]kernel.Value{val(1), val("x")}), `#(1 "x")`},
		{set.Value(), `#{3 "a" 1.5 (1)}`},
		{l{kernel.Keyword("k"), "k", kernel.Sym("k")}, `(:k "k" k)`},
	}
}

// deep nests a list.
func deep(levels int) kernel.Value {
	v := kernel.ListOf()
	for range levels - 1 {
		v = kernel.ListOf(v)
	}
	return v
}

func values() []Scenario {
	var events, keys, snaps []step
	for i, x := range dataTexts() {
		key := kernel.Write(kernel.Int(int64(i)))
		events = append(events,
			step{appends(app(key, nil, ev(x.v, "meta", l{x.v}))), ""},
			step{req("store/read", d{"stream", key}), `{:events ({:stream "` + key + `" :seq 1 :type "t" :at 7 :data ` +
				x.text + ` :meta (` + x.text + `)}) :next nil :last-seq 1 :first-seq 1}`})
		keys = append(keys,
			step{kv(d{"put", key, "value", x.v}), done(0)},
			step{req("kv/get", key), `{:key "` + key + `" :value ` + x.text + `}`},
			step{kv(d{"cas", key, "old", x.v, "value", 0}), done(0)})
		snaps = append(snaps,
			step{req("store/snapshot-write", d{"name", key, "value", x.v, "seq", 1}), ""},
			step{req("store/snapshot-read", key), `{:name "` + key + `" :value ` + x.text + ` :seq 1}`})
	}
	builtin := (&kernel.Builtin{Name: "f"}).Value()
	point := kernel.NewRecordType("point", "point", []string{"x"}, nil)
	self := kernel.NewDict()
	self.Set(kernel.NewString("self"), self.Value())
	return []Scenario{
		{"every kind of value in events", events},
		{"every kind of value in keys", keys},
		{"every kind of value in snapshots", snaps},
		{"values that are no data", []step{
			{add("a", builtin), "!type: :data holds a value that is no data: a builtin cannot be stored"},
			{add("a", l{d{"f", builtin}}), "!type: a builtin cannot be stored"},
			{add("a", kernel.NewRecord(point, []kernel.Value{val(1)})), "!type: a point cannot be stored"},
			{add("a", point.Value()), "!type: a record-type cannot be stored"},
			{add("a", kernel.NewBuffer().Value()), "!type: a string-buffer cannot be stored"},
			{add("a", kernel.NewHost("db", nil)), "!type: a host cannot be stored"},
			{add("a", kernel.NewCondition("user", "m").Value()), "!type: a condition cannot be stored"},
			{kv(d{"put", "k", "value", builtin}), "!type: kv 0 :value holds a value that is no data"},
			{req("store/snapshot-write", d{"name", "s", "value", builtin, "seq", 1}), "!type: :value holds a value that is no data"},
			{req("store/streams"), "{:streams () :next nil}"},
		}},
		{"deep values", []step{
			{add("a", deep(10_000)), ""},
			{req("store/stat", "a"), "{:last-seq 1 :first-seq 1 :count 1}"},
			{add("a", deep(10_001)), "!range: :data cannot be stored: value is nested deeper than 10000 levels"},
			{kv(d{"put", "k", "value", self.Value()}), "!range: kv 0 :value cannot be stored: value is nested deeper"},
		}},
	}
}

// Values gives values of every kind that a store keeps.
func Values() []kernel.Value {
	var out []kernel.Value
	for _, x := range dataTexts() {
		out = append(out, val(x.v))
	}
	return append(out, deep(500), kernel.Str("a\xffb"), kernel.Sym("two words"), kernel.Sym(""), kernel.Sym("1"),
		kernel.Keyword("two words"), kernel.Char(0xfffd))
}
