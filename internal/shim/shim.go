// Package shim turns a hook into the code of an Auth0 Action with the same effect, reads such code back, and says what
// of a hook an Action cannot keep.
package shim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// The code of an Action is
//
//	/* auth0-hook-action SEAL DATA note */ opener
//	the script, byte for byte
//	};(action=>{ shim })(module);
//
// The first line is one line, so that line N of the script is line N+1 of the Action. Marks of older shims are read
// too: brand and seam stay as they are.
const (
	brand = "/* auth0-hook-action "
	note  = "The script of a hook follows, unchanged. What is edited here is overwritten by the next deployment."
	// The seam ends the script. The shim holds no line feed, so the last seam of a code is the one that Wrap wrote,
	// whatever the script holds.
	seam = "\n};(action=>{"
	end  = "})(module);"
	// sealSize is how many hexadecimal digits of a SHA-256 the seal has.
	sealSize = 32
)

// data is what the first line keeps of a hook beside its script.
type data struct {
	Shim         string            `json:"shim"`
	Dependencies map[string]string `json:"dependencies"`
}

// Wrap gives the code of the Action that does what the hook does. Equal hooks give equal code. It takes no script that
// has a syntax error: as part of a greater text such a script could mean something else.
func Wrap(hook tenant.Hook) (string, error) {
	code := assemble(hook)
	f, ok := broken(hook.Script)
	if !ok {
		f, ok = unloadable(code)
	}
	if ok {
		return "", fmt.Errorf("wrap as an Action: line %d: %s", f.Line, f.Message)
	}
	return code, nil
}

// broken gives what script.Check says against loading the script at all.
func broken(src string) (script.Finding, bool) {
	for _, f := range script.Check(src, script.Options{}) {
		if f.Severity == script.Error && (f.Rule == "syntax" || f.Rule == "encoding" || f.Rule == script.Time) {
			return f, true
		}
	}
	return script.Finding{}, false
}

// assemble puts the parts together and seals them.
func assemble(hook tenant.Hook) string {
	rest := " " + comment(data{Shim: Version(), Dependencies: hook.Dependencies}) + opener(hook.Trigger) + "\n" +
		hook.Script + seam + shims()[hook.Trigger] + end
	return brand + sealOf(rest) + rest
}

// comment is the data and the note, and ends the comment that brand opens.
func comment(d data) string {
	if d.Dependencies == nil {
		d.Dependencies = map[string]string{} // as Unwrap reads it back
	}
	text, err := json.Marshal(d)
	if err != nil {
		panic("shim: marshal strings: " + err.Error())
	}
	// Only a string can hold "*/", and there "\/" means the same.
	return strings.ReplaceAll(string(text), "*/", `*\/`) + " " + note + " */"
}

// sealOf is a digest of all that follows it.
func sealOf(rest string) string {
	sum := sha256.Sum256([]byte(rest))
	return hex.EncodeToString(sum[:])[:sealSize]
}

// A State says whose code an Action has.
type State int

// The states of a code.
const (
	Foreign State = iota + 1 // not written by Wrap
	Ours                     // as Wrap wrote it
	Edited                   // written by Wrap, and changed since
)

// An Origin is the hook that a code was made of, as far as the code tells. Of a Foreign code it has nothing but the
// State.
type Origin struct {
	State State
	// Script is the hook's, byte for byte; of an Edited code it is what stands between the shim's marks.
	Script string
	// Dependencies are the hook's given ones, never nil.
	Dependencies map[string]string
	// Version is that of the shim that wrote the code: where it is not Version() the code is to be written anew.
	Version string
}

// Unwrap reads code as Wrap, of this or of an older version, wrote it.
func Unwrap(code string) Origin {
	seal, rest, d, ok := split(code)
	if !ok {
		return Origin{State: Foreign}
	}
	origin := Origin{State: Edited, Script: between(rest), Dependencies: d.Dependencies, Version: d.Shim}
	if origin.Dependencies == nil {
		origin.Dependencies = map[string]string{}
	}
	if seal == sealOf(rest) {
		origin.State = Ours
	}
	return origin
}

// split cuts code into its seal and what the seal covers, and reads the data in that. What somebody put in front of it does not
// make it another's as long as the seal holds.
func split(code string) (seal, rest string, d data, ok bool) {
	before, text, ok := strings.Cut(code, brand)
	if !ok || len(text) < sealSize {
		return "", "", data{}, false
	}
	seal, rest = text[:sealSize], text[sealSize:]
	if err := json.NewDecoder(strings.NewReader(rest)).Decode(&d); err != nil || d.Shim == "" {
		return "", "", data{}, false
	}
	if before == "" {
		return seal, rest, d, true
	}
	return "", rest, d, seal == sealOf(rest) // no seal is right: it is edited
}

// between is what follows the first line of rest, up to the last seam if there is one.
func between(rest string) string {
	_, body, _ := strings.Cut(rest, "\n")
	if i := strings.LastIndex(body, seam); i >= 0 {
		return body[:i]
	}
	return body
}
