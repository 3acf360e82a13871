package main

import (
	"fmt"
	"strings"
)

// order makes the events of one order, each some time after the one before.
type order struct {
	r      *random
	id     string
	now    int64 // of the last event
	total  int64 // cents
	method string
	events []event
}

// newOrder places an order.
func newOrder(r *random, id string, at int64, prices []int64) *order {
	o := &order{r: r, id: id, now: at}
	o.method = pick(r, []string{"card", "card", "card", "card", "card", "card", "card", "wallet", "wallet", "transfer"})
	var items []string
	seen := map[int64]bool{}
	for range r.between(1, 5) {
		article := r.below(int64(len(prices)))
		if seen[article] {
			continue
		}
		seen[article] = true
		qty := pick(r, []int64{1, 1, 1, 2, 2, 3, 6})
		o.total += qty * prices[article]
		items = append(items, fmt.Sprintf("{:sku \"sku-%03d\" :qty %d :price %d}", article+1, qty, prices[article]))
	}
	o.add("placed", 0, fmt.Sprintf("{:customer \"c-%04d\" :items (%s) :total %d :currency \"EUR\"}",
		1+r.below(customers), strings.Join(items, " "), o.total))
	return o
}

// add appends an event that happens after a delay and arrives within two seconds.
func (o *order) add(kind string, after int64, data string) {
	o.now += after
	o.events = append(o.events, event{
		order: o.id, kind: kind, at: o.now, data: data, arrival: o.now + o.r.between(200, 2000),
	})
}

func paidData(amount int64, method string) string {
	return fmt.Sprintf("{:amount %d :method %q}", amount, method)
}

func (o *order) pay(amount int64) {
	delay := o.r.between(20*second, 30*minute)
	if o.method == "transfer" {
		delay = o.r.between(day, 4*day)
	}
	o.add("paid", delay, paidData(amount, o.method))
}

func (o *order) ship() {
	carrier := pick(o.r, []string{"post", "post", "express", "courier", "freight"})
	o.add("shipped", o.r.between(4*hour, 4*day), fmt.Sprintf("{:carrier %q}", carrier))
}

func (o *order) cancel(reasons ...string) {
	o.add("cancelled", o.r.between(10*minute, 5*day), fmt.Sprintf("{:reason %q}", pick(o.r, reasons)))
}

func (o *order) refund(amount int64) {
	o.add("refunded", o.r.between(hour, 14*day), fmt.Sprintf("{:amount %d}", amount))
}

// history decides what happens to a placed order, and gives its events.
func (o *order) history() []event {
	switch n := o.r.below(1000); {
	case n < 60: // never paid
	case n < 110:
		o.cancel("changed mind", "payment failed", "out of stock")
	case n < 130:
		o.pay(o.total)
		o.cancel("changed mind", "out of stock", "fraud suspected")
		o.refund(o.total)
	case n < 170:
		o.payAndShip(o.total)
		o.refund(o.r.between(1, o.total))
	case n < 185:
		o.payAndShip(o.total)
		o.refund(o.total)
	case n < 192: // too little; half of them go out all the same
		o.pay(o.total - 1 - o.r.below(o.total/2))
		if o.r.perMille(500) {
			o.ship()
		}
	case n < 197: // too much; half of them get it back
		excess := o.r.between(1, 2000)
		o.payAndShip(o.total + excess)
		if o.r.perMille(500) {
			o.refund(excess)
		}
	case n < 200: // twice
		o.pay(o.total)
		o.payAndShip(o.total)
		o.refund(o.total)
	default:
		o.payAndShip(o.total)
	}
	return o.events
}

// payAndShip pays and ships; of a thousand payments, fifteen arrive before the order and fifteen
// after it was shipped.
func (o *order) payAndShip(amount int64) {
	o.pay(amount)
	o.ship()
	placed, paid, shipped := &o.events[0], &o.events[len(o.events)-2], o.events[len(o.events)-1]
	switch n := o.r.below(1000); {
	case n < 15:
		placed.arrival = paid.arrival + o.r.between(second, 10*minute)
	case n < 30 && shipped.at < end:
		paid.arrival = shipped.arrival + o.r.between(minute, 6*hour)
	}
}
