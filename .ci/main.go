// Command ci names the tasks of this repository and runs them:
//
//	go run ./.ci help
//	go run ./.ci TASK [ARGUMENT...]
//
// Each task but bench is a script in this folder, with its arguments and requirements at its head.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
)

// A task is what somebody may want to do with this repository.
type task struct {
	name, arguments, what string
	command               []string
}

// tasks are in the order in which somebody new to the repository needs them.
var tasks = []task{
	{"demo", "", "a deployment from end to end, on this machine alone", []string{"go", "run", ".", "demo"}},
	{"test", "[FLAG...]", "the tests, as go test ./... runs them", []string{"go", "test", "./..."}},
	{"quick", "", "what CI checks at each push: tests, vet, linters, the documents' commands", []string{"bash", ".ci/run", "quick"}},
	{"deep", "", "what CI checks for a pull request as well: races, faults, fuzzing, image", []string{"bash", ".ci/run", "deep"}},
	{"all", "", "quick and deep in turn", []string{"bash", ".ci/run"}},
	{"e2e", "", "the image, as GitHub's runner runs it and in the documents' workflows", []string{"bash", ".ci/e2e"}},
	{"systems", "[here]", "the program for Linux, macOS and Windows; here: the tests on this system", []string{"bash", ".ci/systems"}},
	{"conformance", "", "the Auth0 Deploy CLI and go-auth0 against the sandbox", []string{"bash", ".ci/conformance/run"}},
	{"fuzz", "[TIME]", "each fuzz target for some time", []string{"bash", ".ci/fuzz"}},
	{"bench", "[-short]", "the numbers, into .github/BENCHMARKS.md; -short: the counts alone", []string{"go", "run", "./.ci/bench"}},
	{"pictures", "FOLDER [NAME...]", "the golden reports as GitHub shows them", []string{"bash", ".ci/pictures"}},
	{"owner", "OWNER/NAME", "put the repository's name into all documents, after a fork or a move", []string{"bash", ".ci/owner"}},
	{"rehearse-release", "", "a release in a scratch repository", []string{"bash", ".ci/rehearse-release"}},
}

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 0, args[0] == "help":
		help(os.Stdout)
	case args[0] == "totals" && len(args) == 3:
		os.Exit(totalsOf(os.Stdin, os.Stdout, args[1], args[2]))
	default:
		os.Exit(do(context.Background(), args[0], args[1:]))
	}
}

func help(w io.Writer) {
	_, _ = fmt.Fprintln(w, "go run ./.ci TASK:")
	for _, t := range tasks {
		_, _ = fmt.Fprintf(w, "  %-28s %s\n", t.name+" "+t.arguments, t.what)
	}
}

// do runs a task in the current folder, which is the repository's root, and gives its exit code.
func do(ctx context.Context, name string, args []string) int {
	at := slices.IndexFunc(tasks, func(t task) bool { return t.name == name })
	if at < 0 {
		_, _ = fmt.Fprintf(os.Stderr, "there is no task %q\n\n", name)
		help(os.Stderr)
		return 2
	}
	command := slices.Concat(tasks[at].command, args)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return max(exit.ExitCode(), 1)
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
