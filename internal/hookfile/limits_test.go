package hookfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unsafe"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
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
	big := validScript + "//" + strings.Repeat("x", script.MaxSize-len(validScript)-2)
	shared := fstest.MapFS{"t.yaml": {Data: []byte(list(500, func(int) string { return "s.js" }))},
		"s.js": {Data: []byte(big)}}
	set, problems := readAll(shared, "t.yaml", Variables{})
	hooks := set.Hooks
	if len(hooks) != 500 || len(problems) > 0 {
		t.Fatalf("%d hooks, problems %v", len(hooks), problems)
	}
	if unsafe.StringData(hooks[0].Script) != unsafe.StringData(hooks[499].Script) {
		t.Error("a script is kept once for each hook that has it")
	}
	own := fstest.MapFS{"t.yaml": {Data: []byte(list(257, func(i int) string { return fmt.Sprintf("s%d.js", i) }))}}
	for i := range 257 {
		own[fmt.Sprintf("s%d.js", i)] = &fstest.MapFile{Data: []byte(big)}
	}
	if _, problems := readAll(own, "t.yaml", Variables{}); len(problems) != 1 ||
		!strings.Contains(problems[0].Message, "larger than 32 MiB") {
		t.Errorf("problems %v", problems)
	}
	shared["t.yaml"] = &fstest.MapFile{Data: []byte(list(maxHooks+1, func(int) string { return "s.js" }))}
	if _, problems := readAll(shared, "t.yaml", Variables{}); len(problems) != 1 ||
		!strings.Contains(problems[0].Message, "more than 1000 hooks") {
		t.Errorf("problems %v", problems)
	}
}

// TestReadIsQuick reads large files that are made to be slow. Reading whose time grew with the
// square of their size would not end before the tests' own limit.
func TestReadIsQuick(t *testing.T) {
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
			_, problems := readAll(files("t.yaml", text), "t.yaml", Variables{})
			if len(problems) == 0 || len(problems) > maxFindings+1 {
				t.Errorf("%d problems", len(problems))
			}
		})
	}
}

func TestFillIsQuick(t *testing.T) {
	t.Parallel()
	for _, vars := range []Variables{{}, variables(t, "K", "v"), variables(t, "K", "\n")} {
		disk := files("audit.json", hookJSON(""), "audit.js", strings.Repeat("##K##", script.MaxSize/20))
		if _, problems := readAll(disk, ".", vars); len(problems) > maxFindings+1 {
			t.Errorf("%d problems", len(problems))
		}
	}
}

// A stuckFS has files that are opened for ever.
type stuckFS struct {
	fstest.MapFS
	stuck <-chan struct{}
}

func (s stuckFS) Open(name string) (fs.File, error) {
	<-s.stuck
	return s.MapFS.Open(name)
}

// The run's time ends any read, and what must not be seen is known then too (issue 12).
func TestReadingEndsWithTheRun(t *testing.T) {
	t.Parallel()
	stuck := make(chan struct{})
	t.Cleanup(func() { close(stuck) })
	disk := stuckFS{files("set/audit.json", hookJSON(""), "set/audit.js", validScript), stuck}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	set, found, err := Read(ctx, Source{Files: disk, Path: "set", Variables: variables(t, "K", "hush-hush")})
	if !errors.Is(err, context.DeadlineExceeded) || len(found) > 0 || len(set.Masks) != 1 {
		t.Errorf("read a set: %v, %v, %d masks", err, found, len(set.Masks))
	}
	if _, _, err = ReadOne(ctx, disk, tenant.Desired{}, "set/audit.js", ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("read one: %v", err)
	}
	if _, _, err = Export(ctx, ExportSource{Files: disk, Path: "set"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("export: %v", err)
	}
}

// Nothing in .git is read, through a link neither: credentials of the checkout may stand there.
func TestReadLeavesGitAlone(t *testing.T) {
	t.Parallel()
	link := func(target string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
	}
	disk := files(".git/config", "x", "sub/.GIT/config", "x", "fine.js", "x")
	disk["direct.js"], disk["twice.js"], disk["dir"], disk["round"], disk["other.js"] =
		link(".git/config"), link("direct.js"), link(".git"), link("round"), link("fine.js")
	for name, want := range map[string]bool{".git/config": true, "sub/.GIT/config": true, "direct.js": true,
		"twice.js": true, "dir/config": true,
		"fine.js": false, "other.js": false, "round": false, ".github/x.js": false} {
		if got := inGit(disk, name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
