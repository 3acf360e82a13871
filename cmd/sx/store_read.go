package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// The columns of tables.
func eventColumns() []string { return []string{"seq", "type", "at", "id", "data"} }
func allColumns() []string   { return []string{"pos", "stream", "seq", "type", "at", "id", "data"} }

// pageItems is how many items a request asks for at most.
const pageItems = 1000

// least refuses a flag's value that is too small.
func least(name string, got, want int64) error {
	if got < want {
		return usageError{fmt.Errorf("--%s is %d, want %d or more", name, got, want)}
	}
	return nil
}

func (a *app) storeReadCommand(flags *storeFlags) *cobra.Command {
	c := &cobra.Command{Use: "read STREAM", Short: "prints the events of a stream", Args: exactArgs("STREAM")}
	from := c.Flags().Int64("from", 0, "begin with the event of this seq")
	limit := c.Flags().Int64("limit", 0, "print so many events at most; 0 is all")
	reverse := c.Flags().Bool("reverse", false, "print the newest events first")
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := firstError(least("from", *from, 0), least("limit", *limit, 0)); err != nil {
			return err
		}
		s, err := a.show(flags.format, eventColumns()...)
		if err != nil {
			return err
		}
		return a.withStore(false, func(h hosts.Host) error {
			_, _, err := pages(c.Context(), h, storeop.OpRead, "events", *limit, s, func(next kernel.Value, limit int64) kernel.Value {
				if next.IsNil() && *from > 0 {
					next = kernel.Int(*from)
				}
				return options("stream", kernel.Str(args[0]), "from", next, "limit", limit, "reverse", *reverse)
			})
			return err
		})
	}
	return c
}

func (a *app) storeStreamsCommand(flags *storeFlags) *cobra.Command {
	c := &cobra.Command{Use: "streams", Short: "lists the streams and their last seqs", Args: exactArgs()}
	prefix := c.Flags().String("prefix", "", "list only streams whose names begin so")
	after := c.Flags().String("after", "", "list only streams that are sorted after this name")
	limit := c.Flags().Int64("limit", 0, "list so many streams at most; 0 is all")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.list(c.Context(), flags, storeop.OpStreams, "streams", *prefix, *after, *limit, "stream", "last-seq")
	}
	return c
}

// list prints what store/streams or kv/scan lists.
func (a *app) list(ctx context.Context, flags *storeFlags, op, key, prefix, after string, limit int64, columns ...string) error {
	s, err := a.show(flags.format, columns...)
	if err := firstError(least("limit", limit, 0), err); err != nil {
		return err
	}
	return a.withStore(false, func(h hosts.Host) error {
		_, _, err := pages(ctx, h, op, key, limit, s, func(next kernel.Value, limit int64) kernel.Value {
			if next.IsNil() && after != "" {
				next = kernel.Str(after)
			}
			return options("prefix", prefix, "after", next, "limit", limit)
		})
		return err
	})
}

// firstError gives the first error that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// pages asks for pages until there are no more, or limit items are printed; 0 is no bound. argument makes
// the argument of a request from the :next of the page before, nil at first, and the limit of the page. It
// gives the last answer, and how many items were printed.
func pages(ctx context.Context, h hosts.Host, op, key string, limit int64, s *shower,
	argument func(next kernel.Value, limit int64) kernel.Value) (answer *kernel.Dict, shown int64, err error) {
	next := kernel.Nil
	for {
		want := int64(pageItems)
		if limit > 0 {
			want = min(want, limit-shown)
		}
		v, err := ask(ctx, h, op, argument(next, want))
		if err != nil {
			return nil, shown, err
		}
		answer = v.AsDict()
		for _, x := range answer.Lookup(key).AsList().Items() {
			if err := s.value(x); err != nil {
				return nil, shown, err
			}
			shown++
		}
		if err := s.flush(); err != nil {
			return nil, shown, err
		}
		if next = answer.Lookup("next"); next.IsNil() || shown == limit {
			return answer, shown, nil
		}
	}
}

func (a *app) storeAllCommand(flags *storeFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "all", Short: "prints the events of all streams, in the order of their commits", Args: exactArgs(),
		Long: `Prints the events of all streams, in the order of their commits. With --follow it goes on with those
that come, until Ctrl-C ends it.`,
	}
	after := c.Flags().Int64("after", 0, "begin after this position")
	limit := c.Flags().Int64("limit", 0, "print so many events at most; 0 is all")
	prefix := c.Flags().String("prefix", "", "print only events of streams whose names begin so")
	follow := c.Flags().Bool("follow", false, "wait for new events, and print them too")
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := a.show(flags.format, allColumns()...)
		if err := firstError(least("after", *after, 0), least("limit", *limit, 0), err); err != nil {
			return err
		}
		return a.withStore(false, func(h hosts.Host) error {
			f := follower{h: h, show: s, prefix: *prefix, after: *after, limit: *limit}
			err := f.print(c.Context())
			for err == nil && *follow && !f.done {
				err = f.wait(c.Context())
			}
			if *follow && err != nil && errors.Is(c.Context().Err(), context.Canceled) {
				return nil // to be interrupted is how following ends
			}
			return err
		})
	}
	return c
}

// follower prints events of all streams and knows how far it is.
type follower struct {
	h            hosts.Host
	show         *shower
	prefix       string
	after, limit int64
	done         bool // the limit is reached
}

// print prints the events that are there.
func (f *follower) print(ctx context.Context) error {
	answer, shown, err := pages(ctx, f.h, storeop.OpReadAll, "events", f.limit, f.show,
		func(next kernel.Value, limit int64) kernel.Value {
			if next.IsNil() {
				next = kernel.Int(f.after)
			}
			return options("after", next, "limit", limit, "prefix", f.prefix)
		})
	if err != nil {
		return err
	}
	f.after = answer.Lookup("pos").Int64()
	if f.limit > 0 {
		f.limit -= shown
		f.done = f.limit == 0
	}
	return nil
}

// followMillis is how long one request waits for an event.
const followMillis = 60_000

// wait waits for events and prints them.
func (f *follower) wait(ctx context.Context) error {
	v, err := ask(ctx, f.h, storeop.OpWait, kernel.DictOf("after", kernel.Int(f.after), "timeout", kernel.Int(followMillis)))
	if err != nil || v.IsNil() {
		return err
	}
	return f.print(ctx)
}

func (a *app) storeStatCommand(flags *storeFlags) *cobra.Command {
	return &cobra.Command{
		Use: "stat [STREAM]", Short: "prints how many events a stream has, or the whole store", Args: exactArgs("[STREAM]"),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withStore(false, func(h hosts.Host) error {
				if len(args) == 0 {
					v, err := totals(c.Context(), h)
					if err != nil {
						return err
					}
					return a.showOne(flags.format, v, "streams", "events", "position")
				}
				v, err := ask(c.Context(), h, storeop.OpStat, kernel.Str(args[0]))
				if err != nil {
					return err
				}
				return a.showOne(flags.format, v, "last-seq", "first-seq", "count")
			})
		},
	}
}

// totals counts the streams and the events that are there, and gives the newest position.
func totals(ctx context.Context, h hosts.Host) (kernel.Value, error) {
	var streams, events, pos int64
	next := kernel.Nil
	for {
		v, err := ask(ctx, h, storeop.OpStreams, options("after", next))
		if err != nil {
			return kernel.Nil, err
		}
		for _, x := range v.AsDict().Lookup("streams").AsList().Items() {
			stat, err := ask(ctx, h, storeop.OpStat, x.AsDict().Lookup("stream"))
			if err != nil {
				return kernel.Nil, err
			}
			streams++
			events += stat.AsDict().Lookup("count").Int64()
		}
		if next = v.AsDict().Lookup("next"); next.IsNil() {
			break
		}
	}
	v, err := ask(ctx, h, storeop.OpWait, kernel.DictOf("after", kernel.Int(0), "timeout", kernel.Int(0)))
	if err == nil && !v.IsNil() {
		pos = v.Int64()
	}
	return kernel.DictOf("streams", kernel.Int(streams), "events", kernel.Int(events), "position", kernel.Int(pos)), err
}
