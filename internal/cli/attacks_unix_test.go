//go:build unix

package cli_test

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// specialFiles are files of which a read never ends, or acts on something else than the file, by how they are made.
func specialFiles() map[string]func(e *env, file string) {
	return map[string]func(e *env, file string){
		"pipe": func(e *env, file string) { e.must(syscall.Mkfifo(file, 0o600)) },
		"socket": func(e *env, file string) {
			short := filepath.Join(e.t.TempDir(), "s") // an address has at most 107 bytes
			listener, err := net.Listen("unix", short)
			e.must(err)
			e.t.Cleanup(func() { _ = listener.Close() })
			e.must(os.Rename(short, file))
		},
		"link to a device": func(e *env, file string) { e.must(os.Symlink("/dev/zero", file)) },
	}
}

// What is no plain file is refused wherever a file is read, and nothing waits for it.
func TestAttackersSpecialFiles(t *testing.T) {
	t.Parallel()
	good := newEnv(t, "runtime", "hooks").process()
	good.want(0, "result", "created")
	places := map[string]struct {
		file    string
		prepare func(e *env)
		names   string
		code    int
	}{
		"script": {file: "hooks/audit.js", prepare: func(e *env) { e.must(os.Remove(e.path("hooks/audit.js"))) }, names: "script-path"},
		"a hook's file": {file: "set/hooks/a.json", prepare: func(e *env) {
			e.file("set/hooks/b.json", hookFile("b", ""))
			e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set")
		}, names: "a.json"},
		"test events": {file: "event.json", prepare: func(e *env) { e.inputs("runtime", "actions", "test-payload", "event.json") },
			names: "test-payload"},
		"conversion": {file: "hooks/audit.action.js", prepare: func(e *env) {
			e.inputs("mode", "convert")
		}, names: "audit.action.js", code: 1},
		"export": {file: "set/hooks/audit.json", prepare: func(e *env) {
			e.file("set/hooks/b.txt", "")
			e.run().want(0, "result", "created")
			e.without("hook-name", "trigger", "script-path").inputs("mode", "export", "hooks-path", "set")
		}, names: "audit.json", code: 1},
	}
	for kind, create := range specialFiles() {
		for name, place := range places {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				attack{names: place.names, code: place.code, bring: func(e *env) {
					place.prepare(e)
					create(e, e.path(place.file))
				}}.try(t, good)
			})
		}
	}
}
