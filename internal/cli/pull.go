package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// A pull is the pull request of a run and the comment on it. Both are looked up while files and tenant are read.
type pull struct {
	client *github.Client // nil where nothing is asked of GitHub
	err    error          // why there is no client where there should be one
	close  func()
	marker string   // of the comment
	likely []string // markers that it may have, where the inputs do not tell which

	given   int           // the number that the inputs or the event give; 0: none
	found   chan struct{} // closed when number and findErr are known
	number  int
	findErr error

	read    chan struct{} // closed when old, readErr and readAt are known
	old     *github.Comment
	readErr error
	readAt  time.Time
}

// memoryTime is how long a deployment waits for what the comment remembers. Without it there is no claim of drift.
const memoryTime = 10 * time.Second

// findPull begins to look for the pull request and the comment. It does not wait.
func findPull(ctx context.Context, console *console, in inputs) *pull {
	p := &pull{close: func() {}, marker: report.Marker(commentID(in)), likely: likelyMarkers(in),
		given: cmp.Or(in.PRNumber, in.facts.Number),
		found: make(chan struct{}), read: make(chan struct{})}
	if in.facts.Repository != "" && in.Mode.NeedsTenant() {
		transport := retry.New(retry.Config{Classify: retry.GitHub, WriteInterval: github.WriteInterval, Log: console.traffic("GitHub")})
		p.close = transport.CloseIdleConnections
		p.client, p.err = github.New(github.Config{API: console.getenv("GITHUB_API_URL"), Token: in.GitHubToken,
			Repository: in.facts.Repository, HTTP: transport, Redact: console.redactor.Redact})
	}
	p.findErr = p.err
	if p.client == nil || in.Comment == config.CommentNever {
		p.number = p.given
		close(p.found)
		close(p.read)
		return p
	}
	go p.look(ctx, in)
	return p
}

func (p *pull) look(ctx context.Context, in inputs) {
	defer close(p.read)
	err := Guard(func() { p.number, p.findErr = p.client.FindPull(ctx, in.facts, in.PRNumber) })
	p.findErr = cmp.Or(p.findErr, err)
	close(p.found)
	if p.findErr == nil && p.number > 0 {
		if err := Guard(func() { p.readComment(ctx) }); err != nil {
			p.readErr = err
		}
	}
}

// knownNumber is the number of the pull request if it is known by now, without waiting.
func (p *pull) knownNumber() int {
	select {
	case <-p.found:
		return p.number
	default:
		return p.given
	}
}

func (p *pull) readComment(ctx context.Context) {
	p.old, p.readErr = p.client.ReadComment(ctx, p.number, p.marker)
	for _, marker := range p.likely {
		if p.old != nil || p.readErr != nil {
			break
		}
		if p.old, p.readErr = p.client.ReadComment(ctx, p.number, marker); p.old != nil {
			p.marker = marker
		}
	}
	p.readAt = time.Now()
}

// errNoRepository is that there is no repository to ask about.
var errNoRepository = errors.New("GITHUB_REPOSITORY is not set")

// resolveOrigin asks GitHub whose commit the run is about.
func (p *pull) resolveOrigin(ctx context.Context, facts github.Run) (github.Run, error) {
	if p.client == nil {
		return facts, fmt.Errorf("it could not be determined whose commit this is: %w", cmp.Or(p.err, errNoRepository))
	}
	return p.client.ResolveOrigin(ctx, facts)
}

// lastApplied is what the comment says was deployed last; nothing where GitHub keeps the run waiting.
func (p *pull) lastApplied(ctx context.Context) tenant.LastApplied {
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
	last, _ := report.Decode(p.old.Body)
	return last
}

// began is when the run began by GitHub's clock, and by this machine's where GitHub was not asked.
func (p *pull) began() time.Time {
	if p.client != nil {
		if date := p.client.FirstDate(); !date.IsZero() {
			return date
		}
	}
	return time.Now().UTC()
}

// await waits for the look-up of the comment, and does again what ended with the run.
func (p *pull) await(ctx context.Context, in inputs) error {
	select {
	case <-p.read:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if isEnd(p.findErr) {
		p.number, p.findErr = p.client.FindPull(ctx, in.facts, in.PRNumber)
	}
	stale := p.readErr == nil && time.Since(p.readAt) > staleAfter
	if p.findErr == nil && p.number > 0 && p.client != nil && (isEnd(p.readErr) || stale) {
		p.readComment(ctx)
	}
	return nil
}

// staleAfter is how old what was read may be when it is overwritten. A deployment can take minutes, in which a newer run comes
// and goes.
const staleAfter = time.Second

// isEnd reports whether something was not done since the run had ended.
func isEnd(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// commentID tells this run's comment from others on the same pull request. Its parts are quoted, so that no two defaults are equal.
func commentID(in inputs) string {
	if in.CommentID != "" {
		return in.CommentID
	}
	if in.HooksPath != "" {
		return report.ID(in.Domain, "set", in.HooksPath)
	}
	return hookCommentID(in, in.Hook.Trigger)
}

func hookCommentID(in inputs, trigger tenant.Trigger) string {
	return report.ID(in.Domain, "hook", trigger.String(), tenant.Kebab(in.Hook.Name), in.Hook.Name)
}

// likelyMarkers are those of the hook at each trigger where the input trigger is wrong or missing: a comment that is there must not
// go on saying that all is well. Nothing is deployed then.
func likelyMarkers(in inputs) []string {
	if in.CommentID != "" || in.HooksPath != "" || in.Hook.Trigger != 0 || in.Hook.Name == "" {
		return nil
	}
	var all []string
	for _, t := range tenant.Triggers() {
		all = append(all, report.Marker(hookCommentID(in, t)))
	}
	return all
}
