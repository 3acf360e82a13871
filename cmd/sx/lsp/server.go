package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/check"
	"github.com/sx-lang/sx/cmd/sx/wire"
)

// Options say what a server is told by who starts it.
type Options struct {
	Version string // of sx
	// Cache is a folder where the sources of the libraries that are part of sx are shown to editors;
	// "" if there is none: then no definition is found in them.
	Cache string
}

// ErrNoShutdown is the error of a session that the client ended without asking for it before, as the
// protocol wants.
var ErrNoShutdown = errors.New("the client has ended the session without shutdown")

// Serve answers a client until it says so, in ends, or ctx ends. The error is one of writing to out, or
// ErrNoShutdown.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	m, err := cek.New(cek.Config{})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	checker, err := check.New("")
	if err != nil {
		return err
	}
	s := &server{out: out, checker: checker, options: o, documents: newDocuments(m, o.Cache), queue: make(chan incoming, 256)}
	go s.read(ctx, in)
	return s.loop(ctx)
}

// server is one session.
type server struct {
	out     io.Writer
	options Options
	checker *check.Checker
	*documents
	queue       chan incoming
	initialized bool
	shutdown    bool

	mu      sync.Mutex
	pending map[string]context.CancelFunc // the requests that are not answered
	work    context.CancelFunc            // ends the diagnosis under way
}

// incoming is a message that was read, or why it was not.
type incoming struct {
	message
	ctx context.Context
	bad error
}

// read reads messages, and ends what they make needless.
func (s *server) read(ctx context.Context, in io.Reader) {
	defer close(s.queue)
	for r := wire.NewReader(in); ; {
		b, err := r.Next()
		var bad *wire.Malformed
		if err != nil && !errors.As(err, &bad) {
			return
		}
		i := incoming{ctx: ctx, bad: err}
		if err == nil {
			if err := json.Unmarshal(b, &i.message); err != nil {
				i.bad = errorf(codeInvalidRequest, "it is no message: %v", err)
			}
		}
		if i.bad == nil {
			i.ctx = s.arrived(ctx, &i.message)
		}
		select {
		case s.queue <- i:
		case <-ctx.Done():
			return
		}
	}
}

// arrived looks at a message before its turn, and gives the context in which it is answered.
func (s *server) arrived(ctx context.Context, m *message) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case m.Method == "$/cancelRequest":
		var p struct{ ID json.RawMessage }
		if json.Unmarshal(m.Params, &p) == nil {
			if cancel := s.pending[string(p.ID)]; cancel != nil {
				cancel()
			}
		}
	case m.ID != nil && m.Method != "":
		ctx, cancel := context.WithCancel(ctx)
		if s.pending == nil {
			s.pending = map[string]context.CancelFunc{}
		}
		s.pending[string(m.ID)] = cancel
		return ctx
	}
	if s.work != nil {
		s.work()
	}
	return ctx
}

// answered forgets a request.
func (s *server) answered(id json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.pending[string(id)]; cancel != nil {
		cancel()
		delete(s.pending, string(id))
	}
}

// loop answers messages in their order, and diagnoses texts while there is none.
func (s *server) loop(ctx context.Context) error {
	for {
		if len(s.dirty) > 0 {
			select {
			case i, ok := <-s.queue:
				if done, err := s.take(i, ok); done {
					return err
				}
			default:
				if err := s.diagnoseNext(ctx); err != nil {
					return err
				}
			}
			continue
		}
		select {
		case i, ok := <-s.queue:
			if done, err := s.take(i, ok); done {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// take carries out a message; done tells that the session is over.
func (s *server) take(i incoming, ok bool) (done bool, err error) {
	switch {
	case !ok:
		return true, nil
	case i.bad != nil:
		var e *rpcError
		if !errors.As(i.bad, &e) {
			e = errorf(codeParse, "%v", i.bad)
		}
		err := wire.Write(s.out, failure{"2.0", json.RawMessage("null"), e})
		return err != nil, err
	case i.Method == "exit":
		if !s.shutdown {
			return true, ErrNoShutdown
		}
		return true, nil
	case i.Method == "" && i.ID == nil:
		err := wire.Write(s.out, failure{"2.0", json.RawMessage("null"), errorf(codeInvalidRequest, "a message without method")})
		return err != nil, err
	case i.Method == "":
		return false, nil // the answer to a request, of which there are none
	case i.ID == nil:
		s.notified(i)
		return false, nil
	}
	err = s.answer(i)
	return err != nil, err
}

// answer answers a request.
func (s *server) answer(i incoming) error {
	defer s.answered(i.ID)
	result, err := s.request(i)
	if i.ctx.Err() != nil {
		err = errorf(codeCancelled, "the request was withdrawn")
	}
	if err == nil {
		return wire.Write(s.out, response{"2.0", i.ID, result})
	}
	var e *rpcError
	if !errors.As(err, &e) {
		e = errorf(codeFailed, "%v", err)
	}
	return wire.Write(s.out, failure{"2.0", i.ID, e})
}

// request finds the answer to a request.
func (s *server) request(i incoming) (any, error) {
	switch {
	case i.ctx.Err() != nil:
		return nil, i.ctx.Err()
	case s.shutdown:
		return nil, errorf(codeInvalidRequest, "the session was shut down")
	case i.Method == "initialize":
		return s.initialize(i.Params)
	case !s.initialized:
		return nil, errorf(codeNotInitialized, "initialize comes first")
	}
	switch i.Method {
	case "shutdown":
		s.shutdown = true
		return nil, nil
	case "completionItem/resolve":
		return s.resolve(i.ctx, i.Params)
	case "textDocument/documentSymbol", "textDocument/formatting":
		p, err := decode[documentParams](i.Params)
		if err != nil {
			return nil, err
		}
		d, err := s.document(p.Document.URI)
		if err != nil {
			return nil, err
		}
		if i.Method == "textDocument/formatting" {
			return s.layOut(d)
		}
		return s.symbols(i.ctx, d), nil
	}
	ask := s.questions()[i.Method]
	if ask == nil {
		return nil, errorf(codeNoMethod, "there is no method %s", i.Method)
	}
	p, err := decode[positionParams](i.Params)
	if err != nil {
		return nil, err
	}
	d, err := s.document(p.Document.URI)
	if err != nil {
		return nil, err
	}
	return ask(i.ctx, d, d.text.offset(p.Position), p)
}

// question is one about a place in a text.
type question func(ctx context.Context, d *document, off int, p positionParams) (any, error)

func (s *server) questions() map[string]question {
	return map[string]question{
		"textDocument/hover":             s.hover,
		"textDocument/completion":        s.complete,
		"textDocument/definition":        s.definition,
		"textDocument/references":        s.references,
		"textDocument/documentHighlight": s.highlights,
		"textDocument/prepareRename":     s.prepareRename,
		"textDocument/rename":            s.rename,
		"textDocument/signatureHelp":     s.signature,
	}
}

// initialize says what the server can do.
func (s *server) initialize(params json.RawMessage) (any, error) {
	if s.initialized {
		return nil, errorf(codeInvalidRequest, "the session is initialized already")
	}
	p, err := decode[initializeParams](params)
	if err != nil {
		return nil, err
	}
	s.initialized = true
	if p.RootURI != nil {
		s.roots = append(s.roots, *p.RootURI)
	}
	for _, f := range p.Folders {
		s.roots = append(s.roots, f.URI)
	}
	return map[string]any{
		"serverInfo": map[string]any{"name": "sx", "version": s.options.Version},
		"capabilities": map[string]any{
			"positionEncoding":           "utf-16",
			"textDocumentSync":           map[string]any{"openClose": true, "change": 2, "save": map[string]any{}},
			"hoverProvider":              true,
			"completionProvider":         map[string]any{"resolveProvider": true},
			"signatureHelpProvider":      map[string]any{"triggerCharacters": []string{" "}},
			"definitionProvider":         true,
			"referencesProvider":         true,
			"documentHighlightProvider":  true,
			"documentSymbolProvider":     true,
			"documentFormattingProvider": true,
			"renameProvider":             map[string]any{"prepareProvider": true},
		},
	}, nil
}

// notified takes a notification. One that makes no sense is passed over: there is nobody to tell.
func (s *server) notified(i incoming) {
	if !s.initialized || s.shutdown {
		return
	}
	switch i.Method {
	case "textDocument/didOpen":
		if p, err := decode[didOpenParams](i.Params); err == nil {
			s.open(p.Document.URI, p.Document.Version, p.Document.Text)
		}
	case "textDocument/didChange":
		if p, err := decode[didChangeParams](i.Params); err == nil {
			s.change(p)
		}
	case "textDocument/didClose":
		if p, err := decode[documentParams](i.Params); err == nil {
			s.close(p.Document.URI)
		}
	case "textDocument/didSave", "workspace/didChangeWatchedFiles":
		s.changed() // files beside the open ones may be others now
	}
}
