package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// reportTime is what the report has for itself when the run's time is over.
const reportTime = 5 * time.Second

// runStep does what the inputs say, and reports it whatever happens: Inputs → Desired → Plan → Results → Report, each a
// function of what the one before gave.
func runStep(ctx context.Context, getenv func(string) string, out io.Writer) int {
	began := time.Now()
	console := newConsole(getenv, out)
	in, wrong := readInputs(console)
	defer in.close()
	ctx, release := withReasons(ctx, began.Add(in.Timeout), in.Timeout)
	defer release()
	stop := console.progress.report(ctx, console.Info)
	defer stop()
	pull := findPull(ctx, console, in)
	o := outcome{facts: in.facts, diagnostics: wrong}
	if err := Guard(func() { o = work(ctx, console, in, wrong, pull) }); err != nil {
		o.err = err
	}
	reporting, done := outlive(ctx, reportTime) // from now on: the work may have outlived its time, to put things back
	defer done()
	return publish(reporting, console, in, o, pull)
}

// An inputs is what a run was asked to do, and where.
type inputs struct {
	config.Config
	facts     github.Run
	workspace *os.Root // nil where it cannot be opened
}

// readInputs is the first phase. Masks go out before any other line.
func readInputs(console *console) (inputs, []diag.Diagnostic) {
	var found []diag.Diagnostic
	event, eventErr := console.Event()
	facts, factsErr := github.ParseRun(console.getenv("GITHUB_EVENT_NAME"), event, console.getenv)
	in := inputs{facts: facts}
	dir := cmp.Or(console.getenv("GITHUB_WORKSPACE"), ".")
	root, rootErr := os.OpenRoot(dir)
	if rootErr == nil {
		in.workspace = root
	}
	in.Config, found = config.Read(config.Source{Input: console.Input, Root: dir, Repository: facts.Repository,
		NoCredentials: facts.WithoutSecrets()})
	console.hide(in.Secrets...)
	for _, err := range []error{eventErr, factsErr, rootErr, retry.CheckProxies(console.getenv), in.checkCredentials()} {
		if err != nil {
			found = append(found, in.problem(err))
		}
	}
	return in, found
}

func (in *inputs) close() {
	if in.workspace != nil {
		_ = in.workspace.Close() // what was written was closed before
	}
}

// problem is an error of the run's surroundings: of a proxy or a key it ends the run, of the event or the workspace it does not.
func (in *inputs) problem(err error) diag.Diagnostic {
	d := diagnose("environment", diag.Warning, err)
	if _, ok := errors.AsType[*retry.ProxyError](err); ok && in.Mode.NeedsTenant() || d.Input != "" {
		d.Severity = diag.Error
	}
	return d
}

// checkCredentials finds out without the tenant whether a key or an assertion can be one.
func (in *inputs) checkCredentials() error {
	name, err := "private-key", error(nil)
	switch {
	case !in.PrivateKey.IsZero():
		_, err = auth0.ParseKey(in.PrivateKey)
	case !in.ClientAssertion.IsZero():
		name, err = "client-assertion", auth0.CheckAssertion(in.ClientAssertion)
	}
	if err == nil {
		return nil
	}
	return diag.Diagnostic{Rule: "credentials", Place: diag.Place{Input: name}, Message: err.Error(), Hint: diag.Hint(err)}
}

// files is the workspace to read from.
func (in *inputs) files() fs.FS {
	if in.workspace == nil {
		return noFiles{}
	}
	return in.workspace.FS()
}

// maxCheckoutDepth bounds how deep in the workspace a checkout is looked for.
const maxCheckoutDepth = 20

// checkout is the folder of the workspace into which the repository seems to be checked out: the nearest one
// above them with a .git in it. Empty is the workspace itself.
func (in *inputs) checkout() string {
	if in.workspace == nil {
		return ""
	}
	nearest := ""
	folders := strings.Split(path.Dir(cmp.Or(in.HooksPath, in.ScriptPath)), "/")
	for i := range min(len(folders), maxCheckoutDepth) {
		dir := path.Join(folders[:i+1]...)
		if _, err := in.workspace.Lstat(path.Join(dir, ".git")); err == nil && dir != "." {
			nearest = dir
		}
	}
	return nearest
}

// noFiles is a workspace that cannot be opened.
type noFiles struct{}

// Open implements fs.FS.
func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// An outcome is what became of a run: all that its report tells.
type outcome struct {
	facts       github.Run // with what had to be asked of GitHub
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

// work does what the mode says.
func work(ctx context.Context, console *console, in inputs, found []diag.Diagnostic, pull *pull) outcome {
	want, more, err := readDesired(ctx, console, in)
	found = append(found, more...)
	o := outcome{facts: in.facts, diagnostics: found, results: rows(want.Desired(), tenant.Skipped, err), err: err}
	switch {
	case diag.Errors(found):
		o.results = judged(want.Hooks, in.Mode, found)
		return o
	case err != nil:
		return o
	case in.Mode == tenant.ModeCheck:
		o.results = rows(want.Desired(), tenant.Unchanged, nil)
		return o
	case in.Mode == tenant.ModeConvert:
		return convert(ctx, in, want, found)
	}
	if in.facts.Origin == github.Undetermined {
		console.progress.begin("asking GitHub whose commit this is", 0)
	}
	facts, skip, err := permission(ctx, in, pull)
	o.facts = facts
	if skip != "" || err != nil {
		o.skipped, o.err = skip, err
		o.results = rows(want.Desired(), tenant.Skipped, cmp.Or(err, errors.New(skip)))
		return o
	}
	return deployment{console, in, want, pull}.run(ctx, o)
}

// readDesired is the second phase: files into what is desired, and all that can be said of it without the tenant.
func readDesired(ctx context.Context, console *console, in inputs) (desired, []diag.Diagnostic, error) {
	console.progress.begin("reading and checking the files", 0)
	set, found, err := config.Load(ctx, in.Config, in.files())
	console.hide(set.Masks...)
	want := desired{Set: set}
	if err != nil {
		return want, found, err
	}
	hooks, all, of, err := readScripts(ctx, newJudge(in.Config), set.Hooks)
	if err != nil {
		return want, found, err
	}
	set.Hooks, want.Hooks, want.scripts = hooks, hooks, all
	console.Debug(fmt.Sprintf("parsed %d scripts of %d hooks", len(all), len(hooks)))
	found = append(append(found, of...), in.CheckFormats(set)...)
	diag.Sort(found)
	for _, h := range set.Hooks {
		if s := want.of(h.Script); s != nil && s.Unread() != "" {
			console.Debug(fmt.Sprintf("%s: only its syntax was checked: %s", h.ScriptFile, s.Unread()))
		}
	}
	return want, found, nil
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
