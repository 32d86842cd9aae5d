package shim

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

//go:embed shim.js
var source string

// Version is a digest of the shim. It changes with the shim and with nothing else: not with the script, and not with the
// program that minifies the shim.
func Version() string {
	sum := sha256.New()
	sum.Write([]byte(source + seam + end))
	for _, t := range tenant.Triggers() {
		sum.Write([]byte(opener(t)))
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// errorClasses are the names that the script of a hook finds declared, as by Auth0's Hook compilers.
func errorClasses(t tenant.Trigger) []string {
	switch t {
	case tenant.CredentialsExchange:
		return []string{"InvalidRequestError", "InvalidScopeError", "ServerError"}
	case tenant.SendPhoneMessage:
		return []string{"SendPhoneMessageError"}
	}
	return []string{"PreUserRegistrationError"} // also where the password changes
}

// opener is the JavaScript before the script. Its parameters are Node's for a module. The first statement keeps a
// directive of the script from being one, as on Hooks: a script always ran in sloppy mode.
func opener(t tenant.Trigger) string {
	return "exports.script=({ExtensibilityUserError," + strings.Join(errorClasses(t), ",") + "})=>" +
		"function(exports,require,module,__filename,__dirname){void 0;"
}

// handler is the function that Auth0 calls in an Action at t.
func handler(t tenant.Trigger) string {
	words := strings.Split(t.String(), "-")
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return "onExecute" + strings.Join(words, "")
}

// shims are the shim on one line for each trigger, with only what that trigger needs.
var shims = sync.OnceValue(func() map[tenant.Trigger]string {
	texts := map[tenant.Trigger]string{}
	for _, t := range tenant.Triggers() {
		texts[t] = minified(t)
	}
	return texts
})

func minified(t tenant.Trigger) string {
	r := api.Transform(source, api.TransformOptions{
		Define: map[string]string{
			"TRIGGER": quote(t.String()),
			"HANDLER": quote(handler(t)),
			"ERRORS":  quote(errorClasses(t)),
		},
		Target:            api.ES2022, // Node 18 and newer; an async function must stay one
		Format:            api.FormatESModule,
		TreeShaking:       api.TreeShakingTrue,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
	})
	if len(r.Errors) > 0 {
		panic("shim: shim.js: " + r.Errors[0].Text)
	}
	return strings.TrimSuffix(string(r.Code), "\n")
}

// unloadable gives what keeps the code of an Action from being loaded although the script alone is valid, at its place in
// the script: a script's own `let require`, which Node refuses in a Hook too.
func unloadable(code string) (script.Finding, bool) {
	// The last line is an error of itself: code without one would be printed, which can take a thousand times as long.
	name := "of_" + tenant.Fingerprint(code)
	r := api.Transform(code+"\nlet "+name+", "+name, api.TransformOptions{})
	first := r.Errors[0]
	if strings.Contains(first.Text, name) {
		return script.Finding{}, false
	}
	f := script.Finding{Rule: "syntax", Severity: script.Error, Line: 1, Column: 1, Message: first.Text}
	if at := first.Location; at != nil {
		f.Line, f.Column = at.Line-1, at.Column+1
	}
	return f, true
}

// quote writes a string or a list of strings as JavaScript.
func quote(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("shim: marshal strings: " + err.Error())
	}
	return string(text)
}
