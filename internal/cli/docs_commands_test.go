package cli_test

import (
	"bytes"
	"crypto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"auth0-hook-action/internal/cli"
)

var (
	shellBlock  = regexp.MustCompile("(?ms)^ *```sh\n(.*?\n) *```$")
	commandSpan = regexp.MustCompile("`((?:go run|go test|bash) [^`\n]+)`")
)

// commands are the lines that a page tells its readers to type, in blocks and in sentences.
func commands(page string) []string {
	var all []string
	for _, m := range shellBlock.FindAllStringSubmatch(page, -1) {
		for line := range strings.Lines(m[1]) {
			line, _, _ = strings.Cut(line, " # ")
			all = append(all, strings.TrimSpace(line))
		}
	}
	for _, m := range commandSpan.FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	return all
}

// Each command of the documents works: those of the program are run here, the others lead to a file or a package that is there.
func TestCommandsWork(t *testing.T) {
	t.Parallel()
	ran := 0
	for file, text := range pages(t) {
		vars := map[string]string{"GITHUB_WORKSPACE": t.TempDir()}
		saveFile(t, filepath.Join(vars["GITHUB_WORKSPACE"], "hooks", "audit.js"), audit)
		for _, line := range commands(text) {
			words := strings.Fields(line)
			rest := assigned(vars, words)
			if problem := tried(t, vars, rest); problem != "" {
				t.Errorf("%s: %s: %s", file, line, problem)
			}
			ran++
		}
	}
	if ran < 15 {
		t.Errorf("%d commands were looked at", ran)
	}
}

// assigned takes the assignments from a command: those of export last.
func assigned(vars map[string]string, words []string) []string {
	for len(words) > 0 {
		name, value, ok := strings.Cut(words[0], "=")
		if !ok && words[0] != "export" {
			break
		}
		if ok {
			vars[name] = strings.Trim(value, "'")
		}
		words = words[1:]
	}
	return words
}

// tried runs a command, or looks whether it can be run; it gives what is wrong.
func tried(t *testing.T, vars map[string]string, words []string) string {
	t.Helper()
	line := strings.Join(words, " ")
	switch {
	case line == "", line == "go run .", line == "go test ./...",
		strings.HasPrefix(line, "go run . demo"), strings.HasPrefix(line, "go build "):
		return "" // CI runs these themselves
	case words[0] == "auth0-hook-action", strings.HasPrefix(line, "go run . "):
		args := strings.Fields(strings.TrimPrefix(strings.TrimPrefix(line, "auth0-hook-action"), "go run . "))
		return ran(t, vars, strings.Fields(strings.Replace(strings.Join(args, " "), "TRIGGER", "post-login", 1)))
	case words[0] == "gh":
		return ""
	case len(words) > 2 && strings.Contains(words[2], "@"): // a tool of others, which CI runs on these files
		return pinned(t, words[2])
	}
	for _, word := range words[1:] {
		if dir, ok := strings.CutPrefix(strings.TrimSuffix(word, "/..."), "./"); ok {
			return exists(dir)
		}
		if strings.HasPrefix(word, ".ci/") {
			return exists(word)
		}
	}
	return "nobody knows how to try this"
}

// pinned looks whether a tool has the version that CI uses.
func pinned(t *testing.T, tool string) string {
	t.Helper()
	path, version, _ := strings.Cut(tool, "@")
	if line := "\n" + filepath.Base(path) + "=" + version + "\n"; !strings.Contains(read(t, filepath.Join(root, ".ci/run")), line) {
		return ".ci/run has another version"
	}
	return ""
}

func exists(file string) string {
	if _, err := os.Stat(filepath.Join(root, file)); err != nil {
		return "there is no " + file
	}
	return ""
}

func ran(t *testing.T, vars map[string]string, args []string) string {
	t.Helper()
	var out bytes.Buffer
	if code := cli.Run(t.Context(), args, func(name string) string { return vars[name] }, &out, &out); code != 0 {
		return out.String()
	}
	return ""
}

// printed is what a command of the program prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if code := cli.Run(t.Context(), args, func(string) string { return "" }, &out, &out); code != 0 {
		t.Fatalf("%v: exit code %d\n%s", args, code, &out)
	}
	return out.String()
}

func saveFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The recipe without a stored secret makes an assertion that Auth0 accepts: here a key on this machine signs in KMS's place.
func TestRecipeSignsAnAssertion(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	dir := t.TempDir()
	key := newRSA(t)
	saveFile(t, dir+"/key.pem", pkcs8(t, key))
	const aws = "#!/bin/sh\nwhile [ \"$1\" != --message ]; do shift; done\n" +
		"printf %s \"$2\" | base64 -d | openssl dgst -sha256 -sign key.pem | base64 -w0\n"
	saveFile(t, dir+"/aws", aws)
	if err := os.Chmod(dir+"/aws", 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail", "-c", signingScript(t))
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "GITHUB_OUTPUT=output",
		"CLIENT_ID=client", "DOMAIN=tenant.eu.auth0.com", "KEY=key"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, _ := strings.CutPrefix(strings.TrimSpace(read(t, dir+"/output")), "jwt=")
	checkAssertion(t, text, key.Public())
}

// signingScript is the recipe's script that signs.
func signingScript(t *testing.T) string {
	t.Helper()
	for _, j := range parsedRecipe(t, recipes(t)["Without a stored secret"]).Jobs {
		for _, s := range j.Steps {
			if s.ID == "sign" {
				return s.Run
			}
		}
	}
	t.Fatal("the recipe has no step that signs")
	return ""
}

func checkAssertion(t *testing.T, text string, key crypto.PublicKey) {
	t.Helper()
	token, err := jwt.Parse(text, func(*jwt.Token) (any, error) { return key, nil }, jwt.WithValidMethods([]string{"RS256"}),
		jwt.WithAudience("https://tenant.eu.auth0.com/"), jwt.WithIssuer("client"), jwt.WithSubject("client"),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt())
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	claims, _ := token.Claims.(jwt.MapClaims)
	if id, _ := claims["jti"].(string); len(id) < 16 {
		t.Errorf("the assertion has no identifier of its own: %v", claims)
	}
}
