package fileio

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/crashfs"
)

// bug is an error that the engine is made to have.
type bug struct {
	plant faults
	drop  *crashfs.Site
}

// look is a sweep that says what is wrong with an engine that has a bug.
type look func(t *testing.T, b bug) []string

// looks are the sweeps by name, kept short: they end at the first thing that is wrong.
func looks() map[string]look {
	all := map[string]look{"copies": copies, "moves": moves, "old manifest": oldManifest, "intervals": intervals, "rot": rotLook,
		"both alone": bothAlone}
	for name := range scripts() {
		all["crashes "+name] = crashLook(name, Options{})
		all["faults "+name] = faultLook(name)
	}
	all["crashes, no optional calls"] = plainLook
	all["crashes, relaxed"] = crashLook("streams", Options{Sync: SyncNever})
	return all
}

func (b bug) options(segment int64, more Options) Options {
	opts := proofOptions(segment)
	opts.Sync, opts.plant = more.Sync, b.plant
	return opts
}

func crashLook(name string, more Options) look {
	return func(t *testing.T, b bug) []string { return b.crashes(t, name, more, nil) }
}

// crashes sweeps over one script.
func (b bug) crashes(t *testing.T, name string, more Options, wrap func(*crashfs.FS) afero.Fs) []string {
	for _, segment := range []int64{300, 3000} {
		fs := crashfs.New()
		fs.Drop(b.drop)
		s := &sweep{name: name, opts: b.options(segment, more), repeat: 3, second: 6, stop: true, wrap: wrap}
		points, held, err := s.trace(fs, parseScript(t, scripts()[name]))
		if err != nil {
			return []string{"a run without a crash: " + err.Error()}
		}
		if s.run(points, held); len(s.failed) > 0 {
			return s.failed
		}
	}
	return nil
}

// plain hides what a file system and its files have beyond afero.
type plain struct{ afero.Fs }

type plainFile struct{ afero.File }

func (p plain) Open(name string) (afero.File, error) { return hidden(p.Fs.Open(name)) }

func (p plain) OpenFile(name string, flag int, perm fs.FileMode) (afero.File, error) {
	return hidden(p.Fs.OpenFile(name, flag, perm))
}

func hidden(f afero.File, err error) (afero.File, error) {
	if err != nil {
		return nil, err
	}
	return plainFile{f}, nil
}

func plainLook(t *testing.T, b bug) []string {
	return b.crashes(t, "streams", Options{}, func(fs *crashfs.FS) afero.Fs { return plain{fs} })
}

func faultLook(name string) look {
	return func(t *testing.T, b bug) []string {
		steps := alone(parseScript(t, scripts()[name]))
		right := &sweep{opts: proofOptions(300)}
		_, held, err := right.trace(crashfs.New(), steps)
		if err != nil {
			t.Fatal(err)
		}
		s := &faulting{name: name, opts: b.options(300, Options{}), drop: b.drop, steps: steps, held: held, stop: true}
		s.run(allFaults())
		return s.failed
	}
}

// copies backs a store up, and cuts the power.
func copies(t *testing.T, b bug) []string {
	for _, name := range []string{"compaction", "blobs"} {
		cfs := crashfs.New()
		p := &player{fs: cfs, opts: b.options(300, Options{})}
		err := p.open()
		for _, s := range parseScript(t, scripts()[name]) {
			if err == nil {
				err = p.do(s)
			}
		}
		want := ""
		if err == nil {
			want, err = holds(p.h)
		}
		cfs.Drop(b.drop)
		if err == nil { // a directory that somebody has just made
			err = errors.Join(cfs.MkdirAll("far/away/copy", 0o700), cfs.SyncDir("/"), cfs.SyncDir("far"))
		}
		if err == nil {
			err = Backup(context.Background(), cfs, "dir/store", cfs, "far/away/copy")
		}
		if err != nil {
			return []string{err.Error()}
		}
		r := rand.New(rand.NewPCG(1, 1))
		for loss := range crashfs.Losses {
			for range 20 {
				h, err := Open(cfs.Crash(loss, r), "far/away/copy", proofOptions(300))
				got := ""
				if err == nil {
					got, err = holds(h)
				}
				if err != nil || got != want {
					return []string{fmt.Sprintf("a backup after a power cut (%v): %v%s", loss, err, apart(got, want))}
				}
			}
		}
	}
	return nil
}

// moves gives a store another name, or puts its files into another directory, opens it, and cuts the
// power: what was served is there.
func moves(t *testing.T, b bug) []string {
	for i := range 4 {
		cfs := crashfs.New()
		p := &player{fs: cfs, opts: b.options(300, Options{})}
		err := p.open()
		for _, s := range parseScript(t, scripts()["streams"]) {
			if err == nil {
				err = p.do(s)
			}
		}
		if err == nil {
			err = p.h.Close()
		}
		if err == nil && i < 2 {
			err = cfs.Rename("dir/store", "dir/moved")
		} else if err == nil {
			err = copyFiles(cfs, "dir/store", "dir/moved")
		}
		cfs.Drop(b.drop)
		want, got := "", ""
		var h *Host
		if err == nil {
			h, err = Open(cfs, "dir/moved", Options{ReadOnly: i%2 == 0, plant: b.plant, inline: true})
		}
		if err == nil {
			want, err = holds(h)
		}
		if err == nil {
			h, err = Open(cfs.Crash(crashfs.Lose, nil), "dir/moved", proofOptions(300))
		}
		if err == nil {
			got, err = holds(h)
		}
		if err != nil || got != want {
			return []string{fmt.Sprintf("a store that was moved (%d), after a power cut: %v%s", i, err, apart(got, want))}
		}
	}
	return nil
}

// copyFiles copies the files of a directory, durably but for their names.
func copyFiles(fs *crashfs.FS, from, to string) error {
	if err := errors.Join(fs.Mkdir(to, 0o700), fs.SyncDir(filepath.Dir(to))); err != nil {
		return err
	}
	list, err := afero.ReadDir(fs, from)
	for _, i := range list {
		b, readErr := afero.ReadFile(fs, filepath.Join(from, i.Name()))
		f, createErr := fs.Create(filepath.Join(to, i.Name()))
		if err = errors.Join(err, readErr, createErr); err != nil {
			return err
		}
		_, err = f.Write(b)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	return err
}

// oldManifest puts a manifest back that was replaced, with the files that it names: it is found.
func oldManifest(t *testing.T, b bug) []string {
	cfs := crashfs.New()
	p := &player{fs: cfs, opts: b.options(300, Options{})}
	err := p.open()
	old := map[string][]byte{}
	for _, s := range parseScript(t, scripts()["compaction"]) {
		if err != nil {
			return []string{err.Error()}
		}
		if s.word == "compact" {
			list, err := afero.ReadDir(cfs, "dir/store")
			if err != nil {
				return []string{err.Error()}
			}
			for _, i := range list {
				if name := i.Name(); name == manifestName || strings.HasSuffix(name, ".log") {
					old[name], _ = afero.ReadFile(cfs, "dir/store/"+name) // it was listed
				}
			}
		}
		err = p.do(s)
	}
	err = errors.Join(err, p.h.Close())
	for name, content := range old {
		if there, _ := afero.Exists(cfs, "dir/store/"+name); !there || name == manifestName {
			err = errors.Join(err, afero.WriteFile(cfs, "dir/store/"+name, content, 0o600))
		}
	}
	if err != nil {
		return []string{err.Error()}
	}
	_, err = Open(cfs, "dir/store", p.opts)
	var damage *DamageError
	if !errors.As(err, &damage) || filepath.Base(damage.File) != manifestName {
		return []string{fmt.Sprintf("opening a store with an old manifest: %v", err)}
	}
	return nil
}

// intervals does what the worker does between commits that are answered without a sync, and cuts the power:
// a sync that was told of holds, and a checkpoint is never ahead of the log.
func intervals(t *testing.T, b bug) []string {
	for name, work := range map[string]func(h *Host){"sync": (*Host).syncNow, "checkpoint": (*Host).checkpointNow} {
		cfs := crashfs.New()
		cfs.Drop(b.drop)
		h, err := Open(cfs, "dir/store", b.options(300, Options{Sync: SyncInterval}))
		for i := range 3 {
			if err == nil {
				err = h.probe(int64(i))
			}
		}
		if err == nil {
			work(h)
			h, err = Open(cfs.Crash(crashfs.Lose, nil), "dir/store", proofOptions(300))
		}
		if err != nil {
			return []string{fmt.Sprintf("%s, power cut: %v", name, err)}
		}
		if _, last := h.cat.bounds("probe"); last != 3 {
			return []string{fmt.Sprintf("%s, power cut: %d commits, want 3", name, last)}
		}
	}
	return nil
}

// TestPlantedBugs plants bugs, each of which a sweep finds.
func TestPlantedBugs(t *testing.T) {
	bugs := map[string]struct {
		plant faults
		by    string
	}{
		"a commit is answered without a sync":                      {faults{noFrameSync: true}, "crashes streams"},
		"a new segment is not synced":                              {faults{noSealSync: true}, "crashes streams"},
		"the marks are not synced":                                 {faults{noMarkSync: true}, "crashes compaction"},
		"a file is not synced before it is renamed":                {faults{noFileSync: true}, "crashes compaction"},
		"names in the directory are not synced":                    {faults{noDirSync: true}, "crashes blobs"},
		"what an opening found is served without being synced":     {faults{noOpenSync: true}, "crashes streams"},
		"a blob is answered without a sync":                        {faults{noBlobSync: true}, "crashes blobs"},
		"a torn tail is left where it is":                          {faults{noTailRepair: true}, "crashes compaction"},
		"a frame's checksum is not looked at":                      {faults{noChecksum: true}, "rot"},
		"the mark is not believed when the tail is judged":         {faults{noMark: true}, "rot"},
		"a manifest older than the mark says is believed":          {faults{noManifestMark: true}, "old manifest"},
		"a failed sync is tried again":                             {faults{retry: true}, "faults streams"},
		"an index file is believed whatever its checksums say":     {faults{trustIndex: true}, "rot"},
		"the index shows a commit before it is synced":             {faults{earlyAnswer: true}, "faults streams"},
		"what a rewriting replaces is removed before the manifest": {faults{earlyDelete: true}, "crashes compaction"},
		"the mark says that a commit was answered before its sync": {faults{earlyMark: true}, "crashes streams"},
		"writing goes on after a failed sync":                      {faults{ignoreFailure: true}, "faults streams"},
		"a table of ids is believed whatever its checksums say":    {faults{trustTable: true}, "rot"},
		"a table of ids is made without those of a segment":        {faults{shortTable: true}, "crashes ids"},
		"a commit that nobody waits beside is answered unsynced":   {faults{loneUnsynced: true}, "crashes streams"},
		"two commits both think that they are alone":               {faults{twoAlone: true}, "both alone"},
	}
	if len(bugs) < 15 {
		t.Errorf("%d bugs, want at least 15", len(bugs))
	}
	for name, c := range bugs {
		if testing.Short() && !strings.HasPrefix(c.by, "crashes") { // the others take longer
			continue
		}
		found := looks()[c.by](t, bug{plant: c.plant})
		if len(found) == 0 {
			t.Errorf("%s: %q does not find it", name, c.by)
			continue
		}
		t.Logf("%s: found by %q: %.300s", name, c.by, found[0])
	}
}

// syncCalls are the functions that make something durable, and those that do nothing else.
var syncCalls = []string{"Sync", "Datasync", "SyncDir", "dataSync", "syncDir", "syncLog", "syncParent", "syncAbove", "syncRead",
	"systemDataSync"}

// syncSites finds all calls in the source that make something durable: their names are the function and
// what it calls, with a number if it calls it again.
func syncSites(t *testing.T) map[string]crashfs.Site {
	t.Helper()
	files := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	sites := map[string]crashfs.Site{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				called := ""
				switch fun := call.Fun.(type) {
				case *ast.Ident:
					called = fun.Name
				case *ast.SelectorExpr:
					called = fun.Sel.Name
				}
				if slices.Contains(syncCalls, called) {
					key := f.Name.Name + " " + called
					for i := 2; sites[key].Line > 0; i++ {
						key = fmt.Sprintf("%s %s %d", f.Name.Name, called, i)
					}
					sites[key] = crashfs.Site{File: "fileio/" + name, Line: files.Position(call.Rparen).Line}
				}
				return true
			})
		}
	}
	return sites
}

// TestEverySyncIsNeeded drops the syncs of each place in the source in turn: a sweep finds each. So there is
// none that could go without a test that fails.
func TestEverySyncIsNeeded(t *testing.T) {
	by := map[string]string{
		"addSegment Sync":         "crashes streams",
		"addSegment syncDir":      "crashes streams",
		"blobs syncDir":           "copies",
		"checkpointNow syncLog":   "intervals",
		"closeLog syncLog":        "crashes, relaxed",
		"copy Sync":               "copies",
		"dataSync Datasync":       "crashes streams",
		"dataSync Sync":           "crashes, no optional calls",
		"dataSync systemDataSync": "", // the system's call: only a real disk can tell
		"findBlob syncDir":        "crashes blobs",
		"makeBlobDir syncDir":     "crashes blobs",
		"makeDir syncDir":         "crashes streams",
		"makeFile Sync":           "crashes compaction",
		"nextSegment syncLog":     "crashes, relaxed",
		"open syncRead":           "crashes streams",
		"openEmpty syncAbove":     "crashes streams",
		"openMarks syncDir":       "crashes streams",
		"replaceFileBy syncDir":   "crashes compaction",
		"run syncParent":          "copies",
		"startWriting Sync":       "crashes streams",
		"startWriting syncDir":    "crashes compaction",
		"startWriting syncParent": "moves",
		"syncAbove syncDir":       "crashes streams",
		"syncAbove syncParent":    "crashes streams",
		"syncDir Sync":            "crashes, no optional calls",
		"syncDir SyncDir":         "crashes streams",
		"syncDir syncDir":         "crashes streams",
		"syncLog dataSync":        "crashes streams",
		"syncNow syncLog":         "intervals",
		"syncParent syncDir":      "crashes streams",
		"syncRead Sync":           "crashes streams",
		"syncRead syncDir":        "moves",
		"syncRead syncParent":     "moves",
		"systemDataSync Sync":     "", // the same, on other systems
		"write Sync":              "crashes compaction",
		"writeBlob Sync":          "crashes blobs",
		"writeBlob syncDir":       "crashes blobs",
		"writeFrame syncLog":      "crashes streams",
		"writeSynced Sync":        "crashes compaction",
	}
	sites := syncSites(t)
	for key, site := range sites {
		name, ok := by[key]
		if !ok {
			t.Errorf("%s (%s:%d) makes something durable, and no sweep is named that finds out if it does not", key, site.File, site.Line)
			name = "crashes streams"
		}
		if name == "" || testing.Short() && len(key)%4 > 0 {
			continue
		}
		if found := looks()[name](t, bug{drop: &site}); len(found) == 0 {
			t.Errorf("%s (%s:%d) is dropped, and %q does not find it", key, site.File, site.Line, name)
		}
	}
	for key := range by {
		if _, ok := sites[key]; !ok {
			t.Errorf("%s is not in the source", key)
		}
	}
}

// TestNothingIsFoundWithoutABug shows that the sweeps that no other test uses find nothing in the engine
// as it is.
func TestNothingIsFoundWithoutABug(t *testing.T) {
	for _, name := range []string{"copies", "moves", "old manifest", "intervals", "both alone", "crashes, no optional calls", "crashes, relaxed"} {
		if testing.Short() && strings.HasPrefix(name, "crashes") {
			continue
		}
		if found := looks()[name](t, bug{}); len(found) > 0 {
			t.Errorf("%s: %s", name, found[0])
		}
	}
}
