// Package script says what a hook file or a native Action holds: whether it is JavaScript that the platform can load, which of
// the two it is, what is wrong with it, which packages it requires, and where it uses what the two runtimes do not give
// alike. It reads text and runs nothing.
package script

import (
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
	unread error
	format tenant.Format
}

// Parse reads a script, with each parser once. Where it cannot be loaded the Script is nil, and the diagnostics say why, all of
// them errors: it is longer than MaxSize, no UTF-8, nests too deep, or is no JavaScript that both runtimes load. The text of a
// dialect, such as TypeScript, is parsed again to find out which it is. Places have a line and a column; the file is the
// caller's to fill in.
func Parse(src string) (*Script, []diag.Diagnostic) {
	t := newText(src)
	if len(src) > MaxSize {
		return nil, t.shown([]diag.Diagnostic{t.finding("size", diag.Error, 0,
			say("the script has %d bytes, and may have %d", len(src), MaxSize),
			say("move code into a package, or minify the script"))})
	}
	scanned := scan(src)
	if f, ok := checkSyntax(t, scanned); !ok {
		return nil, t.shown([]diag.Diagnostic{f})
	}
	tree, err := newTree(t, scanned)
	if err != nil {
		return &Script{text: t, comments: scanned.comments, imports: scanned.imports, unread: err}, nil
	}
	if findings := tree.checkRegExps(); len(findings) > 0 {
		return nil, t.shown(diag.Gravest(findings, MaxFindings))
	}
	return &Script{text: t, comments: scanned.comments, imports: scanned.imports, tree: tree, format: tree.format()}, nil
}

// Outline is the script without its syntax tree, which takes thirty times the memory of the text: for what comes after the checks.
// It has Text, Format and Unread; to its other methods it is a script that cannot be looked into.
func (s *Script) Outline() *Script {
	return &Script{text: newText(s.text.src), unread: s.unread, format: s.format}
}

// Text is the script, byte for byte.
func (s *Script) Text() string { return s.text.src }

// Unread is why nothing but the syntax of a valid script can be looked at; nil where all can.
func (s *Script) Unread() error { return s.unread }

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
	if o.Markers {
		findings = WithoutMarkers(findings)
	}
	findings = s.allowed(findings, o)
	diag.Sort(findings)
	return s.text.shown(diag.Gravest(findings, MaxFindings))
}

// Diagnostic makes one at a line and a column of the script, with that line.
func (s *Script) Diagnostic(rule string, severity diag.Severity, at diag.Place, message, hint diag.Words) diag.Diagnostic {
	return s.text.shown([]diag.Diagnostic{diag.Diagnostic{Rule: rule, Severity: severity, Place: at}.Saying(message, hint)})[0]
}

// MissingSecrets gives, for each secret that the script cannot do without, by its name, what is to be said where nobody gives it:
// of context.webtask.secrets.NAME in a hook file and event.secrets.NAME in a native Action. What is read by a computed name is not
// among them.
func (s *Script) MissingSecrets(trigger tenant.Trigger) map[string]diag.Diagnostic {
	if s.tree == nil {
		return nil
	}
	all := map[string]diag.Diagnostic{}
	for _, read := range s.tree.look(trigger).secrets() {
		if !read.Optional {
			all[read.Name] = s.text.shown(s.Allow([]diag.Diagnostic{read.missing()}))[0]
		}
	}
	return all
}
