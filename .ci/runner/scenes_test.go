package runner

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
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
	first.want(0, "deployed as "+actions[0].ID) // printed by the next step
	s.play("push", push()).want(0, "result=unchanged", "deployed as "+actions[0].ID)
}

// auto is what the workflow says of tenants that still run Hooks.
func (s *scene) auto() *scene {
	s.t.Helper()
	s.replace("          runtime: actions # leave this line out where the tenant still runs Hooks\n", "")
	return s
}

func TestActTenantWithHooks(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks").auto()
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	p := s.play("push", push()).want(0, "result=created", "runtime=hooks")
	hooks := s.auth0.Hooks()
	if len(hooks) != 1 || hooks[0].Script != script {
		t.Fatalf("the tenant has %+v", hooks)
	}
	p.want(0, "deployed as "+hooks[0].ID)
}

func TestActTenantWithoutHooks(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks").auto()
	s.auth0.SetAge(sandbox.HooksGone)
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	p := s.play("push", push()).want(0, "result=created", "runtime=actions")
	actions := s.auth0.Actions()
	if len(actions) != 1 || actions[0].Deployed == nil {
		t.Fatalf("the tenant has %+v", actions)
	}
	p.want(0, "deployed as "+actions[0].ID)
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
	if hooks := s.auth0.Hooks(); len(hooks) != 1 || hooks[0].Name != "audit-pr-1" {
		t.Errorf("the tenant has %+v", hooks)
	}
	s.play("pull_request", pullRequest("closed", sandbox.Repository)).want(0, "result=deleted")
	if hooks := s.auth0.Hooks(); len(hooks) != 0 {
		t.Errorf("the tenant still has %+v", hooks)
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
		if hooks := auth0.Hooks(); len(hooks) != 2 {
			t.Errorf("%s has %+v, want two hooks", name, hooks)
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
	if hooks := s.auth0.Hooks(); len(hooks) != 2 {
		t.Errorf("the tenant has %+v", hooks)
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
	s.auth0.AddKey(key.Public())
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
	writeSet(t, s.repository)
	s.commit()
	s.play("schedule", map[string]any{"repository": repository()}).want(1, "result=planned", "changed=true")
	s.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: script})
	s.auth0.AddHook(sandbox.Hook{Name: "welcome", Trigger: "credentials-exchange", Script: script})
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
	at := strings.Index(s.workflow, "      - env:\n          GH_TOKEN")
	if at < 0 {
		t.Fatalf("the workflow ends otherwise:\n%s", s.workflow)
	}
	s.workflow = s.workflow[:at] + "      - run: find auth0 -type f\n"
	s.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: script})
	s.commit()
	s.play("schedule", map[string]any{"repository": repository()}).want(0, "result=exported", "auth0/hooks/audit")
}

// TestActUsesTheSource uses the action as a repository's own workflows do: act builds the image, without BuildKit.
func TestActUsesTheSource(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks")
	s.replace("OWNER/auth0-hook-action@v1", "./")
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
	files := []string{"main.go", "internal", "go.mod", "go.sum", "action.yml", "Dockerfile", ".dockerignore"}
	args := []string{"-r"}
	for _, name := range files {
		args = append(args, filepath.Join("../..", name))
	}
	if out, err := exec.CommandContext(t.Context(), "cp", append(args, to)...).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(to, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	const given = "ARG GO_IMAGE=golang:1.26\n"
	if !strings.Contains(string(text), given) {
		t.Fatalf("the Dockerfile has no line %q", given)
	}
	changed := strings.Replace(string(text), given, "ARG GO_IMAGE="+*goImage+"\n", 1)
	write(t, to, "Dockerfile", strings.Replace(changed, "WORKDIR /src\n", "WORKDIR /src\nENV GOCACHE=/cache\n", 1))
}

// writeSet writes a folder of two hooks in the Deploy CLI's format.
func writeSet(t *testing.T, repository string) {
	t.Helper()
	for _, name := range []string{"audit", "welcome"} {
		write(t, repository, "auth0/hooks/"+name+".json",
			`{"name": "`+name+`", "triggerId": "credentials-exchange", "script": "./`+name+`.js", "enabled": false}`)
		write(t, repository, "auth0/hooks/"+name+".js", script)
	}
}
