package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// convert writes a native Action beside each hook file: NAME.action.js beside NAME.js. A file that is there and is not convert's
// own unedited output stays.
func convert(ctx context.Context, in inputs, want desired) outcome {
	if in.workspace == nil {
		return outcome{err: errors.New("there is no workspace to write to")}
	}
	var o outcome
	made := make([]conversion, len(want.Hooks))
	for i, h := range want.Hooks {
		if ctx.Err() != nil {
			return outcome{err: context.Cause(ctx), results: rows(want.Desired(), tenant.Skipped, context.Cause(ctx))}
		}
		made[i] = convertOne(want, h)
	}
	for i, h := range want.Hooks {
		one := made[i]
		row := tenant.Result{Step: tenant.Step{Op: tenant.None, Want: h.Desired}, Status: tenant.Unchanged}
		if clash(one, made) {
			one.said = append(one.said, diag.Diagnostic{Rule: "convert", Severity: diag.Error, Place: h.Place(hookfile.FieldScript),
				Message: h.ScriptFile + " is the script of hooks at several triggers, whose Actions differ: they cannot all be " + one.To,
				Hint:    "give each hook a script of its own"})
			one.code = ""
		}
		if one.code != "" {
			one.Written, row.Err = writeConversion(in.workspace, one.To, one.code)
		} else if at := slices.IndexFunc(one.said, func(d diag.Diagnostic) bool { return d.Severity == diag.Error }); at >= 0 {
			row.Err = one.said[at]
		}
		if row.Err != nil {
			row.Status = tenant.Failed
			one.Result, one.To = "", "" // the report then says that it was not converted
		}
		if one.Written {
			o.files = append(o.files, one.To)
		}
		o.diagnostics = append(o.diagnostics, one.said...)
		o.results = append(o.results, row)
		o.conversions = append(o.conversions, one.Conversion)
	}
	return o
}

// clash reports whether another conversion would write another text to the same file.
func clash(one conversion, all []conversion) bool {
	return slices.ContainsFunc(all, func(other conversion) bool {
		return one.code != "" && other.code != "" && other.To == one.To && other.code != one.code
	})
}

// withoutRepeats are the findings without those at whose place another one of the same rule says why the file is not converted.
func withoutRepeats(found, said []diag.Diagnostic) []diag.Diagnostic {
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(said, func(other diag.Diagnostic) bool { return other.Rule == d.Rule && other.Place == d.Place })
	})
}

// A conversion is what became of one file, the code that is to be written, none where there is nothing to write, and what is said.
type conversion struct {
	report.Conversion
	code string
	said []diag.Diagnostic
}

// convertOne converts one hook file. It writes nothing.
func convertOne(want desired, h hookfile.Hook) conversion {
	one := conversion{Conversion: report.Conversion{From: h.ScriptFile}}
	if h.Format == tenant.FormatAction {
		one.Result = "native already"
		return one
	}
	c, wrong := shim.Convert(want.of(h.Script), h.Trigger, path.Base(h.ScriptFile), h.Restore())
	if len(wrong) > 0 {
		one.said = h.Findings(wrong)
		return one
	}
	one.To, one.code, one.Lines = strings.TrimSuffix(h.ScriptFile, ".js")+".action.js", c.Code, strings.Count(c.Code, "\n")
	written, asMap := h.WrittenDependencies()
	one.Result, one.Dependencies = "idiomatic", toDeclare(written, c.Dependencies)
	if !asMap && one.Dependencies != nil {
		one.said = []diag.Diagnostic{{Rule: "dependencies", Severity: diag.Warning, Place: h.Place(hookfile.FieldDependencies),
			Message: "the Action needs " + packageList(one.Dependencies) + ", and a variable gives its dependencies",
			Hint:    "add them to the variable's value"}}
		one.Dependencies = nil
	}
	if h.File != h.ScriptFile {
		one.Description = h.File
	}
	if c.Idiomatic {
		return one
	}
	obstacle := h.Findings([]diag.Diagnostic{c.Obstacle})[0]
	one.Result, one.Why, one.Line = "adapter", obstacle.Message, obstacle.Line
	obstacle.Message = "it became an adapter, and no idiomatic Action: " + one.Why
	one.said = append(one.said, obstacle)
	return one
}

// toDeclare are the packages that a hook's Action must declare: those that it declares already and those that its script requires
// with a version; nil where nothing is to be added.
func toDeclare(declared, required map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, required)
	maps.Copy(all, declared)
	if len(all) == len(declared) {
		return nil
	}
	return all
}

// packageList names packages with their versions.
func packageList(all map[string]string) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		names = append(names, name+" "+all[name])
	}
	return strings.Join(names, ", ")
}

// errNoConversion is that a file was not written by a conversion.
var errNoConversion = errors.New("is not this program's own output or was edited since")

// readConversion reads a file that a conversion may have written: a plain one, no link, of an Action's size.
func readConversion(workspace *os.Root, name string) (string, error) {
	info, err := workspace.Lstat(name)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular(), info.Size() > 2*script.MaxSize:
		return "", errNoConversion
	}
	text, err := workspace.ReadFile(name)
	return string(text), err
}

// writeConversion writes a converted file, unless somebody else's is there: written is not set where it stands there already.
func writeConversion(workspace *os.Root, name, code string) (written bool, err error) {
	there, err := readConversion(workspace, name)
	switch own, edited := shim.Converted(there); {
	case err == nil && there == code:
		return false, nil
	case errors.Is(err, errNoConversion), err == nil && (!own || edited):
		return false, diag.WithHint(fmt.Errorf("%s exists and %w: it was not overwritten", name, errNoConversion),
			"Delete it or give it another name, and convert again")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return false, fmt.Errorf("read %s: %w", name, err)
	}
	if err := writeFile(workspace, workspace, name, []byte(code)); err != nil {
		return false, fmt.Errorf("write %s: %w", name, err)
	}
	return true, nil
}
