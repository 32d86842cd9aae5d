// Package cli runs the action: it orders the steps, is the only one that prints, and decides the exit code.
package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// The exit codes.
const (
	exitDone   = 0 // done, or nothing to do, or skipped
	exitFailed = 1 // something was not deployed
	exitInput  = 2 // the inputs or files are wrong, found without the tenant
)

// version is stamped when the image is built: -ldflags "-X auth0-hook-action/internal/cli.version=v1.2.3".
var version = "dev"

const help = `Deploy an Auth0 Hook from a workflow, or the same file as an Auth0 Action where the tenant has no Hooks.

In a workflow:

  - uses: OWNER/auth0-hook-action@v1
    with:
      domain: tenant.eu.auth0.com
      token: ${{ secrets.AUTH0_TOKEN }}
      hook-name: audit
      trigger: credentials-exchange
      script-path: hooks/audit.js

Here:

  go run . demo               deploy hooks to a built-in sandbox tenant, and show what a step prints
  go run . demo FILE TRIGGER  the same with a script of yours (at credentials-exchange where no trigger is named)
  go run . starter TRIGGER    print the smallest correct hook at a trigger
  go run . version            print the version
  go run . help               print this

Outside a workflow inputs come from the environment, with _ for - (INPUT_MODE, INPUT_SCRIPT_PATH, …; at least the mode, the
domain or the hook's name), and what would be an output is printed. README.md tells the rest.
`

// Run is the whole program: without arguments a step of a workflow, else one of the commands that help names. Inputs and
// the runner's files come from getenv. The exit code is 0 where all is done, 1 where something was not deployed and 2
// where the inputs or the arguments are wrong.
func Run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	command, rest := "", args
	if len(args) > 0 {
		command, rest = strings.TrimLeft(args[0], "-"), args[1:]
	}
	switch {
	case command == "" && (getenv("GITHUB_ACTIONS") == "true" || anyInput(getenv)):
		return runStep(ctx, getenv, stdout)
	case command == "":
		_, _ = fmt.Fprint(stderr, help)
		return exitInput
	case command == "demo" && len(rest) <= 2:
		return demo(ctx, rest, stdout, stderr)
	case command == "starter" && len(rest) <= 1:
		return starter(strings.Join(rest, ""), stdout, stderr)
	case command == "help" || command == "h":
		_, _ = fmt.Fprint(stdout, help)
		return exitDone
	case command == "version" || command == "v":
		_, _ = fmt.Fprintln(stdout, version)
		return exitDone
	}
	_, _ = fmt.Fprintf(stderr, "unknown command %q\n\n%s", strings.Join(args, " "), help)
	return exitInput
}

// anyInput reports whether somebody outside a workflow sets inputs by hand.
func anyInput(getenv func(string) string) bool {
	inputs := gha.New(gha.Config{Getenv: getenv, Out: io.Discard})
	return inputs.Input("mode") != "" || inputs.Input("domain") != "" || inputs.Input("hook-name") != ""
}

func starter(trigger string, stdout, stderr io.Writer) int {
	t, err := tenant.ParseTrigger(trigger)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return exitInput
	}
	_, _ = fmt.Fprint(stdout, script.Starter(t))
	return exitDone
}
