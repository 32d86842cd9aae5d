package hookfile

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// CheckTarget refuses a place that cannot take an export, which goes to the folder hooks below it: a file, or a directory
// whose own hooks would be passed over for those in that folder. The error says that ctx has ended, and nothing else.
func CheckTarget(ctx context.Context, files fs.FS, dir string) ([]diag.Diagnostic, error) {
	return within(ctx, files, func(files fs.FS) []diag.Diagnostic {
		r := newReader(files, Variables{})
		if info, err := fs.Stat(files, dir); err == nil && !info.IsDir() {
			r.pathReport(fault(0, RuleExport, Quote(dir)+" is a file, and an export writes a directory", "give the directory"))
		} else if own := ownHook(files, dir); own != "" {
			r.pathReport(fault(0, RuleExport,
				fmt.Sprintf("there are hooks in %s itself (%s), and an export goes to its folder hooks",
					Quote(dir), Quote(own)), "give the folder above it, or another one"))
		}
		return r.found
	})
}

// Export gives a tenant's hooks as files. A hook that a file describes already keeps that file and its name; a file that
// with the variables gives what the tenant has stays as it is. Values of secrets are not known: a marker such as
// ##AUDIT_LOG_API_KEY## stands for each. Where a diagnostic is an Error nothing is to be written: two hooks would share a
// file or a marker. Warnings name what a tenant may have and no deployment accepts. The error says that ctx has ended, and
// nothing else.
func Export(ctx context.Context, src ExportSource) (Exported, []diag.Diagnostic, error) {
	x, err := within(ctx, src.Files, func(files fs.FS) *exporter {
		src.Files = files
		return export(src)
	})
	if err != nil {
		return Exported{}, nil, fmt.Errorf("export to %s: %w", src.Path, err)
	}
	return x.out, x.found, nil
}

func export(src ExportSource) *exporter {
	x := newExporter(src)
	if !x.readFiles() {
		return x
	}
	for i, o := range src.Observed {
		x.hook(i, o)
	}
	if src.Prune {
		x.prune()
	}
	x.checkMarkers()
	x.block()
	if x.foreign {
		x.say(diag.Notice,
			"the files use what the Auth0 Deploy CLI does not support: native Actions, position, adopt or testPayload",
			"import them with this action alone")
	}
	x.out.Kept = slices.Sorted(maps.Keys(x.kept))
	slices.Sort(x.out.Remove)
	return x
}

// hook makes the files of one hook, or leaves them as they are.
func (x *exporter) hook(i int, o tenant.Observed) {
	if o.Name == "" {
		o.Name = strings.ToLower(o.ID)
	}
	if o.Script == nil {
		o.Script = new("")
	}
	switch {
	case !o.Managed:
		return
	case o.Trigger == 0:
		x.say(diag.Warning, "the hook "+Quote(o.Name)+" is left out: this action cannot deploy to its trigger", "")
		return
	}
	x.undeployable(o)
	x.foreign = x.foreign || o.Format == tenant.FormatAction
	if e, found := x.match(o); found {
		x.out.Scripts[i] = x.relative(x.update(x.have[e], o))
		return
	}
	x.out.Scripts[i] = x.relative(x.create(o))
}

// match finds the file that describes a hook already: by its exact name, else by the kebab form.
func (x *exporter) match(o tenant.Observed) (int, bool) {
	for _, exact := range []bool{true, false} {
		for _, i := range x.named[sameName(o.Trigger, o.Name)] {
			if name := x.have[i].Name; name != "" && !x.matched[i] && (name == o.Name || !exact) {
				x.matched[i] = true
				return i, true
			}
		}
	}
	return 0, false
}

// update writes of a hook's files those that do not give what the tenant has, and gives the one of its script.
func (x *exporter) update(h Hook, o tenant.Observed) (scriptFile string) {
	scriptFile = h.ScriptFile
	sameScript := scriptFile != "" && h.filled.gives(h.Script, *o.Script)
	if !sameScript && (scriptFile == "" || x.users[scriptFile] > 1 || !x.below(scriptFile)) {
		scriptFile = strings.TrimSuffix(h.File, path.Ext(h.File)) + ".js"
		x.take(scriptFile, o.Name)
	}
	if sameScript {
		x.keep(scriptFile, h.filled.source)
	} else {
		x.write(scriptFile, *o.Script)
		x.own(o.Name, *o.Script)
	}
	if x.describes(h, o) && scriptFile == h.ScriptFile {
		x.keep(h.File, h.raw.json())
	} else {
		x.write(h.File, x.rewritten(h, o, scriptFile))
	}
	return scriptFile
}

// create makes the files of a hook that no file describes, and gives the one of its script.
func (x *exporter) create(o tenant.Observed) string {
	base := path.Join(x.src.Path, "hooks", fileName(o.Name))
	x.take(base+".json", o.Name)
	x.take(base+".js", o.Name)
	x.write(base+".js", *o.Script)
	x.own(o.Name, append([]string{*o.Script, o.Name}, x.dependencyTexts(o)...)...)
	x.write(base+".json", x.description(o, "./"+path.Base(base)+".js"))
	return base + ".js"
}

// prune removes the files of hooks that the tenant no longer has. A file that cannot be read whole stays.
func (x *exporter) prune() {
	for i, h := range x.have {
		if x.matched[i] || h.Name == "" || h.Trigger == 0 {
			continue
		}
		for _, file := range []string{h.File, h.ScriptFile} {
			if file == "" || !x.below(file) {
				continue
			}
			rel := x.relative(file)
			if _, written := x.out.Write[rel]; !written && !x.kept[rel] && !slices.Contains(x.out.Remove, rel) {
				x.out.Remove = append(x.out.Remove, rel)
			}
		}
	}
}
