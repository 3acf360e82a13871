// Package trace writes down what a program asked the world and what it was answered, and answers it
// again from there, without any world.
//
// A trace is text, one form a line as package line writes it, each in the file before the program goes on:
//
//	(trace {:version 1 :file f :directory d :arguments (a…)})   first: the program and what it was given
//	(ask request)              what the program performed; (ask-text "…") for a request that holds no data
//	(answer value)             the answer to it,
//	(raise {:kind k :message m :irritants v})                       or the error that was raised instead
//	(end)                      the program came to its end, or failed; not there if it was stopped
//
// So what a process that was killed leaves is a trace of the beginning; a last line that is not
// complete is not part of it.
//
// Recorder and Player are hosts. A program is a function of the answers to its requests, so a program
// that did not change asks the same again, in the same order.
package trace
