package worldop

import "github.com/sx-lang/sx/kernel"

// The ops.
const (
	ClockNow  = "clock/now"
	Print     = "io/print"
	ReadLine  = "io/read-line"
	FSRead    = "fs/read"
	EnvGet    = "env/get"
	RandomInt = "random/int"
)

// Ops names the ops.
func Ops() []string { return []string{ClockNow, Print, ReadLine, FSRead, EnvGet, RandomInt} }

// NoArgs checks the arguments of an op that takes none.
func NoArgs(op string, args []kernel.Value) error {
	if len(args) != 0 {
		return kernel.Condf(kernel.CondArity, "%s: got %d arguments, want none", op, len(args))
	}
	return nil
}

// Text checks the arguments of an op that takes one string, and gives it.
func Text(op string, args []kernel.Value) (string, error) {
	if len(args) != 1 {
		return "", kernel.Condf(kernel.CondArity, "%s: got %d arguments, want 1", op, len(args))
	}
	if !args[0].IsString() {
		return "", kernel.Condf(kernel.CondType, "%s: argument is %s, want a string", op,
			kernel.TypeOf(args[0]))
	}
	return args[0].Text(), nil
}

// Bound checks the arguments of random/int and gives its bound, at least 1.
func Bound(op string, args []kernel.Value) (int64, error) {
	switch {
	case len(args) != 1:
		return 0, kernel.Condf(kernel.CondArity, "%s: got %d arguments, want 1", op, len(args))
	case args[0].Kind() == kernel.KindBig:
		return 0, kernel.Condf(kernel.CondRange, "%s: argument is beyond 64 bits", op)
	case !args[0].IsInt():
		return 0, kernel.Condf(kernel.CondType, "%s: argument is %s, want an integer", op,
			kernel.TypeOf(args[0]))
	case args[0].Int64() < 1:
		return 0, kernel.Condf(kernel.CondRange, "%s: argument is %d, want an integer from 1 on", op,
			args[0].Int64())
	}
	return args[0].Int64(), nil
}
