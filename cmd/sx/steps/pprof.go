package steps

import (
	"compress/gzip"
	"encoding/binary"
	"io"
)

// The format of pprof is a gzipped message of protocol buffers, profile.proto of github.com/google/pprof.
// A message is a row of fields: the number and the wire type, then a varint, or a length and bytes.

// message is one that is being written.
type message []byte

func (m *message) number(field int, v int64) {
	if v != 0 {
		*m = binary.AppendUvarint(binary.AppendUvarint(*m, uint64(field)<<3), uint64(v))
	}
}

func (m *message) bytes(field int, b []byte) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|2)
	*m = append(binary.AppendUvarint(*m, uint64(len(b))), b...)
}

// packed writes numbers as one field.
func (m *message) packed(field int, all ...int64) {
	var inner []byte
	for _, v := range all {
		inner = binary.AppendUvarint(inner, uint64(v))
	}
	m.bytes(field, inner)
}

// Fields of the messages, as profile.proto numbers them.
const (
	profileSampleType, profileSample, profileLocation, profileFunction = 1, 2, 4, 5
	profileStrings, profilePeriodType, profilePeriod                   = 6, 11, 12
	typeName, typeUnit                                                 = 1, 2
	sampleLocations, sampleValues                                      = 1, 2
	locationID, locationLine                                           = 1, 4
	lineFunction, lineNumber                                           = 1, 2
	functionID, functionName, functionSystemName, functionFile         = 1, 2, 3, 4
)

// table numbers things from first on, in the order they are met.
type table[K comparable] struct {
	numbers map[K]int64
	first   int64
}

func newTable[K comparable](first int64) *table[K] { return &table[K]{map[K]int64{}, first} }

// of gives the number of k, and whether it is new.
func (t *table[K]) of(k K) (n int64, fresh bool) {
	n, ok := t.numbers[k]
	if !ok {
		n = t.first + int64(len(t.numbers))
		t.numbers[k] = n
	}
	return n, !ok
}

// Pprof writes the profile in the format of go tool pprof: samples of steps, with functions and lines.
func (p *Profile) Pprof(w io.Writer) error {
	var out, texts message
	strings := newTable[string](0)
	text := func(s string) int64 {
		n, fresh := strings.of(s)
		if fresh {
			texts.bytes(profileStrings, []byte(s))
		}
		return n
	}
	text("")
	var steps message
	steps.number(typeName, text("steps"))
	steps.number(typeUnit, text("count"))
	out.bytes(profileSampleType, steps)
	locations, functions := newTable[call](1), newTable[[2]string](1)
	for _, s := range p.sorted() {
		ids := make([]int64, len(s.calls))
		for i, c := range s.calls {
			id, fresh := locations.of(c)
			ids[i] = id
			if !fresh {
				continue
			}
			f, fresh := functions.of([2]string{c.function, c.file})
			if fresh {
				var function message
				function.number(functionID, f)
				function.number(functionName, text(c.function))
				function.number(functionSystemName, text(c.function))
				function.number(functionFile, text(c.file))
				out.bytes(profileFunction, function)
			}
			var line, location message
			line.number(lineFunction, f)
			line.number(lineNumber, int64(c.line))
			location.number(locationID, id)
			location.bytes(locationLine, line)
			out.bytes(profileLocation, location)
		}
		var sample message
		sample.packed(sampleLocations, ids...)
		sample.packed(sampleValues, s.steps)
		out.bytes(profileSample, sample)
	}
	out.bytes(profilePeriodType, steps)
	out.number(profilePeriod, p.Every)
	z := gzip.NewWriter(w)
	if _, err := z.Write(append(out, texts...)); err != nil {
		return err
	}
	return z.Close()
}
