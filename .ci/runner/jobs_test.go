package runner

import (
	"strings"
	"testing"
)

// TestActReusableWorkflow has a job call a workflow that deploys, and a job after it read its outputs.
func TestActReusableWorkflow(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks")
	s.workflow = strings.NewReplacer("AUTH0_TENANT", s.auth0URL, "ACTION", usedAs(t)).Replace(called)
	write(t, s.repository, ".github/workflows/deploy.yml", s.workflow)
	s.workflow = "name: " + t.Name() + calling
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	p := s.play("push", push()).want(0, "result=created")
	actions := s.auth0.Actions()
	if len(actions) != 1 {
		t.Fatalf("the tenant has %+v", actions)
	}
	p.want(0, "deployed audit as "+actions[0].ID)
}

const called = `name: Deploy
on:
  workflow_call:
    outputs:
      hook-id:
        value: ${{ jobs.deploy.outputs.hook-id }}
      hooks:
        value: ${{ jobs.deploy.outputs.hooks }}
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    outputs:
      hook-id: ${{ steps.hook.outputs.hook-id }}
      hooks: ${{ steps.hook.outputs.hooks }}
    steps:
      - uses: actions/checkout@v7
      - id: hook
        uses: ACTION
        with:
          domain: AUTH0_TENANT
          client-id: ${{ vars.AUTH0_CLIENT_ID }}
          client-secret: ${{ secrets.AUTH0_CLIENT_SECRET }}
          runtime: actions
          hook-name: audit
          trigger: credentials-exchange
          script-path: hooks/audit.js
`

const calling = `
on: push
permissions: {}
jobs:
  deploy:
    permissions:
      contents: read
    uses: ./.github/workflows/deploy.yml
    secrets: inherit
  after:
    needs: deploy
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - env:
          ID: ${{ needs.deploy.outputs.hook-id }}
          NAMES: ${{ join(fromJSON(needs.deploy.outputs.hooks).*.name, ' ') }}
        run: echo "deployed $NAMES as $ID"
`

// TestActTwoHooks is a job with two hooks. The first one fails; the second one is deployed all the same.
func TestActTwoHooks(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Login hooks")
	s.workflow = strings.NewReplacer("AUTH0_TENANT", s.auth0URL, "ACTION", usedAs(t), "NAME", t.Name()).Replace(two)
	write(t, s.repository, "hooks/broken.js", "module.exports = function (user, context, callback {\n")
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("push", push()).want(1, "first failed, second created")
	if actions := s.auth0.Actions(); len(actions) != 1 || actions[0].Name != "audit" {
		t.Errorf("the tenant has %+v", actions)
	}
}

const two = `name: NAME
on: push
permissions: {}
jobs:
  hooks:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v7
      - id: first
        uses: ACTION
        with:
          domain: AUTH0_TENANT
          client-id: ${{ vars.AUTH0_CLIENT_ID }}
          client-secret: ${{ secrets.AUTH0_CLIENT_SECRET }}
          runtime: actions
          hook-name: broken
          trigger: pre-user-registration
          script-path: hooks/broken.js
      - id: second
        if: always()
        uses: ACTION
        with:
          domain: AUTH0_TENANT
          client-id: ${{ vars.AUTH0_CLIENT_ID }}
          client-secret: ${{ secrets.AUTH0_CLIENT_SECRET }}
          runtime: actions
          hook-name: audit
          trigger: credentials-exchange
          script-path: hooks/audit.js
      - if: always()
        env:
          FIRST: ${{ steps.first.outputs.result }}
          SECOND: ${{ steps.second.outputs.result }}
        run: echo "first $FIRST, second $SECOND"
`

// TestActDraftIsTested deploys a native Action, and then one whose test fails: what is live stays.
func TestActDraftIsTested(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Test before it goes live")
	const good = "exports.onExecutePostLogin = async (event, api) => {\n  api.idToken.setCustomClaim('team', event.user.name);\n};\n"
	write(t, s.repository, "actions/login.js", good)
	write(t, s.repository, "actions/login.events.json", `[{"tenant": {"id": "acme"}, "user": {"name": "octocat"}}]`)
	s.commit()
	s.play("push", push()).want(0, "result=created", "runtime=actions")
	if n := len(s.auth0.TestRuns()); n != 1 {
		t.Errorf("%d tests of drafts, want 1", n)
	}
	const bad = "exports.onExecutePostLogin = async (event, api) => {\n  throw new TypeError('no team');\n};\n"
	write(t, s.repository, "actions/login.js", bad)
	s.commit()
	s.play("push", push()).want(1, "result=failed", "no team")
	actions := s.auth0.Actions()
	if len(actions) != 1 || actions[0].Deployed == nil || !strings.Contains(actions[0].Deployed.Code, good) {
		t.Errorf("what is live is no longer what was: %+v", actions)
	}
}

// TestActBinary runs the program without its image, as the documents say. In the job's image gh gives what was built here.
func TestActBinary(t *testing.T) {
	t.Parallel()
	s := newScene(t, "Without Docker")
	write(t, s.repository, "hooks/audit.js", script)
	s.commit()
	s.play("push", push()).want(0, "result=created", "runtime=actions")
	if actions := s.auth0.Actions(); len(actions) != 1 || actions[0].Deployed == nil {
		t.Fatalf("the tenant has %+v", actions)
	}
}
