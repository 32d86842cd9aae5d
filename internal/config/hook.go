package config

import (
	"strings"

	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/tenant"
)

// hooks reads what the inputs say of the one hook, or of the set of hooks, that a run is about.
func (in *reader) hooks(c *Config, root string) {
	if in.has("hooks-path") {
		in.set(c, root)
		return
	}
	if in.has("variables") {
		in.report("variables", "it is used with hooks-path only, and hooks-path is not given", "leave it out")
	}
	if c.Mode == tenant.ModeExport {
		in.report("hooks-path", "it is missing", "give the directory to which the export is written")
		return
	}
	in.identity(c)
	if c.Mode != tenant.ModeDelete {
		in.content(c, root)
	}
}

// set reads what belongs to a set of hooks, and refuses what belongs to one hook.
func (in *reader) set(c *Config, root string) {
	for _, name := range []string{"hook-name", "trigger", "script-path"} {
		if in.has(name) {
			in.report(name, given+"hooks-path", "give either one hook or a set of hooks")
		}
	}
	for _, field := range []string{"enabled", "position", "dependencies", "secrets", "testPayload"} {
		name := field
		if field == hookfile.FieldTestPayload {
			name = "test-payload"
		}
		if in.has(name) {
			in.report(name, "it is used with a single hook only, and "+given+"hooks-path", "write "+field+" into the hook's own file")
		}
	}
	vars, found := hookfile.ParseVariables("variables", in.get("variables"))
	in.found = append(in.found, found...)
	c.Variables, c.HooksPath = vars, in.path("hooks-path", root)
}

// identity reads what identifies a hook. A check needs neither name nor trigger, and a conversion no name.
func (in *reader) identity(c *Config) {
	name := in.get("hook-name")
	if d, ok := hookfile.CheckName(name, hookfile.Quote(name), 0); name != "" && !ok {
		in.report("hook-name", d.Message, d.Hint)
	} else if name == "" && c.Mode.NeedsTenant() {
		in.report("hook-name", "it is missing", "give the hook's name as in the Auth0 Dashboard")
	}
	c.Hook.Name = name
	switch id := in.get("trigger"); {
	case id != "":
		t, err := hookfile.ParseTrigger(id, hookfile.Quote(id))
		if err != nil {
			in.report("trigger", err.Error(), "")
		}
		c.Hook.Trigger = t
	case c.Mode != tenant.ModeCheck:
		in.report("trigger", "it is missing", "give one of "+triggerNames(c.Mode))
	}
	if c.Mode == tenant.ModeDelete && c.Runtime == tenant.RuntimeHooks && c.Hook.Trigger != 0 &&
		!c.Hook.Trigger.HasHooks() {
		in.report("trigger", c.Hook.Trigger.String()+" has no Hooks, and runtime is hooks",
			"leave runtime out, or set it to actions")
	}
}

// triggerNames are the triggers that a mode has something to do for: only those of Hooks have files to convert.
func triggerNames(m tenant.Mode) string {
	all := tenant.Triggers()
	if m == tenant.ModeConvert {
		all = tenant.HookTriggers()
	}
	var names []string
	for _, t := range all {
		names = append(names, t.String())
	}
	return strings.Join(names, ", ")
}

// content reads the fields that a deployment writes.
func (in *reader) content(c *Config, root string) {
	h := &c.Hook
	h.Enabled, h.Adopt = in.boolean("enabled"), c.Adopt
	if in.has("position") {
		h.Position = word(in, "position", hookfile.ParsePosition)
	}
	if in.has("dependencies") {
		deps, found := hookfile.ParseDependencies("dependencies", in.get("dependencies"))
		h.Dependencies, in.found = deps, append(in.found, found...)
	}
	if in.has("secrets") {
		secrets, found := hookfile.ParseSecrets("secrets", in.get("secrets"))
		h.Secrets, in.found = secrets, append(in.found, found...)
	}
	if !in.has("script-path") {
		in.report("script-path", "it is missing", "give the JavaScript file, relative to the workspace")
	}
	c.ScriptPath, c.TestPayload = in.path("script-path", root), in.path("test-payload", root)
	if c.TestPayload != "" && c.Runtime == tenant.RuntimeHooks {
		in.report("test-payload", noTests, "leave it out, or set runtime to actions")
	}
}

const noTests = "only an Action can be tested before it goes live, and runtime is hooks"
