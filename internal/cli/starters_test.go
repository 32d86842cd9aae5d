package cli_test

import (
	"testing"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

// The smallest native Action and the sample event of each trigger draw no finding, and the tenant accepts them.
func TestStartersAndSampleEvents(t *testing.T) {
	t.Parallel()
	for _, trigger := range tenant.Triggers() {
		t.Run(trigger.String(), func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newNativeEnv(t, "trigger", trigger.String(), "test-payload", "event.json", "strict", "true", "enabled", "true")
				e.file("actions/plan.js", printed(t, "starter", trigger.String(), "--native"))
				e.file("event.json", printed(t, "payload", trigger.String()))
				o := e.run().want(0, "result", "created")
				if runs := e.auth0.TestRuns(); len(runs) != 1 || runs[0].Action.Trigger != trigger.String() {
					t.Errorf("runs of the draft: %+v\n%s", runs, o.log)
				}
			})
		})
	}
}

// The starter of a hook file deploys on both runtimes, without a finding.
func TestStartersOfHookFiles(t *testing.T) {
	t.Parallel()
	for _, trigger := range triggersOfHooks {
		for name, age := range map[string]sandbox.Age{"Hook": sandbox.HooksOn, "Action": sandbox.HooksGone} {
			t.Run(trigger+" as "+name, func(t *testing.T) {
				t.Parallel()
				timed(t, func(t *testing.T) {
					e := newEnv(t, "trigger", trigger, "strict", "true")
					e.auth0.SetAge(age)
					e.file("hooks/audit.js", printed(t, "starter", trigger))
					e.run().want(0, "result", "created")
				})
			})
		}
	}
}
