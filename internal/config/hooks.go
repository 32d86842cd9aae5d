package config

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// hooks reads the one hook or the set of hooks that a run is about.
func (in *reader) hooks(c *Config, src Source) {
	if in.has("hooks-path") {
		in.set(c, src)
		return
	}
	if in.has("variables") {
		in.problem("variables", "it is for the files below hooks-path, which is not given")
	}
	if c.Mode == Export {
		in.problem("hooks-path", "it is missing: give the directory that the export is to be written to")
		return
	}
	h := tenant.Hook{Name: in.get("hook-name")}
	in.identity(&h, c.Mode)
	if c.Mode != Delete {
		in.content(&h, c, src)
	}
	c.Hooks = []tenant.Hook{h}
}

// set reads the hooks below hooks-path.
func (in *reader) set(c *Config, src Source) {
	for _, name := range []string{"hook-name", "trigger", "script-path"} {
		if in.has(name) {
			in.problem(name, "it is given together with hooks-path: give either one hook or many")
		}
	}
	for _, name := range []string{"enabled", "dependencies", "secrets"} {
		if in.has(name) {
			in.problem(name, "it is for one hook: with hooks-path each hook's own file says it")
		}
	}
	vars, wrong := parseVariables(in.get("variables"))
	in.keep("variables", wrong)
	dir, ok := in.path("hooks-path", src.Root)
	c.HooksPath = dir
	if !ok || c.Mode == Export {
		c.Secrets = append(c.Secrets, values(vars)...)
		in.exportTo(src, dir)
		return
	}
	r := newSetReader(src.Files, vars)
	r.names = c.Mode == Delete
	hooks, problems := r.read(dir)
	in.problems = append(in.problems, problems...)
	maps.DeleteFunc(vars, func(key string, _ secret.Value) bool { return r.inNames[key] })
	c.Secrets = append(c.Secrets, values(vars)...)
	c.Hooks = hooks
	for _, h := range hooks {
		if len(problems) == 0 { // beside problems a marker's own name may stand for the value that it has not got
			c.Secrets = append(c.Secrets, values(h.Secrets)...)
		}
	}
}

// exportTo refuses a directory whose own hooks would be passed over for those that an export puts into its folder hooks.
func (in *reader) exportTo(src Source, dir string) {
	if own := ownHook(src.Files, dir); dir != "" && own != "" {
		in.problem("hooks-path", fmt.Sprintf("there are hooks in %s itself (%s), and an export goes to its folder hooks:"+
			" give the folder above it, or another one", quoted(dir), quoted(own)))
	}
}

// identity reads what tells a hook apart. A check needs neither.
func (in *reader) identity(h *tenant.Hook, mode Mode) {
	needed := mode != Check
	if problem := checkName(h.Name); h.Name == "" && needed {
		in.problem("hook-name", "it is missing: give the hook's name as in the Auth0 Dashboard")
	} else if h.Name != "" && problem != "" {
		in.problem("hook-name", problem)
	}
	switch given := in.get("trigger"); {
	case given != "":
		t, err := tenant.ParseTrigger(given)
		if err != nil {
			in.problem("trigger", strings.Replace(err.Error(), fmt.Sprintf("%q", given), quoted(given), 1))
		}
		h.Trigger = t
	case needed:
		_, err := tenant.ParseTrigger("")
		in.problem("trigger", strings.Replace(err.Error(), `"" is not a trigger`, "it is missing", 1))
	}
}

// content reads the fields that a deployment writes.
func (in *reader) content(h *tenant.Hook, c *Config, src Source) {
	if on, given := in.maybeBoolean("enabled"); given {
		h.Enabled = &on
	}
	if in.has("dependencies") {
		deps, wrong := parseDependencies(in.get("dependencies"))
		in.keep("dependencies", wrong)
		h.Dependencies = deps
	}
	if in.has("secrets") {
		secrets, wrong := parseSecrets(in.get("secrets"))
		in.keep("secrets", wrong)
		h.Secrets = secrets
		c.Secrets = append(c.Secrets, values(secrets)...)
	}
	if !in.has("script-path") {
		in.problem("script-path", "it is missing: give the JavaScript file, relative to the workspace")
		return
	}
	file, ok := in.path("script-path", src.Root)
	if !ok {
		return
	}
	text, err := readScript(src.Files, file)
	if err != nil {
		in.problem("script-path", err.Error())
		return
	}
	h.Script, h.File = text, file
}

// keep turns what is wrong inside an input into problems of that input.
func (in *reader) keep(name string, wrong []problemAt) {
	for _, w := range wrong {
		in.problem(name, w.String())
	}
}

func values(m map[string]secret.Value) []secret.Value {
	all := make([]secret.Value, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[name])
	}
	return all
}

// path reads a path below the workspace. An absolute one is accepted where it lies there.
func (in *reader) path(name, root string) (string, bool) {
	given := in.get(name)
	p := path.Clean(given)
	if path.IsAbs(p) {
		below, found := strings.CutPrefix(p+"/", path.Clean(root)+"/")
		if root == "" || !found {
			in.problem(name, quoted(given)+" lies outside the workspace")
			return "", false
		}
		p = path.Clean(below)
	}
	if !fs.ValidPath(p) || strings.ContainsRune(given, 0) {
		in.problem(name, quoted(given)+" leads out of the workspace: give a path relative to it")
		return "", false
	}
	return p, true
}

// maxScript bounds a script. Auth0 documents 100 kB for Actions and nothing for Hooks.
const maxScript = 1 << 20

// readScript reads the script of script-path.
func readScript(files fs.FS, file string) (string, error) {
	text, err := readText(files, file, maxScript)
	switch {
	case errors.Is(err, errNoFile):
		return "", fmt.Errorf("there is no file %s in the workspace: was the repository checked out (actions/checkout)?", quoted(file))
	case err != nil:
		return "", fmt.Errorf("%s: %w", quoted(file), err)
	case strings.TrimSpace(text) == "":
		return "", fmt.Errorf("%s is empty", quoted(file))
	}
	return text, nil
}

// check looks for what is wrong with the hooks themselves: what scripts say, and how many secrets there are.
func (c *Config) check(in *reader) {
	most := 30
	if c.Runtime == Hooks {
		most = 20
	}
	findings := checkScripts(c.Hooks)
	for i, h := range c.Hooks {
		if len(h.Secrets) > most {
			in.problems = append(in.problems, &Problem{Input: "secrets", File: c.described(h),
				Message: fmt.Sprintf("%d secrets are given, and %s take at most %d", len(h.Secrets), runtimeName(c.Runtime), most)})
		}
		in.judge(c, h, findings[i])
	}
}

// checkScripts gives the findings about each hook's script, of which one may be that of many hooks. It uses all processors: of
// a large set's run it is the longest part on this machine.
func checkScripts(hooks []tenant.Hook) [][]script.Finding {
	findings := make([][]script.Finding, len(hooks))
	type judged struct {
		trigger          tenant.Trigger
		packages, script string
	}
	first, same := map[judged]int{}, make([]int, len(hooks)) // the first hook that is judged like this one
	for i, h := range hooks {
		key := judged{h.Trigger, fmt.Sprint(h.Dependencies == nil, h.Dependencies), h.Script}
		if _, seen := first[key]; !seen {
			first[key] = i
		}
		same[i] = first[key]
	}
	next := make(chan int)
	var all sync.WaitGroup
	var givenUp atomic.Bool // a check that was given up goes on, and would make the others look slow
	for range min(runtime.GOMAXPROCS(0), len(hooks)) {
		all.Go(func() {
			for i := range next {
				if h := hooks[i]; !givenUp.Load() {
					findings[i] = script.Check(h.Script, script.Options{Trigger: h.Trigger, Dependencies: h.Dependencies})
				}
				if slices.ContainsFunc(findings[i], func(f script.Finding) bool { return f.Rule == script.Time }) {
					givenUp.Store(true)
				}
			}
		})
	}
	for i, h := range hooks {
		if h.Script != "" && same[i] == i {
			next <- i
		}
	}
	close(next)
	all.Wait()
	for i := range hooks {
		findings[i] = findings[same[i]]
	}
	return findings
}

// described is the file that a problem of the hook's own lies in: of a hook that inputs describe there is none.
func (c *Config) described(h tenant.Hook) string {
	if c.HooksPath == "" {
		return ""
	}
	return h.File
}

func runtimeName(r Runtime) string {
	if r == Hooks {
		return "Hooks"
	}
	return "Actions"
}

// judge keeps what is wrong with a script: as problems where it cannot work or the run is strict, else as warnings.
func (in *reader) judge(c *Config, h tenant.Hook, findings []script.Finding) {
	for f, p := range FindingProblems(h, findings) {
		if f.Severity == script.Error || c.Strict {
			in.problems = append(in.problems, p)
			continue
		}
		c.Warnings = append(c.Warnings, p)
	}
}

// FindingProblems gives each finding about a hook's script with a problem at its place, which shows the line that it is about.
func FindingProblems(h tenant.Hook, findings []script.Finding) iter.Seq2[script.Finding, *Problem] {
	return func(yield func(script.Finding, *Problem) bool) {
		if len(findings) == 0 {
			return
		}
		excerpts := script.NewExcerpter(h.Script)
		for _, f := range findings {
			p := &Problem{Input: "script-path", File: h.File, Line: f.Line, Column: f.Column, Message: f.Message, Hint: f.Hint}
			if h.HideDiff { // any word of the script may be a part of a variable's value
				p.Message, p.Hint = inQuotes().ReplaceAllLiteralString(p.Message, `"***"`), inQuotes().ReplaceAllLiteralString(p.Hint, `"***"`)
			} else {
				p.Excerpt = excerpts.Excerpt(f.Line, f.Column)
			}
			if !yield(f, p) {
				return
			}
		}
	}
}

// inQuotes is what a message quotes.
var inQuotes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"(?:[^"\\]|\\.)*"`) })
