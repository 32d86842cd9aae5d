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

// A pull is how a run gets at its pull request and the comment on it. Both are looked up while files and tenant are read.
type pull struct {
	client *github.Client // nil where nothing is asked of GitHub
	err    error          // why there is no client where there should be one
	close  func()
	marker string   // of the comment
	likely []string // markers that it may have, where the inputs do not tell which
	given  int      // the number that the inputs or the event give; 0: none
	number *later[int]
	target *later[target]
}

// A target is the pull request that a run reports to, and the comment on it.
type target struct {
	number  int // 0: there is none
	marker  string
	old     *github.Comment // nil where there is none
	readErr error           // why that is not known
	readAt  time.Time
}

// memoryTime is how long a deployment waits for what the comment remembers. Without it there is no claim of drift.
const memoryTime = 10 * time.Second

// findPull begins to look for the pull request and the comment. It does not wait.
func findPull(ctx context.Context, console *console, in inputs) *pull {
	p := &pull{close: func() {}, marker: report.Marker(commentID(in)), likely: likelyMarkers(in),
		given: cmp.Or(in.PRNumber, in.facts.Number)}
	if in.facts.Repository != "" && in.Mode.NeedsTenant() {
		transport := retry.New(retry.Config{Classify: retry.GitHub, WriteInterval: github.WriteInterval, Log: console.traffic("GitHub")})
		p.close = transport.CloseIdleConnections
		p.client, p.err = github.New(github.Config{API: console.getenv("GITHUB_API_URL"), Token: in.GitHubToken,
			Repository: in.facts.Repository, HTTP: transport, Redact: console.redactor.Redact})
	}
	if p.client == nil || in.Comment == config.CommentNever {
		p.number, p.target = known(p.given, p.err), known(target{number: p.given, marker: p.marker}, p.err)
		return p
	}
	p.number = begin(func() (int, error) { return p.client.FindPull(ctx, in.facts, in.PRNumber) })
	p.target = begin(func() (target, error) {
		number, err := p.number.get(ctx)
		if err != nil || number == 0 {
			return target{marker: p.marker}, err
		}
		return p.read(ctx, number), nil
	})
	return p
}

// read reads the comment on a pull request.
func (p *pull) read(ctx context.Context, number int) target {
	t := target{number: number, marker: p.marker}
	t.old, t.readErr = p.client.ReadComment(ctx, number, p.marker)
	for _, marker := range p.likely {
		if t.old != nil || t.readErr != nil {
			break
		}
		if t.old, t.readErr = p.client.ReadComment(ctx, number, marker); t.old != nil {
			t.marker = marker
		}
	}
	t.readAt = time.Now()
	return t
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
	ctx, cancel := context.WithTimeout(ctx, memoryTime)
	defer cancel()
	t, err := p.target.get(ctx)
	if err != nil || t.old == nil {
		return nil
	}
	last, _ := report.Decode(t.old.Body)
	return last
}

// began is when the run began: by GitHub's clock, or what this machine says where GitHub has not answered.
func (p *pull) began(here time.Time) time.Time {
	if p.client != nil {
		if date := p.client.FirstDate(); !date.IsZero() {
			return date
		}
	}
	return here
}

// await waits for the look-up of the comment, and does again what ended with the run. The error says why it is not known
// whether there is a pull request.
func (p *pull) await(ctx context.Context, in inputs) (target, error) {
	t, err := p.target.get(ctx)
	if ctx.Err() != nil {
		return t, fmt.Errorf("look for the pull request's comment: %w", context.Cause(ctx))
	}
	if isEnd(err) {
		t.number, err = p.client.FindPull(ctx, in.facts, in.PRNumber)
	}
	fresh := t.readErr == nil && time.Since(t.readAt) < staleAfter || t.readErr != nil && !isEnd(t.readErr)
	if err != nil || t.number == 0 || p.client == nil || fresh {
		return t, err
	}
	return p.read(ctx, t.number), nil
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
