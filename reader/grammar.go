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
const maxBatch = 64

// firstBatch scans and gives the first tokens of a text.
func firstBatch(s *scanner) ([]lexer.Token, error) {
	s.begin(maxBatch)
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

// desk is room for the tokens of one batch after the other: those that its PeekingLexer holds.
type desk struct {
	lexer  *lexer.PeekingLexer
	tokens []lexer.Token // of lexer; the last is for the token that ends a full batch
}

// newDesk makes room for n tokens. lexer.Upgrade is the one way to make a PeekingLexer, so it is given tokens
// that stand for those to come: to upgrade the scanner for each batch would copy all tokens several times.
func newDesk(n int) (*desk, error) {
	fill := blanks(n)
	l, err := lexer.Upgrade(&fill)
	if err != nil {
		return nil, err
	}
	return &desk{l, l.Range(0, lexer.RawCursor(n+1))}, nil
}

// blanks is a lexer of so many names, which are empty.
type blanks int

// Next makes blanks a lexer.Lexer.
func (n *blanks) Next() (lexer.Token, error) {
	if *n == 0 {
		return lexer.EOFToken(lexer.Position{}), nil
	}
	*n--
	return lexer.Token{Type: tokName}, nil
}

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

// batch scans and gives the next tokens; none at the end of the text and after a fault. They are there until
// the next batch.
func (d *desk) batch(s *scanner) ([]lexer.Token, error) {
	s.begin(len(d.tokens) - 1)
	for i := range d.tokens {
		if s.scan(&d.tokens[i]); d.tokens[i].EOF() {
			break
		}
	}
	d.lexer.LoadCheckpoint(lexer.Checkpoint{})
	b, err := grammar.ParseFromLexer(d.lexer)
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
	s.begin(maxBatch)
	return s, nil
}
