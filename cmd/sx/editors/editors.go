package editors

import (
	"archive/zip"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

//go:embed vscode
var files embed.FS

// GrammarFile is the path of the TextMate grammar in Extension.
const GrammarFile = "syntaxes/sx.tmLanguage.json"

// Extension gives the files of the extension for VS Code.
func Extension() (fs.FS, error) { return fs.Sub(files, "vscode") }

// manifest is what is told of the extension in its package.
type manifest struct {
	Name, Publisher, Version, DisplayName, Description string
	Engines                                            struct{ VSCode string }
}

// contentTypes maps the ends of file names to media types, which the package has to list.
func contentTypes() map[string]string {
	return map[string]string{".json": "application/json", ".js": "application/javascript", ".md": "text/markdown",
		".vsixmanifest": "text/xml"}
}

// WriteVSIX writes the extension as a package that VS Code installs: a zip archive with two descriptions
// (https://learn.microsoft.com/visualstudio/extensibility/anatomy-of-a-vsix-package). It is the same on
// every run.
func WriteVSIX(w io.Writer) error {
	tree, err := Extension()
	if err != nil {
		return err
	}
	text, err := fs.ReadFile(tree, "package.json")
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("package.json: %w", err)
	}
	z := zip.NewWriter(w)
	add := func(name string, content []byte) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Unix(0, 0).UTC()})
		if err == nil {
			_, err = f.Write(content)
		}
		return err
	}
	if err := add("extension.vsixmanifest", []byte(m.description())); err != nil {
		return err
	}
	if err := add("[Content_Types].xml", []byte(mediaTypes())); err != nil {
		return err
	}
	err = fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if contentTypes()[path.Ext(name)] == "" {
			return fmt.Errorf("%s: no media type is known for it", name)
		}
		content, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		return add("extension/"+name, content)
	})
	if err != nil {
		return err
	}
	return z.Close()
}

func (m manifest) description() string {
	var b strings.Builder
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, `<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id=%q Version=%q Publisher=%q/>
    <DisplayName>%s</DisplayName>
    <Description xml:space="preserve">%s</Description>
    <Categories>Programming Languages,Debuggers,Formatters</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value=%q/>
    </Properties>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
  </Assets>
</PackageManifest>
`, m.Name, m.Version, m.Publisher, escaped(m.DisplayName), escaped(m.Description), m.Engines.VSCode)
	return b.String()
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}

func mediaTypes() string {
	var b strings.Builder
	b.WriteString(xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` + "\n")
	for _, end := range []string{".js", ".json", ".md", ".vsixmanifest"} {
		fmt.Fprintf(&b, "  <Default Extension=%q ContentType=%q/>\n", end, contentTypes()[end])
	}
	b.WriteString("</Types>\n")
	return b.String()
}
