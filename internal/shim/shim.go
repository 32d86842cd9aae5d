// Package shim turns a script into the code of an Auth0 Action and reads such code back. A hook file is put inside
// generated JavaScript that gives it the same effect as on Hooks; a native Action stands as it is behind a comment. The
// package says what of a hook an Action cannot keep, and converts hook files to native Actions.
package shim

import (
	"strings"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// Wrap gives the code of the Action that runs s at the trigger t: of a hook file with the shim around it, of a native
// Action behind a comment alone. A script that does not show what it exports counts as tenant.Trigger.FormatOf says. Equal
// arguments give equal code, which Unwrap reads back.
func Wrap(s *script.Script, t tenant.Trigger, seal Seal) string {
	return assemble(s.Text(), t.FormatOf(s.Format()), t, seal)
}

// assemble puts the parts together and seals them.
func assemble(text string, format tenant.Format, t tenant.Trigger, seal Seal) string {
	if format == tenant.FormatAction {
		return sealed(seal, format, "", "\n"+text)
	}
	return sealed(seal, format, Version(), opener(t)+"\n"+text+seam+shims[t]()+end)
}

// A State says whose code an Action has.
type State int

// The states of a code.
const (
	Managed   State = iota + 1 // as Wrap wrote it, for an Action of this name
	Edited                     // written by Wrap for an Action of this name, and changed since
	Unmanaged                  // not written by Wrap, or for an Action of another name
)

// An Origin is what a code says about the script that it was made of. For Unmanaged code it has nothing but the
// State.
type Origin struct {
	State  State
	Format tenant.Format
	// Script is the source, byte for byte; of Edited code it is what stands where Wrap had put it.
	Script string
	// Seal is what Wrap was given; its Dependencies are never nil.
	Seal Seal
	// Version is that of the shim that wrote the code; empty for a native Action, which has none.
	Version string
}

// Outdated reports whether a hook file stands in another version of the shim than this one, and is to be wrapped again.
func (o Origin) Outdated() bool { return o.Format == tenant.FormatHook && o.Version != Version() }

// Unwrap reads the code of the Action that now has this name. The code of a copy under another name is Unmanaged. It
// parses no JavaScript.
func Unwrap(name, code string) Origin {
	parts, ok := split(code)
	if !ok || parts.seal.Name != name {
		return Origin{State: Unmanaged}
	}
	o := Origin{State: Edited, Format: parts.format, Seal: parts.seal, Version: parts.version, Script: scriptIn(parts)}
	if parts.intact {
		o.State = Managed
	}
	return o
}

// scriptIn is what follows the first line: of a hook file up to the last seam, if there is one.
func scriptIn(p sealedParts) string {
	_, text, _ := strings.Cut(p.rest, "\n")
	if p.format == tenant.FormatAction {
		return text
	}
	if i := strings.LastIndex(text, seam); i >= 0 {
		return text[:i]
	}
	return text
}
