package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ERRORS has a row for each kind of message that the code makes, and for no other.
func TestErrorsAreExplained(t *testing.T) {
	t.Parallel()
	explained := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\| [^|]").FindAllStringSubmatch(
		section(t, rootFile(t, ".github/ERRORS.md"), "By kind"), -1) {
		if explained[m[1]] {
			t.Errorf("ERRORS has two rows for %s", m[1])
		}
		explained[m[1]] = true
	}
	want := slices.Sorted(maps.Keys(rules(t)))
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(explained))); diff != "" {
		t.Errorf("kinds (-code +ERRORS):\n%s", diff)
	}
}

// A goFile is the syntax of one package.
type goFile struct {
	files  []*ast.File
	params map[string]int // functions: where their parameter "rule" stands
	fields map[string]int // structs: where their field "rule" stands
	consts map[string]string
}

// rules are the values of diag.Diagnostic.Rule in the code: what a composite literal gives to a field of that name, what is passed
// to a parameter of that name, and the constants named for it.
func rules(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	packages := syntaxOf(t)
	consts := map[string]string{}
	for _, p := range packages {
		maps.Copy(consts, p.consts)
	}
	exported := map[string]int{}
	for _, p := range packages {
		for name, at := range p.params {
			if ast.IsExported(name) {
				exported[name] = at
			}
		}
	}
	for _, p := range packages {
		for _, e := range p.ruleValues(exported) {
			value := textOf(e, p.consts, consts)
			if regexp.MustCompile(`^[a-z][a-z0-9-]*$`).MatchString(value) {
				all[value] = true
			}
		}
	}
	return all
}

func syntaxOf(t *testing.T) map[string]*goFile {
	t.Helper()
	all := map[string]*goFile{}
	err := filepath.WalkDir(root+"/internal", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"testdata", "sandbox"}, d.Name()):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		dir := filepath.Dir(file)
		if all[dir] == nil {
			all[dir] = &goFile{params: map[string]int{}, fields: map[string]int{}, consts: map[string]string{}}
		}
		all[dir].files = append(all[dir].files, f)
		ast.Inspect(f, all[dir].declare)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// declare notes what a node declares.
func (p *goFile) declare(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		note(p.params, n.Name.Name, n.Type.Params)
	case *ast.AssignStmt:
		for i, value := range n.Rhs {
			f, isFunc := value.(*ast.FuncLit)
			if name, ok := n.Lhs[i].(*ast.Ident); ok && isFunc {
				note(p.params, name.Name, f.Type.Params)
			}
		}
	case *ast.TypeSpec:
		if s, ok := n.Type.(*ast.StructType); ok {
			note(p.fields, n.Name.Name, s.Fields)
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) {
				if text := literal(n.Values[i]); text != "" {
					p.consts[name.Name] = text
				}
			}
		}
	}
	return true
}

// note keeps where a parameter or field named rule stands.
func note(where map[string]int, name string, list *ast.FieldList) {
	at := 0
	for _, field := range list.List {
		for _, n := range field.Names {
			if isRule(n.Name) {
				where[name] = at
			}
			at++
		}
	}
}

func isRule(name string) bool { return strings.EqualFold(name, "rule") }

// ruleValues are the expressions that give a rule.
func (p *goFile) ruleValues(exported map[string]int) []ast.Expr {
	var all []ast.Expr
	take := func(list []ast.Expr, at int, ok bool) {
		if ok && at < len(list) {
			all = append(all, list[at])
		}
	}
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && isRule(key.Name) {
					all = append(all, n.Value)
				}
			case *ast.CallExpr:
				at, ok := p.params[nameOf(n.Fun)]
				if !ok {
					at, ok = exported[nameOf(n.Fun)]
				}
				take(n.Args, at, ok)
			case *ast.CompositeLit:
				at, ok := p.fields[nameOf(n.Type)]
				take(n.Elts, at, ok)
			case *ast.ValueSpec:
				for i, name := range n.Names {
					take(n.Values, i, strings.HasPrefix(strings.ToLower(name.Name), "rule"))
				}
			}
			return true
		})
	}
	return all
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// textOf is the text that an expression stands for: a literal, or a constant of the package or of another one.
func textOf(e ast.Expr, own, others map[string]string) string {
	if text := literal(e); text != "" {
		return text
	}
	if _, elsewhere := e.(*ast.SelectorExpr); elsewhere {
		return others[nameOf(e)]
	}
	return own[nameOf(e)]
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}
