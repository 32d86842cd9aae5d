//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

func TestExportedFilesBelongToTheWorkspacesOwner(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		if os.Geteuid() != 0 {
			t.Skip("only root can give files away, as the action does in its container")
		}
		e := newSetEnv(t, "unused.txt", "")
		const owner = 12345
		if err := os.Chown(filepath.Join(e.dir, "workspace"), owner, owner); err != nil {
			t.Fatal(err)
		}
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.inputs("hooks-path", "out/deep", "mode", "export").run().want(0, "result", "exported")
		for _, name := range []string{"out", "out/deep", "out/deep/hooks", "out/deep/hooks/audit.js", "out/deep/hooks/audit.json"} {
			info, err := os.Stat(filepath.Join(e.dir, "workspace", name))
			if err != nil {
				t.Fatal(err)
			}
			if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Uid != owner || stat.Gid != owner {
				t.Errorf("%s belongs to %+v", name, stat)
			}
		}
	})
}

// What is no plain file is refused without being opened for good: a FIFO that nobody writes to would block the run for ever.
func TestNoPlainFile(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(file string) error{
		"FIFO":        func(file string) error { return syscall.Mkfifo(file, 0o600) },
		"a directory": func(file string) error { return os.Mkdir(file, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "script-path", "hooks/special.js", "timeout", "20s")
			if err := create(filepath.Join(e.dir, "workspace", "hooks", "special.js")); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			e.run().want(2, "result", "failed").says("hooks/special.js")
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}
