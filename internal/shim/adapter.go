package shim

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// The parts of an adapter: call.js for all triggers, load.js for a script that is not one plain export, and one file for each
// trigger.
//
//go:embed adapters/*.js
var adapters embed.FS

// adapterNames are what the adapters declare beside the script.
var adapterNames = strings.Fields("hook script copy seen callHook scopesOf setScopes codes")

// adapter puts the hook, as it stands, in front of the code that calls it as an Action.
func adapter(s *script.Script, t tenant.Trigger) string {
	rename := renamer(s)
	hook, ok := plainHook(s, t, rename("const hook"))
	if !ok {
		hook = rename(loadStart) + strings.TrimRight(s.Text(), "\n") + "\n};\n" + rename(adapterFile("load"))
	}
	return errorClassesOf(s.Text(), t) + hook + "\n" + rename(adapterFile("call")+adapterFile(t.String()))
}

// loadStart is what stands before a script that load.js calls.
const loadStart = "const script = function (exports, require, module, __filename, __dirname) { void 0; " +
	"// no directive counts, as on Hooks\n"

func adapterFile(name string) string {
	text, err := adapters.ReadFile("adapters/" + name + ".js")
	if err != nil {
		panic("shim: " + err.Error())
	}
	return string(text)
}

// renamer gives what changes the names in the text of an adapter that the script declares itself, or expects of its
// surroundings.
func renamer(s *script.Script) func(text string) string {
	used := usedNames(s)
	return func(text string) string {
		for _, name := range adapterNames {
			if !used(name) {
				continue
			}
			word := regexp.MustCompile(`(^|[^\w./])` + name + `\b`)
			lines := strings.SplitAfter(text, "\n")
			for i, line := range lines {
				if !strings.HasPrefix(line, "//") {
					lines[i] = word.ReplaceAllString(line, "${1}"+unusedName(s.Text(), name))
				}
			}
			text = strings.Join(lines, "")
		}
		return text
	}
}

// plainHook is the script with its export as a constant, declared by the words of export. ok is not set where it relies on
// more of a module than its export, may fail while it is loaded, or has an error class of its own.
func plainHook(s *script.Script, t tenant.Trigger, export string) (text string, ok bool) {
	if s.Tree() == nil {
		return "", false
	}
	c := newConverter(s, t)
	c.checkForm()
	c.checkTop()
	c.convertVersions()
	classes := t.ErrorClasses()
	for _, v := range c.variables {
		if slices.Contains(classes, v.Name) && v.Function == 0 {
			return "", false
		}
	}
	if c.obstacle != nil {
		return "", false
	}
	c.removeDirectives()
	c.replaceExport(export)
	return c.apply()
}

// errorClassesOf are the classes of Hooks that the script names.
func errorClassesOf(src string, t tenant.Trigger) string {
	classes := t.ErrorClasses()
	var names []string
	for _, name := range classes[1:] {
		if hasWord(src, name) {
			names = append(names, name)
		}
	}
	base, text := "Error", ""
	if hasWord(src, classes[0]) || len(names) > 1 {
		base, text = classes[0], baseClass(t)
	}
	for _, name := range names {
		text += fmt.Sprintf(classBody(t, base), name, base)
	}
	if text != "" {
		text += "\n"
	}
	return text
}

// baseClass is what the classes of Hooks extend. At credentials-exchange they have no constructor of their own: theirs keeps
// the cause of an error away, as on Hooks.
func baseClass(t tenant.Trigger) string {
	if t == tenant.CredentialsExchange {
		return fmt.Sprintf(classBody(t, "Error"), "ExtensibilityUserError", "Error")
	}
	return "class ExtensibilityUserError extends Error {\n  name = this.constructor.name;\n}\n"
}

// classBody is the text of a class of Hooks, for its name and that of its base.
func classBody(t tenant.Trigger, base string) string {
	switch {
	case t == tenant.CredentialsExchange && base != "Error":
		return "class %s extends %s {}\n"
	case t == tenant.CredentialsExchange:
		return `class %s extends %s {
  constructor(message) {
    super(message);
    this.name = this.constructor.name;
  }
}
`
	case base != "Error":
		return `class %s extends %s {
  constructor(message, friendlyMessage) {
    Object.assign(super(message), { friendlyMessage: friendlyMessage || message });
  }
}
`
	}
	return `class %s extends %s {
  constructor(message, friendlyMessage) {
    super(message);
    this.name = this.constructor.name;
    this.friendlyMessage = friendlyMessage || message;
  }
}
`
}
