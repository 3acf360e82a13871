package kernel_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// checkAll runs the lines of a text, which are as in the examples of builtins.
func checkAll(t *testing.T, lines string) {
	t.Helper()
	c := newCalculator()
	for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		c.check(t, strings.TrimSpace(line))
	}
}

func TestArithmetic(t *testing.T) {
	checkAll(t, `
		(+) => 0
		(*) => 1
		(+ 5) => 5
		(+ 9223372036854775807 1) => 9223372036854775808
		(+ -9223372036854775808 -1) => -9223372036854775809
		(+ 9223372036854775808 -1) => 9223372036854775807
		(- 9223372036854775807 -1) => 9223372036854775808
		(- -9223372036854775808 1) => -9223372036854775809
		(- -9223372036854775808) => 9223372036854775808
		(- 9223372036854775808) => -9223372036854775808
		(- 0.0) => -0.0
		(- 1/2) => -1/2
		(* 3037000500 3037000500) => 9223372037000250000
		(* 4294967296 2147483648) => 9223372036854775808
		(* 4294967296 -2147483648) => -9223372036854775808
		(* -9223372036854775808 -1) => 9223372036854775808
		(* -1 -9223372036854775808) => 9223372036854775808
		(* -9223372036854775808 1) => -9223372036854775808
		(* 0 100000000000000000000) => 0
		(* 100000000000000000000 100000000000000000000) => 10000000000000000000000000000000000000000
		(+ 1/2 1/2) => 1
		(+ 1/2 0.5) => 1.0
		(- 1/2 1/3) => 1/6
		(* 2/3 3/2) => 1
		(* 2/3 100000000000000000000) => 200000000000000000000/3
		(+ 100000000000000000000 0.0) => 100000000000000000000.0
		(inc 9223372036854775807) => 9223372036854775808
		(dec -9223372036854775808) => -9223372036854775809
		(inc 1/2) => 3/2
		(square 4294967296) => 18446744073709551616
		(+ nil 1) !! "\\+: argument 1 is nil, want number"
		(+ 1 2 true) !! "\\+: argument 3 is boolean, want number"
		(+ "2" 3) !! "\\+: argument 1 is string, want number"
		(+ "2") !! "\\+: argument 1 is string, want number"
		(- "2") !! "-: argument 1 is string, want number"
		(* 2 'x) !! "\\*: argument 2 is symbol, want number"
		(inc "1") !! "inc: argument 1 is string, want number"
		(-) !! "wrong number of arguments"
	`)
}

func TestDivision(t *testing.T) {
	checkAll(t, `
		(/ 6 3) => 2.0
		(/ 1 3) => 0.3333333333333333
		(/ 6 3 2) => 1.0
		(/ 4) => 0.25
		(/ 1/4) => 4
		(/ 0.5) => 2.0
		(/ 1 2/3) => 3/2
		(/ 2/3 2) => 1/3
		(/ 2/3 -2/3) => -1
		(/ 1 0.0) => +inf.0
		(/ -1 0.0) => -inf.0
		(/ 0 0.0) => +nan.0
		(/ 0 5) => 0.0
		(/ 1 0) !! "/: argument 2 is zero"
		(/ 1.5 0) !! "/: argument 2 is zero"
		(/ 1 2 0) !! "/: argument 3 is zero"
		(/ 0) !! "/: argument 1 is zero"
		(/ "x") !! "/: argument 1 is string"
		(/ (expt 10 400) (expt 10 399)) => 10.0
		(/ (expt 10 400) 3) => +inf.0
		(/ 3 (expt 10 400)) => 0.0
		(/ (- (expt 10 30)) 3) => -3.333333333333333e+29
		(/ 9007199254740993 1) => 9007199254740992.0
		(/ 9007199254740995 1) => 9007199254740996.0
		(/ 9007199254740993 9007199254740992) => 1.0
		(/ (+ 1 (* 9007199254740993 (expt 3 100))) (expt 3 100)) => 9007199254740994.0
		(/ (- (* 9007199254740993 (expt 3 100)) 1) (expt 3 100)) => 9007199254740992.0
		(quotient 7 2) => 3
		(quotient -7 2) => -3
		(quotient 7 -2) => -3
		(remainder -7 2) => -1
		(remainder 7 -2) => 1
		(modulo -7 2) => 1
		(modulo 7 -2) => -1
		(modulo -7 -2) => -1
		(modulo 6 -3) => 0
		(mod 13 4) => 1
		(quotient -9223372036854775808 -1) => 9223372036854775808
		(remainder -9223372036854775808 -1) => 0
		(modulo -9223372036854775808 -1) => 0
		(floor-quotient -9223372036854775808 -1) => 9223372036854775808
		(quotient 100000000000000000001 -10) => -10000000000000000000
		(modulo -100000000000000000001 10) => 9
		(modulo 100000000000000000001 -10) => -9
		(remainder -100000000000000000001 10) => -1
		(floor-quotient -100000000000000000001 10) => -10000000000000000001
		(modulo 5 100000000000000000000) => 5
		(modulo -5 100000000000000000000) => 99999999999999999995
		(modulo 5.0 2) => 1.0
		(modulo -7 2.0) => 1.0
		(quotient 7.0 2) => 3.0
		(quotient 1e300 7.0) => 1.4285714285714286e+299
		(remainder 1e300 7.0) => 1.0
		(modulo 5.5 2) !! "modulo: argument 1 is 5.5, want integer"
		(modulo 5 1/2) !! "modulo: argument 2 is a fraction, want integer"
		(modulo +inf.0 2) !! "modulo: argument 1 is \\+inf.0, want integer"
		(modulo 5 0) !! "modulo: argument 2 is zero"
		(quotient 5 0.0) !! "quotient: argument 2 is zero"
		(quotient nil 2) !! "quotient: argument 1 is nil, want integer"
		(call-with-values (fn () (floor/ 5 -2)) list) => (-3 -1)
		(call-with-values (fn () (floor/ -5 -2)) list) => (2 -1)
		(call-with-values (fn () (truncate/ -5.0 2)) list) => (-2.0 -1.0)
	`)
}

func TestComparisons(t *testing.T) {
	checkAll(t, `
		(<) !! "wrong number"
		(< 1) => true
		(< "a") !! "<: argument 1 is string, want number"
		(< 1 2 "a") !! "<: argument 3 is string, want number"
		(< 3 2 "a") !! "<: argument 3 is string, want number"
		(< 1 2 2) => false
		(<= 1 2 2) => true
		(> 2 1 1/2) => true
		(>= 2 2.0 1) => true
		(< +nan.0 1) => false
		(> +nan.0 1) => false
		(<= +nan.0 +nan.0) => false
		(>= 1 +nan.0) => false
		(< -inf.0 (- (expt 10 400))) => true
		(< (expt 10 400) +inf.0) => true
		(> (expt 10 400) 1e308) => true
		(< 9007199254740992.0 9007199254740993) => true
		(< 9223372036854775807 9223372036854775808.0) => true
		(>= 9223372036854775808.0 9223372036854775808) => true
		(< 1/3 0.3333333333333333) => false
		(< 0.3333333333333333 1/3) => true
		(< 1/3 1/2) => true
		(< -1/2 1/3) => true
		(< 100000000000000000000 100000000000000000001/1) => true
		(= 1 1.0) => true
		(= 1/2 0.5) => true
		(= 0.1 1/10) => false
		(= -9223372036854775808 -9223372036854775808.0) => true
	`)
}

func TestMinMax(t *testing.T) {
	checkAll(t, `
		(min 1) => 1
		(min 1 2.0) => 1.0
		(max 1/2 1/3) => 1/2
		(max 1 2 3.5) => 3.5
		(max 1 +nan.0) => +nan.0
		(min +nan.0 1) => +nan.0
		(min +nan.0) => +nan.0
		(max -inf.0 5) => 5.0
		(max 1 "a") !! "max: argument 2 is string"
		(clamp 5 0 10) => 5
		(clamp 5 0.5 1.5) => 1.5
		(clamp 1 1 1) => 1
		(abs -9223372036854775808) => 9223372036854775808
		(abs -9223372036854775807) => 9223372036854775807
		(abs -0.0) => 0.0
		(abs -1/2) => 1/2
		(abs -inf.0) => +inf.0
		(abs "x") !! "abs: argument 1 is string"
		(zero? -0.0) => true
		(zero? 1/2) => false
		(negative? +nan.0) => false
		(positive? +nan.0) => false
		(zero? +nan.0) => false
		(negative? -1/2) => true
		(positive? (expt 10 30)) => true
		(negative? nil) !! "negative\\?: argument 1 is nil, want number"
		(odd? -1) => true
		(odd? -9223372036854775808) => false
		(odd? 100000000000000000001) => true
		(odd? -100000000000000000001) => true
		(even? 2.0) => true
		(even? 1/2) !! "want integer"
		(even? +inf.0) !! "want integer"
	`)
}

func TestIntegerFunctions(t *testing.T) {
	checkAll(t, `
		(gcd 0 0) => 0
		(gcd 0 -5) => 5
		(gcd -12 18) => 6
		(gcd 12 18 27) => 3
		(gcd 12.0 18) => 6.0
		(gcd -9223372036854775808 0) => 9223372036854775808
		(gcd 100000000000000000000 75) => 25
		(gcd 1/2 1) !! "gcd: argument 1 is a fraction"
		(lcm 4 6) => 12
		(lcm -4 6) => 12
		(lcm 0 6) => 0
		(lcm 4 6 10) => 60
		(lcm 4294967296 4294967297) => 18446744078004518912
		(lcm 100000000000000000000 -75) => 300000000000000000000
		(lcm 2 "a") !! "lcm: argument 2 is string, want integer"
		(call-with-values (fn () (exact-integer-sqrt 0)) list) => (0 0)
		(call-with-values (fn () (exact-integer-sqrt 17)) list) => (4 1)
		(call-with-values (fn () (exact-integer-sqrt (expt 10 41))) list) => (316227766016837933199 562477137586013626399)
		(exact-integer-sqrt -1) !! "exact-integer-sqrt: argument 1 is negative"
	`)
}

func TestRounding(t *testing.T) {
	checkAll(t, `
		(round 0.5) => 0
		(round 1.5) => 2
		(round -0.5) => 0
		(round -1.5) => -2
		(round -2.5) => -2
		(round 1/2) => 0
		(round 3/2) => 2
		(round -3/2) => -2
		(round -5/2) => -2
		(round 7/3) => 2
		(round 8/3) => 3
		(round -8/3) => -3
		(floor -1/2) => -1
		(floor 7/2) => 3
		(ceil -1/2) => 0
		(ceil 1/2) => 1
		(ceil -2.5) => -2
		(truncate -7/2) => -3
		(truncate 7/2) => 3
		(truncate 2.9) => 2
		(floor 5) => 5
		(floor 2.0) => 2
		(floor 1e20) => 100000000000000000000
		(floor -1e20) => -100000000000000000000
		(round 9223372036854775808.0) => 9223372036854775808
		(round -9223372036854775808.0) => -9223372036854775808
		(floor +nan.0) !! "floor: argument 1 is \\+nan.0, want a finite number"
		(round -inf.0) !! "round: argument 1 is -inf.0, want a finite number"
		(ceil "1") !! "ceil: argument 1 is string, want number"
		(truncate nil) !! "truncate: argument 1 is nil, want number"
	`)
}

func TestExactness(t *testing.T) {
	checkAll(t, `
		(exact 0.1) => 3602879701896397/36028797018963968
		(inexact (exact 0.1)) => 0.1
		(exact -0.0) => 0
		(exact 1e20) => 100000000000000000000
		(exact 5) => 5
		(exact 1/3) => 1/3
		(inexact (exact 5e-324)) => 5e-324
		(inexact (exact 1.7976931348623157e308)) => 1.7976931348623157e+308
		(inexact 1/3) => 0.3333333333333333
		(inexact 9007199254740993) => 9007199254740992.0
		(inexact (expt 10 400)) => +inf.0
		(inexact (/ (+ (expt 10 400) 1/2) (expt 10 400))) => 1.0
		(inexact "x") !! "inexact: argument 1 is string, want number"
		(exact "x") !! "exact: argument 1 is string, want number"
		(numerator -6/4) => -3
		(denominator 5) => 1
		(numerator 0.75) => 3.0
		(denominator 0.75) => 4.0
		(denominator +inf.0) !! "want a finite number"
		(exact? 1.0) => false
		(exact? "x") !! "exact\\?: argument 1 is string, want number"
		(integer? 1/2) => false
		(integer? 1e300) => true
		(integer? +inf.0) => false
		(integer? (expt 10 30)) => true
		(integer? true) => false
		(rational? 1.5) => true
		(rational? +nan.0) => false
		(rational? nil) => false
		(float? 1/2) => false
		(float? nil) => false
		(nan? 1) => false
		(nan? nil) !! "nan\\?: argument 1 is nil, want number"
		(finite? -inf.0) => false
		(infinite? +nan.0) => false
	`)
}

func TestNumberText(t *testing.T) {
	checkAll(t, `
		(number->string 0) => "0"
		(number->string -255 16) => "-ff"
		(number->string 1/3) => "1/3"
		(number->string -1/16 2) => "-1/10000"
		(number->string 1.5) => "1.5"
		(number->string 100.0) => "100.0"
		(number->string 1e21) => "1e+21"
		(number->string 1e-7) => "0.0000001"
		(number->string 123456789012345680000.0) => "123456789012345680000.0"
		(number->string -0.0) => "-0.0"
		(number->string +inf.0) => "+inf.0"
		(number->string +nan.0) => "+nan.0"
		(number->string 5e-324) => "5e-324"
		(number->string (expt 2 70) 36) => "6x5kxtvuwilukg"
		(number->string 10 1) !! "number->string: argument 2 is 1, want a radix from 2 to 36"
		(number->string 10 2.5) !! "number->string: argument 2 is 2.5, want integer"
		(number->string "1") !! "number->string: argument 1 is string, want number"
		(string->number "12") => 12
		(string->number "-0") => 0
		(string->number "1/2") => 1/2
		(string->number "1/0") => false
		(string->number "1.5e3") => 1500.0
		(string->number "") => false
		(string->number "abc") => false
		(string->number " 1") => false
		(string->number "+inf.0") => +inf.0
		(string->number "777" 8) => 511
		(string->number "8" 8) => false
		(string->number "1" 37) !! "radix from 2 to 36"
		(string->number 12) !! "string->number: argument 1 is number, want string"
		(parse-int "12") => 12
		(parse-int "-12") => -12
		(parse-int "+12") => 12
		(parse-int "9223372036854775808") => 9223372036854775808
		(parse-int "") => nil
		(parse-int "12.0") => nil
		(parse-int "1e3" 7) => 7
		(parse-int "#xff") => nil
		(parse-int nil 3) => 3
		(parse-int 12) !! "parse-int: argument 1 is number, want string"
		(parse-float "1/2") => 0.5
		(parse-float "1e400") => +inf.0
		(parse-float "abc") => nil
		(parse-number "12.5") => 12.5
		(parse-number "x" :none) => "none"
	`)
}

// Long numbers go through text and back, in every radix, whole and broken, with a sign or without.
func TestLongNumberText(t *testing.T) {
	c := newCalculator()
	for _, text := range []string{
		"(expt 7 5000)", "(- (expt 7 5000))", "(/ (+ (expt 7 5000) 1/2) 3)", "(expt -3/7 5001)",
	} {
		for _, radix := range []string{"2", "10", "16", "36"} {
			back := "(= " + text + " (string->number (number->string " + text + " " + radix + ") " + radix + "))"
			got, err := c.run(back)
			if err != nil || got != kernel.True {
				t.Errorf("%s => %s, %v", back, kernel.Write(got), err)
			}
		}
	}
	checkAll(t, `
		(string->number (string-append (repeat "1" 3000) "x")) => false
		(string->number (string-append (repeat "1" 3000) "/")) => false
		(string->number (string-append (repeat "1" 3000) "/0")) => false
		(string->number (string-append (repeat "1" 3000) "/3x")) => false
		(string->number (string-append (repeat "1" 3000) "/" (repeat "1" 3000))) => 1
		(string->number (string-append "-" (repeat "1" 3000) ".5")) => -inf.0
		(string->number (string-append "--" (repeat "1" 3000))) => false
		(= (string->number (string-append "#x" (repeat "f" 3000))) (- (expt 16 3000) 1)) => true
		(string->number (repeat "9" 100000000)) !! "string->number: result would have about"
	`)
}

// What grows by leaps is refused by a meter with little memory before it is made.
func TestNumbersAreMetered(t *testing.T) {
	for _, text := range []string{
		"(expt 3 100000)", "(expt 3/2 100000)", "(arithmetic-shift 1 1000000)", "(number->string (expt 3 5000))",
		"(* (expt 2 7000) (expt 2 7000) (expt 2 7000))", "(lcm (expt 2 9000) (expt 3 9000))",
	} {
		c := newCalculator()
		c.meter.MaxAllocated = 4000
		_, err := c.run(text)
		var limit *kernel.Limit
		if !errors.As(err, &limit) {
			t.Errorf("%s with 4000 bytes: %v", text, err)
		}
	}
}

// DivMetered rounds the quotient of integers once: it agrees with the exact fraction.
func TestQuotientOfIntegersIsNearest(t *testing.T) {
	c := newCalculator()
	for _, text := range []string{
		"9007199254740993 3", "1 9007199254740993", "9223372036854775807 9223372036854775806",
		"(expt 3 700) (expt 7 250)", "(expt 3 40) (expt 2 1100)", "(expt 2 1023) 3", "-18014398509481985 2",
		"1 (* 3 (expt 2 1073))", "3 (expt 2 1075)", "(+ 1 (expt 2 54)) (expt 2 1127)",
	} {
		got, err := c.run("(/ " + text + ")")
		if err != nil {
			t.Fatal(err)
		}
		pair := strings.SplitN(text, " ", 2)
		if strings.HasPrefix(text, "(") {
			pair = strings.SplitN(text, ") ", 2)
			pair[0] += ")"
		}
		want, _ := new(big.Rat).SetFrac(bigInt(t, pair[0]), bigInt(t, pair[1])).Float64()
		if got.Float64() != want {
			t.Errorf("(/ %s) => %v, want %v", text, got.Float64(), want)
		}
	}
}

// bigInt gives the integer that an expression has for a value.
func bigInt(t *testing.T, text string) *big.Int {
	t.Helper()
	i, ok := new(big.Int).SetString(kernel.Write(eval(t, text)), 10)
	if !ok {
		t.Fatalf("%s is no integer", text)
	}
	return i
}

func TestFloatsKeepTheirText(t *testing.T) {
	for _, f := range []float64{0.1, 1e21, 1e22, 123456.789, math.MaxFloat64, math.SmallestNonzeroFloat64, 1e-7, -2.5e-10} {
		text := kernel.Write(kernel.Float(f))
		if v := eval(t, text); !v.IsFloat() || v.Float64() != f {
			t.Errorf("%s reads back as %s", text, kernel.Write(v))
		}
	}
}
