package cli_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/cli"
)

// The rows of complaints about the image and its release are tested here where that needs no engine that
// builds and runs images: .ci/e2e does the rest.

// pulled is an image that nobody has to build and nobody can exchange.
var pulled = regexp.MustCompile(`^docker://[a-z0-9./_-]+@sha256:[0-9a-f]{64}$`)

// runsOf reads the part of an action.yml that says what runs.
func runsOf(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var action struct{ Runs map[string]string }
	if err := yaml.Unmarshal(text, &action); err != nil {
		t.Fatal(err)
	}
	return action.Runs
}

// pin makes the released form of action.yml as the release does.
func pin(t *testing.T, image string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not on this machine")
	}
	file := filepath.Join(t.TempDir(), "action.yml")
	if err := os.WriteFile(file, []byte(rootFile(t, "action.yml")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "bash", root+"/.ci/release", "pin", file, image).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return file, err
}

const released = "ghcr.io/octo-org/login-hooks@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// Who uses a release pulls an image and builds none.
func TestC12ReleasePullsAnImage(t *testing.T) {
	t.Parallel()
	file, err := pin(t, released)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"using": "docker", "image": "docker://" + released, "entrypoint": "/auth0-hook-action"}
	if diff := cmp.Diff(want, runsOf(t, file)); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

// Runners that cannot build images, as those of Kubernetes, run the release: there is no Dockerfile in it to be built, and
// nothing in action.yml that such a runner lacks.
func TestC13ReleaseNeedsNoBuild(t *testing.T) {
	t.Parallel()
	runs := runsOf(t, root+"/action.yml")
	if runs["image"] != "Dockerfile" && !pulled.MatchString(runs["image"]) {
		t.Errorf("the action runs %q: want the Dockerfile beside it, or an image by its digest", runs["image"])
	}
	for name := range runs {
		if name != "using" && name != "image" && name != "entrypoint" { // hooks of ARC until 2025-09 need the last one
			t.Errorf("runs has %s, which a prebuilt image does not need", name)
		}
	}
	if w := rootFile(t, ".github/workflows/release.yml"); !strings.Contains(w, ".ci/release publish") {
		t.Error("the release does not pin the image")
	}
}

// The release is for both architectures, and nothing in the program is for one of them alone: no C, which would also need
// libraries that the image does not have.
func TestC14BothArchitectures(t *testing.T) {
	t.Parallel()
	if w := rootFile(t, ".ci/release"); !strings.Contains(w, "--platform linux/amd64,linux/arm64 ") {
		t.Error("the release is not for both architectures")
	}
	for _, arch := range []string{"amd64", "arm64"} {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{.ImportPath}} {{.CgoFiles}} {{.Error}}", ".")
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for line := range strings.Lines(string(out)) {
				if !strings.HasSuffix(line, " [] <nil>\n") {
					t.Error(line)
				}
			}
		})
	}
}

// The runner's files belong to a user that differs by runner: only root can write them all.
func TestC15ImageRunsAsRoot(t *testing.T) {
	t.Parallel()
	text := rootFile(t, "Dockerfile")
	if regexp.MustCompile(`(?mi)^\s*USER\b`).MatchString(text) || !strings.Contains(text, "# No USER: ") {
		t.Error("the Dockerfile sets a user, or does not say why it sets none")
	}
	last := text[strings.LastIndex(text, "\nFROM "):]
	if !strings.HasPrefix(last, "\nFROM scratch\n") || !strings.Contains(last, "\nENTRYPOINT [\"/") || strings.Contains(last,
		"WORKDIR") {
		t.Errorf("the image is not a program at an absolute path and nothing else:%s", last)
	}
}

// Nothing is left in the workspace that a later step could not remove.
func TestC16WorkspaceIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	for name, inputs := range map[string][]string{
		"apply": {}, "plan": {"mode", "plan"}, "delete": {"mode", "delete"}, "check": {"mode", "check"},
		"wrong inputs": {"trigger", "none"}, "refused": {"token", "no-token"}, "as an Action": {"runtime", "actions"},
		"a set": {"hooks-path", "hooks", "hook-name", "", "trigger", "", "script-path", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, inputs...)
			e.file("hooks/audit.json", `{"name":"audit","triggerId":"credentials-exchange","script":"./audit.js"}`)
			e.file("README.md", "of another")
			before := treeOf(t, e.vars["GITHUB_WORKSPACE"])
			e.run()
			if diff := cmp.Diff(before, treeOf(t, e.vars["GITHUB_WORKSPACE"])); diff != "" {
				t.Errorf("the workspace (-before +after):\n%s", diff)
			}
		})
	}
}

// treeOf says of each file and folder what it is and what is in it.
func treeOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		tree[file] = fmt.Sprint(info.Mode(), info.ModTime())
		if !entry.IsDir() {
			tree[file] += fmt.Sprintf(" %x", sha256.Sum256([]byte(read(t, file))))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// No other program is run, git the least: it would refuse a workspace that belongs to somebody else.
func TestC17NoOtherProgramIsRun(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(root+"/internal", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			if spec.Path.Value == `"os/exec"` {
				t.Errorf("%s runs other programs", file)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A commit of the action names its image by digest, which nobody can move.
func TestC22ImageCannotBeExchanged(t *testing.T) {
	t.Parallel()
	for _, image := range []string{"ghcr.io/octo-org/login-hooks:v1", "ghcr.io/octo-org/login-hooks", "alpine:latest",
		"ghcr.io/octo-org/login-hooks@sha256:9f86", "ghcr.io/octo-org/login-hooks:v1@sha256:" + strings.Repeat("g", 64)} {
		if file, err := pin(t, image); err == nil {
			t.Errorf("the release takes %s, which may be another image tomorrow: %v", image, runsOf(t, file))
		}
	}
	uses := regexp.MustCompile(`(?m)uses: +(\S+)(.*)$`)
	commit := regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40}$`)
	files, err := filepath.Glob(root + "/.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d workflows: %v", len(files), err)
	}
	for _, file := range files {
		for _, m := range uses.FindAllStringSubmatch(read(t, file), -1) {
			if !strings.HasPrefix(m[1], "./") && (!commit.MatchString(m[1]) || !strings.Contains(m[2], "# v")) {
				t.Errorf("%s uses %s%s: want a commit, and the version as a comment", file, m[1], m[2])
			}
		}
	}
}

// Every output that action.yml declares is set in every run, whatever happens, and reads as declared.
func TestC23OutputsAreSet(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		inputs     []string
		wantResult string
	}{
		"created": {nil, "created"}, "planned": {[]string{"mode", "plan"}, "planned"}, "deleted": {[]string{"mode", "delete"},
			"unchanged"},
		"failed": {[]string{"token", "no-token"}, "failed"}, "wrong inputs": {[]string{"trigger", "none"}, "failed"},
		"checked": {[]string{"mode", "check"}, "checked"}, "skipped": {[]string{"token", ""}, "skipped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, tc.inputs...)
			if tc.wantResult == "skipped" {
				e.at("pull_request.fork")
			}
			o := e.run()
			for _, output := range cli.Outputs() {
				if _, ok := o.outputs[output]; !ok {
					t.Errorf("output %s is not set", output)
				}
			}
			if len(o.outputs) != len(cli.Outputs()) || o.outputs["result"] != tc.wantResult {
				t.Errorf("outputs %v, want result %s", o.outputs, tc.wantResult)
			}
			if changed := o.outputs["changed"]; changed != "true" && changed != "false" {
				t.Errorf("changed is %q", changed)
			}
			var rows []map[string]any
			if err := json.Unmarshal([]byte(o.outputs["hooks"]), &rows); err != nil || strings.Contains(o.outputs["hooks"], "\n") {
				t.Errorf("hooks is not JSON on one line: %v\n%s", err, o.outputs["hooks"])
			}
		})
	}
}
