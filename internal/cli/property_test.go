package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// Whatever a tenant has and whatever files say: plan tells what apply does, the plan after it is empty, and what is
// exported is unchanged when it is applied.
func TestPlanApplyPlanExportApply(t *testing.T) {
	t.Parallel()
	seeds := 30
	if os.Getenv("FULL_MATRIX") != "" {
		seeds = 2000
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &property{rnd: rand.New(rand.NewPCG(seed, 3)), bubble: newBubble(t, false)}
				p.prepare()
				p.writeFiles("set")
				p.check()
			})
		})
	}
}

// A property is one tenant and one set of files, at random.
type property struct {
	*bubble
	rnd   *rand.Rand
	hooks []propertyHook
}

// A propertyHook is what one hook is on the tenant and in the files.
type propertyHook struct {
	name    string
	trigger tenant.Trigger
	format  tenant.Format
	// needsSecrets is set where the files have to give the secrets: nobody can read those of a Hook that becomes an Action.
	needsSecrets bool
}

const propertySecret = "a value for the key K"

func (p *property) check() {
	p.t.Helper()
	variables := "K=" + propertySecret
	for _, h := range p.hooks {
		variables += "\n" + strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToUpper(h.name)) + "_K=" + propertySecret
	}
	p.inputs("runtime", "auto", "prune", "true", "replace-enabled", "true", "variables", variables)
	before := p.auth0.Writes()
	planned := p.inputs("mode", "plan").runIn(p.ctx).want(0, "result", "planned")
	if n := p.auth0.Writes() - before; n != 0 {
		p.t.Errorf("a plan made %d writes", n)
	}
	p.inputs("mode", "apply").runIn(p.ctx).want(0, "changed", planned.outputs["changed"])
	p.inputs("mode", "plan").runIn(p.ctx).want(0, "changed", "false")
	p.inputs("mode", "export", "hooks-path", "out").runIn(p.ctx).want(0, "result", "exported")
	p.inputs("mode", "apply").runIn(p.ctx).want(0, "changed", "false")
	p.rest()
}

func (p *property) chance(percent int) bool { return p.rnd.IntN(100) < percent }

func (p *property) pick(options ...string) string { return options[p.rnd.IntN(len(options))] }

// prepare makes a tenant: of any age, with Hooks, with Actions that an earlier run deployed and somebody edited since, and
// with others' Actions.
func (p *property) prepare() {
	p.secrets = append(p.secrets, propertySecret)
	p.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set", "comment", "never")
	triggers := tenant.Triggers()
	for _, i := range p.rnd.Perm(len(triggers))[:4] {
		for _, name := range []string{"one ", "Two "}[:1+p.rnd.IntN(2)] {
			p.hooks = append(p.hooks, propertyHook{name: name + triggers[i].String(), trigger: triggers[i]})
		}
	}
	p.drawFormats()
	if p.chance(50) {
		p.writeFiles("set")
		p.inputs("runtime", "actions", "variables", "K="+propertySecret).runIn(p.ctx).want(0)
		p.edit()
	}
	age := []sandbox.Age{sandbox.HooksOn, sandbox.HooksReadOnly, sandbox.HooksGone}[p.rnd.IntN(3)]
	p.drawFormats()
	p.addHooks(age)
	p.addUnmanaged()
	p.auth0.SetAge(age)
}

// drawFormats gives each hook a format that its trigger has. A trigger that takes one Action has one hook.
func (p *property) drawFormats() {
	for i := range p.hooks {
		h := &p.hooks[i]
		h.format = tenant.FormatAction
		if script.Starter(h.trigger, tenant.FormatHook) != "" && p.chance(60) {
			h.format = tenant.FormatHook
		}
	}
}

// edit has somebody edit Actions that were deployed, in a draft or live.
func (p *property) edit() {
	for _, a := range p.auth0.Actions() {
		switch p.rnd.IntN(4) {
		case 0:
			p.auth0.EditCode(a.ID, a.Code+"\n// draft")
		case 1:
			p.auth0.DeployCode(a.ID, a.Code+"\n// by hand")
		}
	}
}

// addHooks adds Hooks where the tenant still has some. One is enabled at a trigger, and none where an Action is bound.
func (p *property) addHooks(age sandbox.Age) {
	taken := map[tenant.Trigger]bool{}
	for i := range p.hooks {
		h := &p.hooks[i]
		text := script.Starter(h.trigger, tenant.FormatHook)
		if text == "" || age == sandbox.HooksGone || p.chance(40) {
			continue
		}
		on := !taken[h.trigger] && len(p.auth0.Bound(h.trigger.String())) == 0 && p.chance(50)
		taken[h.trigger] = taken[h.trigger] || on
		one := sandbox.Hook{Name: tenant.Kebab(h.name), Trigger: h.trigger.String(), Enabled: on, Script: p.pick(text, text+"//\n")}
		if p.chance(40) {
			one.Secrets = map[string]string{"K": propertySecret}
			h.needsSecrets = age != sandbox.HooksOn || h.format == tenant.FormatAction
		}
		p.auth0.AddHook(one)
	}
}

// addUnmanaged adds Actions of others, and some of the names that the files have.
func (p *property) addUnmanaged() {
	for i, h := range p.hooks {
		name := "others " + h.trigger.String()
		if h.format == tenant.FormatAction && !p.exists(h.name) {
			name = h.name
		}
		if h.trigger.TakesOneAction() && name != h.name || p.chance(50) || p.exists(name) {
			continue
		}
		id := p.auth0.AddAction(sandbox.Action{Name: name, Trigger: h.trigger.String(), Runtime: p.pick("node18-actions", "node22"),
			Code: script.Starter(h.trigger, tenant.FormatAction) + "// others'\n", Deployed: &sandbox.Version{}})
		if !p.hooks[i].trigger.TakesOneAction() && p.chance(50) {
			p.auth0.AddBinding(id, "shown otherwise")
		}
	}
}

// exists reports whether there is an Action that is of the name, or was deployed for it.
func (p *property) exists(name string) bool {
	for _, a := range p.auth0.Actions() {
		if tenant.Kebab(a.Name) == tenant.Kebab(name) {
			return true
		}
	}
	return false
}

// writeFiles describes the hooks, of each trigger one that is enabled.
func (p *property) writeFiles(dir string) {
	taken := map[tenant.Trigger]bool{}
	for i, h := range p.hooks {
		text := script.Starter(h.trigger, h.format)
		p.file(fmt.Sprintf("%s/hooks/%d.js", dir, i), text+p.pick("", "//\n", "// other\n"))
		entry := map[string]any{"name": h.name, "triggerId": h.trigger.String(), "script": fmt.Sprintf("./%d.js", i)}
		if on := p.chance(50) && !taken[h.trigger]; on {
			taken[h.trigger] = true
			entry["enabled"] = true
		} else if p.chance(50) || h.trigger.TakesOneAction() {
			entry["enabled"] = false
		}
		if p.chance(30) {
			entry["dependencies"] = map[string]string{"lodash": "4.17.21"}
		}
		if h.needsSecrets || p.chance(30) {
			entry["secrets"] = map[string]string{"K": "##K##"}
		}
		if h.format == tenant.FormatAction {
			entry["adopt"] = true
			if p.chance(30) {
				entry["position"] = p.pick("first", "last")
			}
		}
		p.file(fmt.Sprintf("%s/hooks/%d.json", dir, i), jsonText(entry))
	}
}
