// Package script says what a hook file or a native Action holds: whether it is JavaScript that the platform can load, which of
// the two it is, what is wrong with it, which packages it requires, and where it uses what the two runtimes do not give
// alike. It reads text and runs nothing.
package script

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// MaxSize is the most bytes that a script may have. Auth0 documents 100 kB for an Action and nothing for a Hook
// (https://auth0.com/docs/customize/actions/limitations); hooks in use come nowhere near.
const MaxSize = 131_072

// A Script is JavaScript that the platform can load. Its methods are safe for concurrent use: nothing in it changes.
type Script struct {
	text     text
	comments []comment
	imports  []int // the offsets of import(…)
	tree     *tree // nil where unread says why
	// unread is why there is no tree, although the script is valid.
	unread string
	format tenant.Format
}

// Options is what Findings knows about a script besides its text.
type Options struct {
	// Trigger is where the script runs; with 0 what depends on it is not looked at.
	Trigger tenant.Trigger
	// Runtime is what will run it. 0 counts as RuntimeAuto.
	Runtime tenant.Runtime
	// Dependencies maps npm packages to versions, as the hook's description gives them. nil: not known, and then nothing is
	// said about what is missing there.
	Dependencies map[string]string
	// Unbound is set where the Action is neither bound nor to be bound: a package that is missing is then a warning.
	Unbound bool
	// Secrets has the names that are given or that the tenant has. nil: not known.
	Secrets map[string]bool
	// Markers is set where ##KEY## and @@KEY@@ in the file have been filled, as in the files of hooks-path.
	Markers bool
}

// Parse reads a script, with each parser once. Where it cannot be loaded the Script is nil, and the diagnostics say why, all of
// them errors: it is longer than MaxSize, no UTF-8, nests too deep, or is no JavaScript that both runtimes load. The text of a
// dialect, such as TypeScript, is parsed again to find out which it is. Places have a line and a column; the file is the
// caller's to fill in.
func Parse(src string) (*Script, []diag.Diagnostic) {
	t := newText(src)
	if len(src) > MaxSize {
		return nil, t.shown([]diag.Diagnostic{t.finding("size", diag.Error, 0,
			fmt.Sprintf("the script has %d bytes, and may have %d", len(src), MaxSize),
			"move code into a package, or minify the script")})
	}
	scanned := scan(src)
	if f, ok := checkSyntax(t, scanned); !ok {
		return nil, t.shown([]diag.Diagnostic{f})
	}
	tree, err := newTree(t, scanned)
	if err != nil {
		return &Script{text: t, comments: scanned.comments, imports: scanned.imports, unread: err.Error()}, nil
	}
	if findings := tree.checkRegExps(); len(findings) > 0 {
		return nil, t.shown(diag.Gravest(findings, maxFindings))
	}
	return &Script{text: t, comments: scanned.comments, imports: scanned.imports, tree: tree, format: tree.format()}, nil
}

// Outline is the script without its syntax tree, which takes thirty times the memory of the text. It has Text, Format and
// Unread; to its other methods it is a script that cannot be looked into.
func (s *Script) Outline() *Script {
	return &Script{text: newText(s.text.src), unread: s.unread, format: s.format}
}

// Text is the script, byte for byte.
func (s *Script) Text() string { return s.text.src }

// Unread says, for a debug line, why nothing but the syntax of a valid script can be looked at. It is empty where all can.
func (s *Script) Unread() string { return s.unread }

// Format is how the script is written, by what it exports: FormatAction where it exports a handler, or nearly, and no function;
// FormatHook where it exports what may be a function; 0 where neither is known: then the trigger decides.
func (s *Script) Format() tenant.Format { return s.format }

func (t *tree) format() tenant.Format {
	switch e := t.exported(); {
	case e.value == none && len(e.handlers) > 0:
		return tenant.FormatAction
	case e.value != none && notCallable(t.nodes[e.value].Node) == "":
		return tenant.FormatHook
	}
	return 0
}

// maxFindings bounds what is said about one script: a text made for it draws one with each line.
const maxFindings = 200

// Findings gives what is wrong with the script where it is to run, in the order of the text; of very many the gravest. A comment
//
//	// auth0-hook: allow KIND reason
//
// on the line of a warning or on the one above takes the warnings of that kind out; they are left as Notices. What an
// allowance names that could never be found there is a warning of its own.
func (s *Script) Findings(o Options) []diag.Diagnostic {
	if o.Runtime == 0 {
		o.Runtime = tenant.RuntimeAuto
	}
	findings := s.text.checkMarks()
	if s.tree != nil {
		findings = append(findings, s.tree.check(o)...)
	}
	findings = append(findings, checkComments(s.text, s.comments)...)
	findings = s.allowed(findings, o)
	diag.Sort(findings)
	return s.text.shown(diag.Gravest(findings, maxFindings))
}

// checkMarks finds what an editor put before the script.
func (t text) checkMarks() []diag.Diagnostic {
	const mark = "\ufeff"
	switch {
	case strings.HasPrefix(t.src, mark+mark):
		return []diag.Diagnostic{t.finding("encoding", diag.Warning, 0,
			"the file starts with two byte order marks, which would go to the tenant with the script",
			"save the file as UTF-8 without them")}
	case strings.HasPrefix(t.src, mark):
		return []diag.Diagnostic{t.finding("encoding", diag.Warning, 0,
			"the file starts with a byte order mark, which would go to the tenant with the script",
			"save the file as UTF-8 without it")}
	}
	return nil
}

// Diagnostic makes one at a line and a column of the script, with its excerpt.
func (s *Script) Diagnostic(rule string, severity diag.Severity, at diag.Place, message, hint string) diag.Diagnostic {
	return s.text.shown([]diag.Diagnostic{{Rule: rule, Severity: severity, Place: at, Message: message, Hint: hint}})[0]
}

// shown gives findings their excerpts. A line that holds a credential is shown without its values.
func (t text) shown(findings []diag.Diagnostic) []diag.Diagnostic {
	covered := map[int]bool{}
	for _, f := range findings {
		covered[f.Line] = covered[f.Line] || f.Rule == "credential"
	}
	lines := map[int][]rune{} // a long line with many findings is searched for secrets once
	for i, f := range findings {
		if lines[f.Line] == nil {
			cover := coverSecrets
			if covered[f.Line] {
				cover = coverValues
			}
			lines[f.Line] = []rune(cover(t.line(f.Line)))
		}
		findings[i].Excerpt = excerpt(lines[f.Line], f.Line, f.Column)
	}
	return findings
}

// A rules applies the rules that need a tree, and collects what they find.
type rules struct {
	*look
	o     Options
	found []diag.Diagnostic
	// guards are, by block, the first statement that leaves it by a condition on scope: what is known so far.
	guards map[int]int
}

func (t *tree) check(o Options) []diag.Diagnostic {
	r := &rules{look: t.look(o.Trigger), o: o, guards: map[int]int{}}
	for _, rule := range []func(){
		r.checkContract, r.checkPackages, r.checkSecrets, r.checkPaths, r.checkUndeclared, r.checkReservedNames,
		r.checkCredentials, r.checkMarkers, r.checkShapes, r.checkScopeUse, r.checkLogs, r.checkCertificates,
		r.checkRateLimit, r.checkRetries, r.checkAPIMethods,
	} {
		rule()
	}
	return r.found
}

// add keeps a finding at a byte of the text.
func (r *rules) add(rule string, severity diag.Severity, offset int, message, hint string) {
	r.found = append(r.found, r.finding(rule, severity, offset, message, hint))
}

// warn keeps a warning at a node.
func (r *rules) warn(rule string, place int, message, hint string) {
	r.add(rule, diag.Warning, r.start(place), message, hint)
}

// isAction reports whether the script will, or may, be an Action.
func (r *rules) mayBeAction() bool { return r.o.Runtime != tenant.RuntimeHooks }

// isNative reports whether the script is a native Action.
func (r *rules) isNative() bool { return r.export.value == none && len(r.export.handlers) > 0 }

// callbackName is the callback as the script calls it.
func (r *rules) callbackName() string {
	if r.callback == none {
		return "callback"
	}
	return r.variables[r.callback].name
}
