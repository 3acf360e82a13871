package main

// random is the generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014).
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below gives an integer from 0 up to, not including, n. The bias is below n in 2^64.
func (r *random) below(n int64) int64 { return int64(r.next() % uint64(n)) }

// between gives an integer from lo up to, not including, hi.
func (r *random) between(lo, hi int64) int64 { return lo + r.below(hi-lo) }

// perMille is true n times in a thousand.
func (r *random) perMille(n int64) bool { return r.below(1000) < n }

// pick gives one of the items.
func pick[T any](r *random, items []T) T { return items[r.below(int64(len(items)))] }
