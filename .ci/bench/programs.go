package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

const deployCLI = "8.44.0"

// sideBySide is how many requests the action makes at once.
const sideBySide = 16

// A bench has the programs that are compared.
type bench struct {
	options
	work     string    // a folder for all that is made
	log      io.Writer // what it is doing
	programs []program
	cli      string // the Deploy CLI, empty where it cannot be had
}

// A program does what a stage asks for: args and environment are those of its process.
type program struct {
	name    string
	command func(*stage) (args, env []string, err error)
	takes   func(scene) bool
	slow    bool // it runs fewer rounds, see options
}

// The programs by their place in bench.programs; what cannot be had is left out at the end.
const (
	action = iota
	minimal
)

// build compiles the action as its image does, and the programs beside it.
func (b *bench) build(ctx context.Context) error {
	folders := map[string]string{"action": ".", "minimal": "./.ci/bench/minimal", "hello": "./.ci/bench/hello"}
	for name, folder := range folders {
		cmd := exec.CommandContext(ctx, "go", "build", "-tags", "release", "-trimpath", "-buildvcs=false",
			"-ldflags", "-s -w", "-o", b.path(name), folder)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", folder, err, out)
		}
	}
	all := func(scene) bool { return true }
	b.programs = []program{
		action:  {name: "action", command: b.action, takes: all},
		minimal: {name: "minimal", command: b.minimal, takes: all},
	}
	if b.short {
		return nil
	}
	if _, err := exec.LookPath("curl"); err != nil {
		b.say("SKIPPED: curl is not installed")
	} else {
		hooksAlone := func(s scene) bool { return s.engine == onHooks }
		b.programs = append(b.programs, program{name: "curl", command: b.curl, takes: hooksAlone})
	}
	return b.addDeployCLI(ctx)
}

// addDeployCLI adds the Deploy CLI, which of the scenes of Actions takes those of the README's figures.
func (b *bench) addDeployCLI(ctx context.Context) (err error) {
	if b.cliRounds == 0 {
		return nil
	}
	if b.cli, err = installDeployCLI(ctx); err != nil {
		b.say("SKIPPED: the Auth0 Deploy CLI: %v", err)
		return nil
	}
	b.programs = append(b.programs, program{name: "Deploy CLI", slow: true, command: b.deployCLI, takes: func(s scene) bool {
		return s.engine == onHooks || (s.latency == someLatency && s.build == shortBuild)
	}})
	return nil
}

func (b *bench) path(name string) string { return filepath.Join(b.work, name) }

func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.log, format+"\n", args...) }

// action is one step of a workflow. A token is given, as to the others.
func (b *bench) action(st *stage) (args, env []string, err error) {
	env = []string{
		"SSL_CERT_FILE=" + st.cert, "INPUT_DOMAIN=" + st.address(), "INPUT_TOKEN=" + st.tenant.Token(), "INPUT_COMMENT=never",
	}
	if st.engine == onActions {
		env = append(env, "INPUT_RUNTIME=actions")
	}
	if st.hooks > 1 {
		return b.step(st.folder, append(env, "INPUT_HOOKS-PATH=set"))
	}
	env = append(env, "INPUT_HOOK-NAME="+name(0), "INPUT_TRIGGER="+st.text(0, false).form.trigger,
		"INPUT_SCRIPT-PATH=set/hooks/"+name(0)+".js")
	if st.enabled > 0 {
		env = append(env, "INPUT_ENABLED=true")
	}
	return b.step(st.folder, env)
}

// step runs the action in a workspace as the runner does, with the inputs that the environment has.
func (b *bench) step(workspace string, inputs []string) (args, env []string, err error) {
	for _, name := range []string{"output", "summary"} {
		if err := os.WriteFile(b.path(name), nil, 0o600); err != nil {
			return nil, nil, err
		}
	}
	return []string{b.path("action")}, append(inputs,
		"GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=workflow_dispatch", "GITHUB_REPOSITORY=octo-org/login-hooks",
		"GITHUB_REPOSITORY_ID=1", "GITHUB_WORKSPACE="+workspace, "GITHUB_OUTPUT="+b.path("output"),
		"GITHUB_STEP_SUMMARY="+b.path("summary")), nil
}

func (b *bench) minimal(st *stage) (args, env []string, err error) {
	return []string{b.path("minimal"), st.engine, st.op, filepath.Join(st.folder, "minimal.json"), st.stale}, []string{
		"SSL_CERT_FILE=" + st.cert, "BASE=" + st.base, "TOKEN=" + st.tenant.Token(),
		"BURST=" + strconv.Itoa(st.pace().burst), "PER_SECOND=" + strconv.FormatFloat(st.pace().perSecond, 'f', -1, 64),
	}, nil
}

// pace is the rate limit that minimal gets and keeps. On Hooks it gets none, to show how such a program fares.
func (st *stage) pace() plan {
	if st.engine == onHooks {
		return plan{}
	}
	return st.plan
}

// installDeployCLI installs the Deploy CLI into the user's cache, once.
func installDeployCLI(ctx context.Context) (string, error) {
	if _, err := exec.LookPath("npm"); err != nil {
		return "", errors.New("npm is not installed")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "auth0-hook-action", "auth0-deploy-cli-"+deployCLI)
	cli := filepath.Join(dir, "node_modules", ".bin", "a0deploy")
	if _, err := os.Stat(cli); err == nil {
		return cli, nil
	}
	_, err = measure(ctx, os.Environ(), "npm", "install", "--prefix", dir, "--no-package-lock", "--no-fund", "--no-audit",
		"--loglevel=error", "auth0-deploy-cli@"+deployCLI)
	return cli, err
}

func (b *bench) deployCLI(st *stage) (args, env []string, err error) {
	folder, kinds := "set", `["hooks"]`
	if st.engine == onActions {
		folder, kinds = "native", `["actions","triggers"]`
	}
	return []string{b.cli, "import", "--input_file", filepath.Join(st.folder, folder)}, slices.Concat(os.Environ(), []string{
		"AUTH0_DOMAIN=" + st.address(), "AUTH0_ACCESS_TOKEN=" + st.tenant.Token(), "NODE_EXTRA_CA_CERTS=" + st.cert,
		"AUTH0_INCLUDED_ONLY=" + kinds,
	}), nil
}
