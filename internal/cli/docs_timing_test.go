package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// ARCHITECTURE has the times and counts of the protocols, as the code does: those of the first group of each package's timing.go.
func TestArchitectureHasTheTimings(t *testing.T) {
	t.Parallel()
	page := rootFile(t, ".github/ARCHITECTURE.md")
	for _, pkg := range []string{"retry", "auth0", "tenant"} {
		file, err := parser.ParseFile(token.NewFileSet(), root+"/internal/"+pkg+"/timing.go", nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range firstConstants(file) {
			for i, name := range c.Names {
				row := "| " + pkg + " | `" + name.Name + "` | " + asWritten(c.Values[i]) + " |"
				if !strings.Contains(page, row) {
					t.Errorf("ARCHITECTURE has no row %q", row)
				}
			}
		}
	}
}

func firstConstants(file *ast.File) []*ast.ValueSpec {
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		var all []*ast.ValueSpec
		for _, s := range group.Specs {
			if v, ok := s.(*ast.ValueSpec); ok {
				all = append(all, v)
			}
		}
		return all
	}
	return nil
}

// asWritten is a constant as the page writes it: "400 * time.Millisecond" is "400 ms".
func asWritten(e ast.Expr) string {
	units := map[string]string{"Millisecond": "ms", "Second": "s", "Minute": "min"}
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.BinaryExpr:
		return asWritten(e.X) + " " + strings.TrimPrefix(asWritten(e.Y), "1 ")
	case *ast.SelectorExpr:
		return "1 " + units[e.Sel.Name]
	}
	return ""
}

var (
	codeSpanOfPage = regexp.MustCompile("`([a-z]+\\.)?\\*?([A-Za-z]\\w*)`")
	goWord         = regexp.MustCompile(`\w+`)
)

// What ARCHITECTURE says of a run names functions and types that there are.
func TestArchitectureNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	_, after, _ := strings.Cut(rootFile(t, ".github/ARCHITECTURE.md"), "\n## A run\n")
	section, _, _ := strings.Cut(after, "\n### Times and counts\n")
	words := map[string]bool{}
	for _, file := range append(glob(t, root+"/internal/*/*.go"), root+"/action.yml") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, word := range goWord.FindAllString(read(t, file), -1) {
			words[word] = true
		}
	}
	found := codeSpanOfPage.FindAllStringSubmatch(section, -1)
	if len(found) < 20 {
		t.Fatalf("%d names, which is too few to be all", len(found))
	}
	for _, name := range found {
		if !words[name[2]] {
			t.Errorf("ARCHITECTURE names %s, which the code does not have", name[0])
		}
	}
}
