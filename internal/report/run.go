// Package report turns what a run did into text: the step's summary and the pull request's comment (Markdown), the lines
// of the log, and the outputs. Summary, Comment and Log take a Run, which holds every fact they tell; the comment also
// carries hidden data from one run to the next, which Decode reads.
//
// Names, scripts and messages come from others. Nothing in them is obeyed: they cannot break out of the Markdown, mention
// anybody, link anywhere or hide a character.
package report

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// A Run is what is known of one run when its report is written.
type Run struct {
	// Mode is "apply", "plan", "delete", "export" or "check".
	Mode string
	// Domain is the tenant's host; empty where none was given.
	Domain string
	// Results has one row a hook, in the order in which they are told. In a check, and where nothing was begun, it names
	// the hooks that were wanted. A plan's creation whose Runtime is empty is one that becomes an Action where the tenant
	// refuses Hooks.
	Results []tenant.Result
	// RuntimeNote says why the runtime was chosen, as a clause ("this tenant takes no Hooks any more"); empty where the
	// workflow named it.
	RuntimeNote string
	// Findings are what is wrong with inputs, files and scripts. With an Error among them nothing was begun.
	Findings []Finding
	// Files are what an export wrote, relative to the workspace.
	Files []string
	// Warnings concern the run as a whole.
	Warnings []string
	// Skipped says why nothing was done although nothing is wrong; empty where something was.
	Skipped string
	// Err ended the run before its hooks, or in the midst of them. As with the error of a result, what to do about it is
	// read from the first error of its chain that has a method Hint() string.
	Err error

	// ShowDiff allows to show scripts; otherwise lines are only counted.
	ShowDiff bool
	// Redact removes secrets from a text; nil: there are none.
	Redact func(string) string

	// Commit that was deployed, and its page. Blob is the address under which the workspace's files stand at that commit,
	// with a slash at its end. Each may be empty.
	Commit, CommitURL, Blob string
	// RunURL is the page of the workflow run, which shows the summary.
	RunURL string
	// Stamp identifies the run.
	Stamp Stamp
	// Now is when the report is written.
	Now time.Time
}

// A Finding is something wrong with an input, or at a place in a file.
type Finding struct {
	Severity script.Severity
	Input    string // empty for a file's
	File     string // relative to the workspace; empty for an input's
	// Line and Column count from 1; 0 is unknown.
	Line, Column int
	// Message says what is wrong, Hint what to do about it.
	Message, Hint string
	// Excerpt shows the place, for the log; empty where there is none.
	Excerpt string
}

// Overall is the word of the output "result".
func Overall(run Run) string {
	switch {
	case run.failed():
		return "failed"
	case run.Skipped != "":
		return "skipped"
	}
	switch run.Mode {
	case "plan":
		return "planned"
	case "export":
		return "exported"
	case "check":
		return "checked"
	}
	for _, s := range []tenant.Status{tenant.Deleted, tenant.Created, tenant.Updated} {
		if run.count(s) > 0 {
			return s.String()
		}
	}
	return tenant.Unchanged.String()
}

// Changed is the output "changed": whether the tenant is another than before or, of a plan, would be.
func Changed(run Run) bool {
	return slices.ContainsFunc(run.Results, func(r tenant.Result) bool {
		return touched(r) || r.Status == tenant.Planned && r.Step.Changes()
	})
}

// RuntimeUsed is the output "runtime": "hooks", "actions", "mixed", or empty where neither was asked.
func RuntimeUsed(run Run) string {
	used := ""
	for _, r := range run.Results {
		switch {
		case used == "":
			used = r.Runtime
		case r.Runtime != "" && r.Runtime != used:
			return "mixed"
		}
	}
	return used
}

// HooksOutput is the output "hooks": a JSON array with one object a hook, on one line.
func HooksOutput(run Run) string {
	type row struct {
		Name    string `json:"name"`
		Trigger string `json:"trigger"`
		Runtime string `json:"runtime"`
		ID      string `json:"id"`
		Result  string `json:"result"`
		Plan    string `json:"plan"`
		Enabled *bool  `json:"enabled"`
		Error   string `json:"error"`
	}
	rows := make([]row, 0, len(run.Results))
	for _, r := range run.Results {
		op := r.Step.Op
		if !r.Step.Changes() {
			op = tenant.None
		}
		one := row{Name: run.clean(name(r)), Trigger: r.Step.Trigger().String(), Runtime: r.Runtime, ID: r.Hook.ID,
			Result: run.word(r), Plan: op.String(), Enabled: enabled(r)}
		if r.Err != nil {
			one.Error = clip(run.clean(r.Err.Error()), maxSentence)
		}
		rows = append(rows, one)
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return "[]" // strings and booleans always encode
	}
	return escapeHidden(string(text))
}

// escapeHidden writes what cannot be seen in a JSON text as the escapes that mean the same.
func escapeHidden(text string) string {
	var b strings.Builder
	for _, r := range text {
		if !hidden(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// word is the result of one hook.
func (run Run) word(r tenant.Result) string {
	switch {
	case r.Status == tenant.Failed:
		return "failed"
	case run.Mode == "check":
		return "checked"
	case run.Mode == "export":
		return "exported"
	}
	return r.Status.String()
}

// failed reports whether the run did not do what it was asked to.
func (run Run) failed() bool {
	return run.Err != nil || run.severity(script.Error) > 0 ||
		slices.ContainsFunc(run.Results, func(r tenant.Result) bool { return r.Status == tenant.Failed })
}

// cancelled reports whether somebody stopped the run.
func (run Run) cancelled() bool { return errors.Is(run.Err, context.Canceled) }

// begun reports whether any hook was looked at on the tenant.
func (run Run) begun() bool { return run.count(tenant.Skipped) < len(run.Results) }

func (run Run) count(s tenant.Status) int {
	n := 0
	for _, r := range run.Results {
		if r.Status == s {
			n++
		}
	}
	return n
}

func (run Run) severity(s script.Severity) int {
	n := 0
	for _, f := range run.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// touched reports whether the tenant is another than before, by a step that was done or by one that failed half-way.
func touched(r tenant.Result) bool {
	switch r.Status {
	case tenant.Created, tenant.Updated, tenant.Deleted:
		return true
	case tenant.Failed:
		have, now := r.Step.Have, r.Hook
		return now.ID != "" && (now.ID != have.ID || now.Script != have.Script || now.IsEnabled() != have.IsEnabled())
	}
	return false
}

// name is that under which the tenant stores the hook, where it does; a check may have nothing but the file's.
func name(r tenant.Result) string {
	for _, h := range []tenant.Hook{r.Hook, r.Step.Have, r.Step.Want} {
		if h.Name != "" {
			return h.Name
		}
	}
	return cmp.Or(r.Hook.ID, r.Step.Want.File)
}

// enabled is how the hook stands on the tenant; nil where it does not stand there, or that is unknown.
func enabled(r tenant.Result) *bool {
	if r.Status == tenant.Deleted {
		return nil
	}
	return r.Hook.Enabled
}
