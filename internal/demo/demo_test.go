//go:build !release

package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every scene ends as it should, and shows what it is there for.
func TestDemo(t *testing.T) {
	t.Parallel()
	var out, complaint bytes.Buffer
	if code := Run(t.Context(), nil, &out, &complaint); code != exitDone || complaint.Len() > 0 {
		t.Fatalf("exit code %d: %s\n%s", code, &complaint, &out)
	}
	text := out.String()
	for _, want := range []string{
		"A first deployment", "result=created", "The same again", "result=unchanged", "result=updated", "The comment on pull request #1",
		"A set of hooks", "moves the hook to an Action", "runtime=actions", "hook file → native Action",
		"the draft failed its test", "result=failed",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the demo does not show %q", want)
		}
	}
	for _, unwanted := range []string{"::add-mask::", "::debug::"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("the demo shows %q, which GitHub's log does not", unwanted)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// What is wrong with the arguments is said, and a script of one's own that is refused ends the demo with its code.
func TestDemoOfOwnScripts(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.js")
	if err := os.WriteFile(broken, []byte("module.exports = function ("), 0o600); err != nil {
		t.Fatal(err)
	}
	native := filepath.Join(t.TempDir(), "native.js")
	if err := os.WriteFile(native, []byte("exports.onExecutePostLogin = async (event, api) => {\n};\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args     []string
		wantCode int
		wantSays string
	}{
		"too many arguments": {[]string{"a", "b", "c"}, exitInput, usage},
		"no such file":       {[]string{filepath.Join(t.TempDir(), "none.js")}, exitInput, "none.js"},
		"no such trigger":    {[]string{broken, "login"}, exitInput, "login"},
		"a native Action":    {[]string{native, "post-login"}, exitDone, ""},
		"a broken script":    {[]string{broken, "credentials-exchange"}, exitFailed, "A first deployment"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, complaint bytes.Buffer
			if code := Run(t.Context(), tt.args, &out, &complaint); code != tt.wantCode || !strings.Contains(complaint.String(), tt.wantSays) {
				t.Errorf("exit code %d, want %d: %s\n%s", code, tt.wantCode, &complaint, &out)
			}
		})
	}
}
