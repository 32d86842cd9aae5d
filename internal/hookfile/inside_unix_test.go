//go:build unix

package hookfile

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadStaysInside reads files that are no files, and links that lead out of the workspace.
func TestReadStaysInside(t *testing.T) {
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
	for _, link := range [][2]string{{outside, "away.js"}, {"inside.js", "link.js"}, {"../..", "up"},
		{"loop.js", "loop.js"}} {
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
	for i, script := range []string{"away.js", "link.js", "up/x.js", "loop.js", "pipe.js", ".", "away.js/x",
		"no\x01name.js"} {
		write(filepath.Join(dir, fmt.Sprintf("%d.json", i)),
			fmt.Sprintf(`{"name": "h%d", "triggerId": "send-phone-message", "script": %s}`, i, jsonText(script)))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close() //nolint:errcheck // it was only read
	set, problems := readAll(root.FS(), ".", Variables{})
	hooks := set.Hooks
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
	if _, problems = readAll(root.FS(), "z-pipe.json", Variables{}); len(problems) != 1 {
		t.Errorf("a pipe as hooks-path: %v", problems)
	}
}
