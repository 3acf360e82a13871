package storeop

import (
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// Snapshot is the argument of store/snapshot-write, checked.
type Snapshot struct {
	Name   string
	Value  []byte // encoded
	Seq    int64
	Expect Expect
}

// ParseSnapshot checks the arguments of store/snapshot-write.
func ParseSnapshot(lim *Limits, args []kernel.Value) (Snapshot, error) {
	arg, err := oneArg("store/snapshot-write", args)
	if err != nil {
		return Snapshot{}, err
	}
	f := openForm("store/snapshot-write: argument", lim, arg, "name", "value", "seq", "expect")
	f.require("value")
	s := Snapshot{Name: f.name("name"), Expect: f.expectation("none")}
	if f.require("seq"); f.err == nil {
		s.Seq = f.checkInt("seq", f.d.Lookup("seq"), 0)
	}
	s.Value = f.data("value", lim.ValueBytes)
	return s, f.err
}

// Conflict answers the conflict of writing s where a snapshot is there, with that seq, or not; nil
// if there is none.
func (s *Snapshot) Conflict(there bool, seq int64) kernel.Value {
	if s.Expect.HoldsNumber(there, seq) {
		return kernel.Nil
	}
	actual := kernel.Str("none")
	if there {
		actual = kernel.Int(seq)
	}
	return kernel.DictOf("conflict", kernel.True, "snapshot", kernel.Str(s.Name),
		"expected", s.Expect.Given, "actual", actual)
}

// SnapshotWritten is the answer of store/snapshot-write.
func SnapshotWritten(name string, seq int64) kernel.Value {
	return kernel.DictOf("name", kernel.Str(name), "seq", kernel.Int(seq))
}

// SnapshotAnswer is the answer of store/snapshot-read for a snapshot that is there.
func SnapshotAnswer(name string, value []byte, seq int64) (kernel.Value, error) {
	v, err := codec.Decode(value)
	if err != nil {
		return kernel.Nil, err
	}
	return kernel.DictOf("name", kernel.Str(name), "value", v, "seq", kernel.Int(seq)), nil
}

// ParseBlob checks the arguments of blob/put and gives the blob.
func ParseBlob(lim *Limits, args []kernel.Value) (string, error) {
	v, err := oneArg("blob/put", args)
	switch {
	case err != nil:
		return "", err
	case !v.IsString():
		return "", kernel.Condf(kernel.CondType, "blob/put: argument is %s, want a string", kernel.TypeOf(v))
	case len(v.Text()) > lim.BlobBytes:
		return "", kernel.Condf(kernel.CondRange, "blob/put: blob has %d bytes, want at most %d",
			len(v.Text()), lim.BlobBytes)
	}
	return v.Text(), nil
}

// BlobID gives the content id of a blob: its CID of version 1, codec raw, hash sha2-256, in base 32.
func BlobID(blob string) string { return kernel.ContentID([]byte(blob)) }
