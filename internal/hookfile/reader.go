package hookfile

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const (
	maxJSON = 1 << 20
	maxYAML = 8 << 20 // a whole tenant, of which maxJSON bounds the part hooks:
	// maxHooks and maxScripts bound a set: a tenant has far fewer hooks, and they are much smaller.
	maxHooks   = 1000
	maxScripts = 32 << 20
)

// A reader reads a set of hooks and keeps what is said about its files.
type reader struct {
	files fs.FS
	vars  Variables
	// namesOnly has only names and triggers read, which identify hooks: for a deletion, whose job may have
	// neither the scripts nor the variables.
	namesOnly bool
	// keepMarkers fills no marker of a script.
	keepMarkers bool

	texts map[string]scriptText // by file: hooks may share one
	size  int                   // of all of them
	hooks []Hook
	// events are the files of test events that hooks name. One may lie among the hooks' own files.
	events map[string]bool
	// public are texts that everybody reads as they were written: names, triggers and paths, without their markers. Those
	// into which a value was put are filledTexts.
	public      []string
	filledTexts []filledText
	// missing are the markers without a value, by key, in the order in which they were met.
	missing []missingValue

	found []diag.Diagnostic
	said  map[diag.Identity]bool // two hooks may share a script: what is said of it is said once
	count map[string]int         // by file
}

// A filledText is a name or a path into which values of variables were put.
type filledText struct {
	text string
	keys []string
}

// A missingValue is a key without a value, and its first place.
type missingValue struct {
	key, mark string
	place     diag.Place
}

func (r *reader) report(d diag.Diagnostic) {
	if r.said[d.Identity()] || r.count[d.File] > maxFindings {
		return
	}
	if r.count[d.File]++; r.count[d.File] > maxFindings {
		d = inFile(fault(0, RuleFormat, tooMany, ""), d.File, 0)
	}
	r.said[d.Identity()] = true
	r.found = append(r.found, d)
}

// pathReport says something about the path as a whole.
func (r *reader) pathReport(d diag.Diagnostic) {
	d.Place = diag.Place{Input: "hooks-path"}
	r.report(d)
}

// markers keeps the markers of a text that have no value.
func (r *reader) markers(file string, before int, uses []use) {
	for _, u := range uses {
		seen := func(m missingValue) bool { return m.key == u.key }
		if u.missing && !r.vars.refused[u.key] && !slices.ContainsFunc(r.missing, seen) && len(r.missing) < maxFindings {
			r.missing = append(r.missing, missingValue{u.key, u.mark, diag.Place{File: file, Line: before + u.line}})
		}
	}
}

// valuesMissing says once which markers have no value, with the lines to paste.
func (r *reader) valuesMissing() {
	if len(r.missing) == 0 {
		return
	}
	var where, lines []string
	for _, m := range r.missing {
		where = append(where, fmt.Sprintf("%s (%s)", m.mark, m.place))
		lines = append(lines, r.vars.githubSecret(m.key))
	}
	what := "this marker has no value: "
	if len(where) > 1 {
		what = fmt.Sprintf("these %d markers have no value: ", len(where))
	}
	first := r.missing[0]
	r.report(diag.Diagnostic{Rule: RuleVariables, Severity: diag.Error, Place: diag.Place{Input: "variables"},
		Message: what + strings.Join(where, ", "),
		Hint: "add these lines to the input variables (or `" + r.vars.paste(first.key, first.mark) +
			"`, to keep the text of the marker):", Paste: block(lines)})
}

// masks are the values that must not be seen: those of variables, the names that hold them, and the hooks' secrets.
func (r *reader) masks() []secret.Value {
	all := r.vars.Masks(r.public)
	public := strings.Join(r.public, between)
	for _, m := range r.filledTexts {
		if slices.ContainsFunc(m.keys, func(key string) bool {
			return !strings.Contains(public, r.vars.values[key].text.Reveal())
		}) {
			all = append(all, secret.New(m.text), secret.New(tenant.Kebab(m.text))) // as given, and as the tenant stores it
		}
	}
	for _, h := range r.hooks {
		if h.Incomplete { // a marker's own name may stand for the value that it has not got
			continue
		}
		for _, v := range h.Secrets {
			if !v.IsZero() {
				all = append(all, v)
			}
		}
	}
	return all
}

// A scriptText is a script's file, its markers replaced.
type scriptText struct {
	filled filling
	err    error // why the file cannot be read
	tooBig bool  // with its markers replaced
}

func newReader(files fs.FS, vars Variables) *reader {
	return &reader{files: files, vars: vars, texts: map[string]scriptText{}, said: map[diag.Identity]bool{}, count: map[string]int{}}
}
