package report

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// TestHeadline lists the first lines of the log that no golden file has.
func TestHeadline(t *testing.T) {
	t.Parallel()
	failed := as(create("a", tenant.CredentialsExchange, "x", new(false)), tenant.Failed, nil)
	mixed := many()
	mixed.Results = mixed.Results[:2]
	mixed.Results[0].Step.Runtime = tenant.RuntimeActions
	mixed.RuntimeNote = "as deployed before"
	late := many()
	late.Results = late.Results[:3]
	late.Results[2] = as(late.Results[2], tenant.Skipped, errors.New("not attempted"))
	late.Err = diag.WithHint(errors.New("the time is up"), "Raise timeout")
	stopped := base(tenant.ModeApply, as(unchanged("a", tenant.PostLogin, "x"), tenant.Skipped, context.Canceled))
	stopped.Err = context.Canceled
	planned := func(r tenant.Result) Run { return base(tenant.ModePlan, as(r, tenant.Planned, nil)) }
	same := unchanged("a", tenant.PostLogin, "x")
	alreadyNative := Run{Mode: tenant.ModeConvert, Conversions: []Conversion{{From: "a.js", Result: "native already"}}}
	tests := map[string]struct {
		run  Run
		want string
	}{
		"no reason":         {base(tenant.ModeApply, failed), "Hook a not created on example.eu.auth0.com: no reason given"},
		"two runtimes":      {mixed, "2 hooks on example.eu.auth0.com: 1 created · 1 updated (as deployed before)"},
		"out of time":       {late, "2 of 3 hooks on example.eu.auth0.com done: the time is up"},
		"cancelled early":   {stopped, "Cancelled. Hook a not deployed to example.eu.auth0.com"},
		"planned to stay":   {planned(same), "Hook a would stay as it is on example.eu.auth0.com"},
		"planned to go":     {planned(remove("a", tenant.PostLogin)), "Hook a would be deleted on example.eu.auth0.com"},
		"cannot be planned": {base(tenant.ModePlan, failed), "Hook a cannot be deployed on example.eu.auth0.com: no reason given"},
		"nothing wrong":     {base(tenant.ModeCheck, same), "Hook a checked: nothing found"},
		"no tenant":         {Run{Mode: tenant.ModeDelete, Err: errors.New("no")}, "Nothing deleted: no"},
		"native already":    {alreadyNative, "a.js is a native Action already"},
		"nothing exported":  {base(tenant.ModeExport, same), "Hook a exported from example.eu.auth0.com · no file to write"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Log(tt.run)[0].Text; got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestTitles: a title says what the message does not, and names a hook only where the finding is about it.
func TestTitles(t *testing.T) {
	t.Parallel()
	at := diag.Place{File: "hooks/b.js", Line: 2}
	for want, d := range map[string]diag.Diagnostic{
		"Hook a: invalid script": {Rule: "syntax", Place: at, Message: `syntax error: unexpected "="`},
		"File that no hook uses": {Rule: "stray-file", Place: at, Message: `scripts that no hook names are not deployed: "b.js"`},
	} {
		run := base(tenant.ModeCheck, unchanged("a", tenant.PostLogin, "x"))
		run.Diagnostics = []diag.Diagnostic{d}
		if got := Annotations(run); len(got) != 1 || got[0].Title != want {
			t.Errorf("got %v, want the title %q", got, want)
		}
	}
}

// TestOneCauseOnce has a hundred hooks that fail for one reason.
func TestOneCauseOnce(t *testing.T) {
	t.Parallel()
	run := base(tenant.ModeApply)
	for i := range 100 {
		err := hintError{fmt.Sprintf("PATCH /api/v2/hooks/%d: 403 Forbidden", i), "403 Forbidden", "Grant update:hooks"}
		r := as(update(fmt.Sprintf("hook-%d", i), tenant.PostLogin, "x", "y"), tenant.Failed, err)
		r.Warnings = []diag.Diagnostic{{Rule: "owner", Severity: diag.Warning, Message: "deployed from elsewhere"}}
		run.Results = append(run.Results, r)
	}
	got := Annotations(run)
	const of = "Hooks hook-0, hook-1, hook-2, hook-3, hook-4, 95 more hooks: "
	want := []Annotation{
		{of + "not updated", diag.Diagnostic{Rule: "deploy", Severity: diag.Error, Place: diag.Place{File: "hooks/hook-0.js", Line: 1},
			Message: "403 Forbidden", Hint: "Grant update:hooks"}},
		{of + "deployed from elsewhere", diag.Diagnostic{Rule: "owner", Severity: diag.Warning, Message: "deployed from elsewhere"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if n := strings.Count(Summary(run), "403 Forbidden"); n != 1 {
		t.Errorf("the summary has the cause %d times", n)
	}
}

// An error that has diagnostics in it may say more than they do, and what must be known first (issue 12).
func TestNothingOfAnErrorIsLost(t *testing.T) {
	t.Parallel()
	first := diag.Diagnostic{Rule: "package", Message: "axios is not declared", Place: diag.Place{File: "a.js", Line: 2}}
	second := diag.Diagnostic{Rule: "syntax", Message: "no such word"}
	stranded := hintError{"no hook may be running: down", "no hook may be running", "Click"}
	for name, tt := range map[string]struct {
		err  error
		want []string // messages of the annotations
	}{
		"as they are":          {errors.Join(first, second), []string{first.Message, second.Message}},
		"with words around it": {fmt.Errorf("it was updated, but: %w", first), []string{"it was updated, but: a.js:2: axios is not declared"}},
		"with a hint":          {diag.WithHint(first, "Click"), []string{first.Message}},
		"beside another error": {fmt.Errorf("%w; then the tenant was read: %w", errors.New("no answer"), second),
			[]string{"no answer; then the tenant was read: no such word"}},
		"beside what must be known first": {errors.Join(stranded, fmt.Errorf("moved: %w", first)),
			[]string{"no hook may be running: down\nmoved: a.js:2: axios is not declared", first.Message}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := base(tenant.ModeApply, as(update("a", tenant.PostLogin, "x", "y"), tenant.Failed, tt.err))
			var got []string
			for _, a := range Annotations(run) {
				got = append(got, a.Message)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestCheckout links files of a repository that stands in a folder of the workspace.
func TestCheckout(t *testing.T) {
	t.Parallel()
	run := base(tenant.ModeCheck)
	run.Checkout = "src"
	for _, file := range []string{"src/hooks/a.js", "srcs/b.js", "c.js"} {
		place := diag.Place{File: file, Line: 2}
		run.Diagnostics = append(run.Diagnostics, diag.Diagnostic{Severity: diag.Warning, Place: place, Message: file})
	}
	summary := Summary(run)
	for _, want := range []string{"[`src/hooks/a.js:2`](" + run.Blob + "hooks/a.js#L2):", "- ⚠️ `srcs/b.js:2`:", "- ⚠️ `c.js:2`:"} {
		if !strings.Contains(summary, want) {
			t.Errorf("%s is not in\n%s", want, summary)
		}
	}
	for i, want := range []string{"hooks/a.js", "srcs/b.js", "c.js"} {
		if got := Annotations(run)[i].File; got != want && (i == 0 || got != "") {
			t.Errorf("annotation in %q, want %q", got, want)
		}
	}
}

func TestRuntimeNote(t *testing.T) {
	t.Parallel()
	deployed, native := onActions(unchanged("a", tenant.PostUserRegistration, "x"), 1).Step, native(auditAfter).Step
	plan := func(hooks, actions tenant.AccessStatus, steps ...tenant.Step) tenant.Plan {
		have := tenant.Snapshot{Hooks: tenant.Access{Status: hooks}, Actions: tenant.Access{Status: actions}}
		return tenant.Plan{Steps: steps, Have: have}
	}
	tests := map[string]struct {
		plan tenant.Plan
		want string
	}{
		"named":              {plan(tenant.NotRead, tenant.Readable, deployed), ""},
		"ended":              {plan(tenant.Ended, tenant.Readable, deployed), "this tenant no longer accepts Hooks"},
		"read-only":          {plan(tenant.ReadOnly, tenant.Readable), "this tenant accepts no new Hooks and no edits of their source"},
		"no scope":           {plan(tenant.Forbidden, tenant.Readable), "the token may not read Hooks"},
		"there already":      {plan(tenant.Readable, tenant.Readable, native, deployed), "as deployed before"},
		"native alone":       {plan(tenant.Readable, tenant.Readable, native), ""},
		"Hooks, as expected": {plan(tenant.Readable, tenant.Readable, unchanged("a", tenant.PostLogin, "x").Step), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := RuntimeNote(tt.plan); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestDashboard(t *testing.T) {
	t.Parallel()
	const id, manage = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", "https://manage.auth0.com/dashboard/"
	tests := map[string]struct {
		domain  string
		runtime tenant.Runtime
		id      string
		want    string
	}{
		"the US":           {"example.auth0.com", tenant.RuntimeHooks, id, manage + "us/example/hooks"},
		"Europe":           {"example.eu.auth0.com", tenant.RuntimeHooks, id, manage + "eu/example/hooks"},
		"another US":       {"ex-1.us-3.auth0.com", tenant.RuntimeHooks, id, manage + "us-3/ex-1/hooks"},
		"an Action":        {"example.jp.auth0.com", tenant.RuntimeActions, id, manage + "jp/example/actions/library/details/" + id},
		"a hostile id":     {"example.jp.auth0.com", tenant.RuntimeActions, "../../x", manage + "jp/example/actions/library"},
		"all Actions":      {"example.uk.auth0.com", tenant.RuntimeActions, "", manage + "uk/example/actions/library"},
		"both runtimes":    {"example.uk.auth0.com", tenant.RuntimeAuto, id, ""},
		"a custom domain":  {"login.example.com", tenant.RuntimeHooks, id, ""},
		"a port":           {"example.auth0.com:8443", tenant.RuntimeHooks, id, ""},
		"loopback":         {"127.0.0.1:8080", tenant.RuntimeHooks, id, ""},
		"an unknown place": {"example.mars.auth0.com", tenant.RuntimeHooks, id, ""},
		"a look-alike":     {"example.auth0.com.evil.example", tenant.RuntimeHooks, id, ""},
		"a name with more": {"a/b.auth0.com", tenant.RuntimeHooks, id, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Dashboard(tt.domain, tt.runtime, tt.id); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// BenchmarkThousandHooks writes all reports of a large set: some 0.3 s on a slow core.
func BenchmarkThousandHooks(b *testing.B) {
	run := base(tenant.ModeApply)
	for i := range 1000 {
		r := update(fmt.Sprintf("hook-%04d", i), tenant.PostLogin, auditBefore, auditAfter)
		for _, text := range []string{"one cause", fmt.Sprintf("cause %d", i)} {
			r.Warnings = append(r.Warnings, diag.Diagnostic{Severity: diag.Warning, Message: text})
		}
		run.Results = append(run.Results, r)
	}
	for b.Loop() {
		for _, text := range []string{Summary(run), Render(run, Marker("id"), ""), logOf(run), outputsOf(run)} {
			if text == "" {
				b.Error("nothing was written")
			}
		}
	}
}

// What a check finds where the hook is described is a finding of the run and the reason of the hook's failure: said once.
func TestCheckFindingOnce(t *testing.T) {
	t.Parallel()
	found := diag.Diagnostic{Rule: "hook", Severity: diag.Error, Place: diag.Place{File: "hooks/a.json", Line: 1},
		Message: "dependencies is not a map"}
	failed := unchanged("a", tenant.PostLogin, "x")
	failed.Step.Want.File, failed.Step.Want.Line = "hooks/a.json", 0
	run := base(tenant.ModeCheck, as(failed, tenant.Failed, found))
	run.Diagnostics = []diag.Diagnostic{found}
	for _, line := range []int{0, 1} {
		run.Results[0].Step.Want.Line = line
		if got := Annotations(run); len(got) != 1 {
			t.Errorf("line %d: %d annotations, want 1: %+v", line, len(got), got)
		}
	}
}
