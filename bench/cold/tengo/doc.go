// Command tengo runs a Tengo file, and is as small as such a command can be.
package main
