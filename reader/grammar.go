package reader

import (
	"io"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// grammar is the participle parser of the tokens of one batch.
var grammar = participle.MustBuild[batch](participle.Lexer(definition{}))

// maxBatch is how many tokens participle is given at once. It keeps every token it is given: without
// a bound a form of 10 MB costs it some 300 MB.
const maxBatch = 256

// batch is the root of the grammar: the tokens up to the end of a form, or the next maxBatch of them.
// It keeps them for the builder, whose state lasts longer than a batch.
type batch struct {
	tokens []lexer.Token
}

// Parse makes batch a participle.Parseable.
func (b *batch) Parse(tokens *lexer.PeekingLexer) error {
	first := tokens.RawCursor()
	for !tokens.Next().EOF() {
	}
	b.tokens = tokens.Range(first, tokens.RawCursor())
	return nil
}

// nextBatch scans and gives the next tokens; none at the end of the text and after a fault.
func nextBatch(s *scanner) ([]lexer.Token, error) {
	s.begin()
	tokens, err := lexer.Upgrade(s)
	if err != nil {
		return nil, err
	}
	b, err := grammar.ParseFromLexer(tokens)
	if err != nil {
		return nil, err
	}
	return b.tokens, nil
}

// definition is the lexer.Definition of SX: its lexers scan the first batch of a text.
type definition struct{}

// Symbols names the types of token.
func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{
		"EOF": lexer.EOF, "Name": tokName, "Quoted": tokQuoted, "String": tokString,
		"Escaped": tokEscaped, "Char": tokChar, "Sharp": tokSharp, "List": tokList,
		"Square": tokSquare, "Dict": tokDict, "Vector": tokVector, "Set": tokSet,
		"CloseRound": tokCloseRound, "CloseSquare": tokCloseSquare, "CloseCurly": tokCloseCurly,
		"Quote": tokQuote, "Quasiquote": tokQuasiquote, "Unquote": tokUnquote,
		"Splice": tokSplice, "Drop": tokDrop,
	}
}

// Lex scans what src gives.
func (definition) Lex(name string, src io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(src)
	if err != nil {
		return nil, err
	}
	s := &New(&kernel.Source{Name: name, Text: string(text)}, Options{}).scan
	s.begin()
	return s, nil
}
