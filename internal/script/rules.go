package script

import (
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// Options is what Findings knows about a script besides its text.
type Options struct {
	// Trigger is where the script runs; with 0 what depends on it is not looked at.
	Trigger tenant.Trigger
	// Runtime is what will run it. 0 counts as RuntimeAuto.
	Runtime tenant.Runtime
	// Dependencies maps npm packages to versions, as the hook's description gives them. nil: not known, and then nothing is
	// said about what is missing there.
	Dependencies map[string]string
	// Secrets has the names that are given or that the tenant has. nil: not known.
	Secrets map[string]bool
	// Markers is set where ##KEY## and @@KEY@@ in the file have been filled, as in the files of hooks-path.
	Markers bool
}

// A rules applies the rules that need a tree, and collects what they find.
type rules struct {
	*look
	o     Options
	found []diag.Diagnostic
	// guards are, by block, the first statement that leaves it by a condition on scope: what is known so far.
	guards map[int]int
}

// add keeps a finding at a byte of the text.
func (r *rules) add(rule string, severity diag.Severity, offset int, message, hint diag.Words) {
	r.found = append(r.found, r.finding(rule, severity, offset, message, hint))
}

// warn keeps a warning at a node.
func (r *rules) warn(rule string, place int, message, hint diag.Words) {
	r.add(rule, diag.Warning, r.start(place), message, hint)
}

// mayBeAction reports whether the script will, or may, be an Action.
func (r *rules) mayBeAction() bool { return r.o.Runtime != tenant.RuntimeHooks }

// isNative reports whether the script is a native Action.
func (r *rules) isNative() bool { return r.export.value == none && len(r.export.handlers) > 0 }

// callbackName is the callback as the script calls it.
func (r *rules) callbackName() diag.Words {
	if r.callback == none {
		return say("callback")
	}
	return say("%s", quote(r.variables[r.callback].name))
}

// MaxFindings is how many findings of one script are kept at most: a text made for it draws one with each line.
const MaxFindings = 200
