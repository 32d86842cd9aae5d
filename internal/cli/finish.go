package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// wrongInputs reports what is wrong with the inputs and files, all of it, without a request to anybody.
func (s *step) wrongInputs(err error) int {
	defer s.close()
	for _, p := range config.Problems(err) {
		s.finding(p, gha.Error)
	}
	for _, p := range s.cfg.Warnings {
		s.finding(p, gha.Warning)
	}
	s.report.Results = s.rows(tenant.Skipped, errors.New("the inputs or files are wrong"))
	if s.cfg.Mode == config.Check {
		s.report.Results = s.checked(config.Problems(err))
	}
	s.publish()
	return exitInput
}

// checked are the rows of a check that found something wrong: with a script that row is failed, and the others are not.
func (s *step) checked(problems []*config.Problem) []tenant.Result {
	rows := s.rows(tenant.Unchanged, nil)
	for i, r := range rows {
		for _, p := range problems {
			if file := r.Step.Want.File; file != "" && p.File == file || file == "" && p.File == "" {
				rows[i].Status, rows[i].Err = tenant.Failed, errors.Join(rows[i].Err, p)
			}
		}
	}
	return rows
}

// finding annotates one thing that is wrong and keeps it for the summary.
func (s *step) finding(p *config.Problem, level gha.Level) {
	severity := script.Error
	if level == gha.Warning {
		severity = script.Warning
	}
	s.report.Findings = append(s.report.Findings, report.Finding{Severity: severity, Input: p.Input, File: p.File,
		Line: p.Line, Column: p.Column, Message: p.Message, Hint: p.Hint, Excerpt: p.Excerpt})
	message := p.Message
	if p.File == "" {
		message = fmt.Sprintf("input %s: %s", p.Input, p.Message)
	}
	if p.Hint != "" {
		message += "\n" + p.Hint
	}
	s.runner.Annotate(gha.Annotation{Level: level, File: p.File, Line: p.Line, Column: p.Column, Message: message})
	if p.Excerpt != "" {
		s.runner.Info(p.Excerpt)
	}
}

// finish tells the log, writes outputs and summary, keeps the pull request's comment, and gives the exit code.
func (s *step) finish(ctx context.Context) int {
	code := s.exitCode()
	lines := report.Log(s.report)
	s.runner.Info(lines[0])
	if len(lines) > 1 {
		s.runner.Group("Hook by hook")
		s.runner.Info(strings.Join(lines[1:], "\n"))
		s.runner.EndGroup()
	}
	s.annotateFailures()
	if s.cfg.Mode != config.Check {
		if err := s.comment(ctx); err != nil {
			code = max(code, s.commentFailed(err))
		}
	}
	return max(code, s.publish())
}

// exitCode is 1 where something was not deployed, told by what became of each hook.
func (s *step) exitCode() int {
	wrong := func(r tenant.Result) bool {
		return r.Status == tenant.Failed || r.Status == tenant.Skipped && s.report.Skipped == ""
	}
	if s.report.Err != nil || slices.ContainsFunc(s.report.Results, wrong) {
		return exitFailed
	}
	return exitDone
}

// annotateFailures shows what failed above the log.
func (s *step) annotateFailures() {
	if err := s.report.Err; err != nil {
		s.runner.Annotate(gha.Annotation{Level: gha.Error, Message: withHint(err)})
	}
	if reason := s.report.Skipped; reason != "" {
		s.runner.Annotate(gha.Annotation{Level: gha.Notice, Message: "nothing was done: " + reason})
	}
	for _, r := range s.report.Results {
		if r.Status == tenant.Failed {
			message := fmt.Sprintf("hook %q at %s: %s", r.Step.Name(), r.Step.Trigger(), withHint(r.Err))
			s.runner.Annotate(gha.Annotation{Level: gha.Error, File: r.Step.Want.File, Line: r.Step.Want.Line, Message: message})
		}
	}
	for _, r := range s.report.Results {
		if r.Step.Drift {
			s.runner.Annotate(gha.Annotation{Level: gha.Warning,
				Message: fmt.Sprintf("hook %q: the script was changed outside this workflow since it was deployed last", r.Step.Name())})
		}
		for _, w := range r.Warnings {
			s.runner.Annotate(gha.Annotation{Level: gha.Warning, Message: fmt.Sprintf("hook %q: %s", r.Step.Name(), w)})
		}
	}
}

// publish writes the outputs and the summary, which are there after a failure too. Without the outputs the step fails: those
// after it decide by them.
func (s *step) publish() int {
	if err := s.runner.Summary(report.Summary(s.report)); err != nil {
		s.runner.Annotate(gha.Annotation{Level: gha.Warning, Message: fmt.Sprintf("the summary cannot be written: %s", err)})
	}
	var errs []error
	for _, o := range s.outputs() {
		errs = append(errs, s.runner.SetOutput(o.name, o.value))
	}
	if err := errors.Join(errs...); err != nil {
		s.runner.Annotate(gha.Annotation{Level: gha.Error, Message: fmt.Sprintf("the outputs cannot be written: %s", err)})
		return exitFailed
	}
	return exitDone
}

type output struct{ name, value string }

// Outputs names the outputs as action.yml does; a test compares.
func Outputs() []string {
	return []string{"hook-id", "hook-name", "result", "changed", "runtime", "hooks", "comment-id", "comment-url", "pr-number"}
}

func (s *step) outputs() []output {
	var id, name, commentID, commentURL, number string
	if len(s.report.Results) == 1 {
		r := s.report.Results[0]
		id, name = s.redact.String(r.Hook.ID), r.Hook.Name
		if r.Hook.Key() != r.Step.Key() { // no name of the workflow's own
			name = s.redact.String(name)
		}
	}
	if s.pull != nil {
		commentID, commentURL, number = s.pull.outputs()
	}
	values := []string{id, name, report.Overall(s.report), strconv.FormatBool(report.Changed(s.report)),
		report.RuntimeUsed(s.report), report.HooksOutput(s.report), commentID, commentURL, number}
	all := make([]output, len(values))
	for i, out := range Outputs() {
		all[i] = output{out, values[i]}
	}
	return all
}
