package kernel

// Vector is a mutable array of fixed length.
type Vector struct {
	Header
	Items []Value
}

// NewVector makes a vector value and takes the slice over.
func NewVector(items []Value) Value {
	return Ref(&(&Vector{Header{KindVector}, items}).Header)
}

// IsVector tells whether v is a vector.
func (v Value) IsVector() bool { return v.Kind() == KindVector }

// AsVector gives v's Vector; v.IsVector() holds.
func (v Value) AsVector() *Vector { return (*Vector)(v.p) }

// Buffer collects text.
type Buffer struct {
	Header
	Bytes []byte
}

// NewBuffer makes an empty string buffer.
func NewBuffer() *Buffer { return &Buffer{Header: Header{KindBuffer}} }

// Value gives the buffer as a value.
func (b *Buffer) Value() Value { return Ref(&b.Header) }

// RecordType is what define-record-type, or a constructor of define-type, defines.
type RecordType struct {
	Header
	Name   string   // of the record type, or of the constructor
	Family string   // type-of's answer: Name, or the type's name for a constructor
	Fields []string // field names
	Ctors  []string // for a variant, all constructors of its family
	// Variants is, for a variant, the types of all constructors of its family, as far as they are
	// known: set before the type is used.
	Variants []*RecordType
	Serial   uint64 // tells apart, in hashes, the types of one name that a program makes
}

// NewRecordType makes a record type; family is Name itself unless it is a variant's constructor.
func NewRecordType(name, family string, fields, ctors []string) *RecordType {
	return &RecordType{Header: Header{KindRecordType}, Name: name, Family: family, Fields: fields, Ctors: ctors}
}

// Value gives the record type as a value.
func (t *RecordType) Value() Value { return Ref(&t.Header) }

// Record is a value of a record type or a variant.
type Record struct {
	Header
	Type   *RecordType
	Fields []Value
}

// NewRecord makes a record value and takes the slice over.
func NewRecord(t *RecordType, fields []Value) Value {
	return Ref(&(&Record{Header{KindRecord}, t, fields}).Header)
}

// AsRecord gives v's Record; v.Kind() is KindRecord.
func (v Value) AsRecord() *Record { return (*Record)(v.p) }

// Values is zero, two or more values on their way to call-with-values.
type Values struct {
	Header
	Items []Value
}

// NewValues makes a multiple value and takes the slice over.
func NewValues(items []Value) Value {
	return Ref(&(&Values{Header{KindValues}, items}).Header)
}

// Host is a value of the embedding program that SX code can only hand back.
type Host struct {
	Header
	Label string // shown when printed
	Data  any
}

// NewHost makes an opaque host value.
func NewHost(label string, data any) Value {
	return Ref(&(&Host{Header{KindHost}, label, data}).Header)
}

// Box holds a variable that is both assigned and captured.
type Box struct {
	Header
	V Value
}

// NewBox makes a box.
func NewBox(v Value) *Box { return &Box{Header{KindBox}, v} }

// FuncInfo is what is known of a function written in SX.
type FuncInfo struct {
	Name string // "" for a function without a name
	Doc  string
	Pos  Pos
}

// Func is the head of every function object of package cek, so that kernel can print it.
type Func struct {
	Header
	Info *FuncInfo
}

// NewFunc makes the head of a function object.
func NewFunc(k Kind, info *FuncInfo) Func { return Func{Header{k}, info} }

// TypeOf is type-of: the name of v's type.
func TypeOf(v Value) string {
	k := v.Kind()
	if k == KindRecord {
		return v.AsRecord().Type.Family
	}
	return kindNames[k]
}

var kindNames = [kindCount]string{
	KindNil: "nil", KindFalse: "boolean", KindTrue: "boolean", KindInt: "number", KindFloat: "number",
	KindChar: "char", KindUnbound: "unbound", KindBig: "number", KindRat: "number",
	KindString: "string", KindSymbol: "symbol", KindKeyword: "keyword", KindList: "list",
	KindDict: "dict", KindVector: "vector", KindSet: "set", KindBuffer: "string-buffer",
	KindPort: "port", KindRecordType: "record-type", KindCondition: "condition",
	KindBuiltin: "builtin", KindValues: "values", KindHost: "host", KindBox: "box",
	KindLambda: "lambda", KindMacro: "macro", KindContinuation: "continuation",
	KindParameter: "parameter", KindPromise: "promise", KindEnvironment: "environment",
	KindMachine: "machine", KindCode: "code", KindInternal: "internal", KindGathering: "gathering",
	KindExtent: "internal", KindLoader: "internal",
}

// IsCallable tells whether v can stand in function position.
func (v Value) IsCallable() bool {
	switch v.Kind() {
	case KindLambda, KindBuiltin, KindContinuation, KindParameter:
		return true
	}
	return false
}
