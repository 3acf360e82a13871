// Command starlark runs a Starlark file on starlark-go, and is as small as such a command can be.
package main
