package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/report"
)

// publish is the last phase: log, outputs and summary first, since nothing else can give them, then the pull request's comment. It
// gives the exit code.
func publish(ctx context.Context, console *console, in inputs, o outcome, pull *pull) int {
	defer pull.close()
	run := newReport(console, in, o)
	run.Stamp.StartedAt = pull.began(in.began)
	values, left := report.Outputs(run)
	run.Diagnostics = slices.Concat(run.Diagnostics, left)
	run = run.Compared()
	printLog(console, run)
	code := max(exitCode(run), setOutputs(console, values))
	if err := console.Summary(report.Summary(run)); err != nil {
		console.Annotate("Summary", diagnose("summary", diag.Warning, fmt.Errorf("the summary cannot be written: %w", err)))
	}
	comment, err := writeComment(ctx, console, in, run, pull)
	if err != nil {
		code = max(code, commentFailed(console, in, run, err))
	}
	return max(code, setOutputs(console, commentOutputs(comment)))
}

// exitCode is 2 where the inputs or files are wrong, and 1 where something was not deployed.
func exitCode(run report.Run) int {
	switch {
	case diag.Errors(run.Diagnostics):
		return exitInput
	case report.Failed(run):
		return exitFailed
	}
	return exitDone
}

// newReport is what is known of the run when its report is written, but for the time of its begin.
func newReport(console *console, in inputs, o outcome) report.Run {
	f := o.facts
	run := report.Run{
		Mode: in.Mode, Domain: in.Domain, Checkout: in.checkout(), Results: o.results, Diagnostics: o.diagnostics,
		Files: o.files, Removed: o.removed,
		Paste: o.paste, Conversions: o.conversions, RuntimeNote: o.note, Skipped: o.skipped, Err: o.err,
		HookName: in.Hook.Name, Redact: console.redactor.Redact, RunURL: f.URL(), Stamp: report.Stamp{RunID: f.ID, Attempt: f.Attempt},
	}
	run.ShowDiff = f.Private != nil && *f.Private || !console.Inside()
	if in.ShowDiff != nil {
		run.ShowDiff = *in.ShowDiff
	}
	if f.HeadSHA != "" && f.Repository != "" {
		run.Commit, run.CommitURL = f.HeadSHA, f.CommitURL()
		run.Blob = fmt.Sprintf("%s/%s/blob/%s/", f.Server, f.Repository, f.HeadSHA)
	}
	return run
}

// printLog writes what was found above the log, the gravest first, then hook by hook what became of it.
func printLog(console *console, run report.Run) {
	for _, a := range report.Annotations(run) {
		console.Annotate(a.Title, a.Diagnostic)
	}
	lines := report.Log(run)
	console.Info(lines[0].Text)
	if len(lines) == 1 {
		return
	}
	console.Group("Hook by hook")
	for _, l := range lines[1:] {
		if l.Source {
			console.Source(l.Text)
		} else {
			console.Info(l.Text)
		}
	}
	console.EndGroup()
}

// Outputs names the outputs as action.yml does; a test compares.
func Outputs() []string {
	return []string{"hook-id", "hook-name", "result", "changed", "runtime", "version", "hooks",
		"comment-id", "comment-url", "pr-number"}
}

func commentOutputs(c report.Comment) map[string]string {
	values := map[string]string{"comment-id": "", "comment-url": c.URL, "pr-number": ""}
	if c.ID > 0 {
		values["comment-id"] = strconv.FormatInt(c.ID, 10)
	}
	if c.Number > 0 {
		values["pr-number"] = strconv.Itoa(c.Number)
	}
	return values
}

// setOutputs sets those of the outputs that values has. Without them the step fails: those after it decide by them.
func setOutputs(console *console, values map[string]string) int {
	var errs []error
	for _, name := range Outputs() {
		if value, ok := values[name]; ok {
			errs = append(errs, console.SetOutput(name, value))
		}
	}
	if err := errors.Join(errs...); err != nil {
		console.Annotate("Outputs", diagnose("outputs", diag.Error, fmt.Errorf("the outputs cannot be written: %w", err)))
		return exitFailed
	}
	return exitDone
}
