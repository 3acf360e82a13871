package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/json"
	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) storeKVCommand(flags *storeFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "kv COMMAND", Short: "reads and writes keys",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return c.Help() },
	}
	get := &cobra.Command{Use: "get KEY", Short: "prints the value of a key; status 1 without one", Args: exactArgs("KEY"),
		RunE: func(c *cobra.Command, args []string) error { return a.kvGet(c, flags, args[0]) }}
	put := &cobra.Command{Use: "put KEY VALUE", Short: "sets a key to a value, written in SX, or in JSON with --format json",
		Args: exactArgs("KEY", "VALUE"),
		RunE: func(c *cobra.Command, args []string) error { return a.kvPut(c, flags, args[0], args[1]) }}
	scan := &cobra.Command{Use: "scan [PREFIX]", Short: "prints keys, and their values, in their order", Args: exactArgs("[PREFIX]")}
	after := scan.Flags().String("after", "", "print only keys that are sorted after this one")
	limit := scan.Flags().Int64("limit", 0, "print so many keys at most; 0 is all")
	scan.RunE = func(c *cobra.Command, args []string) error {
		prefix := ""
		if len(args) > 0 {
			prefix = args[0]
		}
		return a.list(c.Context(), flags, storeop.OpKVScan, "entries", prefix, *after, *limit, "key", "value")
	}
	c.AddCommand(get, put, scan)
	return c
}

func (a *app) kvGet(c *cobra.Command, flags *storeFlags, key string) error {
	return a.withStore(false, func(h hosts.Host) error {
		v, err := ask(c.Context(), h, storeop.OpKVGet, kernel.Str(key))
		switch {
		case err != nil:
			return err
		case v.IsNil():
			return fmt.Errorf("there is no key %s", word(key))
		}
		return a.showOne(flags.format, v.AsDict().Lookup("value"))
	})
}

func (a *app) kvPut(c *cobra.Command, flags *storeFlags, key, text string) error {
	var v kernel.Value
	var err error
	ok := true
	if flags.format == formatJSON {
		v, err = json.Parse(text)
	} else {
		v, ok, err = line.Parse("VALUE", 1, text)
	}
	switch {
	case err != nil:
		return usageError{fmt.Errorf("store kv put: %w", err)}
	case !ok:
		return usageError{fmt.Errorf("store kv put: VALUE is empty, want a value like 5 or {:a 1}")}
	}
	return a.withStore(true, func(h hosts.Host) error {
		_, err := ask(c.Context(), h, storeop.OpCommit, kernel.DictOf("kv",
			kernel.ListOf(kernel.DictOf("put", kernel.Str(key), "value", v))))
		return err
	})
}
