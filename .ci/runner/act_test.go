package runner

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A scene is a repository with a workflow, which act runs.
type scene struct {
	*world
	t          *testing.T
	repository string // its folder
	action     string // folder of the action that the workflow uses by a version
	workflow   string
	secrets    map[string]string
	vars       map[string]string
}

// documented matches the whole workflows of a document.
var documented = regexp.MustCompile("(?m)^```yaml\n(name: (.+)\n(?:.*\n)*?)```$")

// domain matches where a workflow says which tenant it is about.
var domain = regexp.MustCompile(`(?m)^( +(?:domain|INPUT_DOMAIN): )[a-z0-9.-]+$`)

// used matches where a workflow uses the action by a version, under the name that this repository has.
var used = regexp.MustCompile(`uses: ([A-Za-z0-9-]+/[A-Za-z0-9._-]+@v1)\b`)

// newScene is a repository with the documents' workflow of that name, in which the sandbox stands for the tenant.
func newScene(t *testing.T, workflow string) *scene {
	t.Helper()
	s := &scene{world: newWorld(t), t: t, repository: t.TempDir(), action: *actionFolder}
	id, secret := s.auth0.Client()
	s.secrets = map[string]string{
		"GITHUB_TOKEN": s.github.Token(), "AUTH0_CLIENT_SECRET": secret, "PREVIEW_CLIENT_SECRET": secret,
	}
	s.vars = map[string]string{"AUTH0_CLIENT_ID": id, "PREVIEW_CLIENT_ID": id, "AUTH0_DOMAIN": s.auth0URL}
	s.load(workflow)
	return s
}

// load takes a documents' workflow.
func (s *scene) load(workflow string) {
	s.t.Helper()
	text := document(s.t, "README.md") + document(s.t, ".github/RECIPES.md")
	for _, m := range documented.FindAllStringSubmatch(text, -1) {
		if m[2] == workflow {
			s.workflow = domain.ReplaceAllString(m[1], "${1}"+s.auth0URL)
			s.replace("name: "+workflow+"\n", "name: "+s.t.Name()+"\n") // act calls its containers by it
			return
		}
	}
	s.t.Fatalf("the documents have no workflow %q", workflow)
}

// document is a file of this repository.
func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// usedAs is how the documents use the action: OWNER/NAME@v1.
func usedAs(t *testing.T) string {
	t.Helper()
	m := used.FindStringSubmatch(document(t, "README.md"))
	if m == nil {
		t.Fatal("the README does not use the action")
	}
	return m[1]
}

// replace changes the workflow, for what act or the scene lacks.
func (s *scene) replace(old, by string) {
	s.t.Helper()
	if !strings.Contains(s.workflow, old) {
		s.t.Fatalf("the workflow has no %q:\n%s", old, s.workflow)
	}
	s.workflow = strings.ReplaceAll(s.workflow, old, by)
}

// commit makes the repository of what is in its folder, or adds a commit to it.
func (s *scene) commit() {
	s.t.Helper()
	write(s.t, s.repository, ".github/workflows/workflow.yml", s.workflow)
	for _, args := range [][]string{
		{"init", "--quiet", "--initial-branch=main"},
		{"config", "remote.origin.url", "https://github.com/" + sandbox.Repository}, // act takes the repository's name from it
		{"add", "--all"},
		{"-c", "user.name=octocat", "-c", "user.email=octocat@example.com", "commit", "--quiet", "--message=Hooks"},
	} {
		cmd := exec.CommandContext(s.t.Context(), "git", args...)
		cmd.Dir = s.repository
		if out, err := cmd.CombinedOutput(); err != nil {
			s.t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

// A line of act's log.
type line struct {
	Msg, Command string
	RawOutput    bool `json:"raw_output"`
}

// A played scene.
type played struct {
	t    *testing.T
	code int
	log  string // what act and the steps said, and the steps' outputs and summaries
}

// play has act run the workflow for an event. act hides no secrets: the action has to do that alone.
func (s *scene) play(event string, payload map[string]any) played {
	s.t.Helper()
	home := s.t.TempDir()
	text, err := json.Marshal(payload)
	if err != nil {
		s.t.Fatal(err)
	}
	write(s.t, home, "event.json", string(text))
	args := []string{
		event, "--json", "--rm", "--insecure-secrets", "--eventpath", filepath.Join(home, "event.json"),
		"--platform", "ubuntu-latest=" + *jobImage,
		"--platform", "ubuntu-slim=" + *jobImage, "--env", "GITHUB_REPOSITORY_ID=" + strconv.Itoa(repositoryID),
		"--pull=false", "--action-offline-mode", "--action-cache-path", home, "--network", "host", "--no-cache-server",
		"--artifact-server-addr", "127.0.0.1", "--container-daemon-socket", "-", "--env", "GITHUB_API_URL=" + s.githubURL,
		"--local-repository", usedAs(s.t) + "=" + s.action,
	}
	cmd := exec.CommandContext(s.t.Context(), "act", args...)
	for _, name := range slices.Sorted(maps.Keys(s.vars)) {
		cmd.Args = append(cmd.Args, "--var", name+"="+s.vars[name])
	}
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	for _, name := range slices.Sorted(maps.Keys(s.secrets)) {
		cmd.Args = append(cmd.Args, "--secret", name)
		cmd.Env = append(cmd.Env, name+"="+s.secrets[name])
	}
	cmd.Dir = s.repository
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		s.t.Fatalf("act: %v", err)
	}
	return s.read(out.String(), cmd.ProcessState.ExitCode())
}

// read reads act's log, in which no secret may stand.
func (s *scene) read(log string, code int) played {
	s.t.Helper()
	p := played{t: s.t, code: code}
	for text := range strings.Lines(log) {
		var l line
		switch {
		case json.Unmarshal([]byte(text), &l) != nil:
			p.log += text // act's own last words
		case l.Command != "add-mask":
			p.log += strings.TrimRight(l.Msg, "\n") + "\n"
		}
		if l.RawOutput && !strings.HasPrefix(l.Msg, "  ") {
			s.t.Log(strings.TrimSpace(l.Msg))
		}
	}
	for name, value := range s.secrets {
		if strings.Contains(p.log, value) {
			s.t.Errorf("%s was written:\n%s", name, p.log)
		}
	}
	return p
}

// want checks the exit code and what was said.
func (p played) want(code int, said ...string) played {
	p.t.Helper()
	if p.code != code {
		p.t.Fatalf("act's exit code is %d, want %d\n%s", p.code, code, p.log)
	}
	has(p.t, "the log", p.log, said...)
	return p
}
