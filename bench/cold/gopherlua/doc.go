// Command gopherlua runs a Lua file on gopher-lua, and is as small as such a command can be.
package main
