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
	"strings"
)

const deployCLI = "8.44.0"

// sideBySide is how many writes the action makes at once.
const sideBySide = 16

// A bench has the programs that are compared.
type bench struct {
	options
	work     string    // a folder for all that is made
	out      io.Writer // the tables
	programs []program
}

// A program does what a stage asks for: args and environment are those of its process.
type program struct {
	name    string
	command func(*stage) (args, env []string, err error)
	slow    bool // it runs fewer rounds, see options
}

// The programs by their place in bench.programs; what cannot be had is left out at the end.
const (
	action = iota
	minimal
)

// build compiles the action as its image does, and the programs beside it.
func (b *bench) build(ctx context.Context) error {
	for _, p := range []struct{ name, dir string }{{"action", "."}, {"minimal", "./.ci/bench/minimal"}, {"hello", "./.ci/bench/hello"}} {
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", b.path(p.name), p.dir)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", p.dir, err, out)
		}
	}
	b.programs = []program{
		action:  {name: "action", command: b.action},
		minimal: {name: "minimal", command: b.minimal},
	}
	if _, err := exec.LookPath("curl"); err != nil {
		b.printf("SKIPPED: curl is not installed\n")
	} else {
		b.programs = append(b.programs, program{name: "curl", command: b.curl})
	}
	if b.short || b.cliRounds == 0 {
		return nil
	}
	cli, err := installDeployCLI(ctx)
	if err != nil {
		b.printf("SKIPPED: the Auth0 Deploy CLI: %v\n", err)
		return nil
	}
	b.programs = append(b.programs, program{name: "Deploy CLI", slow: true, command: func(st *stage) ([]string, []string, error) {
		return deployCLICommand(cli, st)
	}})
	return nil
}

func (b *bench) path(name string) string { return filepath.Join(b.work, name) }

// action is one step of a workflow: each input of action.yml as the runner sets it.
func (b *bench) action(st *stage) (args, env []string, err error) {
	for _, name := range []string{"output", "summary"} {
		if err := os.WriteFile(b.path(name), nil, 0o600); err != nil {
			return nil, nil, err
		}
	}
	if err := os.WriteFile(b.path("event.json"), []byte(`{"ref":"refs/heads/main","repository":{"full_name":"example/hooks"}}`), 0o600); err != nil {
		return nil, nil, err
	}
	env = []string{
		"SSL_CERT_FILE=" + st.cert, "GITHUB_ACTIONS=true", "GITHUB_WORKSPACE=" + st.folder, "GITHUB_EVENT_NAME=push",
		"GITHUB_EVENT_PATH=" + b.path("event.json"), "GITHUB_OUTPUT=" + b.path("output"), "GITHUB_STEP_SUMMARY=" + b.path("summary"),
		"GITHUB_REPOSITORY=example/hooks", "GITHUB_SERVER_URL=https://github.com", "GITHUB_API_URL=https://api.github.com",
		"GITHUB_RUN_ID=1", "GITHUB_RUN_ATTEMPT=1", "GITHUB_SHA=" + strings.Repeat("a", 40),
		"INPUT_DOMAIN=" + st.address(), "INPUT_TOKEN=" + st.tenant.Token(), "INPUT_COMMENT=never",
		"INPUT_MODE=apply", "INPUT_RUNTIME=auto", "INPUT_TIMEOUT=5m", "INPUT_SHOW-DIFF=auto", "INPUT_GITHUB-TOKEN=none",
		"INPUT_REPLACE-ENABLED=false", "INPUT_PRUNE=false", "INPUT_STRICT=false", "INPUT_ALLOW-FORK=false",
	}
	if st.hooks == 1 {
		env = append(env, "INPUT_HOOK-NAME="+name(0), "INPUT_TRIGGER=credentials-exchange", "INPUT_SCRIPT-PATH=set/hooks/"+name(0)+".js",
			"INPUT_HOOKS-PATH=")
	} else {
		env = append(env, "INPUT_HOOK-NAME=", "INPUT_TRIGGER=", "INPUT_SCRIPT-PATH=", "INPUT_HOOKS-PATH=set")
	}
	for _, input := range []string{"CLIENT-ID", "CLIENT-SECRET", "PRIVATE-KEY", "AUDIENCE", "ENABLED", "DEPENDENCIES", "SECRETS",
		"VARIABLES", "COMMENT-ID", "PR-NUMBER"} {
		env = append(env, "INPUT_"+input+"=")
	}
	return []string{b.path("action")}, env, nil
}

func (b *bench) minimal(st *stage) (args, env []string, err error) {
	return []string{b.path("minimal"), st.op, st.set(), name(st.hooks / 2), st.stale},
		[]string{"SSL_CERT_FILE=" + st.cert, "BASE=" + st.base, "TOKEN=" + st.tenant.Token()}, nil
}

// curl is what a script would do that knows what to write and has the bodies ready: one process reads, one writes.
func (b *bench) curl(st *stage) (args, env []string, err error) {
	bodies := filepath.Join(st.folder, "bodies")
	var reads, writes []string
	for page := range max(1, (st.hooks+99)/100) {
		if st.op != "create" || page == 0 {
			reads = append(reads, curlCall(st, "GET", fmt.Sprintf("/api/v2/hooks?include_totals=true&per_page=100&page=%d", page), ""))
		}
	}
	switch st.op {
	case "create":
		for i := range st.hooks {
			writes = append(writes, curlCall(st, "POST", "/api/v2/hooks", filepath.Join(bodies, name(i))))
		}
	case "change":
		writes = append(writes, curlCall(st, "PATCH", "/api/v2/hooks/"+st.stale, filepath.Join(bodies, name(st.hooks/2)+".patch")))
	}
	command := ""
	for i, calls := range [][]string{reads, writes} {
		file := b.path(fmt.Sprintf("curl%d", i))
		if err := os.WriteFile(file, []byte(strings.Join(calls, "next\n")), 0o600); err != nil {
			return nil, nil, err
		}
		switch {
		case i == 0:
			command = "curl -K " + file
		case len(calls) > 1:
			command += " && curl --parallel --parallel-max " + strconv.Itoa(sideBySide) + " -K " + file
		case len(calls) == 1:
			command += " && curl -K " + file
		}
	}
	return []string{"sh", "-c", command}, nil, nil
}

// curlCall is one call in curl's configuration format.
func curlCall(st *stage, method, path, body string) string {
	lines := []string{"silent", "show-error", "fail", `output = "/dev/null"`, "request = " + method, `cacert = "` + st.cert + `"`,
		`url = "` + st.base + path + `"`, `header = "Authorization: Bearer ` + st.tenant.Token() + `"`}
	if body != "" {
		lines = append(lines, `header = "Content-Type: application/json"`, `data-binary = "@`+body+`"`)
	}
	return strings.Join(lines, "\n") + "\n"
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
	out, err := exec.CommandContext(ctx, "npm", "install", "--prefix", dir, "--no-package-lock", "--no-fund", "--no-audit",
		"--loglevel=error", "auth0-deploy-cli@"+deployCLI).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("npm install: %w\n%s", err, out)
	}
	return cli, nil
}

func deployCLICommand(cli string, st *stage) (args, env []string, err error) {
	return []string{cli, "import", "--input_file", filepath.Dir(st.set())}, slices.Concat(os.Environ(), []string{
		"AUTH0_DOMAIN=" + st.address(), "AUTH0_ACCESS_TOKEN=" + st.tenant.Token(), "NODE_EXTRA_CA_CERTS=" + st.cert,
		`AUTH0_INCLUDED_ONLY=["hooks"]`,
	}), nil
}
