package kernel_test

import (
	"errors"
	"math/big"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sx-lang/sx/kernel"
)

// large makes arguments of about n elements, or of 16*n bytes, of every type, and a few small ones that go with
// them.
func large(n int) map[string]kernel.Value {
	text := func(s string) kernel.Value { return kernel.Str(strings.Repeat(s, 16*n/len(s))) }
	bits := func(k int) *big.Int {
		x := new(big.Int).Lsh(big.NewInt(1), uint(k))
		return x.Sub(x, big.NewInt(1)).Div(x, big.NewInt(3))
	}
	old := bigDict(n).AsDict()
	newest := old
	for i := range n / 4 {
		newest = newest.Assoc(kernel.NewString(strings.Repeat("n", i%50)), kernel.Nil)
	}
	buffer := kernel.NewBuffer()
	buffer.Bytes = []byte(strings.Repeat("é", 8*n))
	long := kernel.BigInt(bits(64 * n))
	fraction := kernel.Ratio(new(big.Rat).SetFrac(bits(256*n), new(big.Int).Lsh(big.NewInt(1), uint(512*n))))
	same := make([]kernel.Value, n/40)
	for i := range same {
		same[i] = long
	}
	return map[string]kernel.Value{
		"list": numbers(n), "consed": consed(n), "texts": texts(n), "nested": nestedList(n), "pairs": pairs(n),
		"big integers": kernel.ListOf(same...), "vector": bigVector(n), "dict": bigDict(n), "older dict": old.Value(), "set": bigSet(n),
		"ascii": text("abcdefgh hijklmn"), "é": text("éäö€"), "blanks": text(" "), "digits": text("7"), "[": text("["),
		"symbol": kernel.Sym(strings.Repeat("é", 8*n)), "integer": long, "power": kernel.BigInt(new(big.Int).Lsh(big.NewInt(1), uint(64*n+1))),
		"fraction": fraction, "buffer": buffer.Value(), "condition": kernel.NewCondition("k", strings.Repeat("é", 8*n), numbers(n)).Value(),
		"2": kernel.Int(2), "n": kernel.Int(int64(n)), "1.5": kernel.Float(1.5), "a": kernel.Str("a"), "regex": kernel.Str("(a|b)*(c|é)+d?"),
	}
}

// onThread is the processor time of this goroutine's thread, which is locked.
func onThread() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thread, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var errRefused = errors.New("refused")

// charge calls a builtin and gives the time it took and the work it charged. With refuse set it is refused when
// it first asks.
func charge(b *kernel.Builtin, args []kernel.Value, refuse bool) (took time.Duration, charged int64, err error) {
	const fuel = 4096
	m := &kernel.Meter{Fuel: fuel, MaxAllocated: 1 << 30}
	m.Poll = func() error {
		charged += fuel - m.Fuel
		m.Fuel = fuel
		if refuse || charged > 1_000_000 {
			return errRefused
		}
		return nil
	}
	from := onThread()
	_, err = b.Call(m, args)
	return onThread() - from, charged + fuel - m.Fuel, err
}

// TestLargeArguments: every builtin, given large arguments of every type, charges for the time it takes: no
// unit of work takes more than some hundred times as long as a unit of the slower builtins that touch each element
// once. What asks is ended at once when it is refused.
func TestLargeArguments(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const n, free, tooMuch = 1000, 1024, 100
	args := large(n)
	c := newCalculator()
	unit := 0.0
	for range 5 {
		took, charged, _ := charge(c.builtins["frequencies"], []kernel.Value{args["texts"]}, false)
		unit = max(unit, float64(took)/float64(charged))
	}
	unit = max(unit, 10)
	calls, asked := 0, 0
	try := func(b *kernel.Builtin, names ...string) {
		if !b.Accepts(len(names)) {
			return
		}
		calls++
		vs, looksBack := make([]kernel.Value, len(names)), false
		for i, name := range names {
			vs[i] = args[name]
			looksBack = looksBack || name == "older dict" // which is work once
		}
		took, charged, err := charge(b, vs, false)
		for again := 0; again < 5 && float64(took) > tooMuch*unit*float64(charged+free); again++ {
			took, charged, err = charge(b, vs, false)
		}
		if float64(took) > tooMuch*unit*float64(charged+free) {
			t.Errorf("(%s %s) charged %d for the time of %.0f: %.100v", b.Name, strings.Join(names, " "), charged, float64(took)/unit, err)
		}
		if charged > 3*4096 && err == nil && !strings.HasSuffix(b.Name, "!") && !looksBack {
			asked++
			if _, _, err := charge(b, vs, true); !errors.Is(err, errRefused) {
				t.Errorf("(%s %s) was refused and answers %.100v", b.Name, strings.Join(names, " "), err)
			}
		}
	}
	all := args
	for _, b := range kernel.Builtins() {
		changes := strings.HasSuffix(b.Name, "!")
		if args = all; changes {
			args = large(n / 4)
		}
		for x := range args {
			try(b, x)
			for y := range args {
				if !changes || y == "2" || y == "list" {
					try(b, x, y)
				}
			}
		}
	}
	if calls < 10_000 || asked < 100 {
		t.Errorf("%d calls, of which %d asked", calls, asked)
	}
}

// TestMessagesAreShort: a number of any size is named by its size in a message.
func TestMessagesAreShort(t *testing.T) {
	c, args := newCalculator(), large(5000)
	for _, call := range []struct {
		name string
		args []kernel.Value
	}{
		{"string-ref", vals(kernel.Str("abc"), args["fraction"])}, {"substring", vals(kernel.Str("abc"), args["fraction"], kernel.Int(3))},
		{"make-string", vals(args["fraction"])}, {"range", vals(args["integer"])}, {"range", vals(args["fraction"])},
		{"nth", vals(args["list"], args["fraction"])},
	} {
		_, _, err := charge(c.builtins[call.name], call.args, false)
		if err == nil || len(err.Error()) > 200 || !strings.Contains(err.Error(), "bits") {
			t.Errorf("%s: %.300v", call.name, err)
		}
	}
}

// TestLongAtomsAreCharged: comparing and hashing atoms of many bytes over and over is charged for each time.
func TestLongAtomsAreCharged(t *testing.T) {
	const n, size = 100, 1 << 16
	x, y := kernel.Str(strings.Repeat("é", size/2)+"a"), kernel.Str(strings.Repeat("é", size/2)+"b")
	i := kernel.BigInt(new(big.Int).Lsh(big.NewInt(1), 8*size))
	j := kernel.BigInt(new(big.Int).Add(i.AsBig(), big.NewInt(1)))
	repeat := func(v kernel.Value) kernel.Value {
		out := make([]kernel.Value, n)
		for k := range out {
			out[k] = v
		}
		return kernel.ListOf(out...)
	}
	c := newCalculator()
	for _, call := range []struct {
		name string
		args []kernel.Value
	}{
		{"contains?", vals(repeat(x), y)}, {"contains?", vals(repeat(i), j)}, {"member", vals(y, repeat(x))}, {"memv", vals(j, repeat(i))},
		{"memq", vals(kernel.Sym(y.Text()), repeat(kernel.Sym(x.Text())))}, {"=", vals(repeat(i), repeat(kernel.BigInt(new(big.Int).Set(i.AsBig()))))},
		{"make-set", vals(repeat(i))}, {"set-member?", vals(bigSet(1), repeat(i))}, {"unique", vals(repeat(j))},
	} {
		if _, charged, err := charge(c.builtins[call.name], call.args, false); err != nil || charged < n*size/32 {
			t.Errorf("%s of %s: %d units for %d times %d bytes: %v", call.name, kernel.TypeOf(call.args[0]), charged, n, size, err)
		}
	}
}
