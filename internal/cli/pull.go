package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// A pull is the pull request's side of a run: it is looked up while the tenant is read.
type pull struct {
	client *github.Client
	close  func()
	id     string

	found   chan struct{} // closed when run and findErr are known
	run     github.Run
	findErr error

	read    chan struct{} // closed when old, readErr and readAt are known
	old     *github.Comment
	readErr error
	readAt  time.Time

	written github.Comment
}

// gapBetweenWrites is what GitHub asks of those who write
// (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
const gapBetweenWrites = time.Second

// memoryTime is how long a deployment waits for what the comment remembers. Without it there is no claim of drift.
const memoryTime = 10 * time.Second

// findPull begins to look for the pull request and the comment on it. It does not wait.
func (s *step) findPull(ctx context.Context) *pull {
	p := &pull{found: make(chan struct{}), read: make(chan struct{}), run: s.facts, close: func() {}}
	p.id = s.commentID()
	if s.cfg.Comment == "never" && !s.facts.Privileged || s.facts.Repository == "" {
		p.run.Number = cmp.Or(s.cfg.PRNumber, p.run.Number)
		close(p.found)
		close(p.read)
		return p
	}
	transport := retry.New(retry.Config{Classify: retry.GitHub, MinWriteGap: gapBetweenWrites, Log: s.debug("GitHub")})
	p.close = transport.CloseIdleConnections
	p.client, p.findErr = github.New(github.Config{API: s.getenv("GITHUB_API_URL"), Token: s.cfg.GitHubToken,
		Repository: s.facts.Repository, HTTP: transport, Redact: s.redact.String})
	go p.look(ctx, s.cfg.PRNumber, s.cfg.Comment != "never")
	return p
}

// look finds the pull request, then our comment on it.
func (p *pull) look(ctx context.Context, given int, comment bool) {
	defer close(p.read)
	if p.findErr == nil { // the number that is given does not tell whose head the event's is
		p.run, p.findErr = p.client.Find(ctx, p.run, given)
	}
	close(p.found)
	if comment && p.findErr == nil && p.run.Number > 0 {
		p.readComment(ctx)
	}
}

func (p *pull) readComment(ctx context.Context) {
	p.old, p.readErr = p.client.Read(ctx, p.run.Number, report.Marker(p.id))
	p.readAt = time.Now()
}

// facts waits for what the event did not tell.
func (p *pull) facts() github.Run {
	<-p.found
	return p.run
}

// memory is what the comment says was deployed last; nothing where GitHub keeps us waiting.
func (p *pull) memory(ctx context.Context) tenant.Memory {
	timer := time.NewTimer(memoryTime)
	defer timer.Stop()
	select {
	case <-p.read:
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return nil
	}
	if p.old == nil {
		return nil
	}
	memory, _ := report.Decode(p.old.Body)
	return memory
}

// outputs are the comment's and the pull request's outputs, empty where there is none.
func (p *pull) outputs() (id, url, number string) {
	select {
	case <-p.found:
	default:
		return "", "", ""
	}
	if p.run.Number > 0 {
		number = strconv.Itoa(p.run.Number)
	}
	if p.written.ID > 0 {
		id, url = strconv.FormatInt(p.written.ID, 10), p.written.URL
	}
	return id, url, number
}

// commentID tells this hook's comment from others on the same pull request.
func (s *step) commentID() string {
	if s.cfg.CommentID != "" {
		return s.cfg.CommentID
	}
	id := s.cfg.Domain
	if s.cfg.HooksPath != "" {
		return id + "/" + s.cfg.HooksPath
	}
	for _, h := range s.cfg.Hooks {
		id += "/" + h.Key() + "/" + h.Trigger.String()
	}
	return id
}

// errNoPull is that there is nothing to comment on.
var errNoPull = errors.New("there is no pull request for this event")

// comment writes the report on the pull request.
func (s *step) comment(ctx context.Context) error {
	if s.pull == nil {
		return nil
	}
	p := s.pull
	defer p.close()
	if s.cfg.Comment == "never" {
		return nil
	}
	select {
	case <-p.read:
	case <-ctx.Done():
		return fmt.Errorf("look for the pull request's comment: %w", context.Cause(ctx))
	}
	if errEnded(p.findErr) { // with the run, which left the report some time of its own
		p.run, p.findErr = p.client.Find(ctx, p.run, s.cfg.PRNumber)
	}
	switch {
	case p.client == nil && p.findErr == nil, p.findErr == nil && p.run.Number == 0:
		return errNoPull
	case p.findErr != nil:
		return p.findErr
	}
	if p.old != nil {
		p.written = *p.old
	}
	if !s.worthAComment() {
		return nil
	}
	s.prog.begin("writing the comment", 0)
	return s.writeComment(ctx)
}

// staleAfter is how old what was read may be when it is written over. A deployment can take minutes, in which a newer run
// comes and goes.
const staleAfter = time.Second

// errEnded reports that something was not done since the run had ended.
func errEnded(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// writeComment brings the report into the comment.
func (s *step) writeComment(ctx context.Context) error {
	p, previous := s.pull, ""
	if errEnded(p.readErr) || p.readErr == nil && time.Since(p.readAt) > staleAfter {
		p.readComment(ctx)
	}
	if p.readErr != nil {
		return p.readErr
	}
	if p.old != nil {
		previous = p.old.Body
	}
	sticky := github.Sticky{Number: p.run.Number, Marker: report.Marker(p.id), Same: report.Same, Newer: s.outrun}
	written, err := p.client.Write(ctx, sticky, p.old, report.Comment(s.report, p.id, previous))
	if p.written = written; err == nil && s.outrun(written.Body) {
		s.runner.Info("the pull request's comment is a newer run's, and was left as it is")
	}
	return err
}

// outrun reports whether a run that began after this one wrote the comment.
func (s *step) outrun(there string) bool { return report.Newer(there, s.report.Stamp) }

// worthAComment is false where there is nothing to tell: "unchanged", and a plan with nothing to do, updates a comment and never
// creates one, and what was skipped leaves it to what was done before.
func (s *step) worthAComment() bool {
	if s.cfg.Comment == "always" {
		return true
	}
	switch result := report.Overall(s.report); {
	case result == tenant.Skipped.String():
		return false
	case result == tenant.Unchanged.String(), result == tenant.Planned.String() && !report.Changed(s.report):
		return s.pull.old != nil || s.pull.readErr != nil
	}
	return s.pull.old != nil || s.cfg.Mode != config.Export
}

// commentFailed tells why there is no comment. It fails the step only where a comment was asked for.
func (s *step) commentFailed(err error) int {
	err = s.ofWhom(err)
	if s.cfg.Comment == "always" {
		err = fmt.Errorf("comment: always, and yet: %w", err)
		s.runner.Annotate(gha.Annotation{Level: gha.Error, Message: withHint(err)})
		s.report.Warnings = append(s.report.Warnings, withHint(err))
		return exitFailed
	}
	if errors.Is(err, errNoPull) {
		s.runner.Annotate(gha.Annotation{Level: gha.Notice, Message: "no comment: " + err.Error()})
		return exitDone
	}
	what := "the pull request's comment could not be written"
	if report.Changed(s.report) && s.cfg.Mode != config.Plan {
		what = "the deployment stands, but " + what
	}
	s.warn(fmt.Errorf("%s: %w", what, err))
	return exitDone
}

// ofWhom says of a refusal that the run is one whose token GitHub restricts.
func (s *step) ofWhom(err error) error {
	refusal, ok := errors.AsType[*github.Error](err)
	switch {
	case !ok || !refusal.LacksPermission():
		return err
	case s.facts.Dependabot:
		return &hinted{err, "This is a run that Dependabot caused, whose token can only read unless the workflow says otherwise. " + refusal.Hint()}
	case s.facts.Fork && !s.facts.Privileged:
		return &hinted{err, "This is a run for a fork's pull request, whose token can only read: the report is in the summary alone. For other runs: " + refusal.Hint()}
	}
	return err
}

// debug is a line for each request and wait of a client, and tells the progress what is waited for.
func (s *step) debug(whose string) func(retry.Event) {
	return func(e retry.Event) {
		switch {
		case e.Wait > 0:
			s.prog.wait(whose+"'s "+e.Reason, e.Wait)
			s.runner.Debug(fmt.Sprintf("%s %s: waiting %s: %s", e.Method, e.Path, e.Wait.Round(time.Millisecond), e.Reason))
		case e.Status == 0:
			s.runner.Debug(fmt.Sprintf("%s %s: try %d: no answer: %s", e.Method, e.Path, e.Try, e.Reason))
		default:
			s.runner.Debug(fmt.Sprintf("%s %s: try %d: %d %s", e.Method, e.Path, e.Try, e.Status, http.StatusText(e.Status)))
		}
	}
}
