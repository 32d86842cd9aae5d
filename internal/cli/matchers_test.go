package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// looksLikeProblems are lines of a script that problem matchers of other actions read as annotations.
var looksLikeProblems = []string{
	"hooks/audit.js:3:5: Unexpected token", "hooks/audit.js: line 3, col 5, Error - made up", "made-up.rb:3:5: W: made up",
	"src/made-up.ts(3,5): error TS2304: made up", "main.go:3:5: made up", `File "made-up.py", line 3, in made_up`,
	"Program.cs(3,5): error CS1002: made up [/x.csproj]", "made-up.rs:3:5",
}

// Lines of a script stand in the log behind a bar, wherever they come from: a diff, or the excerpt of a finding.
func TestScriptLinesStandBehindABar(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]string{"a diff": "apply", "excerpts": "check"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "mode", mode, "runtime", "hooks", "show-diff", "true")
				old, script := audit, audit
				for _, line := range looksLikeProblems {
					old += "// was " + line + "\n"
					script += "console.log(context.webtask.secrets.KEY, undeclaredName, `" + line + "`);\n"
				}
				e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: flow, Script: old})
				e.file("hooks/audit.js", script)
				o := e.run()
				behind := 0
				for line := range strings.Lines(o.log) {
					for _, problem := range looksLikeProblems {
						if strings.Contains(line, problem) {
							t.Errorf("a line that a problem matcher reads: %s", line)
						}
					}
					if strings.Contains(line, "undeclaredName, `") {
						behind++
						if !strings.HasPrefix(line, "│ ") {
							t.Errorf("a line of the script without the bar: %s", line)
						}
					}
				}
				if behind == 0 {
					t.Errorf("%d lines of the script are shown\n%s", behind, o.log)
				}
			})
		})
	}
}
