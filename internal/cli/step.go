package cli

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A step is one step of a workflow: what it was asked to do, and what became of it.
type step struct {
	getenv func(string) string
	runner *gha.Runner
	redact *secret.Redactor
	cfg    config.Config
	files  *os.Root // the workspace
	facts  github.Run
	pull   *pull
	report report.Run
	prog   progress
}

// reportTime is what the report has for itself when the run's time is over.
const reportTime = 5 * time.Second

// How far memory may grow between two garbage collections, in percent of what is in use; 100 is usual. A run with one hook ends
// before the first collection. One with many waits for servers once the inputs are read, so that more collections take no time.
const (
	forOneHook   = 200
	forManyHooks = 50
	manyHooks    = 100
)

// runStep does what the inputs say, and reports it whatever happens.
func runStep(ctx context.Context, getenv func(string) string, out io.Writer) int {
	s := &step{getenv: getenv, redact: &secret.Redactor{}}
	s.runner = gha.New(gha.Config{Getenv: getenv, Out: out, Redact: s.redact.String})
	if s.runner.Input("hooks-path") == "" {
		debug.SetGCPercent(forOneHook)
	}
	go readRoots()
	if err := s.load(); err != nil {
		return s.wrongInputs(err)
	}
	defer s.close()
	if len(s.cfg.Hooks) >= manyHooks {
		debug.SetGCPercent(forManyHooks)
	}
	ctx, release := because(ctx, &ended{"the run was cancelled", context.Canceled})
	defer release()
	ctx, cancel := context.WithTimeoutCause(ctx, s.cfg.Timeout,
		&ended{fmt.Sprintf("the run's timeout of %s has passed", s.cfg.Timeout), context.DeadlineExceeded})
	defer cancel()
	stop := s.prog.tell(ctx, s.runner.Info)
	s.work(ctx)
	defer stop()                                // GitHub too may keep a run waiting
	reporting, done := outlive(ctx, reportTime) // now: the work may have outlived its time, to put things back
	defer done()
	return s.finish(reporting)
}

// readRoots has the machine's certificate authorities read, once for the process. The first request waits for them: beside
// the reading and checking of scripts they take no time.
func readRoots() { _, _ = x509.SystemCertPool() } // the first request tells what is wrong with them

// load reads the event, the inputs and the files. Masks go out before any other line.
func (s *step) load() error {
	event, eventErr := s.runner.Event()
	facts, factsErr := github.ParseRun(s.getenv("GITHUB_EVENT_NAME"), event, s.getenv)
	s.facts = facts
	workspace := cmp.Or(s.getenv("GITHUB_WORKSPACE"), ".")
	root, rootErr := os.OpenRoot(workspace)
	var files fs.FS = noFiles{}
	if rootErr == nil {
		s.files, files = root, root.FS()
	}
	cfg, err := config.Load(config.Source{Input: s.runner.Input, Files: files, Root: workspace,
		NoCredentials: facts.Fork && !facts.Privileged || facts.Dependabot}) // privileged events have secrets
	s.cfg = cfg
	s.hide(cfg.Secrets...)
	s.hide(proxyPasswords(s.getenv)...)
	s.report = s.newReport()
	s.showCommit()
	if rootErr != nil {
		s.warn(fmt.Errorf("the workspace cannot be read: %w", rootErr))
	}
	if e := errors.Join(eventErr, factsErr); e != nil {
		s.warn(fmt.Errorf("the event cannot be read whole: %w", e))
	}
	return errors.Join(err, s.checkKey(), s.checkFidelity())
}

// checkKey finds out without the tenant whether there can be client assertions.
func (s *step) checkKey() error {
	if s.cfg.PrivateKey.IsZero() {
		return nil
	}
	if err := auth0.CheckKey(s.cfg.PrivateKey); err != nil {
		return &config.Problem{Input: "private-key", Message: err.Error()}
	}
	return nil
}

// noFiles is a workspace that cannot be opened.
type noFiles struct{}

// Open implements fs.FS.
func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (s *step) close() {
	if s.files != nil {
		_ = s.files.Close() // what was written was closed before
	}
}

// hide keeps values out of all that is written from now on.
func (s *step) hide(values ...secret.Value) {
	s.redact.Add(values...)
	for _, v := range values {
		s.runner.Mask(v)
	}
}

// proxyPasswords are those in the addresses of proxies: one that refuses a request may say them again.
func proxyPasswords(getenv func(string) string) []secret.Value {
	var all []secret.Value
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		if u, err := url.Parse(getenv(name)); err == nil && u.User != nil {
			password, _ := u.User.Password()
			all = append(all, secret.New(password))
		}
	}
	return all
}

// newReport is a report with what is known of the run itself.
func (s *step) newReport() report.Run {
	f := s.facts
	r := report.Run{
		Mode: string(s.cfg.Mode), Domain: s.cfg.Domain, Redact: s.redact.String,
		RunURL: f.URL(),
		Stamp:  report.Stamp{RunID: f.ID, Attempt: f.Attempt, StartedAt: time.Now().UTC()},
		Now:    time.Now().UTC(),
	}
	switch s.cfg.ShowDiff {
	case "true":
		r.ShowDiff = true
	case "auto":
		r.ShowDiff = f.Private != nil && *f.Private || !s.runner.Inside()
	}
	return r
}

// showCommit brings the commit of the facts into the report. A comment's event tells it only after a look.
func (s *step) showCommit() {
	f := s.facts
	if f.HeadSHA == "" || f.Repository == "" {
		return
	}
	s.report.Commit, s.report.CommitURL = f.HeadSHA, f.CommitURL()
	s.report.Blob = fmt.Sprintf("%s/%s/blob/%s/", f.Server, f.Repository, f.HeadSHA)
}

// work does what the mode says, and leaves what became of it in s.report.
func (s *step) work(ctx context.Context) {
	for _, p := range s.cfg.Warnings {
		s.finding(p, gha.Warning)
	}
	s.tellUnread()
	if s.cfg.Mode == config.Check {
		s.report.Results = s.rows(tenant.Unchanged, nil)
		return
	}
	s.pull = s.findPull(ctx)
	if s.facts.Privileged { // whose head it is decides what may be done
		s.prog.begin("looking up the pull request", 0)
		s.facts = s.pull.facts()
		s.showCommit()
	}
	if reason, err := s.held(); reason != "" || err != nil {
		s.report.Skipped, s.report.Err = reason, err
		s.report.Results = s.rows(tenant.Skipped, cmp.Or(err, errors.New(reason)))
		return
	}
	err := s.deploy(ctx)
	if err == nil && ctx.Err() != nil && slices.ContainsFunc(s.report.Results, func(r tenant.Result) bool { return r.Status == tenant.Skipped }) {
		err = context.Cause(ctx) // the hooks that were not begun say no more than that
	}
	if s.report.Err = err; err != nil && s.report.Results == nil {
		s.report.Results = s.rows(tenant.Skipped, err)
	}
}

// held says why nothing may be done in this event, or that it is an error to try.
func (s *step) held() (reason string, err error) {
	f, writes := s.facts, s.cfg.Mode == config.Apply || s.cfg.Mode == config.Delete
	switch {
	case !s.cfg.HasCredentials():
		return s.withoutCredentials(), nil
	case f.MergeQueue && writes:
		return "a merge queue's trial build is not deployed: what it holds is not merged yet", nil
	case f.Privileged && f.Fork && writes && !s.cfg.AllowFork && s.pull.findErr != nil:
		return "", fmt.Errorf("whether %s comes from a fork cannot be found out, and a fork's is not deployed: %w", f.Event, s.pull.findErr)
	case f.Privileged && f.Fork && writes && !s.cfg.AllowFork:
		return "", &hinted{
			error: fmt.Errorf("%s of a fork's pull request is not deployed: its author could change what runs in the login pipeline", f.Event),
			hint:  "read the pull request, then set allow-fork: true; or use mode: plan, which is always allowed",
		}
	}
	return "", nil
}

// withoutCredentials says why GitHub gave the run no secrets. Of other runs they are asked for with the inputs.
func (s *step) withoutCredentials() string {
	if s.facts.Dependabot {
		return "a run that Dependabot caused gets no secrets but those set for Dependabot, so there is no way into the tenant"
	}
	return "the run of a fork's pull request gets no secrets, so there is no way into the tenant"
}

// tellUnread says, where debug lines are shown, which scripts could not be looked into although they are valid.
func (s *step) tellUnread() {
	if s.getenv("RUNNER_DEBUG") != "1" {
		return
	}
	for _, h := range s.cfg.Hooks {
		if why := script.Unread(h.Script); h.Script != "" && why != "" {
			s.runner.Debug(fmt.Sprintf("%s: only its syntax was checked: %s", h.File, why))
		}
	}
}

// rows are the wanted hooks, all with one status: of a run that did not come to its hooks.
func (s *step) rows(status tenant.Status, err error) []tenant.Result {
	var all []tenant.Result
	for _, h := range s.cfg.Hooks {
		if h.Name == "" && h.File == "" {
			continue // the inputs name none
		}
		all = append(all, tenant.Result{Step: tenant.Step{Op: tenant.None, Want: h}, Status: status, Err: err})
	}
	return all
}

// A hinted error says what to do on a line of its own.
type hinted struct {
	error
	hint string
}

func (h *hinted) Unwrap() error { return h.error }

// Hint is what to do, as a line of its own.
func (h *hinted) Hint() string { return h.hint }

// warn tells of something that holds nothing up: above the log and in the summary.
func (s *step) warn(err error) {
	s.runner.Annotate(gha.Annotation{Level: gha.Warning, Message: withHint(err)})
	s.report.Warnings = append(s.report.Warnings, withHint(err))
}

// withHint is an error's text, with what to do about it behind it.
func withHint(err error) string {
	if h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok && h.Hint() != "" {
		return err.Error() + "\n" + h.Hint()
	}
	return err.Error()
}
