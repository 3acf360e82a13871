package dap

import "encoding/json"

// The parts of the protocol that are used here, under the protocol's names.

type request struct {
	Seq       int             `json:"seq"`
	Type      string          `json:"type"`
	Command   string          `json:"command"`
	Arguments json.RawMessage `json:"arguments"`
}

type response struct {
	Seq        int    `json:"seq"`
	Type       string `json:"type"`
	RequestSeq int    `json:"request_seq"`
	Success    bool   `json:"success"`
	Command    string `json:"command"`
	Message    string `json:"message,omitempty"`
	Body       any    `json:"body,omitempty"`
}

type event struct {
	Seq   int    `json:"seq"`
	Type  string `json:"type"`
	Event string `json:"event"`
	Body  any    `json:"body,omitempty"`
}

// LaunchArguments is what a client says about the program to debug.
type LaunchArguments struct {
	Program     string   `json:"program"` // its file
	Args        []string `json:"args"`
	Cwd         string   `json:"cwd"`         // where it runs; "" is where the adapter does
	Store       string   `json:"store"`       // mem, a directory, or "" for what its head says
	Allow       []string `json:"allow"`       // grants: read=DIR, env=NAME
	Stdin       string   `json:"stdin"`       // the file that it reads as its input; "" is none
	StopOnEntry bool     `json:"stopOnEntry"` // stop before its first form
}

type initializeArguments struct {
	LinesStartAt1   *bool `json:"linesStartAt1"`
	ColumnsStartAt1 *bool `json:"columnsStartAt1"`
}

type source struct {
	Name string `json:"name,omitempty"`
	Path string `json:"path,omitempty"`
}

type breakpointsArguments struct {
	Source      source `json:"source"`
	Breakpoints []struct {
		Line      int    `json:"line"`
		Condition string `json:"condition"`
	} `json:"breakpoints"`
}

type breakpoint struct {
	ID       int    `json:"id,omitempty"`
	Verified bool   `json:"verified"`
	Line     int    `json:"line,omitempty"`
	Message  string `json:"message,omitempty"`
}

// lookArguments are those of stackTrace, scopes, variables and evaluate.
type lookArguments struct {
	FrameID    int    `json:"frameId"`
	StartFrame int    `json:"startFrame"`
	Levels     int    `json:"levels"`
	Reference  int    `json:"variablesReference"`
	Start      int    `json:"start"`
	Count      int    `json:"count"`
	Expression string `json:"expression"`
}

type frame struct {
	ID     int     `json:"id"`
	Name   string  `json:"name"`
	Source *source `json:"source,omitempty"`
	Line   int     `json:"line"`
	Column int     `json:"column"`
}

type scope struct {
	Name      string `json:"name"`
	Hint      string `json:"presentationHint,omitempty"`
	Reference int    `json:"variablesReference"`
	Expensive bool   `json:"expensive"`
}

type variable struct {
	Name      string `json:"name"`
	Value     string `json:"value"`
	Type      string `json:"type,omitempty"`
	Reference int    `json:"variablesReference"`
	Indexed   int    `json:"indexedVariables,omitempty"`
}

type evaluated struct {
	Result    string `json:"result"`
	Type      string `json:"type,omitempty"`
	Reference int    `json:"variablesReference"`
	Indexed   int    `json:"indexedVariables,omitempty"`
}

type stopped struct {
	Reason      string `json:"reason"`
	Description string `json:"description,omitempty"`
	Text        string `json:"text,omitempty"`
	ThreadID    int    `json:"threadId"`
	All         bool   `json:"allThreadsStopped"`
	Hit         []int  `json:"hitBreakpointIds,omitempty"`
}

type output struct {
	Category string `json:"category"`
	Output   string `json:"output"`
}

// thread is the one thread that a program has.
const thread = 1
