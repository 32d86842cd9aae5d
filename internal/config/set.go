package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const (
	maxJSON = 1 << 20
	maxYAML = 8 << 20 // a whole tenant, of which maxJSON bounds the part hooks:
	// maxProblems bounds what is said about one input or file. A file made to be slow has millions.
	maxProblems = 500
	// maxHooks and maxScripts bound a set: a tenant has far fewer hooks, and they are much smaller.
	maxHooks   = 1000
	maxScripts = 32 << 20
)

// readSet reads many hooks in the Auth0 Deploy CLI's format: a directory with NAME.json beside NAME.js, or with a folder
// hooks that holds them, or a YAML file with hooks: at its top level, whatever else there is in it
// (https://auth0.com/docs/deploy-monitor/deploy-cli-tool). Unlike there, a key left out keeps what the tenant has, and
// markers are replaced from vars alone. A hook's File is its script. It finds every problem of every file, and gives what
// could be read also beside problems, so that its secrets can be masked.
func readSet(files fs.FS, hooksPath string, vars map[string]secret.Value) ([]tenant.Hook, []*Problem) {
	return newSetReader(files, vars).read(hooksPath)
}

func newSetReader(files fs.FS, vars map[string]secret.Value) *setReader {
	return &setReader{files: files, vars: vars, inNames: map[string]bool{}, texts: map[string]scriptText{},
		said: map[Problem]bool{}, count: map[string]int{}}
}

func (r *setReader) read(hooksPath string) ([]tenant.Hook, []*Problem) {
	info, err := fs.Stat(r.files, hooksPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.pathProblem("there is no %s in the workspace: was the repository checked out (actions/checkout)?", quoted(hooksPath))
	case err != nil:
		r.pathProblem("%s cannot be read, or leads out of the workspace: %v", quoted(hooksPath), withoutPath(err))
	case info.IsDir():
		r.directory(hooksPath)
	default:
		r.yamlFile(hooksPath)
	}
	r.compare()
	hooks := make([]tenant.Hook, len(r.hooks))
	for i, h := range r.hooks {
		hooks[i] = h.Hook
	}
	return hooks, r.problems
}

// A setReader reads a set of hooks and keeps every problem.
type setReader struct {
	files fs.FS
	vars  map[string]secret.Value
	// names has nothing read but what tells hooks apart, their names and triggers: for a deletion, whose job may have neither
	// the scripts nor the variables.
	names bool
	// inNames are the variables that stand in hooks' names, which everybody may see.
	inNames map[string]bool

	texts    map[string]scriptText // by file: hooks may share one
	size     int                   // of all of them
	hooks    []described
	problems []*Problem
	said     map[Problem]bool // two hooks may share a script: its problems are said once
	count    map[string]int   // problems by file
}

// A described hook knows where its files say what.
type described struct {
	tenant.Hook
	file          string
	shown         string // the name as a problem may show it
	name, enabled int    // lines
}

// pathProblem keeps what is wrong with the path as a whole.
func (r *setReader) pathProblem(format string, args ...any) {
	r.keep(Problem{Input: "hooks-path", Message: fmt.Sprintf(format, args...)})
}

func (r *setReader) fileProblem(file string, line int, format string, args ...any) {
	r.keep(Problem{File: file, Line: line, Message: fmt.Sprintf(format, args...)})
}

func (r *setReader) keep(p Problem) {
	if r.said[p] || r.count[p.File] > maxProblems {
		return
	}
	if r.count[p.File]++; r.count[p.File] > maxProblems {
		p = Problem{File: p.File, Message: tooMany}
	}
	r.said[p] = true
	r.problems = append(r.problems, &p)
}

func (r *setReader) directory(dir string) {
	folder, looked := dir, "in it and in a folder hooks in it"
	if info, err := fs.Stat(r.files, path.Join(dir, "hooks")); err == nil && info.IsDir() {
		folder, looked = path.Join(dir, "hooks"), "in its folder hooks"
		if own := ownHook(r.files, dir); own != "" {
			r.pathProblem("there are hooks in %s itself (%s) and in its folder hooks, and it is not clear which are meant: keep them in one place",
				quoted(dir), quoted(own))
			return
		}
	}
	items, err := fs.ReadDir(r.files, folder)
	if err != nil {
		r.pathProblem("%s cannot be read: %v", quoted(folder), withoutPath(err))
		return
	}
	found := false
	for _, item := range items {
		if path.Ext(item.Name()) == ".json" {
			found = true
			r.jsonFile(path.Join(folder, item.Name()))
		}
	}
	if !found {
		r.pathProblem("there are no hooks in %s: looked for NAME.json files, each beside its NAME.js, %s (a YAML file is given by its own path)", quoted(dir), looked)
	}
}

// ownHook is the first hook's file that lies in a directory itself: NAME.json beside NAME.js. It is empty where there is none.
func ownHook(files fs.FS, dir string) string {
	items, _ := fs.ReadDir(files, dir) // who reads the directory is told what is wrong with it
	for _, item := range items {
		name, found := strings.CutSuffix(item.Name(), ".json")
		if _, err := fs.Stat(files, path.Join(dir, name+".js")); found && err == nil {
			return item.Name()
		}
	}
	return ""
}

// jsonFile reads one hook.
func (r *setReader) jsonFile(file string) {
	text, err := readText(r.files, file, maxJSON)
	if err != nil {
		r.fileProblem(file, 0, "%v", err)
		return
	}
	d, ok := r.describe(file, strings.TrimPrefix(text, byteOrderMark), 0, maxJSON)
	if !ok {
		return
	}
	if n, wrong := parseJSON(d.filled.text); d.parsed(n, wrong) {
		d.hook(n)
	}
}

// yamlFile reads the list of hooks in a YAML file.
func (r *setReader) yamlFile(file string) {
	text, err := readText(r.files, file, maxYAML)
	if err != nil {
		r.fileProblem(file, 0, "%v", err)
		return
	}
	section, before, wrong := hooksSection(strings.TrimPrefix(text, byteOrderMark))
	for _, p := range wrong {
		r.fileProblem(file, p.line, "%s", p.message)
	}
	if len(section) > maxJSON {
		r.fileProblem(file, before+1, "hooks: is larger than %s", size(maxJSON))
		return
	}
	if section == "" {
		return
	}
	d, ok := r.describe(file, section, before, maxJSON)
	if !ok {
		return
	}
	if n, wrong := parseYAML(d.filled.text); d.parsed(n, wrong) {
		d.list(n)
	}
}

const noHooks = "there are no hooks in this file: looked for hooks: at its top level (a directory of hooks is given by its own path)"

var (
	hooksKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^(hooks|"hooks"|'hooks')[ \t]*:([ \t\r]|$)`) })
	// topLevel is a line on which another top-level key, or another document, starts. A list may stand as far left as its key.
	topLevel = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^([^-#\s\]}]|-[^\s])`) })
)

// hooksSection cuts the part hooks: out of a tenant's YAML file, and says how many lines stand before it. The rest is not
// read at all: it may hold markers that have no variable here, and is no YAML before they are replaced.
func hooksSection(text string) (section string, before int, wrong []problemAt) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return text, 0, nil // JSON, or YAML in its style
	}
	starts := hooksKey().FindAllStringIndex(text, -1)
	if len(starts) == 0 {
		return "", 0, []problemAt{{0, noHooks}}
	}
	for _, again := range starts[1:] {
		wrong = append(wrong, problemAt{1 + strings.Count(text[:again[0]], "\n"), "hooks: stands at the top level already"})
	}
	start := starts[0][0]
	section = text[start:]
	if firstLine := strings.IndexByte(section, '\n') + 1; firstLine > 0 {
		if next := topLevel().FindStringIndex(section[firstLine:]); next != nil {
			section = section[:firstLine+next[0]]
		}
	}
	return section, strings.Count(text[:start], "\n"), wrong
}

// compare finds what is wrong among hooks: two that are one for Auth0, and two that want the same slot.
func (r *setReader) compare() {
	names := map[string]described{}
	slots := map[tenant.Trigger]described{}
	for _, h := range r.hooks {
		if first, taken := names[h.Key()]; taken && h.Key() != "" {
			r.fileProblem(h.file, h.name, "%s is the same hook as %s (%s): Auth0 takes no notice of capitals and separators in a name",
				h.shown, first.shown, at(first.file, first.name))
			continue
		}
		names[h.Key()] = h
		if h.Trigger == 0 || !h.IsEnabled() {
			continue
		}
		if first, taken := slots[h.Trigger]; taken {
			r.fileProblem(h.file, h.enabled, "%s has one enabled hook, and that is %s (%s): set enabled to false in one of them",
				h.Trigger, first.shown, at(first.file, first.enabled))
			continue
		}
		slots[h.Trigger] = h
	}
}

func at(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }
