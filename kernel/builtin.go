package kernel

// Builtin is a function written in Go. Exactly one of Fn1, Fn2 and Fn is set; Fn1 and Fn2 serve
// functions of exactly one or two arguments that run in constant time and so need no meter; where there is
// work to be done once before, they answer a *Due.
//
// The code gets arguments whose number has been checked, and must neither keep nor change the args
// slice. It answers an error made by WantArg, BadIndex or BadRange, a *Condition, a *Limit from the
// meter, or an error of its own, which becomes a condition of kind "user".
type Builtin struct {
	Header
	Name    string
	Doc     string // one line
	Example string // "(inc 1) => 2"; a test runs it. Several are separated by newlines
	Min     int    // least number of arguments
	Max     int    // most; -1 for any number
	Fn1     func(a Value) (Value, error)
	Fn2     func(a, b Value) (Value, error)
	Fn      func(m *Meter, args []Value) (Value, error)
	Space   int64       // bytes that the caller of Fn1 or Fn2 charges for each call
	Record  *RecordType // set for the functions that define-record-type and define-type make
	Role    Role        // what such a function does
}

// Role says which function of a record type a builtin is, enough to make it again.
type Role struct {
	Kind  RoleKind
	Order []int  // of a constructor: the field of each argument; of an accessor or modifier: its field
	Of    string // of RoleFamily: the family
}

// RoleKind is what a record type's function does.
type RoleKind uint8

// The roles; RoleNone is that of all other builtins.
const (
	RoleNone RoleKind = iota
	RoleConstructor
	RolePredicate
	RoleAccessor
	RoleModifier
	RoleFamily
)

// Value gives the builtin as a value. Only the first use writes to b: machines share builtins.
func (b *Builtin) Value() Value {
	if b.kind != KindBuiltin {
		b.Header = Header{KindBuiltin}
	}
	return Ref(&b.Header)
}

// Call runs the builtin on args, whose number has been checked.
func (b *Builtin) Call(m *Meter, args []Value) (Value, error) {
	if b.Fn != nil {
		return b.Fn(m, args)
	}
	v, err := b.call(args)
	if due, ok := err.(*Due); ok {
		if err := due.Do(m); err != nil {
			return Nil, err
		}
		return b.call(args)
	}
	return v, err
}

// call runs a builtin of one or two arguments.
func (b *Builtin) call(args []Value) (Value, error) {
	if b.Fn1 != nil {
		return b.Fn1(args[0])
	}
	return b.Fn2(args[0], args[1])
}

// Accepts tells whether the builtin takes n arguments.
func (b *Builtin) Accepts(n int) bool { return n >= b.Min && (b.Max < 0 || n <= b.Max) }
