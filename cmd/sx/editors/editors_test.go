package editors

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"testing"
)

// TestVSIX reads the package as VS Code does: what its descriptions name is there.
func TestVSIX(t *testing.T) {
	var b, again bytes.Buffer
	if err := errors.Join(WriteVSIX(&b), WriteVSIX(&again)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the package is another one every time")
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var description struct {
		Metadata struct {
			Identity struct {
				ID        string `xml:"Id,attr"`
				Version   string `xml:",attr"`
				Publisher string `xml:",attr"`
			}
		}
		Assets struct {
			Asset []struct {
				Path string `xml:",attr"`
			}
		}
	}
	decode(t, z, "extension.vsixmanifest", func(b []byte) error { return xml.Unmarshal(b, &description) })
	if id := description.Metadata.Identity; id.ID != "sx" || id.Version == "" || id.Publisher == "" {
		t.Errorf("the package is of %+v", id)
	}
	for _, a := range description.Assets.Asset {
		decode(t, z, a.Path, func([]byte) error { return nil })
	}
	if len(description.Assets.Asset) < 2 {
		t.Error("the package describes no assets")
	}
	decode(t, z, "[Content_Types].xml", func(b []byte) error {
		var types struct{ Default []struct{ Extension string } }
		return xml.Unmarshal(b, &types)
	})
	var p struct {
		Main        string
		Contributes struct {
			Languages []struct{ ID, Configuration string }
			Grammars  []struct{ Language, ScopeName, Path string }
			Debuggers []struct{ Type string }
		}
	}
	decode(t, z, "extension/package.json", func(b []byte) error { return json.Unmarshal(b, &p) })
	c := p.Contributes
	if len(c.Languages) != 1 || len(c.Grammars) != 1 || len(c.Debuggers) != 1 || c.Grammars[0].Language != c.Languages[0].ID {
		t.Fatalf("the extension contributes %+v", c)
	}
	if g := readGrammar(t); g.ScopeName != c.Grammars[0].ScopeName {
		t.Errorf("the grammar's scope is %s, the extension says %s", g.ScopeName, c.Grammars[0].ScopeName)
	}
	for _, name := range []string{p.Main, c.Languages[0].Configuration, c.Grammars[0].Path} {
		decode(t, z, path.Join("extension", name), func(b []byte) error {
			if strings.HasSuffix(name, ".json") && !json.Valid(b) {
				return errors.New("no JSON")
			}
			return nil
		})
	}
}

func decode(t *testing.T, z fs.FS, name string, do func([]byte) error) {
	t.Helper()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err == nil {
		err = do(b)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
