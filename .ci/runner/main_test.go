// Package runner runs the action's image as GitHub's runner does and in the README's workflows under nektos/act, against the
// sandbox. It is the last part of .ci/e2e, which builds the image and gives it the flags; the go command passes by folders
// that begin with a dot, so that "go test ./..." needs no Docker.
package runner

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/sandbox"
)

var (
	actionFolder = flag.String("action", "", "folder of a released action.yml, whose image is under test")
	program      = flag.String("program", "", "the program for amd64, built outside of the image")
	version      = flag.String("version", "", "what the image was stamped with")
	goImage      = flag.String("go-image", "", "image with Go and the modules in it")
	jobImage     = flag.String("job-image", "", "image in which act runs the jobs of workflows")
)

// action is the part of an action.yml that the tests read.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct{ Using, Image string }
}

// released is the action as a release has it.
var released action

// image is the released action's image, by digest.
var image string

func TestMain(m *testing.M) {
	flag.Parse()
	if err := readAction(); err != nil {
		fmt.Fprintf(os.Stderr, "this is started by .ci/e2e: %v\n", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func readAction() error {
	text, err := os.ReadFile(filepath.Join(*actionFolder, "action.yml"))
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(text, &released); err != nil {
		return err
	}
	var ok bool
	if image, ok = strings.CutPrefix(released.Runs.Image, "docker://"); !ok {
		return fmt.Errorf("the action runs %q, which is no image", released.Runs.Image)
	}
	return nil
}

// A world is what is outside of the action: a tenant and GitHub, on this machine's loopback.
type world struct {
	auth0               *sandbox.Tenant
	github              *sandbox.GitHub
	auth0URL, githubURL string
}

// newWorld starts a tenant and a GitHub with one open pull request.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{github: sandbox.NewGitHub()}
	var stop func()
	w.githubURL, stop = w.github.Start()
	t.Cleanup(stop)
	w.auth0, w.auth0URL = newTenant(t)
	w.github.AddPull(sandbox.Pull{})
	t.Cleanup(func() {
		if strange := append(w.auth0.Unknown(), w.github.Unknown()...); len(strange) > 0 {
			t.Errorf("requests to what is not there: %v", strange)
		}
	})
	return w
}

func newTenant(t *testing.T) (*sandbox.Tenant, string) {
	t.Helper()
	auth0 := sandbox.NewTenant()
	url, stop := auth0.Start()
	t.Cleanup(stop)
	return auth0, url
}

// comment is the one comment on the pull request.
func (w *world) comment(t *testing.T) string {
	t.Helper()
	all := w.github.Comments(1)
	if len(all) != 1 {
		t.Fatalf("the pull request has %d comments, want 1: %v", len(all), all)
	}
	return all[0].Body
}

// has fails where a text lacks something.
func has(t *testing.T, what, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q:\n%s", what, want, text)
		}
	}
}

// write makes a file, and the folders that it is in.
func write(t *testing.T, folder, name, text string) {
	t.Helper()
	file := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const script = `module.exports = function (client, scope, audience, context, callback) {
  callback(null, {scope, 'https://example.com/audited': true});
};
`
