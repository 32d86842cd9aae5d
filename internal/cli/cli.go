// Package cli runs the action: it orders a run's phases, is the only one that prints, and decides the exit code.
package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// version is stamped when the image is built: -ldflags "-X auth0-hook-action/internal/cli.version=v1.2.3".
var version = "dev"

const help = `Deploy an Auth0 hook file or a native Action from a workflow.

In a workflow:

  - uses: OWNER/auth0-hook-action@v1
    with:
      domain: tenant.eu.auth0.com
      token: ${{ secrets.AUTH0_TOKEN }}
      hook-name: audit
      trigger: credentials-exchange
      script-path: hooks/audit.js

Here:

  go run . demo                       deploy to a built-in sandbox tenant, and show what a step prints
  go run . demo FILE [TRIGGER]        the same with your own script (TRIGGER defaults to credentials-exchange)
  go run . starter TRIGGER            print the smallest correct hook file for a trigger
  go run . starter TRIGGER --native   print the smallest native Action for a trigger
  go run . payload TRIGGER            print a sample event for the input test-payload
  go run . version                    print the version
  go run . help                       print this

Outside a workflow, inputs come from the environment, with _ for - (INPUT_MODE, INPUT_SCRIPT_PATH, …). Set at least the mode, the
domain or the hook's name. What would be an output is printed. README.md has the rest.
`

// Run is the whole program except the demo: without arguments a step of a workflow, else one of the commands that help names.
// Inputs and the runner's files come from getenv. The exit code is 0 where all is done, 1 where something was not deployed and 2
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
	case command == "starter" && len(rest) == 1:
		return printSample(rest[0], stdout, stderr, func(t tenant.Trigger) string { return script.Starter(t, tenant.FormatHook) })
	case command == "starter" && len(rest) == 2 && rest[1] == "--native":
		return printSample(rest[0], stdout, stderr, func(t tenant.Trigger) string { return script.Starter(t, tenant.FormatAction) })
	case command == "payload" && len(rest) == 1:
		return printSample(rest[0], stdout, stderr, script.SampleEvent)
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
	return slices.ContainsFunc([]string{"mode", "domain", "hook-name"}, func(name string) bool {
		value, err := inputs.Input(name)
		return value != "" || err != nil
	})
}

func printSample(trigger string, stdout, stderr io.Writer, sample func(tenant.Trigger) string) int {
	t, err := tenant.ParseTrigger(trigger)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return exitInput
	}
	text := sample(t)
	if text == "" {
		_, _ = fmt.Fprintf(stderr, "Hooks do not have the trigger %s: add --native for an Action\n", t)
		return exitInput
	}
	_, _ = fmt.Fprint(stdout, text)
	return exitDone
}
