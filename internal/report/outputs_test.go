package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

func TestOverall(t *testing.T) {
	t.Parallel()
	created := create("a", tenant.CredentialsExchange, "x", new(false))
	updated := update("b", tenant.CredentialsExchange, "x", "y")
	same := unchanged("c", tenant.CredentialsExchange, "x")
	deleted := remove("d", tenant.CredentialsExchange)
	failed := as(created, tenant.Failed, errors.New("no"))
	half := failed
	half.Now = created.Now
	waiting := as(created, tenant.Skipped, errors.New("not begun"))
	warning, problem := diag.Diagnostic{Severity: diag.Warning}, diag.Diagnostic{Severity: diag.Error}
	found := func(mode tenant.Mode, all ...diag.Diagnostic) Run { return Run{Mode: mode, Diagnostics: all} }
	ended := func(err error, results ...tenant.Result) Run {
		return Run{Mode: tenant.ModeApply, Err: err, Results: results}
	}
	skipped, wrong := base(tenant.ModeApply, waiting), found(tenant.ModeApply, problem)
	skipped.Skipped, wrong.Skipped = "a fork", "a fork"
	no, onlyUpdate, both := [2]bool{}, [2]bool{false, true}, [2]bool{true, true}
	tests := map[string]struct {
		run         Run
		want        string
		wantChanged bool
		wantRuntime string
		// wantComment is whether a comment is written where there is none, and where there is one.
		wantComment [2]bool
	}{
		"nothing":                {base(tenant.ModeApply), "unchanged", false, "", onlyUpdate},
		"created":                {base(tenant.ModeApply, same, created), "created", true, "hooks", both},
		"updated":                {base(tenant.ModeApply, same, updated), "updated", true, "hooks", both},
		"unchanged":              {base(tenant.ModeApply, same), "unchanged", false, "hooks", onlyUpdate},
		"deleted before created": {base(tenant.ModeApply, created, deleted), "deleted", true, "hooks", both},
		"created before updated": {base(tenant.ModeApply, updated, created), "created", true, "hooks", both},
		"failed before all":      {base(tenant.ModeApply, deleted, failed, created), "failed", true, "hooks", both},
		"failed":                 {base(tenant.ModeApply, failed), "failed", false, "hooks", both},
		"failed half-way":        {base(tenant.ModeApply, half), "failed", true, "hooks", both},
		"not attempted":          {base(tenant.ModeApply, same, waiting), "failed", false, "hooks", both},
		"planned":                {base(tenant.ModePlan, as(created, tenant.Planned, nil)), "planned", true, "hooks", both},
		"planned to stay":        {base(tenant.ModePlan, as(same, tenant.Planned, nil)), "planned", false, "hooks", onlyUpdate},
		"cannot be planned":      {base(tenant.ModePlan, failed), "failed", false, "hooks", both},
		"mixed":                  {base(tenant.ModeApply, created, onActions(created, 1)), "created", true, "mixed", both},
		"actions":                {base(tenant.ModeApply, onActions(created, 1)), "created", true, "actions", both},
		"ended early":            {ended(errors.New("no"), waiting), "failed", false, "hooks", both},
		"cancelled":              {ended(context.Canceled, created, waiting), "failed", true, "hooks", both},
		"skipped":                {skipped, "skipped", false, "hooks", no},
		"skipped with an error":  {wrong, "failed", false, "", onlyUpdate},
		"a warning":              {found(tenant.ModeApply, warning), "unchanged", false, "", onlyUpdate},
		"wrong inputs":           {found(tenant.ModeApply, warning, problem), "failed", false, "", onlyUpdate},
		"no mode":                {found(0, problem), "failed", false, "", onlyUpdate},
		"checked":                {found(tenant.ModeCheck, warning), "checked", false, "", no},
		"checked and failed":     {found(tenant.ModeCheck, problem), "failed", false, "", no},
		"exported":               {base(tenant.ModeExport, same), "exported", false, "hooks", onlyUpdate},
		"converted":              {converted(3), "converted", true, "hooks", no},
		"secrets alone":          {secretsWritten(), "unchanged", false, "hooks", onlyUpdate},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values, _ := Outputs(tt.run)
			want := map[string]string{"result": tt.want, "changed": fmt.Sprint(tt.wantChanged), "runtime": tt.wantRuntime}
			got := map[string]string{"result": values["result"], "changed": values["changed"], "runtime": values["runtime"]}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if Failed(tt.run) != (tt.want == "failed") {
				t.Errorf("Failed is %v", Failed(tt.run))
			}
			comment := [2]bool{WorthComment(tt.run, false), WorthComment(tt.run, true)}
			if comment != tt.wantComment {
				t.Errorf("comment %v, want %v", comment, tt.wantComment)
			}
		})
	}
}

func TestHooksOutput(t *testing.T) {
	t.Parallel()
	run := base(tenant.ModeApply, create("a", tenant.CredentialsExchange, "x", new(false)),
		as(remove("b", tenant.SendPhoneMessage), tenant.Failed, errors.New("line 1\nline <2>")), native(""),
		as(create("d", tenant.PostChangePassword, "x", nil), tenant.Skipped, errors.New("not begun")))
	want := `[{"name":"a","trigger":"credentials-exchange","runtime":"hooks","format":"hook",` +
		`"id":"01HXAMPLECA978112CA1BBDCA","version":0,"result":"created","plan":"create","enabled":false,"error":""},` +
		`{"name":"b","trigger":"send-phone-message","runtime":"hooks","format":"hook","id":"01HXAMPLE3E23E8160039594A","version":0,` +
		`"result":"failed","plan":"delete","enabled":true,"error":"line 1\nline \u003c2\u003e"},` +
		`{"name":"Audit log","trigger":"post-user-registration","runtime":"actions","format":"action",` +
		`"id":"0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0","version":4,"result":"created","plan":"create","enabled":true,"error":""},` +
		`{"name":"d","trigger":"post-change-password","runtime":"hooks","format":"hook","id":"","version":0,` +
		`"result":"skipped","plan":"create","enabled":null,"error":"not begun"}]`
	values, warnings := Outputs(run)
	if diff := cmp.Diff(want, values["hooks"]); diff != "" || warnings != nil {
		t.Errorf("%v (-want +got)\n%s", warnings, diff)
	}
	if values, _ := Outputs(base(tenant.ModeApply)); values["hooks"] != "[]" {
		t.Errorf("no hooks: %s", values["hooks"])
	}
}

// TestHooksOutputFits leaves out unchanged rows first, then shortens errors, then leaves out rows from the end.
func TestHooksOutputFits(t *testing.T) {
	t.Parallel()
	rows := func(n int, one func(name string) tenant.Result) []tenant.Result {
		var all []tenant.Result
		for i := range n {
			all = append(all, one(fmt.Sprintf("hook-%04d", i)))
		}
		return all
	}
	same := rows(600, func(name string) tenant.Result { return unchanged(name, tenant.PostLogin, "x") })
	fresh := func(name string) tenant.Result { return create(name, tenant.PostLogin, "x", nil) }
	bad := func(name string) tenant.Result {
		return as(fresh(name), tenant.Failed, errors.New(strings.Repeat("é", 900)))
	}
	tests := map[string]struct {
		results []tenant.Result
		// wantRows are left, of which wantSame are unchanged ones; wantError is the length of the last error.
		wantRows, wantSame, wantError int
	}{
		"all fit":                        {rows(300, fresh), 300, 0, 0},
		"unchanged rows go first":        {append(same, rows(300, fresh)...), 532, 232, 0},
		"then errors are shortened":      {append(same[:100:100], rows(250, bad)...), 250, 0, 101},
		"then rows from the end are cut": {rows(2000, fresh), 531, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values, warnings := Outputs(base(tenant.ModeApply, tt.results...))
			var got []outputRow
			if err := json.Unmarshal([]byte(values["hooks"]), &got); err != nil || len(values["hooks"]) > 96<<10 {
				t.Fatalf("%d bytes: %v", len(values["hooks"]), err)
			}
			same, last := 0, len([]rune(got[len(got)-1].Error))
			for _, row := range got {
				if row.Result == "unchanged" {
					same++
				}
			}
			if diff := cmp.Diff([]int{tt.wantRows, tt.wantSame, tt.wantError}, []int{len(got), same, last}); diff != "" {
				t.Errorf("rows, unchanged ones, characters of an error (-want +got)\n%s", diff)
			}
			if missing := len(tt.results) - len(got); (missing > 0) != (len(warnings) == 1) {
				t.Errorf("%d rows missing, warnings %v", missing, warnings)
			}
		})
	}
}

func TestSingleOutputs(t *testing.T) {
	t.Parallel()
	var redactor secret.Redactor
	redactor.Add(secret.New("audit-hook-x"))
	run := base(tenant.ModeApply, onActions(create("audit-hook-x", tenant.PostLogin, "x", nil), 3))
	run.Redact = redactor.Redact
	id := run.Results[0].Now.ID
	tests := map[string]struct {
		given string
		want  map[string]string
	}{
		"named by the workflow": {"Audit Hook X", map[string]string{"hook-name": "audit-hook-x", "version": "3", "hook-id": id}},
		"named by a server":     {"", map[string]string{"hook-name": "***", "version": "3", "hook-id": id}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := run
			one.HookName = tt.given
			values, _ := Outputs(one)
			got := map[string]string{"hook-name": values["hook-name"], "version": values["version"], "hook-id": values["hook-id"]}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if strings.Contains(values["hooks"], "audit-hook-x") {
				t.Errorf("the name is not redacted in %s", values["hooks"])
			}
		})
	}
}
