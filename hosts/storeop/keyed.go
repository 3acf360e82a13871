package storeop

import "iter"

// Keyed is values by key, in the order of the keys' bytes. Taking a name out of the order costs a look
// at all of them, so deleted keys stay, with a deleted value, until they are half of all.
type Keyed[V interface{ Deleted() bool }] struct {
	values map[string]V
	names  NameList
	dead   int // of values
}

// sweepFrom is how many deleted keys stay at least.
const sweepFrom = 1000

// SortedKeyed gives the values of keys that are in order already, each once, none of them deleted.
func SortedKeyed[V interface{ Deleted() bool }](keys []string, values map[string]V) Keyed[V] {
	return Keyed[V]{values: values, names: SortedNames(keys)}
}

// Get gives the value of a key; the zero value, which must be a deleted one, if it was never set.
func (k *Keyed[V]) Get(key string) V { return k.values[key] }

// Set keeps a value under a key, or deletes it.
func (k *Keyed[V]) Set(key string, value V) {
	old, known := k.values[key]
	switch {
	case value.Deleted() && old.Deleted():
		return
	case value.Deleted():
		k.dead++
	case !known:
		k.names.Add(key)
	case old.Deleted():
		k.dead--
	}
	if k.values == nil {
		k.values = map[string]V{}
	}
	k.values[key] = value
	if k.dead > sweepFrom && k.dead > len(k.values)/2 {
		k.sweep()
	}
}

// sweep drops the keys that were deleted.
func (k *Keyed[V]) sweep() {
	k.names, k.dead = NameList{}, 0
	for key, value := range k.values {
		if value.Deleted() {
			delete(k.values, key)
		} else {
			k.names.Add(key)
		}
	}
}

// From gives the keys from start on, in order, for reading only; those that were deleted may be among
// them. It may be called by many at once, but not while keys are set.
func (k *Keyed[V]) From(start string) []string { return k.names.From(start) }

// All gives the keys that are there with their values, in no order.
func (k *Keyed[V]) All() iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for key, value := range k.values {
			if !value.Deleted() && !yield(key, value) {
				return
			}
		}
	}
}
