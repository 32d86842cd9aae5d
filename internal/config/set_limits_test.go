package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/secret"
)

// Hooks that share a script share its reading and its judgement, and there is an end to hooks and scripts.
func TestSharedScriptsAndBounds(t *testing.T) {
	t.Parallel()
	list := func(hooks int, script func(i int) string) string {
		text := "hooks:\n"
		for i := range hooks {
			text += fmt.Sprintf("- {name: h%d, triggerId: post-change-password, script: %s}\n", i, script(i))
		}
		return text
	}
	big := validScript + "//" + strings.Repeat("x", maxScript-len(validScript)-2)
	shared := fstest.MapFS{"t.yaml": {Data: []byte(list(500, func(int) string { return "s.js" }))}, "s.js": {Data: []byte(big)}}
	hooks, problems := readSet(shared, "t.yaml", nil)
	if len(hooks) != 500 || len(problems) > 0 {
		t.Fatalf("%d hooks, problems %v", len(hooks), problems)
	}
	if unsafe.StringData(hooks[0].Script) != unsafe.StringData(hooks[499].Script) {
		t.Error("a script is held once for each hook that has it")
	}
	own := fstest.MapFS{"t.yaml": {Data: []byte(list(33, func(i int) string { return fmt.Sprintf("s%d.js", i) }))}}
	for i := range 33 {
		own[fmt.Sprintf("s%d.js", i)] = &fstest.MapFile{Data: []byte(big)}
	}
	if _, problems := readSet(own, "t.yaml", nil); len(problems) != 1 || !strings.Contains(problems[0].Message, "larger than 32 MiB") {
		t.Errorf("problems %v", problems)
	}
	shared["t.yaml"] = &fstest.MapFile{Data: []byte(list(maxHooks+1, func(int) string { return "s.js" }))}
	if _, problems := readSet(shared, "t.yaml", nil); len(problems) != 1 || !strings.Contains(problems[0].Message, "more than 1000 hooks") {
		t.Errorf("problems %v", problems)
	}
}

// TestReadSetStaysInside reads files that are no files, and links that lead out of the workspace.
func TestReadSetStaysInside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "outside.js")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(outside, validScript)
	write(filepath.Join(dir, "inside.js"), validScript)
	for _, link := range [][2]string{{outside, "away.js"}, {"inside.js", "link.js"}, {"../..", "up"}, {"loop.js", "loop.js"}} {
		if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.js"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "z-pipe.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, script := range []string{"away.js", "link.js", "up/x.js", "loop.js", "pipe.js", ".", "away.js/x", "no\x01name.js"} {
		write(filepath.Join(dir, fmt.Sprintf("%d.json", i)),
			fmt.Sprintf(`{"name": "h%d", "triggerId": "send-phone-message", "script": %s}`, i, jsonText(script)))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close() //nolint:errcheck // it was only read
	hooks, problems := readSet(root.FS(), ".", nil)
	var got []string
	for _, p := range problems {
		got = append(got, p.File)
	}
	want := []string{"0.json", "2.json", "3.json", "4.json", "5.json", "6.json", "7.json", "z-pipe.json"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files with a problem (-want +got)\n%s\n%v", diff, problems)
	}
	if hooks[1].Script != validScript {
		t.Errorf("a link inside the workspace is not followed: %q", hooks[1].Script)
	}
	if _, problems = readSet(root.FS(), "z-pipe.json", nil); len(problems) != 1 {
		t.Errorf("a pipe as hooks-path: %v", problems)
	}
}

// TestReadSetIsQuick reads large files that are made to be slow. Reading whose time grew with the
// square of their size would not end before the tests' own limit.
func TestReadSetIsQuick(t *testing.T) {
	t.Parallel()
	most := func(piece string) string { return strings.Repeat(piece, (maxJSON/4-20)/len(piece)) }
	tests := map[string]string{
		"items":        "hooks:\n" + most("- a\n"),
		"items in row": "hooks: [" + most("a,") + "]",
		"anchors":      "hooks:\n" + most("- &a b\n"),
		"blank lines":  "hooks:\n- |\n" + most("\n"),
		"open quotes":  "hooks:\n" + most("- 'a\n"),
		"comments":     "hooks:\n" + most("# c\n"),
		"other keys":   most("a: [\n"),
		"keys":         "hooks:\n- name: x\n" + most("  k: v\n"),
		"all of it":    "hooks:\n" + strings.Repeat("- a\n", maxJSON/2),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := readSet(set("t.yaml", text), "t.yaml", nil)
			if len(problems) == 0 || len(problems) > maxProblems+1 {
				t.Errorf("%d problems", len(problems))
			}
		})
	}
}

func TestFillIsQuick(t *testing.T) {
	t.Parallel()
	for _, vars := range []map[string]secret.Value{nil, variables("K", "v"), variables("K", "\n")} {
		files := set("audit.json", hookJSON(""), "audit.js", strings.Repeat("##K##", maxScript/20))
		if _, problems := readSet(files, ".", vars); len(problems) > maxProblems+1 {
			t.Errorf("%d problems", len(problems))
		}
	}
}
