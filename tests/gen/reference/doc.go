// Command reference writes docs/reference.md: every special form, function and macro that a program
// can use, with what the code itself says of them.
//
//	go run ./tests/gen/reference docs/reference.md
//
// Start with topics.go, the sections of the page and what belongs to each; collect.go asks a machine
// for the descriptions, page.go writes them. What no section claims is an error. The test checks that
// the page in the repository is what this command writes.
package main

//go:generate go run . ../../../docs/reference.md
