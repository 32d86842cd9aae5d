package cli

import (
	"errors"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/tenant"
)

// An outcome is what became of a run, or of one of its phases: all that its report tells.
type outcome struct {
	facts       *github.Run // with what had to be asked of GitHub
	results     []tenant.Result
	diagnostics []diag.Diagnostic
	note        string // why auto chose the runtime
	// files were written to the workspace and removed from it; paste is the block of variables that an export needs.
	files, removed []string
	paste          string
	conversions    []report.Conversion
	// skipped says why nothing was done although nothing is wrong.
	skipped string
	// err ended the run before its hooks, or in the midst of them.
	err error
}

// A desired is what the inputs and files describe.
type desired struct {
	hookfile.Set
	scripts
}

// rows are hooks with one status each: of a run that did not come to them.
func rows(hooks []tenant.Desired, status tenant.Status, err error) []tenant.Result {
	var all []tenant.Result
	for _, h := range hooks {
		if h.Name != "" || h.File != "" { // else the inputs name none
			all = append(all, tenant.Result{Step: tenant.Step{Op: tenant.None, Want: h}, Status: status, Err: err})
		}
	}
	return all
}

// wanted are the hooks that are known to be wanted, also where the run ended before their files were read.
func wanted(in inputs, want desired) []tenant.Desired {
	if len(want.Hooks) == 0 && in.HooksPath == "" {
		return []tenant.Desired{in.Hook}
	}
	return want.Desired()
}

// errWrong is in the rows of a run whose inputs or files are wrong.
var errWrong = errors.New("the inputs or files are wrong")

// judged are the rows of a run whose inputs or files are wrong: of a check those hooks failed that something was found about.
func judged(hooks []hookfile.Hook, mode tenant.Mode, found []diag.Diagnostic) []tenant.Result {
	if mode != tenant.ModeCheck {
		return rows(hookfile.Set{Hooks: hooks}.Desired(), tenant.Skipped, errWrong)
	}
	all := rows(hookfile.Set{Hooks: hooks}.Desired(), tenant.Unchanged, nil)
	for i, r := range all {
		for _, d := range found {
			if d.Severity == diag.Error && (d.File == r.Step.Want.File || len(all) == 1) {
				all[i].Status, all[i].Err = tenant.Failed, errors.Join(all[i].Err, d)
			}
		}
	}
	return all
}

// The exit codes.
const (
	exitDone   = 0 // done, or nothing to do, or skipped
	exitFailed = 1 // something was not deployed
	exitInput  = 2 // the inputs or files are wrong, found without the tenant
)
