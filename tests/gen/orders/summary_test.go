package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sx-lang/sx/kernel"
)

const summaryFile = "../../../examples/data/orders.summary.txt"

var update = flag.Bool("update", false, "write examples/data/orders.summary.txt")

// summaryHead is the head of the summary file: what each number is.
const summaryHead = `# Numbers computed from orders.sxl by a program that shares nothing with the SX report that is checked
# against them. An event that comes in twice (the same :id) counts once, where it came first, in all
# numbers but the first and third. Amounts are in cents. Days are UTC days of the event's :at.
#
# lines                    lines of the file
# events                   distinct events
# duplicates               lines - events
# orders                   orders that have a placed event
# orders unknown           order ids that have events, but no placed event
# orders cancelled         placed orders with a cancelled event
# orders shipped           placed orders with a shipped event, not cancelled
# orders paid              placed orders with a paid event, neither shipped nor cancelled
# orders open              placed orders that are none of the above
# open-amount              sum of the totals of the open orders
# payments                 paid events, of unknown orders too
# paid-amount              sum of their amounts
# payments-before-order    paid events in the file before their order's placed event, or without one
# payments-after-shipping  paid events in the file after their order's shipped event
# underpaid                placed orders with payments whose sum is below the order's total
# underpaid-amount         sum of what is missing
# overpaid                 placed orders with payments whose sum is above the order's total
# overpaid-amount          sum of what is too much; refunds are not taken off
# refunds                  refunded events
# refunded-amount          sum of their amounts
# refunds-full             placed orders with refunds whose sum is the sum of their payments
# refunds-partial          placed orders with refunds whose sum is below the sum of their payments
# revenue <day>            sum of the paid amounts minus sum of the refunded amounts of the day, of
#                          unknown orders too; days without either are left out
# revenue total            sum over the days; it is paid-amount - refunded-amount
`

// summary is the numbers by name, and the revenue of each day.
type summary struct {
	numbers map[string]int64
	revenue map[string]int64
}

// seenOrder is what is known of an order after all events.
type seenOrder struct {
	placed, paid, shipped, cancelled, refunded bool
	total, paidSum, refundSum                  int64
}

func TestSummary(t *testing.T) {
	s := summarize(t, dataLines(t))
	want := summaryHead + "\n" + s.text()
	if *update {
		if err := os.WriteFile(summaryFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := readFile(t, summaryFile); got != want {
		t.Errorf("%s is not what the file's events give; see go test ./tests/gen/orders -update", summaryFile)
	}
}

func (s *summary) text() string {
	var b strings.Builder
	for _, line := range strings.Split(summaryHead, "\n") {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "# "), "  ")
		if n, ok := s.numbers[name]; ok {
			fmt.Fprintf(&b, "%s %d\n", name, n)
		}
	}
	var total int64
	for _, day := range slices.Sorted(maps.Keys(s.revenue)) {
		fmt.Fprintf(&b, "revenue %s %d\n", day, s.revenue[day])
		total += s.revenue[day]
	}
	fmt.Fprintf(&b, "revenue total %d\n", total)
	return b.String()
}

// summarize computes the summary from the lines of the file.
func summarize(t *testing.T, lines []string) *summary {
	s := &summary{map[string]int64{}, map[string]int64{}}
	byID := map[string]string{}
	orders := map[string]*seenOrder{}
	for i, line := range lines {
		e := parse(t, i, line).AsDict()
		s.numbers["lines"]++
		id := e.Lookup("id").Text()
		if first, again := byID[id]; again {
			if first != line {
				t.Fatalf("line %d: %s came before with other content", i+1, id)
			}
			s.numbers["duplicates"]++
			continue
		}
		byID[id] = line
		s.numbers["events"]++
		name := e.Lookup("order").Text()
		if orders[name] == nil {
			orders[name] = &seenOrder{}
		}
		s.add(t, orders[name], e)
	}
	s.orders(orders)
	return s
}

// add counts an event and puts it into its order.
func (s *summary) add(t *testing.T, o *seenOrder, e *kernel.Dict) {
	data := e.Lookup("data").AsDict()
	day := time.UnixMilli(e.Lookup("at").Int64()).UTC().Format(time.DateOnly)
	amount := func() int64 { return data.Lookup("amount").Int64() }
	switch kind := e.Lookup("type").Text(); kind {
	case "placed":
		o.placed = true
		o.total = data.Lookup("total").Int64()
		checkTotal(t, data)
	case "paid":
		s.count(!o.placed, "payments-before-order", 1)
		s.count(o.shipped, "payments-after-shipping", 1)
		s.count(true, "payments", 1)
		s.count(true, "paid-amount", amount())
		s.revenue[day] += amount()
		o.paid = true
		o.paidSum += amount()
	case "shipped":
		o.shipped = true
	case "cancelled":
		o.cancelled = true
	case "refunded":
		s.count(true, "refunds", 1)
		s.count(true, "refunded-amount", amount())
		s.revenue[day] -= amount()
		o.refunded = true
		o.refundSum += amount()
	default:
		t.Fatalf("event type %q", kind)
	}
}

// checkTotal holds the total of a placed event to the sum of its items.
func checkTotal(t *testing.T, data *kernel.Dict) {
	var sum int64
	for _, item := range data.Lookup("items").AsList().Items() {
		sum += item.AsDict().Lookup("qty").Int64() * item.AsDict().Lookup("price").Int64()
	}
	if total := data.Lookup("total").Int64(); total != sum {
		t.Fatalf("total %d, sum of the items %d", total, sum)
	}
}

func (s *summary) count(when bool, name string, n int64) {
	if when {
		s.numbers[name] += n
	}
}

// orders counts what became of the orders.
func (s *summary) orders(all map[string]*seenOrder) {
	for _, o := range all {
		if !o.placed {
			s.count(true, "orders unknown", 1)
			continue
		}
		s.count(true, "orders", 1)
		switch {
		case o.cancelled:
			s.count(true, "orders cancelled", 1)
		case o.shipped:
			s.count(true, "orders shipped", 1)
		case o.paid:
			s.count(true, "orders paid", 1)
		default:
			s.count(true, "orders open", 1)
			s.count(true, "open-amount", o.total)
		}
		s.count(o.paid && o.paidSum < o.total, "underpaid", 1)
		s.count(o.paid && o.paidSum < o.total, "underpaid-amount", o.total-o.paidSum)
		s.count(o.paid && o.paidSum > o.total, "overpaid", 1)
		s.count(o.paid && o.paidSum > o.total, "overpaid-amount", o.paidSum-o.total)
		s.count(o.refunded && o.refundSum == o.paidSum, "refunds-full", 1)
		s.count(o.refunded && o.refundSum < o.paidSum, "refunds-partial", 1)
	}
}
