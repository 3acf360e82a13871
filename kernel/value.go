package kernel

import (
	"math"
	"unsafe"
)

// Value is any SX value in 16 bytes. The zero Value is the integer 0, not Nil.
//
// p says what the value is: a nil pointer for an integer, the address of one of the static headers
// below for the other values that need no heap (nil, floats, chars, booleans), or the address of a
// heap object, whose first field is always a Header. n carries the payload of the values without a
// heap object. Integers have the nil pointer because they are the most frequent: the garbage collector
// passes over them, and a test for one is a test for zero (plans/rationale.md has the numbers).
//
// This is the only file that uses unsafe. The reason is speed: the same machine over
// interface values, which allocate for every integer above 255 and every float, runs integer loops
// two to five times slower (plans/rationale.md has the numbers).
type Value struct {
	p unsafe.Pointer
	n uint64
}

// Header is the first field of every heap object; it tells its kind.
type Header struct{ kind Kind }

// Kind is the run-time representation of a value. It is finer than the language's type-of: integer,
// float, big integer and rational are kinds of "number".
type Kind uint8

// The kinds. Those after KindHost belong to package cek; kernel only names and prints them.
const (
	KindNil Kind = iota
	KindFalse
	KindTrue
	KindInt
	KindFloat
	KindChar
	KindUnbound // marks a global without a value; never seen by a program
	KindBig
	KindRat
	KindString
	KindSymbol
	KindKeyword
	KindList
	KindDict
	KindVector
	KindSet
	KindBuffer
	KindPort
	KindRecord
	KindRecordType
	KindCondition
	KindBuiltin
	KindValues
	KindHost
	KindBox
	KindGathering // a list in the making (gather.go)
	KindLambda
	KindMacro
	KindContinuation
	KindParameter
	KindPromise
	KindEnvironment
	KindMachine
	KindCode
	KindInternal
	KindExtent
	KindLoader
	kindCount
)

// LinkKinds is the least number that the first byte of an instruction may be, so that a Link is told
// from a Value by what it points to.
const LinkKinds = kindCount

var (
	nilHeader     = Header{KindNil}
	falseHeader   = Header{KindFalse}
	trueHeader    = Header{KindTrue}
	floatHeader   = Header{KindFloat}
	charHeader    = Header{KindChar}
	unboundHeader = Header{KindUnbound}
)

// NewHeader makes the Header for a heap object of the given kind.
func NewHeader(k Kind) Header { return Header{k} }

// Nil, False, True and Unbound are the values without payload.
var (
	Nil     = Value{p: unsafe.Pointer(&nilHeader)}
	False   = Value{p: unsafe.Pointer(&falseHeader)}
	True    = Value{p: unsafe.Pointer(&trueHeader)}
	Unbound = Value{p: unsafe.Pointer(&unboundHeader)}
)

// Int makes an integer value.
func Int(n int64) Value { return Value{n: uint64(n)} }

// Float makes a float value.
func Float(f float64) Value { return Value{unsafe.Pointer(&floatHeader), math.Float64bits(f)} }

// Char makes a character value.
func Char(r rune) Value { return Value{unsafe.Pointer(&charHeader), uint64(r)} }

// Bool makes a boolean value.
func Bool(b bool) Value {
	if b {
		return True
	}
	return False
}

// Ref makes a value of a heap object from its Header, which must be the object's first field.
func Ref(h *Header) Value { return Value{p: unsafe.Pointer(h)} }

// As gives the heap object of v as a *T. The caller has checked v's kind; T must be the type that
// the kind stands for.
func As[T any](v Value) *T { return (*T)(v.p) }

// Kind tells how v is represented.
func (v Value) Kind() Kind {
	if v.p == nil {
		return KindInt
	}
	return (*Header)(v.p).kind
}

// IsNil, IsInt, IsFloat, IsUnbound and IsTrue test without looking at the heap.
func (v Value) IsNil() bool { return v.p == unsafe.Pointer(&nilHeader) }

// IsInt tells whether v is an integer of 64 bits.
func (v Value) IsInt() bool { return v.p == nil }

// IsFloat tells whether v is a float.
func (v Value) IsFloat() bool { return v.p == unsafe.Pointer(&floatHeader) }

// IsUnbound tells whether v marks a global without a value.
func (v Value) IsUnbound() bool { return v.p == unsafe.Pointer(&unboundHeader) }

// Truthy is SX truth: everything but false and nil.
func (v Value) Truthy() bool {
	return v.p != unsafe.Pointer(&nilHeader) && v.p != unsafe.Pointer(&falseHeader)
}

// Int64 gives the payload of an integer; v.IsInt() holds.
func (v Value) Int64() int64 { return int64(v.n) }

// Float64 gives the payload of a float; v.IsFloat() holds.
func (v Value) Float64() float64 { return math.Float64frombits(v.n) }

// Rune gives the payload of a char; v.Kind() is KindChar.
func (v Value) Rune() rune { return rune(v.n) }

// SetInt makes *v the integer n. Over an integer it writes the payload alone, which spares the
// garbage collector's write barrier: a loop's counter pays for one store.
func (v *Value) SetInt(n int64) {
	if v.p == nil {
		v.n = uint64(n)
		return
	}
	*v = Value{n: uint64(n)}
}

// SetFloat makes *v the float f, as SetInt does.
func (v *Value) SetFloat(f float64) {
	if v.p == unsafe.Pointer(&floatHeader) {
		v.n = math.Float64bits(f)
		return
	}
	*v = Value{unsafe.Pointer(&floatHeader), math.Float64bits(f)}
}

// Identical is eq?: the same object, or the same atom without one.
func (v Value) Identical(w Value) bool { return v == w }

// Link makes a value that is not one: a pointer into code and a number, kept in a stack slot that
// only the machine reads. The first byte of a T is LinkKinds or more.
func Link[T any](p *T, n uint64) Value { return Value{unsafe.Pointer(p), n} }

// LinkNumber gives the number of a Link.
func (v Value) LinkNumber() uint64 { return v.n }

// Slot addresses the stack slot off bytes above base. Compiled code holds offsets that the compiler
// has checked against the frame's size, and the machine has checked the frame against its segment.
func Slot(base *Value, off uint16) *Value {
	return (*Value)(unsafe.Add(unsafe.Pointer(base), uintptr(off)))
}

// Below addresses the slot off bytes below base, within the same segment.
func Below(base *Value, off uint64) *Value {
	return (*Value)(unsafe.Add(unsafe.Pointer(base), -int(off)))
}

// SlotSize is the size of a stack slot in bytes: the unit of the offsets of Slot and Below.
const SlotSize = 16

// Distance gives the number of bytes from slot a up to slot b of one segment.
func Distance(a, b *Value) int { return int(uintptr(unsafe.Pointer(b)) - uintptr(unsafe.Pointer(a))) }

// Slots views n slots from base on as a slice.
func Slots(base *Value, n int) []Value { return unsafe.Slice(base, n) }

// Next addresses the element after p in the array that p points into. There must be one: the compiler
// ends every array of instructions with one that is never executed.
func Next[T any](p *T) *T { return (*T)(unsafe.Add(unsafe.Pointer(p), unsafe.Sizeof(*p))) }

// IndexOf gives the index of the element p in the array that starts at first.
func IndexOf[T any](first, p *T) int {
	return int((uintptr(unsafe.Pointer(p)) - uintptr(unsafe.Pointer(first))) / unsafe.Sizeof(*p))
}

// IsLink tells whether v was made by Link: instructions begin with a byte that is no kind.
func (v Value) IsLink() bool { return v.Kind() >= LinkKinds }

// addressOf gives the address of a heap object, which stays the same as long as the object is held.
func addressOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// bytesAddress gives where the bytes of a text lie.
func bytesAddress(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s))) }

// textOf gives the text in b without a copy; nobody changes b from now on.
func textOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// sizeOf gives the bytes that a T takes.
func sizeOf[T any](p *T) int { return int(unsafe.Sizeof(*p)) }
