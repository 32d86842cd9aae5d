package cli_test

import (
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	gotypes "go/types"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// circles are the files that name each other: statements contain statements, whatever is done to them.
var circles = []string{
	"script: flow.go flowexpr.go flowloop.go",
	"shim: convert_flow.go convert_join.go convert_tries.go",
}

// Inside a package too a reader goes down: a file names what stands below it, and nothing below names it.
func TestFilesNameWhatStandsBelow(t *testing.T) {
	t.Parallel()
	l := &layers{fset: token.NewFileSet(), files: map[string][]*ast.File{}, known: map[string]*gotypes.Package{}}
	l.library = importer.ForCompiler(l.fset, "source", nil)
	for _, name := range goFiles(t) {
		file, err := parser.ParseFile(l.fset, path.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		l.files[packageOf(name)] = append(l.files[packageOf(name)], file)
	}
	got := []string{}
	for _, pkg := range slices.Sorted(maps.Keys(l.files)) {
		below := l.below(pkg)
		if len(below) == 0 && len(l.files[pkg]) > 6 {
			t.Errorf("no file of %s names another one: the test does not see what it should", pkg)
		}
		for _, circle := range circlesOf(below) {
			got = append(got, pkg+": "+strings.Join(circle, " "))
		}
	}
	if diff := cmp.Diff(circles, got); diff != "" {
		t.Errorf("files that name each other (-table +repository): move what both need into a file below them\n%s", diff)
	}
}

// layers are the packages of the program by their types.
type layers struct {
	fset    *token.FileSet
	files   map[string][]*ast.File // by package, as in arrows
	known   map[string]*gotypes.Package
	library gotypes.Importer
}

// Import implements types.Importer. It reads our packages and those of the library whose generic functions hand types on; of all
// others the types stay unknown.
func (l *layers) Import(imported string) (*gotypes.Package, error) {
	if ours, found := strings.CutPrefix(imported, module+"/internal/"); found {
		l.check(ours, &gotypes.Info{})
		return l.known[ours], nil
	}
	if slices.Contains([]string{"cmp", "context", "errors", "iter", "maps", "slices", "sync"}, imported) {
		return l.library.Import(imported)
	}
	return nil, errors.ErrUnsupported
}

func (l *layers) check(pkg string, info *gotypes.Info) {
	if info.Uses == nil && l.known[pkg] != nil {
		return
	}
	config := gotypes.Config{Importer: l, Error: func(error) {}, FakeImportC: true}
	l.known[pkg], _ = config.Check(module+"/internal/"+pkg, l.fset, l.files[pkg], info) // what is unknown is no arrow
}

// below are, for each file of a package, the files whose declarations it names. A method's receiver is no name.
func (l *layers) below(pkg string) map[string][]string {
	info := &gotypes.Info{Uses: map[*ast.Ident]gotypes.Object{}}
	l.check(pkg, info)
	receivers := map[*ast.Ident]bool{}
	for _, file := range l.files[pkg] {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				ast.Inspect(f.Recv, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						receivers[id] = true
					}
					return true
				})
			}
		}
	}
	below := map[string][]string{}
	for id, o := range info.Uses {
		f, isFunc := o.(*gotypes.Func)
		isMethod := isFunc && f.Signature().Recv() != nil
		if receivers[id] || o.Pkg() != l.known[pkg] || !isMethod && o.Parent() != o.Pkg().Scope() {
			continue
		}
		from, to := l.fileOf(id.Pos()), l.fileOf(o.Pos())
		if from != to && !slices.Contains(below[from], to) {
			below[from] = append(below[from], to)
		}
	}
	return below
}

func (l *layers) fileOf(at token.Pos) string { return path.Base(l.fset.Position(at).Filename) }

// circlesOf are the groups of files of which each can be reached from each other, sorted.
func circlesOf(below map[string][]string) [][]string {
	reached := map[string]map[string]bool{}
	for from := range below {
		reached[from] = map[string]bool{}
		next := slices.Clone(below[from])
		for len(next) > 0 {
			to := next[0]
			if next = next[1:]; !reached[from][to] {
				reached[from][to] = true
				next = append(next, below[to]...)
			}
		}
	}
	var all [][]string
	for _, from := range slices.Sorted(maps.Keys(reached)) {
		if !reached[from][from] {
			continue
		}
		circle := slices.DeleteFunc(slices.Sorted(maps.Keys(reached[from])), func(to string) bool { return !reached[to][from] })
		if circle[0] == from {
			all = append(all, circle)
		}
	}
	return all
}
