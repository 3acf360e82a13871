// Command durable measures the file host beside a raw loop of the same writes and syncs, bbolt, pebble,
// tidwall/wal and etcd's wal, in one run on one disk:
//
//	cd bench/durable && go run . [-dir DIR] [-time 3s] [-events 1000000] [-run REGEXP] [-engines REGEXP]
//
// The engines take turns in short rounds, so that a disk that gets slower gets slower for all; times are
// medians of rounds. Numbers of a machine that does other work are worth little.
package main
