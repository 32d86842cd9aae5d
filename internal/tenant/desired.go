package tenant

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// A Desired is one hook as the inputs and files want it. A nil field means "keep what the tenant has".
type Desired struct {
	// Name as it was given. A hook file's means every name of the same Kebab, a native Action's itself.
	Name    string
	Trigger Trigger
	// Format is 0 in a deletion, which needs no script.
	Format Format
	// Script is the JavaScript source, byte for byte, with the values of its markers.
	Script string
	// Enabled: nil keeps; a new hook is then created disabled.
	Enabled *bool
	// Dependencies maps npm packages to exact versions, as given: nil keeps, an empty map removes all.
	Dependencies map[string]string
	// Required maps the packages whose version the script itself names, as in require('x@1.2.3'). An Action has them as
	// dependencies beside the given ones.
	Required map[string]string
	// Packages are the other npm packages that the script requires. An Action can load none that is not among its
	// dependencies.
	Packages []Package
	// Secrets are the values the script reads: nil keeps all. A zero Value keeps the one that the tenant has, and is an
	// error where it has none.
	Secrets map[string]secret.Value
	// Position is the wanted place in the trigger's list of Actions; the zero Position keeps it.
	Position Position
	// Adopt takes over an Action of this name and trigger that this program did not deploy.
	Adopt bool
	// Tests are events with which the draft of an Action is run before it goes live, each a JSON object.
	Tests [][]byte

	// Unfit says why the script cannot be an Action, and Unsure what would be different there; both are empty where it
	// can. They count where the hook is, or becomes, an Action.
	Unfit, Unsure []diag.Diagnostic

	// File and Line say where the hook is described, relative to the workspace: for annotations.
	File string
	Line int
	// HideDiff is set where the script has values that must not be shown: only line counts are.
	HideDiff bool
}

// WantsEnabled reports whether the hook is to be enabled.
func (d Desired) WantsEnabled() bool { return d.Enabled != nil && *d.Enabled }

// WantsDisabled reports whether the hook is to be disabled.
func (d Desired) WantsDisabled() bool { return d.Enabled != nil && !*d.Enabled }

// A Package is one that a script requires outside a try block, Node's own aside, without naming its version.
type Package struct {
	Name string
	// Shown is the name as a message may show it.
	Shown string
	// Module is set on an Action Module, required as "actions:NAME": a tenant binds it to an Action, and no dependency
	// does.
	Module bool
	Place  diag.Place
}

// A Where is a kind of place in a trigger's list of Actions.
type Where int

// The kinds of place.
const (
	First Where = iota + 1
	Last
	Before
	After
)

// A Position is a wanted place in a trigger's list of Actions. The zero Position keeps the place.
type Position struct {
	Where Where
	// Name is the exact name of the Action before or after which it stands.
	Name string
}

// String is the position as the input "position" spells it; empty for the zero Position.
func (p Position) String() string {
	switch p.Where {
	case First:
		return "first"
	case Last:
		return "last"
	case Before:
		return "before:" + p.Name
	case After:
		return "after:" + p.Name
	}
	return ""
}

// Fingerprint is a short, stable mark of a script: the first 16 hexadecimal digits of its SHA-256.
func Fingerprint(script string) string {
	sum := sha256.Sum256([]byte(script))
	return hex.EncodeToString(sum[:8])
}

// LastApplied is what this program deployed last, by Desired.Key: the Fingerprint of a script, or hiddenScript. Without an entry
// nothing is known, and no drift is claimed.
type LastApplied map[string]string

// hiddenScript stands for a script with values that must not be shown: its fingerprint would tell a right guess from a wrong one.
const hiddenScript = "0000000000000000"

// Key identifies the hook that is meant, across runtimes and spellings of its name.
func (d Desired) Key() string { return key(d.Name, d.Trigger, d.Format) }

func key(name string, t Trigger, f Format) string {
	if f == FormatAction {
		return fmt.Sprintf("%s/%s", t, name)
	}
	return fmt.Sprintf("%s/%s", t, Kebab(name))
}

// packages are all that an Action has to declare.
func packages(want Desired) map[string]string {
	all := map[string]string{}
	maps.Copy(all, want.Dependencies)
	maps.Copy(all, want.Required)
	return all
}
