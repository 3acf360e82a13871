// Command goja runs a JavaScript file on goja, and is as small as such a command can be.
package main
