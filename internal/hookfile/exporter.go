package hookfile

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// An ExportSource says what Export makes files of.
type ExportSource struct {
	// Files is the workspace, Path the directory in it, relative and with slashes.
	Files     fs.FS
	Path      string
	Variables Variables
	// Observed is what the tenant has, with scripts, dependencies and names of secrets. What is not managed is left
	// out.
	Observed []tenant.Observed
	// Prune removes the files of hooks that are not in Observed. It must not be set where a runtime could not be listed.
	Prune bool
}

// Exported is what an export does to the directory. All paths are relative to it.
type Exported struct {
	// Write are the files that are new or have changed, with their content.
	Write map[string][]byte
	// Remove are the files of hooks that are gone.
	Remove []string
	// Kept are the files that give what the tenant has, and stay as they are.
	Kept []string
	// Scripts are the hooks' script files, by index into Observed; empty for what is left out.
	Scripts []string
	// Variables is the block for a workflow that gives the markers of the files their values, except those that have one
	// already; empty where there are none.
	Variables string
}

// An exporter keeps what an export has come to.
type exporter struct {
	src     ExportSource
	have    []Hook           // those that files describe
	matched []bool           // by index into have: the tenant has it
	named   map[string][]int // indexes into have, by trigger and kebab name
	files   map[string]int   // index into have, by description and script in lower case
	users   map[string]int   // how many hooks have a script
	broken  map[string]bool  // files that cannot be read

	taken   map[string]string         // whose a file is, by its name in lower case: some file systems ignore case
	secrets map[string]string         // whose a secret's new marker is, by its key
	keys    map[string]bool           // of all markers in the files
	owns    []ownMarker               // markers that the tenant's own texts contain
	enabled map[tenant.Trigger]string // whose a trigger's one enabled place is
	kept    map[string]bool           // files that stay as they are
	foreign bool                      // there is something that the Deploy CLI does not know

	out   Exported
	found []diag.Diagnostic
}

// An ownMarker stands in the tenant's own text.
type ownMarker struct{ key, hook string }

func newExporter(src ExportSource) *exporter {
	return &exporter{
		src:     src,
		named:   map[string][]int{},
		files:   map[string]int{},
		users:   map[string]int{},
		broken:  map[string]bool{},
		taken:   map[string]string{},
		secrets: map[string]string{},
		keys:    map[string]bool{},
		enabled: map[tenant.Trigger]string{},
		kept:    map[string]bool{},
		out:     Exported{Write: map[string][]byte{}, Scripts: make([]string, len(src.Observed))},
	}
}

// say keeps a diagnostic of the export as a whole.
func (x *exporter) say(severity diag.Severity, message, hint string) {
	x.found = append(x.found, diag.Diagnostic{Rule: RuleExport, Severity: severity, Message: message, Hint: hint})
}

// clash says why nothing is written.
func (x *exporter) clash(message, hint string) { x.say(diag.Error, message, hint) }

// readFiles reads what the directory describes already. It reports false where the export cannot go on.
func (x *exporter) readFiles() bool {
	if _, err := fs.Stat(x.src.Files, x.src.Path); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	r := newReader(x.src.Files, x.src.Variables)
	r.directory(x.src.Path, false)
	for _, d := range r.found {
		if d.Severity == diag.Error && d.Rule != RuleNoHooks { // a directory without hooks is to get some
			d.Severity = diag.Warning
			x.found = append(x.found, d)
			x.broken[d.File] = true
		}
	}
	x.have, x.matched = r.hooks, make([]bool, len(r.hooks))
	for i, h := range x.have {
		x.named[sameName(h.Trigger, h.Name)] = append(x.named[sameName(h.Trigger, h.Name)], i)
		x.files[strings.ToLower(h.File)], x.files[strings.ToLower(h.ScriptFile)] = i, i
		x.users[h.ScriptFile]++
		x.foreign = x.foreign || h.Position != tenant.Position{} || h.Adopt || len(h.Tests) > 0
	}
	return !x.unnamed()
}

// unnamed says which files cannot be matched with a hook, since a marker in a name or a trigger has no value.
func (x *exporter) unnamed() bool {
	var keys, where []string
	for _, h := range x.have {
		for _, field := range []string{FieldName, FieldTrigger} {
			for _, key := range x.missing(h, field) {
				keys, where = append(keys, key), append(where, fmt.Sprintf("%s (%s)", key, h.Place(field)))
			}
		}
	}
	if len(keys) == 0 {
		return false
	}
	var lines []string
	for _, key := range slices.Compact(keys) {
		lines = append(lines, x.src.Variables.githubSecret(key))
	}
	x.found = append(x.found, diag.Diagnostic{Rule: RuleVariables, Severity: diag.Error,
		Place:   diag.Place{Input: "variables"},
		Message: "the names and triggers of the hooks in files cannot be read without a value for " + strings.Join(where, ", "),
		Hint:    "add these lines to the input variables:", Paste: block(lines)})
	return true
}

// missing are the keys of the markers in a field that have no value.
func (x *exporter) missing(h Hook, field string) []string {
	if h.raw == nil {
		return nil
	}
	e, _ := h.raw.entry(field)
	if e.value == nil {
		return nil
	}
	return slices.DeleteFunc(keysIn(e.value.texts(nil)...), x.src.Variables.has)
}

// relative is a file's path below the directory.
func (x *exporter) relative(file string) string {
	if x.src.Path == "." {
		return file
	}
	return strings.TrimPrefix(file, x.src.Path+"/")
}

// below reports whether a file lies in the directory.
func (x *exporter) below(file string) bool {
	return x.src.Path == "." || strings.HasPrefix(file, x.src.Path+"/")
}

func sameName(t tenant.Trigger, name string) string { return t.String() + "/" + tenant.Kebab(name) }

// take claims a new file for a hook.
func (x *exporter) take(file, hook string) {
	name := strings.ToLower(file)
	other, taken := x.taken[name]
	i, described := x.files[name]
	switch {
	case taken && other != hook:
		x.clash(fmt.Sprintf("the hooks %s and %s would both be written to %s", Quote(other), Quote(hook),
			Quote(path.Base(file))), "rename one of them")
	case x.broken[file]:
		x.clash(fmt.Sprintf("the hook %s would be written to %s, which cannot be read", Quote(hook), Quote(file)),
			"correct the file, or remove it")
	case !taken && described && x.have[i].Name != hook && (!x.src.Prune || x.needed(i)):
		x.clash(fmt.Sprintf("the hook %s would be written to %s, which belongs to %s", Quote(hook), Quote(file),
			x.have[i].DisplayName()), "rename the file")
	}
	x.taken[name] = hook
}

// needed reports whether the tenant has the hook that a file describes.
func (x *exporter) needed(i int) bool {
	h := x.have[i]
	return slices.ContainsFunc(x.src.Observed, func(o tenant.Observed) bool {
		return o.Managed && o.Trigger == h.Trigger && tenant.Kebab(o.Name) == tenant.Kebab(h.Name)
	})
}

func (x *exporter) write(file, content string) { x.out.Write[x.relative(file)] = []byte(content) }

// keep leaves a file as it is, with the markers in its text.
func (x *exporter) keep(file, text string) {
	if x.below(file) {
		x.kept[x.relative(file)] = true
	}
	x.use(keysIn(text)...)
}

func (x *exporter) use(keys ...string) {
	for _, key := range keys {
		x.keys[key] = true
	}
}

// own keeps the markers that stand in a tenant's own texts.
func (x *exporter) own(hook string, texts ...string) {
	for _, key := range keysIn(texts...) {
		x.owns = append(x.owns, ownMarker{key, hook})
	}
}

// checkMarkers says which markers of the tenant's own texts must stay as they are: a deployment would replace them.
func (x *exporter) checkMarkers() {
	for _, own := range x.owns {
		whose, taken := x.secrets[own.key]
		switch {
		case taken:
			x.clash(fmt.Sprintf("the hook %s contains the text %s, which is also the marker of %s", Quote(own.hook),
				hashed(own.key), whose),
				"rename the secret or change the text")
		case x.keys[own.key]:
			x.say(diag.Warning, fmt.Sprintf("the hook %s contains the text %s, which is a marker of other files",
				Quote(own.hook), hashed(own.key)),
				"change the text, or rename the marker in the files")
		default:
			x.say(diag.Warning, fmt.Sprintf("the hook %s contains the text of a marker, %s", Quote(own.hook),
				hashed(own.key)),
				"deploy its file with the variable "+x.src.Variables.paste(own.key, hashed(own.key))+", which keeps the text")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(x.keys)) {
		if whose, taken := x.secrets[key]; taken {
			x.clash(fmt.Sprintf("the new marker %s of %s is in use in other files", hashed(key), whose),
				"rename the secret, or the marker in the files")
		}
	}
}

// block gives the lines for the markers that have no value yet.
func (x *exporter) block() {
	var lines []string
	all := maps.Clone(x.keys)
	for key := range x.secrets {
		all[key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !x.src.Variables.has(key) {
			lines = append(lines, x.src.Variables.githubSecret(key))
		}
	}
	for _, own := range x.owns {
		line := x.src.Variables.paste(own.key, hashed(own.key))
		if !x.src.Variables.has(own.key) && !all[own.key] && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		x.out.Variables = block(lines)
	}
}
