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
	there := report.Comment{Number: pull.number.soFar(pull.given)}
	if in.Comment == config.CommentNever || !in.Mode.NeedsTenant() {
		return there, nil
	}
	t, err := pull.await(ctx, in)
	if err != nil {
		return there, err
	}
	there.Number = t.number
	switch {
	case pull.client == nil || t.number == 0:
		return there, errNoPull
	case t.old != nil:
		there.ID, there.URL = t.old.ID, console.redactor.Redact(t.old.URL).String()
	}
	if in.Comment != config.CommentAlways && !report.WorthComment(run, t.old != nil || t.readErr != nil) {
		return there, nil
	}
	if t.readErr != nil {
		return there, t.readErr
	}
	console.progress.begin("writing the comment", 0)
	previous := ""
	if t.old != nil {
		previous = t.old.Body
	}
	run.Stamp.StartedAt = pull.began(run.Stamp.StartedAt) // GitHub has answered by now
	newer := func(body string, now time.Time) bool { return report.Newer(body, run.Stamp, now) }
	sticky := github.Sticky{Number: t.number, Marker: t.marker, Same: report.Same, Newer: newer}
	written, err := pull.client.WriteComment(ctx, sticky, t.old, report.Render(run, t.marker, previous))
	if written.ID > 0 {
		there.ID, there.URL = written.ID, console.redactor.Redact(written.URL).String()
	}
	if err == nil && written.Superseded {
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
