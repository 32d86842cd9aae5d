package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
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
