package cli_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// hostile are texts that want to be obeyed, by what they try.
func hostile() map[string]string {
	return map[string]string{
		"commands": "x\n::error::PWNED\n::add-mask::PWNED\n  ::set-output name=PWNED::PWNED\r::set-env " +
			"name=PWNED::PWNED\r\n::stop-commands::PWNED ##[add-mask]PWNED ##[error]PWNED",
		"encoded":    "%0A::error::PWNED%0D::add-mask::PWNED %25 %3A%3A",
		"delimiters": "x\nEOF\nPWNED=PWNED\n_GitHubActionsFileCommandDelimeter_\nPWNED<<EOF\nPWNED\nEOF\nghadelimiter_x\n",
		"markdown": "# PWNED\n\n```\n@octocat #1 octo-org/login-hooks#1 GH-1 ![p](https://evil.example/p.png) " +
			"[l](https://evil.example) https://evil.example www.evil.example\n~~~\n`` ` ```` | a | b |\n|---|\n> - [ ] x",
		"html": "</code></pre></details></summary><img src=x onerror=PWNED><script>PWNED</script><a " +
			"href='https://evil.example'>@octocat</a><!-- --><!--PWNED",
		"terminal":  "\x1b[31mPWNED\x1b[0m\x1b]8;;https://evil.example\x07x\x1b]8;;\x07\x08\x7f\u009b31m",
		"direction": "\u202ePWNED\u202c \u2066PWNED\u2069 \u200f\u061c\u200b\ufeff",
		"null":      "a\x00b\x00::error::PWNED",
		"no UTF-8":  "\xff\xfe::error::PWNED \xc3\x28 \xed\xa0\x80",
		"long line": strings.Repeat("@octocat ::error::PWNED ", 120_000),
	}
}

// channels are the ways in which others' text comes to the program.
func channels() map[string]func(b *bubble, text string) {
	refuse := func(b *bubble, method, path, text string) {
		b.auth0.AddFault(sandbox.Fault{Method: method, Path: path, Status: 400, Times: -1,
			Body: jsonText(map[string]any{"statusCode": 400, "error": text, "message": text, "errorCode": text})})
	}
	return map[string]func(b *bubble, text string){
		"the tenant's message":        func(b *bubble, text string) { refuse(b, "POST", "/hooks$", text) },
		"the tenant's list's message": func(b *bubble, text string) { refuse(b, "GET", "/hooks$", text) },
		"the tenant's page": func(b *bubble, text string) {
			b.auth0.AddFault(sandbox.Fault{Status: 502, Times: -1,
				Body: text})
		},
		"a name on the tenant": func(b *bubble, text string) {
			b.inputs("enabled", "true")
			b.auth0.AddHook(sandbox.Hook{Name: text, Trigger: flow, Script: audit, Enabled: true})
		},
		"an Action's name": func(b *bubble, text string) {
			b.inputs("enabled", "true", "runtime", "actions")
			b.auth0.AddBinding(b.auth0.AddAction(sandbox.Action{Name: text, Trigger: flow, Code: text, Deployed: &sandbox.Version{}}), text)
		},
		"a script on the tenant": func(b *bubble, text string) {
			b.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: flow, Script: "/*" + text + "*/"})
		},
		"a trigger on the tenant": func(b *bubble, text string) {
			b.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: text, Script: audit})
		},
		"a script":        func(b *bubble, text string) { b.file("hooks/audit.js", audit+"/*"+text+"*/\n") },
		"a broken script": func(b *bubble, text string) { b.file("hooks/audit.js", text) },
		"a build": func(b *bubble, text string) {
			b.inputs("runtime", "actions")
			b.auth0.SetBuild(sandbox.Progress{Fail: text})
		},
		"a secret": func(b *bubble, text string) {
			b.inputs("secrets", jsonText(map[string]string{"KEY": "a secret: " + text}))
			b.secrets = append(b.secrets, "a secret: "+text)
		},
		"GitHub's message": func(b *bubble, text string) {
			b.github.AddFault(sandbox.Fault{Method: "POST", Status: 403, Times: -1, Body: jsonText(map[string]string{"message": text})})
		},
		"a branch's name": func(b *bubble, text string) {
			b.file("../event.json", strings.ReplaceAll(pullRequestEvent(true), `"topic"`, jsonText(text)))
		},
		"all of the event": func(b *bubble, text string) {
			b.file("../event.json", jsonText(map[string]any{"action": text, "number": 1,
				"repository": map[string]any{"full_name": text, "visibility": text},
				"sender":     map[string]any{"login": text}, "pull_request": map[string]any{"number": 1, "title": text, "body": text,
					"head": map[string]any{"sha": text, "ref": text, "repo": map[string]any{"full_name": text}}}}))
		},
		"an earlier comment": func(b *bubble, text string) {
			b.run1().want(0)
			first, rest, _ := strings.Cut(b.github.Comments(1)[0].Body, "\n")
			b.github.AddComment(1, sandbox.WorkflowBot, first+"\n"+text+rest)
			b.file("hooks/audit.js", audit+"// second\n")
		},
		"an input": func(b *bubble, text string) { b.inputs("hook-name", text) },
		"all inputs": func(b *bubble, text string) {
			b.inputs("domain", text, "trigger", text, "script-path", text, "enabled", text, "timeout", text, "dependencies", text,
				"comment-id", text)
		},
		"a comment's id":   func(b *bubble, text string) { b.inputs("comment-id", text) },
		"a package's name": func(b *bubble, text string) { b.inputs("dependencies", jsonText(map[string]string{text: "1.0.0"})) },
		"a hook's file": func(b *bubble, text string) {
			b.file("set/hooks/x.json", jsonText(map[string]string{"name": text, "triggerId": flow, "script": "./" + text, text: text}))
			b.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set")
		},
		"variables of the runner": func(b *bubble, text string) {
			for _, name := range []string{"GITHUB_RUN_ID", "GITHUB_SHA", "GITHUB_SERVER_URL", "GITHUB_REF", "GITHUB_EVENT_NAME",
				"GITHUB_ACTOR"} {
				b.vars[name] = text
			}
		},
	}
}

// run1 runs the program in its bubble.
func (b *bubble) run1() outcome { return b.runIn(b.ctx) }

// TestHostileContent brings each hostile text to the program by each way, and reads what it wrote as the runner, GitHub
// and a terminal would.
func TestHostileContent(t *testing.T) {
	t.Parallel()
	for way, bring := range channels() {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			for kind, text := range hostile() {
				t.Run(kind, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						b := newBubble(t, false)
						b.inputs("runtime", "hooks")
						bring(b, text)
						for name, value := range b.vars { // Linux takes no longer variable
							b.vars[name] = value[:min(len(value), 100_000)]
						}
						o := b.run1()
						if o.code < 0 || o.code > 2 {
							t.Errorf("exit code %d", o.code)
						}
						if way == "a secret" { // each of its lines is masked, whatever it says
							o.log = unmasked(o.log)
						}
						obeys(t, o.log)
						if len(o.outputs) != len(cli.Outputs()) || o.outputs["PWNED"] != "" {
							t.Errorf("outputs: %v", o.outputs)
						}
						texts := map[string]string{"summary": o.summary}
						for i, c := range b.github.Comments(1) {
							if way != "an earlier comment" || i == 0 { // the others are the planted ones
								texts[fmt.Sprint("comment ", i)] = c.Body
							}
						}
						for where, markdown := range texts {
							reads(t, where, markdown)
						}
						for where, text := range map[string]string{"log": o.log, "summary": o.summary, "hooks": o.outputs["hooks"]} {
							shows(t, where, text)
						}
						if n := len(o.log) + len(o.summary); n > 2<<20 {
							t.Errorf("%d bytes were written", n)
						}
						b.rest()
					})
				})
			}
		})
	}
}

// ownCommands are the commands that the program issues.
var ownCommands = []string{"debug", "notice", "warning", "error", "add-mask", "group", "endgroup"}

// obeys reads a log as the runner does: no line is a command that others wrote.
func obeys(t *testing.T, log string) {
	t.Helper()
	for _, line := range strings.FieldsFunc(log, func(r rune) bool { return r == '\n' || r == '\r' }) {
		text, isCommand := strings.CutPrefix(strings.TrimSpace(line), "::")
		switch {
		case !isCommand && strings.Contains(line, "##["):
			t.Errorf("the runner obeys %.200q", line)
		case !isCommand:
			continue
		}
		head, data, _ := strings.Cut(text, "::")
		name, _, _ := strings.Cut(head, " ")
		if !slices.Contains(ownCommands, name) || strings.HasPrefix(data, "PWNED") || strings.Contains(head,
			"PWNED") && !strings.Contains(head, "file=") {
			t.Errorf("the runner obeys %.200q", line)
		}
	}
}

var (
	fence    = regexp.MustCompile("^ {0,3}(```+|~~~+)(.*)$")
	htmlCode = regexp.MustCompile(`<code>[^<]*</code>`)
	linked   = regexp.MustCompile(`(?i)@octocat|evil\.example|<img|<script|<a |onerror|GH-1|[^&\w]#1\b|login-hooks#1`)
)

// reads reads Markdown as GitHub does: no fence is left open, and what others wrote mentions and links nothing.
func reads(t *testing.T, where, markdown string) {
	t.Helper()
	open, hidden, rest := "", false, []string{}
	for line := range strings.Lines(markdown) {
		if hidden = hidden || open == "" && strings.HasPrefix(line, "<!--"); hidden {
			hidden = !strings.Contains(line, "-->")
			continue
		}
		m := fence.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		switch {
		case m != nil && open == "" && (m[1][0] == '~' || !strings.Contains(m[2], "`")):
			open = m[1]
		case m != nil && open != "" && strings.HasPrefix(m[1], open) && strings.TrimSpace(m[2]) == "":
			open = ""
		case open == "":
			rest = append(rest, withoutCode(line))
		}
	}
	if open != "" {
		t.Errorf("%s: a fence is left open", where)
	}
	if text := strings.Join(rest, ""); linked.MatchString(text) {
		at := linked.FindStringIndex(text)
		t.Errorf("%s: GitHub makes something of %q", where, text[max(0, at[0]-60):min(len(text), at[1]+60)])
	}
}

// withoutCode is a line without what stands in it as code.
func withoutCode(line string) string {
	line = htmlCode.ReplaceAllString(line, "")
	var b strings.Builder
	for line != "" {
		i := strings.IndexByte(line, '`')
		if i < 0 {
			b.WriteString(line)
			break
		}
		b.WriteString(line[:i])
		ticks := line[i : len(line)-len(strings.TrimLeft(line[i:], "`"))]
		line = line[i+len(ticks):]
		if end := closing(line, len(ticks)); end >= 0 {
			line = line[end+len(ticks):]
		}
	}
	return b.String()
}

// closing is where a run of exactly n backticks begins, or -1.
func closing(line string, n int) int {
	for i := 0; i < len(line); {
		if line[i] != '`' {
			i++
			continue
		}
		run := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
		if run == n {
			return i
		}
		i += run
	}
	return -1
}

// shows reads text as a terminal does: nothing in it is a control, nor turns the direction of the text.
func shows(t *testing.T, where, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is not UTF-8", where)
	}
	i := strings.IndexFunc(text, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	})
	if i >= 0 {
		t.Errorf("%s holds a control: %q", where, text[max(0, i-40):min(len(text), i+20)])
	}
}
