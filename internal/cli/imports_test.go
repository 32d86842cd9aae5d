package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	module = "auth0-hook-action"
	root   = "../.."
)

// arrows is the table of packages: which of ours each may import, and why no more. A new arrow is drawn here first.
var arrows = map[string]struct{ may, why string }{
	"main":     {"cli demo", "the process edge starts the program and does nothing else"},
	"demo":     {"cli sandbox", "it is a user of the program, and the only product code that has a tenant of its own"},
	"cli":      {"auth0 config diag gha github hookfile report retry script secret shim tenant", "it alone wires the others"},
	"config":   {"diag hookfile script secret tenant", "inputs become values; whoever uses those is not its business"},
	"hookfile": {"diag script secret tenant", "files in and out: it knows no input and no server"},
	"tenant":   {"diag secret", "the rules about hooks know no engine, no file and no server"},
	"diag":     {"secret", "every package may have something to say"},
	"secret":   {"", "every package may hold a secret"},
	"script":   {"diag tenant", "it reads JavaScript; of hooks it needs to know the trigger"},
	"shim":     {"diag script tenant", "text in, text out"},
	"auth0":    {"diag retry script secret shim tenant", "it carries out plans and holds no rules"},
	"retry":    {"", "its configuration says whom it waits for"},
	"github":   {"diag retry secret", "a comment is text: it knows nothing of hooks"},
	"gha":      {"diag secret", "the runner's protocol knows nothing of hooks"},
	"report":   {"diag script secret tenant", "it writes text and sends it nowhere"},
	"sandbox":  {"", "a server that shared types with its clients would share their mistakes"},
}

// pure are the packages that neither read files nor talk to servers, so that equal arguments give equal results.
var pure = []string{"diag", "report", "script", "secret", "shim", "tenant"}

// keepers are modules that one package alone may import: there their traps are closed.
var keepers = map[string]struct{ keeper, why string }{
	"github.com/sethvargo/go-githubactions": {"gha", "it panics, and its delimiter is known to all"},
	"github.com/google/go-github/":          {"github", "it misses half of GitHub's rate limits and follows redirects with the token"},
	"github.com/cenkalti/backoff/":          {"retry", "it knows no Retry-After and waits up to 15 minutes"},
}

// edge are the parts of package os that make a process out of a program: arguments to everything but main.go.
var edge = []string{"Args", "Environ", "Exit", "Getenv", "LookupEnv", "Stderr", "Stdin", "Stdout"}

// A source is one Go file that is no test.
type source struct {
	Path string // from the root of the repository
	Pkg  string // as in arrows
	File *ast.File
}

func TestImportsFollowTheTable(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		may := strings.Fields(arrows[s.Pkg].may)
		for _, imported := range imports(t, s) {
			ours, found := strings.CutPrefix(imported, module+"/internal/")
			if found && !slices.Contains(may, ours) {
				t.Errorf("%s: %s may not import %s: %s", s.Path, s.Pkg, ours, arrows[s.Pkg].why)
			}
		}
	}
}

func TestTableIsComplete(t *testing.T) {
	t.Parallel()
	packages := make(map[string]bool)
	for _, s := range sources(t) {
		packages[s.Pkg] = true
	}
	want, got := slices.Sorted(maps.Keys(arrows)), slices.Sorted(maps.Keys(packages))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("packages (-table +repository)\n%s", diff)
	}
}

func TestPurePackagesTouchNothing(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.Pkg) {
			continue
		}
		for _, imported := range imports(t, s) {
			first, _, _ := strings.Cut(imported, "/")
			if slices.Contains([]string{"net", "os", "syscall"}, first) && imported != "net/url" { // that escapes text
				t.Errorf("%s: %s is pure and may not import %s", s.Path, s.Pkg, imported)
			}
		}
	}
}

func TestModulesWithTrapsHaveOneKeeper(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, imported := range imports(t, s) {
			for prefix, k := range keepers {
				if strings.HasPrefix(imported, prefix) && s.Pkg != k.keeper {
					t.Errorf("%s: only %s may import %s: %s", s.Path, k.keeper, imported, k.why)
				}
			}
		}
	}
}

func TestOnlyMainTouchesTheProcess(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.Path == "main.go" {
			continue
		}
		ast.Inspect(s.File, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && x.Name == "os" && slices.Contains(edge, selector.Sel.Name) {
				t.Errorf("%s: only main.go may name os.%s", s.Path, selector.Sel.Name)
			}
			return true
		})
	}
}

// sources reads the files themselves: what the go command says of them is cached.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, name := range goFiles(t) {
		file, err := parser.ParseFile(token.NewFileSet(), path.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, source{Path: name, Pkg: packageOf(name), File: file})
	}
	return all
}

// goFiles are the files of the program, without its tests and what they read.
func goFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// packageOf is a file's package as the table names it.
func packageOf(file string) string {
	dir := path.Dir(file)
	if dir == "." {
		return "main"
	}
	return strings.TrimPrefix(dir, "internal/")
}

// imports are the import paths of a file. A package os under another name would escape TestOnlyMainTouchesTheProcess.
func imports(t *testing.T, s source) []string {
	t.Helper()
	var paths []string
	for _, spec := range s.File.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if imported == "os" && spec.Name != nil {
			t.Errorf("%s: import os under its own name", s.Path)
		}
		paths = append(paths, imported)
	}
	return paths
}
