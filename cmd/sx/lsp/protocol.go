package lsp

// The parts of the protocol that are used here, under the protocol's names.

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"` // in UTF-16 units
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string `json:"uri"`
	Range span   `json:"range"`
}

type textEdit struct {
	Range   span   `json:"range"`
	NewText string `json:"newText"`
}

type documentID struct {
	URI     string `json:"uri"`
	Version *int   `json:"version,omitempty"`
}

type didOpenParams struct {
	Document struct {
		URI     string `json:"uri"`
		Version int    `json:"version"`
		Text    string `json:"text"`
	} `json:"textDocument"`
}

type didChangeParams struct {
	Document documentID `json:"textDocument"`
	Changes  []change   `json:"contentChanges"`
}

type change struct {
	Range *span  `json:"range"` // nil for all of the text
	Text  string `json:"text"`
}

type documentParams struct {
	Document documentID `json:"textDocument"`
}

type positionParams struct {
	Document documentID `json:"textDocument"`
	Position position   `json:"position"`
	NewName  string     `json:"newName"` // of rename
	Context  struct {
		Declarations bool `json:"includeDeclaration"`
	} `json:"context"` // of references
}

type initializeParams struct {
	RootURI *string `json:"rootUri"`
	Folders []struct {
		URI string `json:"uri"`
	} `json:"workspaceFolders"`
}

type diagnostic struct {
	Range    span   `json:"range"`
	Severity int    `json:"severity"`
	Source   string `json:"source"`
	Message  string `json:"message"`
	Tags     []int  `json:"tags,omitempty"`
}

type publishParams struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type hover struct {
	Contents markup `json:"contents"`
	Range    span   `json:"range"`
}

type completionList struct {
	Incomplete bool             `json:"isIncomplete"`
	Items      []completionItem `json:"items"`
}

type completionItem struct {
	Label         string          `json:"label"`
	Kind          int             `json:"kind"`
	Detail        string          `json:"detail,omitempty"`
	Documentation *markup         `json:"documentation,omitempty"`
	Edit          *textEdit       `json:"textEdit,omitempty"`
	Data          *completionData `json:"data,omitempty"`
}

// completionData is what the client gives back when it wants a completion's documentation.
type completionData struct {
	URI    string `json:"uri"`
	Offset int    `json:"offset"`
}

type documentSymbol struct {
	Name      string           `json:"name"`
	Detail    string           `json:"detail,omitempty"`
	Kind      int              `json:"kind"`
	Range     span             `json:"range"`
	Selection span             `json:"selectionRange"`
	Children  []documentSymbol `json:"children,omitempty"`
}

type workspaceEdit struct {
	Changes map[string][]textEdit `json:"changes"`
}

type prepared struct {
	Range       span   `json:"range"`
	Placeholder string `json:"placeholder"`
}

type highlight struct {
	Range span `json:"range"`
	Kind  int  `json:"kind"`
}

type signatureHelp struct {
	Signatures []signature `json:"signatures"`
	Active     int         `json:"activeSignature"`
	Parameter  int         `json:"activeParameter"`
}

type signature struct {
	Label         string      `json:"label"`
	Documentation *markup     `json:"documentation,omitempty"`
	Parameters    []parameter `json:"parameters"`
}

type parameter struct {
	Label string `json:"label"`
}

// Numbers of the protocol.
const (
	severityError   = 1
	severityWarning = 2
	severityHint    = 4

	tagUnnecessary = 1

	completionFunction = 3
	completionVariable = 6
	completionModule   = 9
	completionKeyword  = 14
	completionClass    = 7

	symbolModule   = 2
	symbolClass    = 5
	symbolFunction = 12
	symbolVariable = 13
	symbolOperator = 25

	highlightRead  = 2
	highlightWrite = 3
)
