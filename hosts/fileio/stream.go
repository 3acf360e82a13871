package fileio

import (
	"fmt"

	"github.com/sx-lang/sx/hosts/codec"
)

// streamIndex is what is known of one stream.
type streamIndex struct {
	name  string
	first int64              // first seq that was not truncated
	base  int64              // seq of pos[0]
	pos   []int64            // position of each event from base on
	ids   map[string]int64   // the first seq with an id
	again map[string][]int64 // further seqs with the same id
}

func (s *streamIndex) last() int64 { return s.base + int64(len(s.pos)) - 1 }

// takeEvent passes over an event and notes its id.
func (s *streamIndex) takeEvent(r *codec.Reader, seq int64) error {
	n, err := r.Array()
	if err != nil {
		return err
	}
	if n < 3 || n > 5 {
		return fmt.Errorf("an event with %d items is not known", n)
	}
	for i := range n {
		if i == 3 && !r.Nil() {
			id, err := r.Text()
			if err != nil {
				return err
			}
			s.noteID(id, seq)
		} else if i != 3 {
			if err := r.Skip(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *streamIndex) noteID(id string, seq int64) {
	if s.ids == nil {
		s.ids = map[string]int64{}
	}
	if _, there := s.ids[id]; !there {
		s.ids[id] = seq
		return
	}
	if s.again == nil {
		s.again = map[string][]int64{}
	}
	s.again[id] = append(s.again[id], seq)
}

// byID gives the first seq with an id that was not truncated.
func (s *streamIndex) byID(id string) (int64, bool) {
	seq, ok := s.ids[id]
	if !ok || seq >= s.first {
		return seq, ok
	}
	for _, seq := range s.again[id] {
		if seq >= s.first {
			return seq, true
		}
	}
	return 0, false
}

// forgetIDs drops the ids of truncated events.
func (s *streamIndex) forgetIDs() {
	for id := range s.ids {
		seq, ok := s.byID(id)
		if !ok {
			delete(s.ids, id)
			delete(s.again, id)
		} else if seq >= s.first {
			s.ids[id] = seq
			for len(s.again[id]) > 0 && s.again[id][0] <= seq {
				s.again[id] = s.again[id][1:]
			}
		}
	}
}
