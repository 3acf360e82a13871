package names

// scope is a chain of local bindings; nil is the top level.
type scope struct {
	parent *scope
	names  map[string]*Definition
}

func (s *scope) child() *scope { return &scope{parent: s, names: map[string]*Definition{}} }

func (s *scope) find(name string) *Definition {
	for ; s != nil; s = s.parent {
		if d := s.names[name]; d != nil {
			return d
		}
	}
	return nil
}
