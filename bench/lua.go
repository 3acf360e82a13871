package main

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

// registryMax is room for 524,288 values on gopher-lua's registry, where its table.concat puts all
// strings; the default of 5,120 is an error there. It grows in one step, and only when it must: a
// large registry is work for every garbage collection, and small steps are quadratic. callStack is
// how many calls may be under way; the default of 256 is too few for ack.
const (
	registryMax = 1 << 19
	callStack   = 4096
)

// runLua runs a Lua program on gopher-lua.
func runLua(file, source string, timed timer) (outcome, error) {
	chunk, err := parse.Parse(strings.NewReader(source), file)
	if err != nil {
		return outcome{}, err
	}
	proto, err := lua.Compile(chunk, file)
	if err != nil {
		return outcome{}, err
	}
	l := lua.NewState(lua.Options{RegistryMaxSize: registryMax, RegistryGrowStep: registryMax,
		CallStackSize: callStack})
	defer l.Close()
	l.Push(l.NewFunctionFromProto(proto))
	if err := l.PCall(0, 0, nil); err != nil {
		return outcome{}, err
	}
	if setup := l.GetGlobal("setup"); setup != lua.LNil {
		if err := l.CallByParam(lua.P{Fn: setup, Protect: true}); err != nil {
			return outcome{}, err
		}
	}
	run, ok := l.GetGlobal("run").(*lua.LFunction)
	if !ok {
		return outcome{}, fmt.Errorf("%s defines no function run", file)
	}
	return timed(func() (string, error) {
		if err := l.CallByParam(lua.P{Fn: run, NRet: 1, Protect: true}); err != nil {
			return "", err
		}
		return l.Get(-1).String(), nil
	})
}
