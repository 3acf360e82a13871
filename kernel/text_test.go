package kernel

import (
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"
)

// someTexts are ascii, short, long, and not valid UTF-8.
func someTexts() []string {
	texts := []string{"", "a", "é", "hello", "héllo wörld", "日本語", "\xff", "a\xffb\xe2\x82", "👍🏽"}
	r := rand.New(rand.NewSource(1))
	for _, alphabet := range []string{"abc", "aé", "é日👍", "a\xe2\x82\xacé"} {
		letters := strings.Split(alphabet, "")
		for _, n := range []int{63, 64, 65, 127, 128, 129, 192, 1000, 5000} {
			var b strings.Builder
			for range n {
				b.WriteString(letters[r.Intn(len(letters))])
			}
			texts = append(texts, b.String())
		}
	}
	return texts
}

// characters cuts a text the way RuneCountInString counts it: a byte that is no UTF-8 is a character.
func characters(s string) []string {
	var out []string
	for len(s) > 0 {
		_, w := utf8.DecodeRuneInString(s)
		out = append(out, s[:w])
		s = s[w:]
	}
	return out
}

func TestStringSlice(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for _, text := range someTexts() {
		s, chars := NewString(text), characters(text)
		if s.Len() != len(chars) || s.String() != text {
			t.Fatalf("%.20q has length %d, want %d", text, s.Len(), len(chars))
		}
		for i := range 300 {
			from := r.Intn(len(chars) + 1)
			to := from + r.Intn(len(chars)-from+1)
			if i == 0 {
				from, to = 0, len(chars)
			}
			if got, want := s.Slice(from, to), strings.Join(chars[from:to], ""); got != want {
				t.Fatalf("%.20q from %d to %d is %q, want %q", text, from, to, got, want)
			}
		}
	}
}

func TestStringHash(t *testing.T) {
	seen := map[uint64]string{}
	for _, text := range someTexts() {
		h := NewString(text).Hash()
		if h == 0 || h != NewString(text).Hash() || h != Hash(Str(text)) {
			t.Errorf("%.20q has two hashes, or 0", text)
		}
		if other, ok := seen[h]; ok && other != text {
			t.Errorf("%.20q and %.20q have one hash", text, other)
		}
		seen[h] = text
	}
}

// TestStringsAreShared: machines may share a constant, so what a text remembers is written safely.
func TestStringsAreShared(t *testing.T) {
	s := NewString(strings.Repeat("aé", 1000))
	done := make(chan string)
	for range 4 {
		go func() {
			s.Hash()
			done <- s.Slice(1001, 1003)
		}()
	}
	for range 4 {
		if got := <-done; got != "éa" {
			t.Errorf("got %q", got)
		}
	}
}

func TestStringFind(t *testing.T) {
	long := strings.Repeat("abc", textWindow/2)
	big := strings.Repeat("x", textWindow+5)
	bigger := strings.Repeat("y", 9*textWindow)
	for _, c := range []struct {
		text, part string
		from       int
	}{
		{"", "", 0}, {"abc", "", 2}, {"abc", "c", 0}, {"abc", "c", 3}, {"abc", "abcd", 0}, {"aéb", "é", 0},
		{long + "needle" + long, "needle", 0}, {long + "needle", "needle", len(long) - 3}, {long, "needle", 5},
		{strings.Repeat("a", textWindow-3) + "needle", "needle", 0},
		{strings.Repeat("a", 2*textWindow-3) + "needle", "needle", 0},
		{"yy" + big, big, 0}, {big + "y" + big + "z", big + "z", 0},
		{bigger + bigger, "z" + bigger, 0},
	} {
		want := strings.Index(c.text[c.from:], c.part)
		if want >= 0 {
			want += c.from
		}
		m := &Meter{}
		if got, err := NewString(c.text).find(m, c.part, c.from); got != want || err != nil {
			t.Errorf("%.9q in %.9q: got %d, want %d, %v", c.part, c.text, got, want, err)
		}
		if most := int64(2 * (len(c.text) + len(c.part)) / SlotSize); -m.Fuel > most {
			t.Errorf("%.9q in %.9q: %d units of work, want at most %d", c.part, c.text, -m.Fuel, most)
		}
	}
}

func TestCountRunes(t *testing.T) {
	for _, text := range append(someTexts(), strings.Repeat("é日a", textWindow/2), strings.Repeat("\x80", 3*textWindow/2)) {
		if n, err := countRunes(&Meter{}, text); n != utf8.RuneCountInString(text) || err != nil {
			t.Errorf("%.9q has %d characters, want %d", text, n, utf8.RuneCountInString(text))
		}
		if n, _ := countRunes(&Meter{}, []byte(text)); n != utf8.RuneCountInString(text) {
			t.Errorf("%.9q as bytes has %d characters, want %d", text, n, utf8.RuneCountInString(text))
		}
	}
}

func TestNames(t *testing.T) {
	if !Equal(Sym("a"), Sym("a")) || Equal(Sym("a"), Keyword("a")) || Equal(Sym("a"), Str("a")) {
		t.Error("a name is not equal to itself, or to another thing")
	}
	if Keyword("k").SymbolName() != "k" || !Sym("k").IsSymbolNamed("k") || Keyword("k").IsSymbolNamed("k") {
		t.Error("a name is not what it was made of")
	}
}
