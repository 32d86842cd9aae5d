package shim

import (
	"regexp"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"

	"github.com/dop251/goja/ast"
)

// An obstacle is a construct that keeps a hook from an idiomatic conversion, at a byte of the script.
type obstacle struct {
	kind   string
	offset int
	detail string // the path that it is about, for a kind that says so
}

// kinds of obstacle, in words.
var obstacles = map[string]string{
	"arguments":           "arguments of the hook",
	"callback-expression": "the callback is called inside a larger expression",
	"callback-followed":   "work follows the callback, or is under way when it is called",
	"callback-handed-on":  "the callback is handed on as a value",
	"callback-missing":    "a path ends without the callback",
	"callback-nested":     "the callback is called in an inner function",
	"callback-stored":     "the callback is stored",
	"callback-twice":      "the callback may be called twice",
	"chain-open":          "a promise chain that is not closed by one handler, or whose steps cannot be joined",
	"error-class":         "an error class of Hooks is used for more than an error that the callback gets",
	"error-in-try":        "an error goes to the callback inside try, where a throw would be caught",
	"eval":                "eval, or a function made of a text",
	"finally":             "the callback is called in finally",
	"form":                "the hook is not one plain function that is exported once",
	"marker":              "a marker, whose value may decide what the code does",
	"metadata-null":       "null in metadata, which a Hook stores and an Action removes",
	"name-taken":          "the script has a name of its own that the Action needs",
	"order":               "an error may follow a claim",
	"parameter-aliased":   "a parameter as a whole is stored or copied",
	"parameter-changed":   "a property of a parameter is set or deleted",
	"parameter-computed":  "a property of a parameter is read by a computed name",
	"parameter-handed-on": "a parameter as a whole is handed on",
	"parameter-pattern":   "a parameter is a pattern, or has a default",
	"parameter-rebound":   "a parameter is given another value",
	"parameter-unknown":   "a property that Hooks do not document",
	"require-dynamic":     "require without a literal, or as a value",
	"result-computed":     "what the callback gets cannot be read from the text",
	"scope-changed":       "the array of scopes is changed in place",
	"sloppy":              "a construct that only sloppy mode has",
	"throw":               "the hook throws at a trigger that may deny",
	"unread":              "the script cannot be analyzed",
	"with":                "with",
}

// diagnostic is the obstacle for a reader: its message says why the script did not become an idiomatic Action.
func (o *obstacle) diagnostic(s *script.Script) diag.Diagnostic {
	d := diag.Diagnostic{Rule: "adapter", Severity: diag.Notice, Place: diag.Place{Line: 1, Column: 1}}
	reason := say("%s", obstacles[o.kind])
	if o.detail != "" {
		reason = say("%s: %s", obstacles[o.kind], script.PathWords(o.detail))
	}
	d = d.Saying(reason, say("Both behave alike. Rewrite this construct and convert again, or keep the adapter"))
	if tree := s.Tree(); tree != nil {
		d.Line, d.Column = tree.Position(o.offset)
	}
	return d
}

// ofScript is a piece of the script in the words of a finding.
type ofScript = diag.Quote

// say puts the words of a finding together.
func say(format string, args ...any) diag.Words { return diag.Say(format, args...) }

// A converter makes one hook idiomatic.
type converter struct {
	view
	edits
	on        tenant.Trigger
	variables []script.Variable
	byNode    map[int]int // variables, by what declares them
	obstacle  *obstacle   // the first one in the text

	hook              int             // the hook's function
	parameters        map[int]string  // variables that are its parameters, by what Auth0 calls them
	callback          int             // the variable
	done              map[int]bool    // uses of parameters and of the callback that an edit takes care of
	edited            map[int]bool    // expressions that an edit replaces, and that cannot fail
	token             *resultVariable // at credentials-exchange, the variable that is the result; nil where there is none
	handlerParameters map[int]bool    // names that the handlers of chains give errors
	claims            map[int]bool    // assignments that set a claim of it
	chains            map[int]bool    // promise chains that become await: what they throw is caught there

	needs      map[string]bool // helpers that the code calls
	readsScope bool            // the hook's scopes are read, and not given back alone
	risky      bool            // something in the hook may throw outside of try
	regions    []region
	joining    bool // the statements of a chain are converted
	following  int  // how many calls deep a value is followed
}

// refuse notes an obstacle at node i; the first one in the text counts.
func (c *converter) refuse(kind string, i int) { c.refuseAt(kind, c.start(i), "") }

func (c *converter) refuseAt(kind string, offset int, detail string) {
	if c.obstacle == nil || offset < c.obstacle.offset {
		c.obstacle = &obstacle{kind, max(offset, 0), detail}
	}
}

// source is the text of node i.
func (c *converter) source(i int) string { return c.src[c.start(i):c.end(i)] }

// parameterOf is what Auth0 calls the parameter that node i names, "" where it names none.
func (c *converter) parameterOf(i int) string {
	if _, ok := c.Node(i).(*ast.Identifier); !ok || c.Variable(i) == none {
		return ""
	}
	return c.parameters[c.Variable(i)]
}

// isCallback reports whether node i names the callback.
func (c *converter) isCallback(i int) bool {
	_, ok := c.Node(i).(*ast.Identifier)
	return ok && c.callback != none && c.Variable(i) == c.callback
}

// unit is one step of the script's indentation.
func (c *converter) unit() string {
	_, body, _ := function(c.Node(c.hook))
	block, ok := body.(*ast.BlockStatement)
	if ok && len(block.List) > 0 {
		first, outer := c.start(c.Place(block.List[0])), c.indent(c.start(c.hook))
		if step, found := strings.CutPrefix(c.indent(first), outer); found && step != "" && c.isFirst(first) {
			return step
		}
	}
	return "  "
}

// A region is a part of the text whose lines move from one indentation to another.
type region struct{ from, to string }

// The marks around a region in the changed text: no script that is converted has them.
const (
	regionStart = "\ue000"
	regionEnd   = "\ue001"
	goneMark    = "\ue002" // a statement that is gone, with its line
)

// moved notes that the lines that begin between two places get another indentation.
func (c *converter) moved(start, end int, from, to string) {
	if from == to || !strings.Contains(c.src[start:end], "\n") {
		return
	}
	c.regions = append(c.regions, region{from, to})
	mark := string(rune(len(c.regions)-1) + 0xe100) //nolint:gosec // a script has fewer regions than bytes
	c.insert(start, regionStart+mark)
	c.insert(end, regionEnd+mark)
}

// unusedName is a name near the wanted one that the text does not have.
func unusedName(text, name string) string {
	for strings.Contains(text, name) {
		name += "_"
	}
	return name
}

func hasWord(text, word string) bool { return regexp.MustCompile(`\b` + word + `\b`).MatchString(text) }

// usedNames tells the names that the script declares at its top, or that it takes from outside.
func usedNames(s *script.Script) func(name string) bool {
	t := s.Tree()
	if t == nil {
		return func(name string) bool { return hasWord(s.Text(), name) }
	}
	v := viewOf(s)
	names := map[string]bool{}
	for i := 1; i < t.Len(); i++ {
		if name := v.name(i); name != "" && t.Variable(i) == none {
			names[name] = true
		}
	}
	for _, v := range t.Variables() {
		if v.Function == 0 {
			names[v.Name] = true
		}
	}
	return func(name string) bool { return names[name] }
}

// A resultVariable is how a credentials-exchange hook builds its result, property by property.
type resultVariable struct {
	variable int
	claims   []claim
	scope    int    // the expression of its scope, none where it has none
	scopes   string // the constant that its scope becomes, "" where the scope stays
}

// A claim is a property of the result.
type claim struct {
	key   string // JavaScript
	value int
	at    int // the assignment or the declaration that sets it
}
