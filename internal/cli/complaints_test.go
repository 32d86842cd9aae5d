package cli_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// The marker alone does not make a comment ours, wherever it stands and whoever wrote it.
func TestC5PlantedMarkersAreLeftAlone(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "mode", "plan")
	e.run().want(0)
	ours := e.github.Comments(1)[0]
	marker, _, _ := strings.Cut(ours.Body, "\n")
	for name, tc := range map[string]struct {
		token   string // whose; empty: the workflow's
		author  string
		body    string
		wantOwn bool // it is the token's own: updated
	}{
		"a user's":                     {author: "mallory", body: ours.Body},
		"a user's for a person":        {token: "mona", author: "mallory", body: ours.Body},
		"another app's":                {author: "other[bot]", body: ours.Body},
		"a user named like the bot":    {author: "github-actions", body: ours.Body},
		"a user who is gone":           {author: "", body: ours.Body},
		"the bot quotes it":            {author: sandbox.WorkflowBot, body: "> " + ours.Body},
		"the bot has it further down":  {author: sandbox.WorkflowBot, body: "Report\n" + ours.Body},
		"the bot's, of another hook":   {author: sandbox.WorkflowBot, body: strings.Replace(marker, "/audit/", "/audit-2/", 1)},
		"the bot's":                    {author: sandbox.WorkflowBot, body: marker, wantOwn: true},
		"a person's own":               {token: "mona", author: "mona", body: marker, wantOwn: true},
		"an app's own":                 {token: "my-app[bot]", author: "my-app[bot]", body: marker, wantOwn: true},
		"the bot's, before an app's":   {token: "my-app[bot]", author: sandbox.WorkflowBot, body: marker, wantOwn: true},
		"edited in a browser":          {author: sandbox.WorkflowBot, body: marker + "\r\n\r\nhello", wantOwn: true},
		"a marker that goes on":        {author: sandbox.WorkflowBot, body: marker + " and more"},
		"a marker in another's letter": {author: sandbox.WorkflowBot, body: strings.ToUpper(marker)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The same tenant: another one's comment has another marker.
			e2 := newEnv(t, "mode", "plan", "domain", e.vars["INPUT_DOMAIN"], "token", e.token)
			if tc.token != "" {
				e2.inputs("github-token", e2.github.AddToken(sandbox.GitHubToken{Login: tc.token}))
			}
			there := e2.github.AddComment(1, tc.author, tc.body)
			o := e2.run().want(0)
			comments := e2.github.Comments(1)
			switch {
			case tc.wantOwn && (len(comments) != 1 || o.outputs["comment-id"] != fmt.Sprint(there) || comments[0].Body == tc.body):
				t.Errorf("our comment was not updated: %+v", comments)
			case !tc.wantOwn && (len(comments) != 2 || comments[0].Body != tc.body || o.outputs["comment-id"] == fmt.Sprint(there)):
				t.Errorf("the comment was touched, or taken for ours: %+v", comments)
			}
		})
	}
}

func TestC5MinimisedCommentIsLeftAlone(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.run().want(0)
	hidden := e.github.Comments(1)[0]
	e.github.MinimizeComment(hidden.ID)
	e.file("hooks/audit.js", audit+"//\n")
	e.run().want(0, "result", "updated")
	if comments := e.github.Comments(1); len(comments) != 2 || comments[0].Body != hidden.Body {
		t.Errorf("comments %+v, want the minimised one as it was and a new one", comments)
	}
}

// Hooks, triggers, tenants and other tools each have their own comment.
func TestC6EachHookHasItsOwnComment(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "mode", "plan")
	other := newEnv(t).vars["INPUT_DOMAIN"]
	e.file("hooks/user.js", "module.exports = function (user, context, cb) { cb(); };\n")
	e.github.AddComment(1, sandbox.WorkflowBot, "<!-- another tool's -->\nHook `audit` created")
	ids := map[string]string{}
	for name, inputs := range map[string][]string{
		"the hook": nil, "another name": {"hook-name", "second"},
		"another trigger": {"trigger", "post-change-password", "script-path", "hooks/user.js"},
		"another tenant":  {"domain", other}, "an id": {"comment-id", "mine"}, "another id": {"comment-id", "mine too"},
	} {
		run := e.beside("101", audit, append([]string{"mode", "plan"}, inputs...)...)
		run.file("hooks/user.js", "module.exports = function (user, context, cb) { cb(); };\n")
		id := run.run().outputs["comment-id"] // the other tenant refuses the token, which is reported likewise
		if id == "" || ids[id] != "" {
			t.Errorf("%s: comment %q, which is also that of %q", name, id, ids[id])
		}
		ids[id] = name
	}
	if n := len(e.github.Comments(1)); n != len(ids)+1 {
		t.Errorf("%d comments, want %d", n, len(ids)+1)
	}
	e.inputs("comment-id", "mine", "hook-name", "third", "trigger", "credentials-exchange")
	if id := e.run().outputs["comment-id"]; ids[id] != "an id" {
		t.Errorf("comment-id mine led to %q", ids[id])
	}
}

// Whatever a report would be, GitHub takes what is sent, and the next run finds it again.
func TestC7LongReportsAreCut(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{
		"ASCII": "x", "Chinese": "钩", "emoji": "🪝", "combined": "e\u0301", "fences": "```", "quotes": "`", "tags": "</details>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			line := "// " + strings.Repeat(unit, 60) + "\n"
			lines := func(bytes int) string { return strings.Repeat(line, bytes/len(line)) }
			e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + lines(400_000)})
			e.file("hooks/audit.js", strings.ReplaceAll(audit+lines(100_000), "//", "//-"))
			o := e.run().want(0, "result", "updated")
			body := e.github.Comments(1)[0].Body
			wantWhole(t, "comment", body, utf8.RuneCountInString(body), 65_536)
			if n := len(utf16.Encode([]rune(body))); n < 60_000 {
				t.Errorf("the comment has only %d of 65,536 characters: more of the diff could be shown", n)
			}
			wantWhole(t, "summary", o.summary, len(o.summary), 1<<20)
			if !strings.HasPrefix(body, "<!-- auth0-hook-action: comment ") || !strings.Contains(body,
				"more lines* [in the summary of the run]") &&
				!strings.Contains(body, "in the summary of the run](https://github.com/"+sandbox.Repository+"/actions/runs/100") {
				t.Errorf("the comment lacks its marker or does not say where the rest is:\n%.300s\n…\n%s", body, body[len(body)-700:])
			}
			for _, run := range []string{"101", "102"} { // the change is carried on, with what was said of its rest
				e.vars["GITHUB_RUN_ID"] = run
				e.run().want(0, "result", "unchanged", "comment-id", o.outputs["comment-id"])
				all := e.github.Comments(1)
				if len(all) != 1 {
					t.Fatalf("%d comments, want 1", len(all))
				}
				above, _, _ := strings.Cut(all[0].Body, "<!-- auth0-hook-action: footer -->")
				wantWhole(t, "comment", all[0].Body, utf8.RuneCountInString(all[0].Body), 65_536)
				if strings.Contains(above, "/actions/runs/"+run) || !strings.Contains(above, "in the summary of the run") {
					t.Errorf("run %s: it is not said, or not rightly, where the rest of the change is:\n…%s", run,
						above[max(0, len(above)-600):])
				}
			}
		})
	}
}

var fenceLine = regexp.MustCompile("(?m)^`{3,}(?:diff)?$")

// wantWhole checks that a text was cut so that it is whole again: in its limit, between characters, and all that was
// opened is closed.
func wantWhole(t *testing.T, what, text string, size, limit int) {
	t.Helper()
	if size > limit || !utf8.ValidString(text) {
		t.Errorf("the %s has %d of %d and is valid: %t", what, size, limit, utf8.ValidString(text))
	}
	if n := len(fenceLine.FindAllString(text, -1)); n%2 != 0 {
		t.Errorf("the %s has %d lines of fences: one is open", what, n)
	}
	opened, closed := 0, 0
	for l := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(l, "<details>") {
			opened++
		}
		if l == "</details>" {
			closed++
		}
	}
	if opened != closed {
		t.Errorf("the %s opens %d folds and closes %d", what, opened, closed)
	}
}

// A summary beyond GitHub's 1 MiB would be dropped whole.
func TestC7SummaryEndsBelowOneMiB(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	script := audit + strings.Repeat("// "+strings.Repeat("钩", 300)+"\n", 1500)
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: script})
	o := e.run().want(0, "result", "updated")
	wantWhole(t, "summary", o.summary, len(o.summary), 1<<20)
	if len(o.summary) < 1<<19 || !strings.Contains(o.summary, "in the log of this step") {
		t.Errorf("the summary has %d bytes and ends %q", len(o.summary), o.summary[len(o.summary)-300:])
	}
}

// One input is read under both spellings. Where both are set they must agree.
func TestC18HyphensOfInputs(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	want := e.run().want(0, "result", "created").outputs["hook-name"]
	for name, value := range e.vars {
		if input, ok := strings.CutPrefix(name, "INPUT_"); ok && strings.Contains(input, "-") {
			delete(e.vars, name)
			e.vars["INPUT_"+strings.ReplaceAll(input, "-", "_")] = value
		}
	}
	e.run().want(0, "result", "unchanged", "hook-name", want)
	e.vars["INPUT_HOOK-NAME"] = e.vars["INPUT_HOOK_NAME"]
	e.run().want(0, "result", "unchanged", "hook-name", want)
	e.vars["INPUT_HOOK_NAME"] = "of a shell"
	e.run().want(2, "result", "failed").says("INPUT_HOOK-NAME", "INPUT_HOOK_NAME", "both set, to different values")
}

// Whoever reads the pull request sees no secret: GitHub masks logs and summaries, and no comment.
func TestC19CommentsHoldNoSecret(t *testing.T) {
	t.Parallel()
	const value = "v3ry/secret+value of the hook"
	e := newEnv(t, "secrets", "API_KEY="+value, "runtime", "hooks")
	e.secrets = append(e.secrets, value)
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange",
		Script: audit + "// pasted: " + value + "\n// token: " + e.token + "\n"})
	e.run().want(0, "result", "updated").says("API_KEY", "-// pasted: ***", "-// token: ***")

	e.file("hooks/audit.js", audit+"//\n")
	echo := fmt.Sprintf("Authorization: Bearer %s, secret %s", e.token, value)
	e.auth0.AddFault(sandbox.Fault{Method: http.MethodPatch, Status: 400,
		Body: jsonOf(t, map[string]any{"statusCode": 400, "error": "Bad Request", "message": echo})})
	e.run().want(1, "result", "failed") // run searches all that was written
	if body := e.github.Comments(1)[0].Body; !strings.Contains(body, "***") {
		t.Errorf("the comment does not show that something was left out:\n%s", body)
	}
}

// A script is not shown where all the world may read.
func TestC19NoScriptInAPublicRepository(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]string{"public": pullRequestEvent(false), "unknown": strings.NewReplacer(
		`"private":false,`, "", `"visibility":"public"`, `"x":1`).Replace(pullRequestEvent(false))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			e.file("../event.json", event)
			o := e.run().want(0, "result", "created")
			all := o.log + o.summary + e.github.Comments(1)[0].Body
			if strings.Contains(all, "https://example.com/audited") || !strings.Contains(all, "+3 lines") {
				t.Errorf("the script is shown, or its lines are not counted:\n%s", all)
			}
		})
	}
}

// An output that holds a masked value is lost between jobs. Only secrets are masked, and no short or common word.
func TestC20MasksLoseNoOutput(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "secrets", "SHORT=true\nNUMBER=12345678\nWORD=audit\nREAL=a real secret value")
	o := e.run().want(0, "result", "created")
	var masks []string
	for line := range strings.Lines(o.log) {
		if mask, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "::add-mask::"); ok {
			masks = append(masks, mask)
		}
	}
	wanted := []string{e.github.Token(), e.token, "a real secret value"}
	slices.Sort(wanted)
	slices.Sort(masks)
	if diff := cmp.Diff(wanted, masks); diff != "" {
		t.Errorf("masks (-want +got):\n%s", diff)
	}
	for name, value := range o.outputs {
		for _, mask := range masks {
			if strings.Contains(value, mask) {
				t.Errorf("output %s holds a masked value", name)
			}
		}
	}
	if !strings.HasPrefix(o.log, "::add-mask::") {
		t.Errorf("the log does not begin with a mask: %.40q", o.log)
	}
}
