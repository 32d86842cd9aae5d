package hookfile

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
)

// directory reads a directory of hooks, or one that has a folder hooks.
func (r *reader) directory(dir string, prune bool) {
	folder := dir
	if info, err := fs.Stat(r.files, path.Join(dir, "hooks")); err == nil && info.IsDir() {
		folder = path.Join(dir, "hooks")
		if own := ownHook(r.files, dir); own != "" {
			r.pathReport(fault(0, RuleFile, fmt.Sprintf("there are hooks in %s itself (%s) and in its folder hooks",
				Quote(dir), Quote(own)), "keep them in one place"))
			return
		}
	}
	items, err := fs.ReadDir(r.files, folder)
	if err != nil {
		r.pathReport(fault(0, RuleFile, fmt.Sprintf("%s cannot be read: %v", Quote(folder), withoutPath(err)), ""))
		return
	}
	var strays []string
	for _, item := range items {
		if path.Ext(item.Name()) == ".json" && !r.jsonFile(path.Join(folder, item.Name())) {
			strays = append(strays, item.Name())
		}
	}
	strays = slices.DeleteFunc(strays, func(name string) bool { return r.events[path.Join(folder, name)] })
	switch {
	case len(r.hooks) > 0 || diag.Errors(r.found):
		r.strays(folder, strays)
	default:
		r.nothingIn(dir, folder, prune)
	}
	r.orphans(folder)
}

// ownHook is the first hook's file that lies in a directory itself: NAME.json beside NAME.js. It is empty where there is
// none.
func ownHook(files fs.FS, dir string) string {
	items, _ := fs.ReadDir(files, dir) // who reads the directory says what is wrong with it
	for _, item := range items {
		if hasScript(files, path.Join(dir, item.Name())) {
			return item.Name()
		}
	}
	return ""
}

// hasScript reports whether a file is NAME.json with NAME.js beside it.
func hasScript(files fs.FS, file string) bool {
	name, isJSON := strings.CutSuffix(file, ".json")
	if !isJSON {
		return false
	}
	_, err := fs.Stat(files, name+".js")
	return err == nil
}

// neverHooks are JSON files that stand in many folders and describe no hook.
var neverHooks = []string{"package.json", "package-lock.json", "tsconfig.json", "jsconfig.json", "tenant.json"}

// jsonFile reads the one hook of a file. It reports false where the file describes none.
func (r *reader) jsonFile(file string) bool {
	name := path.Base(file)
	scripted := hasScript(r.files, file)
	if !scripted && (slices.Contains(neverHooks, name) || name[0] == '.') {
		return false
	}
	text, err := readText(r.files, file, maxJSON)
	if err != nil {
		r.report(unreadable(file, err))
		return true
	}
	d, ok := r.describe(file, trimMark(text), 0, parseJSON)
	if !ok {
		return true
	}
	n := d.root()
	if n == nil {
		return true
	}
	if !scripted && !describesHook(n) {
		return false
	}
	d.used(n)
	d.hook(n, d.written(n))
	return true
}

// describesHook reports whether a JSON text is meant as a hook, right or wrong. That it has secrets says nothing: an Action's event
// has them too.
func describesHook(n *node) bool {
	return slices.ContainsFunc(n.entries, func(e entry) bool {
		return slices.Contains([]string{FieldTrigger, "trigger", FieldScript, "code", FieldEnabled}, e.key)
	})
}

// inYAML is a path as the value of an input: as it is, or in quotes where YAML might read it otherwise.
func inYAML(file string) string {
	if strings.Trim(file, letters+digits+"._/-") == "" && !strings.ContainsAny(file[:1], "-.") {
		return file
	}
	return jsonText(file)
}

// strays says which JSON files are passed over.
func (r *reader) strays(folder string, names []string) {
	if len(names) > 0 {
		r.report(diag.Diagnostic{Rule: RuleStray, Severity: diag.Notice, Place: diag.Place{File: path.Join(folder, names[0])},
			Message: "JSON files that describe no hook are ignored: " + quotedList(names),
			Hint:    "a hook's file has name, triggerId and script"})
	}
}

// orphans says which scripts of a folder belong to no hook. A native Action that convert wrote beside its hook is none.
func (r *reader) orphans(folder string) {
	if r.namesOnly || diag.Errors(r.found) {
		return
	}
	names := r.unnamed(folder)
	if len(names) > 0 {
		r.report(diag.Diagnostic{Rule: RuleStray, Severity: diag.Notice, Place: diag.Place{File: path.Join(folder, names[0])},
			Message: "scripts that no hook names are not deployed: " + quotedList(names), Hint: describeIt})
	}
}

const describeIt = "describe the hook in a file of the script's name with .json: name, triggerId and script"

// unnamed are the scripts of a folder that no hook names.
func (r *reader) unnamed(folder string) []string {
	items, _ := fs.ReadDir(r.files, folder) // a folder that is not there has none
	var names []string
	for _, item := range items {
		name := item.Name()
		_, read := r.texts[path.Join(folder, name)]
		if read || path.Ext(name) != ".js" || name[0] == '.' {
			continue
		}
		if hook, converted := strings.CutSuffix(name, ".action.js"); converted {
			if _, err := fs.Stat(r.files, path.Join(folder, hook+".js")); err == nil {
				continue
			}
		}
		names = append(names, name)
	}
	return names
}

// quotedList is names for a message; of many the first ones.
func quotedList(names []string) string {
	const most = 10
	more := ""
	if len(names) > most {
		names, more = names[:most], fmt.Sprintf(" and %d more", len(names)-most)
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = Quote(name)
	}
	return strings.Join(quoted, ", ") + more
}

// nothingIn says why there are no hooks in a directory: nothing is wrong where it is a tenant's without hooks.
func (r *reader) nothingIn(dir, folder string, prune bool) {
	if file := r.yamlIn(dir); file != "" {
		r.pathReport(diag.Diagnostic{Rule: RuleNoHooks, Severity: diag.Error,
			Message: fmt.Sprintf("no hook is described in %s, and the YAML file %s in it lists hooks", Quote(dir),
				Quote(path.Base(file))),
			Hint: "give the file's own path:", Paste: "hooks-path: " + inYAML(file)})
		return
	}
	if r.isTree(dir) || path.Base(dir) == "hooks" && r.isTree(path.Dir(dir)) {
		r.pathReport(noHooks(prune, "the folder contains other files of the Deploy CLI, but no NAME.json of a hook"))
		return
	}
	looked := "in it and in a folder hooks in it"
	if folder != dir {
		looked = "in its folder hooks"
	}
	hint := checkedOut
	if scripts := r.unnamed(folder); len(scripts) > 0 {
		looked += ", and found scripts without one: " + quotedList(scripts)
		hint += "; " + describeIt
	}
	r.pathReport(fault(0, RuleNoHooks,
		fmt.Sprintf("neither a hook nor another part of a tenant is described in %s: looked for NAME.json beside NAME.js %s",
			Quote(dir), looked), hint))
}

// yamlIn is the YAML file in a directory that lists hooks; empty where none does.
func (r *reader) yamlIn(dir string) string {
	items, _ := fs.ReadDir(r.files, dir)
	for _, item := range items {
		file := path.Join(dir, item.Name())
		if ext := path.Ext(file); ext != ".yaml" && ext != ".yml" {
			continue
		}
		if text, err := readText(r.files, file, maxYAML); err == nil && hooksKey().MatchString(text) {
			return file
		}
	}
	return ""
}

// resources are the folders of the Deploy CLI's directory format beside hooks
// (https://auth0.com/docs/deploy-monitor/deploy-cli-tool/available-resource-config-formats).
var resources = strings.Fields(`actions attack-protection client-grants clients connections custom-domains database-
	connections emails email-templates flows forms grants guardian guardian-factors log-
	streams network-acls organizations pages phone-providers prompts resource-servers roles
	rules rules-configs self-service-profiles themes triggers user-attribute-profiles`)

// isTree reports whether a directory holds something else of the Deploy CLI's: tenant.json, or a resource's folder with
// JSON in it.
func (r *reader) isTree(dir string) bool {
	if _, err := fs.Stat(r.files, path.Join(dir, "tenant.json")); err == nil {
		return true
	}
	return slices.ContainsFunc(resources, func(name string) bool {
		items, _ := fs.ReadDir(r.files, path.Join(dir, name))
		return slices.ContainsFunc(items, func(item fs.DirEntry) bool { return path.Ext(item.Name()) == ".json" })
	})
}

const checkedOut = "check the path, and that a step with actions/checkout comes before this one"
