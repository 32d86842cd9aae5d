package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// maxHooks is the size of the output "hooks" in bytes: 96 kB. Linux takes no longer string than 128 kB in an environment, where
// steps put outputs (https://man7.org/linux/man-pages/man2/execve.2.html, MAX_ARG_STRLEN).
const maxHooks = 96 << 10

// maxShortError is how many characters of an error are left where the output "hooks" would be too long.
const maxShortError = 100

// Outputs are the outputs that follow from the results: hook-id, hook-name, result, changed, runtime, version and hooks. A warning
// says how many rows hooks lacks where there are too many.
func Outputs(run Run) (map[string]string, []diag.Diagnostic) {
	var id, name, version string
	if len(run.Results) == 1 {
		r := run.Results[0]
		id, name = run.redact(idOf(r)).String(), run.hookName(r)
		if v := versionOf(r); v > 0 {
			version = strconv.Itoa(v)
		}
	}
	hooks, missing := hooksOutput(run)
	changed := Changed(run) || run.Mode == tenant.ModeConvert && len(run.Files) > 0
	return map[string]string{"hook-id": id, "hook-name": name, "result": Overall(run), "changed": strconv.FormatBool(changed),
		"runtime": runtimeOutput(run), "version": version, "hooks": hooks}, missing
}

// hookName is a hook's name as the tenant stores it. What the workflow itself named is no secret; what a server says may hold one.
func (run Run) hookName(r tenant.Result) string {
	stored := ""
	if o := current(r); o != nil {
		stored = o.Name
	}
	if stored == "" && r.Step.Want.Name != "" {
		stored = run.nameOf(r)
	}
	if run.HookName == "" || tenant.Kebab(stored) != tenant.Kebab(run.HookName) {
		stored = run.redact(stored).String()
	}
	if !utf8.ValidString(stored) || strings.Contains(stored, "\x00") { // the runner takes no such output
		return diag.Visible(stored)
	}
	return stored
}

// Overall is the word of the output "result".
func Overall(run Run) string {
	switch {
	case Failed(run):
		return tenant.Failed.String()
	case run.Skipped != "":
		return tenant.Skipped.String()
	}
	switch run.Mode {
	case tenant.ModePlan:
		return "planned"
	case tenant.ModeExport:
		return "exported"
	case tenant.ModeCheck:
		return "checked"
	case tenant.ModeConvert:
		return "converted"
	}
	return tenant.Overall(run.Results).String()
}

// runtimeOutput is the output "runtime": "hooks", "actions", "mixed", or empty where neither was asked.
func runtimeOutput(run Run) string {
	if used := run.runtime(); used != tenant.RuntimeAuto {
		return used.String()
	}
	return "mixed"
}

// An outputRow is one hook in the output "hooks".
type outputRow struct {
	Name    string `json:"name"`
	Trigger string `json:"trigger"`
	Runtime string `json:"runtime"`
	Format  string `json:"format"`
	ID      string `json:"id"`
	Version int    `json:"version"`
	Result  string `json:"result"`
	Plan    string `json:"plan"`
	Enabled *bool  `json:"enabled"`
	Error   string `json:"error"`
}

// hooksOutput is the output "hooks": a JSON array with one object for each hook, on one line, of at most maxHooks bytes. Of too
// many rows those of unchanged hooks are left out first, then long errors are shortened, then rows are left out from the end.
func hooksOutput(run Run) (text string, missing []diag.Diagnostic) {
	rows := make([]string, len(run.Results))
	size := len("[]")
	for i, r := range run.Results {
		rows[i] = run.outputRow(r, maxSentence)
		size += len(rows[i]) + len(",")
	}
	drop := func(i int) { size, rows[i] = size-len(rows[i])-len(","), "" }
	for i, r := range slices.Backward(run.Results) {
		if size > maxHooks && isUnchanged(r) {
			drop(i)
		}
	}
	for i, r := range slices.Backward(run.Results) {
		if size > maxHooks && r.Err != nil {
			size -= len(rows[i])
			rows[i] = run.outputRow(r, maxShortError)
			size += len(rows[i])
		}
	}
	for i := len(rows) - 1; i >= 0 && size > maxHooks; i-- {
		if rows[i] != "" {
			drop(i)
		}
	}
	rows = slices.DeleteFunc(rows, func(row string) bool { return row == "" })
	if left := len(run.Results) - len(rows); left > 0 {
		missing = []diag.Diagnostic{{Rule: "outputs", Severity: diag.Warning,
			Message: fmt.Sprintf("the output hooks has %d of %d hooks: all of them would need more than %d kB", len(rows),
				len(run.Results), maxHooks>>10),
			Hint: "The outputs result and changed count all hooks, and the summary names them"}}
	}
	return "[" + strings.Join(rows, ",") + "]", missing
}

func (run Run) outputRow(r tenant.Result, maxError int) string {
	op := r.Step.Op
	if !r.Step.Changes() {
		op = tenant.None
	}
	one := outputRow{Name: oneLine(run.redact(run.nameOf(r)), maxName), Trigger: triggerOutput(r), Runtime: r.Step.Runtime.String(),
		Format: r.Step.Format().String(), ID: oneLine(run.redact(idOf(r)), maxName), Version: versionOf(r), Result: run.resultOutput(r),
		Plan: op.String(), Enabled: enabledOf(r)}
	if r.Err != nil {
		one.Error = diag.Cut(run.redact(r.Err.Error()), maxError)
	}
	text, err := json.Marshal(one)
	if err != nil {
		return "{}" // strings, numbers and booleans always encode
	}
	return escapeHidden(string(text))
}

func triggerOutput(r tenant.Result) string {
	if t := r.Step.Trigger(); t != 0 {
		return t.String()
	}
	return ""
}

// escapeHidden writes what cannot be seen in a JSON text as the escapes that mean the same.
func escapeHidden(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}
