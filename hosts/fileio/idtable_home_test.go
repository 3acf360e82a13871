package fileio

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts/crashfs"
	"github.com/sx-lang/sx/hosts/mockio"
)

// TestTableOfRewrittenSegments makes a table of ids of a file that stands for segments from before a stream began to
// ones that have its ids: these are found.
func TestTableOfRewrittenSegments(t *testing.T) {
	once := func(stream, id string, seq int) string {
		return fmt.Sprintf(`("store/commit" {:appends ({:stream "%s" :once true :events ({:type "t" :at %d :data "%%100" :id "%s"})})})`, stream, seq, id)
	}
	for _, tables := range []int{3, 4} {
		p := &player{fs: crashfs.New(), opts: proofOptions(300), model: mockio.New(mockio.WithClock(1000, 0))}
		p.opts.tableParts = tables
		script := once("x", "i", 1) + once("a", "i", 1) + once("a", "j", 2) +
			` ("store/truncate" {:stream "x" :before 2}) compact `
		for i := range 7 {
			script += once("x", fmt.Sprint(i), i+2) + once("a", "i", 1) + once("a", "j", 2)
		}
		err := p.open()
		for _, s := range parseScript(t, script+" reopen "+once("a", "j", 2)+" compact "+once("a", "j", 2)) {
			if err == nil {
				err = p.do(s)
			}
		}
		if err == nil && len(p.h.idTables) == 0 {
			t.Error("there are no tables")
		}
		if err != nil {
			t.Errorf("tables of %d: %v", tables, err)
		}
	}
}

// tabled plays commits with ids until there are that many segments, and checks that the tables stand for all from the
// first on.
func tabled(t *testing.T, p *player, segments int) {
	t.Helper()
	for i := 0; len(p.h.parts) < segments; i++ {
		if err := p.h.probe(int64(i)); err != nil {
			t.Fatal(err)
		}
		for _, s := range parseScript(t, fmt.Sprintf(`("store/commit" {:appends ({:stream "a" :events ({:type "t" :at 1 :data "%%200" :id "%d"})})})`, i)) {
			if err := p.do(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	next := uint64(1)
	for _, table := range p.h.idTables {
		if table.first != next {
			t.Errorf("the tables begin at %d, not at %d", table.first, next)
		}
		next = table.last + 1
	}
	if int(next) <= segments-p.opts.tableParts-1 {
		t.Errorf("there are %d segments, and tables up to %d", segments, next-1)
	}
}

// TestTablesDroppedWhileOneIsMade drops the tables of ids while one is made that was to follow them: it is not used,
// and one of all segments is made instead.
func TestTablesDroppedWhileOneIsMade(t *testing.T) {
	fs := crashfs.New()
	p := &player{fs: fs, opts: proofOptions(300)}
	p.opts.tableParts = 3
	if err := p.open(); err != nil {
		t.Fatal(err)
	}
	dropped := false
	fs.Observe(func(op crashfs.Op) {
		if !dropped && op.Kind == crashfs.Write && strings.Contains(op.Name, "00000004-00000006.ids") {
			dropped = true
			p.h.dropTables(0)
		}
	})
	if tabled(t, p, 13); !dropped {
		t.Error("no table was made to follow another")
	}
}

// TestTableGoneBeforeAMerge removes a table of ids that is closed for the time being: the next merge does without it.
func TestTableGoneBeforeAMerge(t *testing.T) {
	fs := crashfs.New()
	p := &player{fs: fs, opts: proofOptions(300)}
	p.opts.OpenFiles = 1
	if err := p.open(); err != nil {
		t.Fatal(err)
	}
	removed := false
	fs.Observe(func(op crashfs.Op) {
		if !removed && op.Kind == crashfs.Create && strings.Contains(op.Name, "00000004.ids") {
			removed = true
			if err := fs.Remove("dir/store/00000001-00000002.ids"); err != nil {
				t.Error(err)
			}
			for _, table := range p.h.idTables {
				table.file.park()
			}
		}
	})
	if tabled(t, p, 12); !removed {
		t.Error("no table was merged")
	}
}
