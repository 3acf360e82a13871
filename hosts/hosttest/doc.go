// Package hosttest is the suite that every store passes: Run performs scenarios of requests and
// compares the answers, as text, with what is written beside them; Race lets goroutines compete;
// Compare performs one random sequence of requests on two hosts and compares all answers.
//
// A new host needs one line:
//
//	hosttest.Run(t, func(t *testing.T) hosts.Host { return open(t) })
//
// The contract itself is package storeop's comment. The scenarios are tables, one file a topic:
// commit.go, once.go, kv.go, read.go, readall.go, names.go, truncate.go, snapshot.go, blob.go,
// values.go, refuse.go. An expected answer is its text as write prints it; an expected error is "!",
// its kind, ": " and a part of its message.
package hosttest
