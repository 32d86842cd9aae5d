package shim

import (
	"embed"
	"regexp"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// The parts of an adapter: call.js for all triggers, and one file for each.
//
//go:embed adapters/*.js
var adapters embed.FS

// adapterNames are what the adapters declare.
var adapterNames = strings.Fields("hook load copy callHook scopesOf setScopes codes setMetadata withoutVersion noHook")

// adapter puts the hook, as it stands, in front of the code that calls it as an Action.
func adapter(s *script.Script, t tenant.Trigger) string {
	hook, ok := plainHook(s, t)
	if !ok {
		hook = loadedHook(s)
	}
	return errorClassesOf(s.Text(), t) + hook + "\n" + adapterFile("call") + adapterFile(t.String())
}

func adapterFile(name string) string {
	text, err := adapters.ReadFile("adapters/" + name + ".js")
	if err != nil {
		panic("shim: " + err.Error())
	}
	return string(text)
}

// plainHook is the script with its export as a constant. ok is not set where it relies on more of a module than its export,
// may fail while it is loaded, or has names that the adapter needs.
func plainHook(s *script.Script, t tenant.Trigger) (text string, ok bool) {
	if s.Tree() == nil {
		return "", false
	}
	c := newConverter(s, t)
	c.checkForm()
	c.checkTop()
	c.convertVersions()
	taken := slices.Concat(adapterNames, errorClasses(t), []string{"ExtensibilityUserError"})
	for _, v := range c.variables {
		if slices.Contains(taken, v.Name) && v.Function == 0 {
			return "", false
		}
	}
	if c.obstacle != nil {
		return "", false
	}
	c.removeDirectives()
	c.replaceExport("const hook")
	return c.apply()
}

// checkTop looks for what the script does while it is loaded.
func (c *converter) checkTop() {
	for i := 1; i < c.Len(); i++ {
		_, this := c.Node(i).(*ast.ThisExpression)
		if (this || c.isGlobal(i, "arguments")) && c.thisFunction(i) == 0 {
			c.refuse("sloppy", i)
		}
	}
	for _, st := range c.topLevel() {
		if !c.isLoadSafe(st) {
			c.refuse("form", c.Place(st))
		}
	}
}

// isLoadSafe reports whether a statement of the script itself is known, or as good as known, not to throw.
func (c *converter) isLoadSafe(st ast.Statement) bool {
	switch n := st.(type) {
	case *ast.VariableStatement, *ast.LexicalDeclaration, *ast.FunctionDeclaration:
		return true // what a package or its constructor does is taken for granted
	case *ast.ClassDeclaration:
		return true
	case *ast.ExpressionStatement:
		if a, ok := n.Expression.(*ast.AssignExpression); ok && (c.isExport(c.Place(a.Left)) || c.isGlobal(c.Place(a.Left), "exports")) {
			return true
		}
		return c.isSafe(c.Place(n.Expression), false)
	}
	return !c.isRisky(st)
}

// loadedHook is the script inside a function that is called as Node loads a module.
func loadedHook(s *script.Script) string {
	return "const load = function (exports, require, module, __filename, __dirname) { void 0; // no directive counts, as on Hooks\n" +
		strings.TrimRight(s.Text(), "\n") + "\n};\n\n" + loader
}

// loader calls load. A script that fails then fails each call, with the message of Auth0's compilers.
const loader = `const withoutVersion = (id) => require(` + "`${id}`" + `.replace(/^((?:@[^/@]+\/)?[^/@]+)@[^/]+/, '$1'));
let hook;
try {
  const module = { exports: {} };
  hook = load.call(module.exports, module.exports, Object.assign(withoutVersion, require), module, '/hook.js', '/');
  hook ||= module.exports;
} catch (cause) {
  console.log(cause);
}
const noHook = () => { throw new Error('Unable to compile the extensibility code as javascript'); };
if (typeof hook !== 'function') hook = noHook;
`

// errorClassesOf are the classes of Hooks that the script names.
func errorClassesOf(src string, t tenant.Trigger) string {
	var names []string
	for _, name := range errorClasses(t) {
		if hasWord(src, name) {
			names = append(names, name)
		}
	}
	base, text := "Error", ""
	if hasWord(src, "ExtensibilityUserError") || len(names) > 1 {
		base, text = "ExtensibilityUserError", errorClassText("ExtensibilityUserError", "Error", "")
	}
	for _, name := range names {
		if t == tenant.CredentialsExchange && base != "Error" {
			text += "class " + name + " extends " + base + " {}\n"
			continue
		}
		text += errorClassText(name, base, friendlyLine(t))
	}
	if text != "" {
		text += "\n"
	}
	return text
}

// friendlyLine is what the constructor of a class with a text for the user does more than others.
func friendlyLine(t tenant.Trigger) string {
	if t == tenant.CredentialsExchange {
		return ""
	}
	return "    this.friendlyMessage = friendlyMessage || message;\n"
}

func errorClassText(name, base, more string) string {
	parameters, named := "message", ""
	if more != "" {
		parameters = "message, friendlyMessage"
	}
	if base == "Error" {
		named = "    this.name = this.constructor.name;\n"
	}
	return "class " + name + " extends " + base + " {\n  constructor(" + parameters + ") {\n    super(message);\n" +
		named + more + "  }\n}\n"
}

func hasWord(text, word string) bool { return regexp.MustCompile(`\b` + word + `\b`).MatchString(text) }
