package shim

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"auth0-hook-action/internal/tenant"
)

//go:embed shim.js
var source string

// Version identifies the shim: 12 hexadecimal digits of a digest. It changes with the shim and with nothing else: not
// with the script, and not with the program that minifies the shim.
func Version() string {
	sum := sha256.New()
	sum.Write([]byte(source + seam + end))
	for _, t := range tenant.HookTriggers() {
		sum.Write([]byte(opener(t)))
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// opener is the JavaScript before the script. Its parameters are Node's for a module. The first statement keeps a
// directive of the script from being one, as on Hooks: a script always ran in sloppy mode.
func opener(t tenant.Trigger) string {
	return "exports.script=({" + strings.Join(t.ErrorClasses(), ",") + "})=>" +
		"function(exports,require,module,__filename,__dirname){void 0;"
}

// shims has the shim on one line for each trigger of Hooks, with only what that trigger needs. Each is made when it is first
// needed, since that takes longer than the rest of a run's start.
var shims = func() map[tenant.Trigger]func() string {
	texts := map[tenant.Trigger]func() string{}
	for _, t := range tenant.HookTriggers() {
		texts[t] = sync.OnceValue(func() string { return minified(t) })
	}
	return texts
}()

func minified(t tenant.Trigger) string {
	r := api.Transform(source, api.TransformOptions{
		Define: map[string]string{
			"TRIGGER": quote(t.String()),
			"HANDLER": quote(t.Handlers()[0]),
			"ERRORS":  quote(t.ErrorClasses()[1:]), // it has the base of them itself
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

// The code of an Action that a hook file became is
//
//	/* auth0-hook-action DIGEST DATA note */ opener
//	the script, byte for byte
//	};(action=>{ shim })(module);
//
// and that of a native Action the comment, a line feed and the script. Line N of the script is line N+1 of the code.
const (
	// The seam ends the script of a hook file. The shim holds no line feed, so the last seam of a code is the one that
	// Wrap wrote, whatever the script holds.
	seam = "\n};(action=>{"
	end  = "})(module);"
)
