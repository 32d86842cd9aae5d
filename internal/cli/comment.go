package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/report"
)

// errNoPull is that there is nothing to comment on.
var errNoPull = errors.New("there is no pull request for this event")

// writeComment brings the report into the pull request's comment. Beside an error it gives what is
// known of the comment.
func writeComment(ctx context.Context, console *console, in inputs, run report.Run, pull *pull) (report.Comment, error) {
	there := report.Comment{Number: pull.knownNumber()}
	if in.Comment == config.CommentNever || !in.Mode.NeedsTenant() {
		return there, nil
	}
	if err := pull.await(ctx, in); err != nil {
		return there, fmt.Errorf("look for the pull request's comment: %w", err)
	}
	there.Number = pull.number
	switch {
	case pull.findErr != nil:
		return there, pull.findErr
	case pull.client == nil || pull.number == 0:
		return there, errNoPull
	case pull.old != nil:
		there.ID, there.URL = pull.old.ID, console.redactor.Redact(pull.old.URL).String()
	}
	if in.Comment != config.CommentAlways && !report.WorthComment(run, pull.old != nil || pull.readErr != nil) {
		return there, nil
	}
	if pull.readErr != nil {
		return there, pull.readErr
	}
	console.progress.begin("writing the comment", 0)
	newer := func(body string, now time.Time) bool { return report.Newer(body, run.Stamp, now) }
	previous := ""
	if pull.old != nil {
		previous = pull.old.Body
	}
	sticky := github.Sticky{Number: pull.number, Marker: pull.marker, Same: report.Same, Newer: newer}
	written, err := pull.client.WriteComment(ctx, sticky, pull.old, report.Render(run, pull.marker, previous))
	if written.ID > 0 {
		there.ID, there.URL = written.ID, console.redactor.Redact(written.URL).String()
	}
	if err == nil && newer(written.Body, time.Now()) {
		console.Info("a newer run has written the pull request's comment, and this run did not overwrite it")
	}
	return there, err
}

// commentFailed says why there is no comment. It fails the step only where a comment was asked for.
func commentFailed(console *console, in inputs, run report.Run, err error) int {
	refusal, refused := errors.AsType[*github.Error](err)
	refused = refused && refusal.LacksPermission()
	switch {
	case in.Comment == config.CommentAlways:
		console.Annotate("Comment",
			diagnose("comment", diag.Error, fmt.Errorf("`comment: always` is set, and there is no comment: %w", err)))
		return exitFailed
	case errors.Is(err, errNoPull):
		if in.facts.MayHavePull() {
			console.Annotate("Comment", diagnose("comment", diag.Notice, fmt.Errorf("no comment was written: %w", err)))
		}
		return exitDone
	case refused && in.facts.WithoutSecrets():
		console.Annotate("Comment", diag.Diagnostic{Rule: "comment", Severity: diag.Notice,
			Message: "no comment was written: the token of a run for a fork's pull request or for Dependabot can only read",
			Hint:    "The report is in the summary of the run"})
		return exitDone
	}
	severity := diag.Warning
	if refused && refusal.Method == "GET" { // whether there is a pull request at all is not known
		severity = diag.Notice
	}
	what := "the pull request's comment could not be written"
	if report.Changed(run) && in.Mode.Writes() {
		what = "the tenant was changed, but " + what
	}
	console.Annotate("Comment", diagnose("comment", severity, fmt.Errorf("%s: %w", what, err)))
	return exitDone
}
