package cli

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/retry"
)

// An inputs is what a run was asked to do, and where.
type inputs struct {
	config.Config
	began     time.Time // of the run, by this machine's clock
	facts     github.Run
	workspace *os.Root // nil where it cannot be opened
}

// readInputs is the first phase. Masks go out before any other line.
func readInputs(console *console, began time.Time) (inputs, []diag.Diagnostic) {
	var found []diag.Diagnostic
	event, eventErr := console.Event()
	facts, factsErr := github.ParseRun(console.getenv("GITHUB_EVENT_NAME"), event, console.getenv)
	in := inputs{began: began.UTC(), facts: facts}
	dir := cmp.Or(console.getenv("GITHUB_WORKSPACE"), ".")
	root, rootErr := os.OpenRoot(dir)
	if rootErr == nil {
		in.workspace = root
	}
	in.Config, found = config.Read(config.Source{Input: console.Input, Root: dir, Repository: facts.Repository,
		NoCredentials: facts.WithoutSecrets()})
	console.hide(in.Secrets...)
	for _, err := range []error{eventErr, factsErr, rootErr} {
		if err != nil {
			found = append(found, diagnose("environment", diag.Warning, err))
		}
	}
	if err := retry.CheckProxies(console.getenv); err != nil {
		severity := diag.Warning
		if in.Mode.NeedsTenant() {
			severity = diag.Error
		}
		found = append(found, diagnose("environment", severity, err))
	}
	return in, append(found, in.checkCredentials()...)
}

func (in *inputs) close() {
	if in.workspace != nil {
		_ = in.workspace.Close() // what was written was closed before
	}
}

// checkCredentials finds out without the tenant whether a key or an assertion can be one.
func (in *inputs) checkCredentials() []diag.Diagnostic {
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
	return []diag.Diagnostic{{Rule: config.RuleCredentials, Severity: diag.Error, Place: diag.Place{Input: name},
		Message: err.Error(), Hint: diag.Hint(err)}}
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
