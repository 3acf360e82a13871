package main

import (
	"cmp"
	"fmt"
	"slices"
)

// Times are milliseconds since 1970.
const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour

	begin = int64(1735689600000) // 2025-01-01T00:00:00Z
	days  = 90
	end   = begin + days*day // nothing happens from here on
)

const (
	seed      = 20250101
	orders    = 4000
	customers = 900
	// Of a thousand lines, this many are delivered a second time.
	redelivered = 20
)

// event is one line. It happened at at and came in at arrival; the file is in order of arrival.
type event struct {
	id, order, kind string
	at, arrival     int64
	data            string // as SX text
}

// generate gives all lines in order of arrival.
func generate() []event {
	r := &random{seed}
	prices := priceList(r)
	var all []event
	for i, at := range placements(r) {
		all = append(all, newOrder(r, fmt.Sprintf("o-%05d", i+1), at, prices).history()...)
	}
	stray := event{order: "o-99999", kind: "paid", at: begin + 40*day + 7*hour + 1234, data: paidData(4990, "transfer")}
	stray.arrival = stray.at + second
	all = append(all, stray)
	all = slices.DeleteFunc(all, func(e event) bool { return e.at >= end })
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	for i := range all {
		all[i].id = fmt.Sprintf("evt-%06d", i+1)
	}
	all = append(all, redeliveries(r, all)...)
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.arrival, b.arrival) })
	return all
}

// redeliveries gives the events that come in again, from seconds to three days later.
func redeliveries(r *random, all []event) []event {
	var again []event
	for _, e := range all {
		if r.perMille(redelivered) {
			e.arrival += pick(r, []int64{5 * second, 30 * second, 10 * minute, 3 * hour, 3 * day}) + r.below(second)
			again = append(again, e)
		}
	}
	return again
}

// hourWeights says how many orders in a hundred are placed in each hour of the day (UTC).
var hourWeights = [24]int{1, 1, 0, 0, 0, 1, 2, 4, 5, 6, 6, 6, 7, 6, 5, 5, 6, 7, 8, 9, 8, 4, 2, 1}

// placements gives the times at which the orders are placed, in order.
func placements(r *random) []int64 {
	var hours []int64
	for h, weight := range hourWeights {
		for range weight {
			hours = append(hours, int64(h))
		}
	}
	out := make([]int64, orders)
	for i := range out {
		out[i] = begin + r.below(days)*day + pick(r, hours)*hour + r.below(hour)
	}
	slices.Sort(out)
	return out
}

// priceList gives the unit price of each article, in cents.
func priceList(r *random) []int64 {
	prices := make([]int64, 60)
	for i := range prices {
		prices[i] = 100*r.between(2, 90) + pick(r, []int64{0, 49, 90, 95, 99})
	}
	return prices
}
