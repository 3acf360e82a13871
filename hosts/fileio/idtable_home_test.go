package fileio

import (
	"fmt"
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
