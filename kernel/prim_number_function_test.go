package kernel_test

import "testing"

func TestExpt(t *testing.T) {
	checkAll(t, `
		(expt 0 0) => 1
		(expt 0 5) => 0
		(expt 0.0 0) => 1.0
		(expt 5 0) => 1
		(expt 1/2 0) => 1
		(expt 2 62) => 4611686018427387904
		(expt 2 63) => 9223372036854775808
		(expt -2 63) => -9223372036854775808
		(expt 2 -2) => 1/4
		(expt -2 -3) => -1/8
		(expt 2/3 3) => 8/27
		(expt 2/3 -3) => 27/8
		(expt -2/3 -3) => -27/8
		(expt 0 -1) !! "expt: argument 1 is zero"
		(expt 1 (expt 10 30)) => 1
		(expt -1 (expt 10 30)) => 1
		(expt -1 (+ (expt 10 30) 1)) => -1
		(expt -1 (- (+ (expt 10 30) 1))) => -1
		(expt 0 (expt 10 30)) => 0
		(expt 2 (expt 10 30)) !! "expt: result would have more than 67108864 bits"
		(expt 2 1000000000000) !! "expt: result would have more than 67108864 bits"
		(expt 1/2 1000000000000) !! "expt: result would have more than 67108864 bits"
		(expt 2 -1000000000000) !! "expt: result would have more than 67108864 bits"
		(expt 2.5 2) => 6.25
		(expt 2 0.5) => 1.4142135623730951
		(expt 4 1/2) => 2.0
		(expt -8 1/3) !! "expt: argument 1 is negative"
		(expt -8.0 3) => -512.0
		(expt -8.0 3.0) => -512.0
		(expt +nan.0 2) => +nan.0
		(expt "2" 2) !! "expt: argument 1 is string"
		(pow 2 10) => 1024
		(arithmetic-shift 1 1000000000000) !! "arithmetic-shift: argument 2 is too large"
		(arithmetic-shift 1 (expt 10 30)) !! "arithmetic-shift: argument 2 is too large"
	`)
}

func TestRootsAndLogarithms(t *testing.T) {
	checkAll(t, `
		(sqrt 0) => 0
		(sqrt 15) => 3.872983346207417
		(sqrt 16.0) => 4.0
		(sqrt 9/4) => 3/2
		(sqrt 1/2) => 0.7071067811865476
		(sqrt 9223372030926249001) => 3037000499
		(sqrt (expt 10 400)) => 100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
		(sqrt (+ 1 (expt 10 400))) => 1e+200
		(sqrt (expt 10 -401)) => 3.1622776601683792e-201
		(sqrt (square 9007199254740993)) => 9007199254740993
		(sqrt (+ 1 (square 9007199254740993))) => 9007199254740994.0
		(sqrt (+ (expt 3 -100) (square 9007199254740993))) => 9007199254740994.0
		(sqrt (- (square 9007199254740993) (expt 3 -100))) => 9007199254740992.0
		(sqrt -0.0) => -0.0
		(sqrt -4) !! "sqrt: argument 1 is negative"
		(sqrt -4.0) !! "sqrt: argument 1 is negative"
		(sqrt +inf.0) => +inf.0
		(sqrt +nan.0) => +nan.0
		(sqrt "4") !! "sqrt: argument 1 is string"
		(log 0.0) => -inf.0
		(log 0) !! "log: argument 1 is zero"
		(log -1) !! "log: argument 1 is negative"
		(log 100 10) => 2.0
		(log 1/8 2) => -3.0
		(log (expt 2 4000) 2) => 4000.0
		(log (expt 2 -4000) 2) => -4000.0
		(log 5 1) !! "log: argument 2 is 1"
		(log 5 -2) !! "log: argument 2 is negative"
		(log 5 "x") !! "log: argument 2 is string"
		(exp 1) => 2.718281828459045
		(atan 1 0) => 1.5707963267948966
		(atan -1 0) => -1.5707963267948966
		(acos 2) !! "acos: argument 1 is 2, want a number from -1 to 1"
		(asin 3/2) !! "asin: argument 1 is 1.5, want a number from -1 to 1"
		(sin "x") !! "sin: argument 1 is string"
	`)
}

func TestBitwise(t *testing.T) {
	checkAll(t, `
		(bitwise-and) => -1
		(bitwise-or) => 0
		(bitwise-xor) => 0
		(bitwise-and 12 10 8) => 8
		(bitwise-and -1 100000000000000000000) => 100000000000000000000
		(bitwise-and -100000000000000000000 255) => 0
		(bitwise-or 1 100000000000000000000) => 100000000000000000001
		(bitwise-xor -1 100000000000000000000) => -100000000000000000001
		(bitwise-xor 100000000000000000000 100000000000000000001) => 1
		(bitwise-not 0) => -1
		(bitwise-not -9223372036854775808) => 9223372036854775807
		(bitwise-not 9223372036854775808) => -9223372036854775809
		(bitwise-and 1.0 1) !! "bitwise-and: argument 1 is 1.0, want integer"
		(arithmetic-shift 1 63) => 9223372036854775808
		(arithmetic-shift -1 63) => -9223372036854775808
		(arithmetic-shift 9223372036854775808 -63) => 1
		(arithmetic-shift -9223372036854775808 -63) => -1
		(arithmetic-shift -1 -100) => -1
		(arithmetic-shift 5 -100) => 0
		(arithmetic-shift -5 (- (expt 10 30))) => -1
		(arithmetic-shift 0 (expt 10 30)) => 0
		(arithmetic-shift 5 0) => 5
		(bit-count 0) => 0
		(bit-count -1) => 0
		(bit-count (- (expt 2 100) 1)) => 100
		(bit-count (- (expt 2 100))) => 100
		(integer-length 0) => 0
		(integer-length -1) => 0
		(integer-length 1) => 1
		(integer-length -8) => 3
		(integer-length -9) => 4
		(integer-length 7) => 3
		(integer-length 8) => 4
		(integer-length (expt 2 100)) => 101
		(integer-length (- (expt 2 100))) => 100
	`)
}
