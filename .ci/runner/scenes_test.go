package runner

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestActPullRequestGetsItsPlan(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks")
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("pull_request", pullRequest("opened", sandbox.Repository)).want(0, "result=planned", "changed=true")
	has(t, "the comment", s.comment(t), "audit", "would be created")
	if n := s.auth0.Writes(); n != 0 {
		t.Errorf("the plan made %d writes", n)
	}
}

func TestActPushDeploys(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks")
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	first := s.play("push", push()).want(0, "result=created", "runtime=actions")
	actions := s.auth0.Actions()
	if len(actions) != 1 || actions[0].Deployed == nil || !strings.Contains(actions[0].Deployed.Code, script) {
		t.Fatalf("the tenant has %+v", actions)
	}
	first.want(0, "hook-id="+actions[0].ID)
	s.play("push", push()).want(0, "result=unchanged", "hook-id="+actions[0].ID)
}

// auto is what the workflow says of tenants that still run Hooks.
func (s *scene) auto() *scene {
	s.t.Helper()
	s.replace("          runtime: actions # for a tenant that still runs Hooks, remove this line\n", "")
	return s
}

func TestActTenantWithHooks(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks").auto()
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("push", push()).want(0, "result=created", "runtime=hooks")
	if hooks := s.auth0.Hooks(); len(hooks) != 1 || hooks[0].Script != script || !hooks[0].Enabled {
		t.Fatalf("the tenant has %+v", hooks)
	}
}

// TestActMove is a tenant that still has the Hook and refuses to change it: an Action takes its place.
func TestActMove(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks").auto()
	s.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: script + "// as it was\n", Enabled: true})
	s.auth0.SetAge(sandbox.HooksReadOnly)
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("push", push()).want(0, "changed=true", "runtime=actions")
	if hooks := s.auth0.Hooks(); len(hooks) != 1 || hooks[0].Enabled {
		t.Errorf("the Hook still runs: %+v", hooks)
	}
	if bound := s.auth0.Bound("credentials-exchange"); len(bound) != 1 {
		t.Errorf("bound is %v, want the Action", bound)
	}
	s.play("push", push()).want(0, "result=unchanged", "runtime=actions")
}

// TestActFork is a pull request from a fork: such a run has no secrets, and a token that may only read.
func TestActFork(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks")
	write(t, s.repository, "hooks/audit.js", script)
	s.secrets = map[string]string{"GITHUB_TOKEN": s.github.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, ReadOnly: true})}
	s.commit()
	s.play("pull_request", pullRequest("opened", "stranger/login-hooks")).want(0, "result=skipped")
	if n := len(s.auth0.Requests()); n != 0 {
		t.Errorf("%d requests to the tenant", n)
	}
}

func TestActPreviewComesAndGoes(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Preview")
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("pull_request", pullRequest("opened", sandbox.Repository)).want(0, "result=created")
	if actions := s.auth0.Actions(); len(actions) != 1 || !strings.Contains(actions[0].Name, "pr") {
		t.Errorf("the tenant has %+v", actions)
	}
	s.play("pull_request", pullRequest("closed", sandbox.Repository)).want(0, "result=deleted")
	if actions := s.auth0.Actions(); len(actions) != 0 {
		t.Errorf("the tenant still has %+v", actions)
	}
	has(t, "the comment", s.comment(t), "deleted")
}

// TestActMatrix deploys to three tenants. act knows no environments, so that the matrix has to find the domain.
func TestActMatrix(t *testing.T) {
	t.Parallel()
	s := newScene(t, "All tenants")
	s.replace("vars.AUTH0_DOMAIN", "fromJSON(vars.AUTH0_DOMAINS)[matrix.tenant]")
	tenants, urls := map[string]*sandbox.Tenant{}, map[string]string{}
	for _, name := range []string{"dev", "staging", "production"} {
		tenants[name], urls[name] = newTenant(t)
	}
	text, err := json.Marshal(urls)
	if err != nil {
		t.Fatal(err)
	}
	s.vars["AUTH0_DOMAINS"] = string(text)
	writeSet(t, s.repository)
	s.commit()
	s.play("push", push()).want(0, "result=created")
	for name, auth0 := range tenants {
		if actions := auth0.Actions(); len(actions) != 2 {
			t.Errorf("%s has %+v, want two Actions", name, actions)
		}
	}
}

func TestActSet(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Hooks of the tenant")
	writeSet(t, s.repository)
	s.secrets["SLACK_URL"] = "https://hooks.slack.example/T0/B0/9d8f7a"
	s.commit()
	s.play("pull_request", pullRequest("opened", sandbox.Repository)).want(0, "result=planned", "changed=true")
	has(t, "the comment", s.comment(t), "audit", "welcome")
	s.play("push", push()).want(0, "result=created")
	if actions := s.auth0.Actions(); len(actions) != 2 {
		t.Errorf("the tenant has %+v", actions)
	}
}

func TestActRelease(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Release hooks")
	writeSet(t, s.repository)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s.auth0.AddKey(key.Public(), "RS256")
	s.secrets["AUTH0_PRIVATE_KEY"] = string(pem.EncodeToMemory(
		&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	s.commit()
	s.play("release", map[string]any{
		"action": "published", "release": map[string]any{"tag_name": "v1.0.0"}, "repository": repository(),
	}).want(0, "result=created")
}

func TestActDrift(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Drift")
	drift := s.workflow
	writeSet(t, s.repository)
	s.commit()
	s.play("schedule", map[string]any{"repository": repository()}).want(1, "result=planned", "changed=true")
	s.load("Outputs")
	s.commit()
	s.play("push", push()).want(0, "result=created")
	s.workflow = drift
	s.commit()
	s.play("schedule", map[string]any{"repository": repository()}).want(0, "result=planned", "changed=false")
}

func TestActCheck(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Check hooks")
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("pull_request", pullRequest("opened", "stranger/login-hooks")).want(0, "result=checked")
}

// TestActExport exports. What the workflow then does with git needs more than the job's image has.
func TestActExport(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Nightly export")
	export := s.workflow
	writeSet(t, s.repository)
	s.load("Outputs")
	s.commit()
	s.play("push", push()).want(0, "result=created")
	steps, _, found := strings.Cut(export, "      - env:\n          GH_TOKEN")
	if !found {
		t.Fatalf("the workflow ends otherwise:\n%s", export)
	}
	s.workflow = steps + "      - run: find auth0 -type f\n"
	s.commit()
	s.play("schedule", map[string]any{"repository": repository()}).want(0, "result=exported", "auth0/hooks/audit")
}

// TestActUsesTheSource uses the action as a repository's own workflows do: act builds the image, without BuildKit.
func TestActUsesTheSource(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks")
	s.replace(usedAs(t), "./")
	copySource(t, s.repository)
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("push", push()).want(0, "result=created")
	if actions := s.auth0.Actions(); len(actions) != 1 {
		t.Errorf("the tenant has %+v", actions)
	}
}

// copySource copies what the image is built from. In the Dockerfile the image with Go is the one on this machine,
// with what it compiled before.
func copySource(t *testing.T, to string) {
	t.Helper()
	files := []string{"internal", "go.mod", "go.sum", "action.yml", "Dockerfile", ".dockerignore"}
	sources, err := filepath.Glob("../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-r"}, sources...)
	for _, name := range files {
		args = append(args, filepath.Join("../..", name))
	}
	if out, err := exec.CommandContext(t.Context(), "cp", append(args, to)...).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v\n%s", err, out)
	}
	text := document(t, "Dockerfile")
	if !goFrom.MatchString(text) {
		t.Fatal("the Dockerfile does not begin from an image with Go")
	}
	changed := goFrom.ReplaceAllString(text, "${1}"+*goImage+" AS build")
	write(t, to, "Dockerfile", strings.Replace(changed, "WORKDIR /src\n", "WORKDIR /src\nENV GOCACHE=/cache\n", 1))
}

// goFrom matches where the Dockerfile names its image with Go.
var goFrom = regexp.MustCompile(`(?m)^(FROM .*)golang:\S+ AS build$`)

// writeSet writes a folder of two hooks in the Deploy CLI's format.
func writeSet(t *testing.T, repository string) {
	t.Helper()
	for _, name := range []string{"audit", "welcome"} {
		write(t, repository, "auth0/hooks/"+name+".json",
			`{"name": "`+name+`", "triggerId": "credentials-exchange", "script": "./`+name+`.js", "enabled": false}`)
		write(t, repository, "auth0/hooks/"+name+".js", script)
	}
}
