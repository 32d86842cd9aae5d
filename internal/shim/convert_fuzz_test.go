package shim

import (
	"testing"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// Whatever a hook is, its conversion is a native Action that Convert knows again, and the same one each time.
func FuzzConvert(f *testing.F) {
	f.Add(plain)
	f.Add("module.exports = (user, context, cb) => fetch('https://a.example/' + user.id).then(() => cb(), cb)")
	f.Add("module.exports = function (user, context, cb) {\r\n  if (!user.email)\r\n    cb('no')\r\n  else\r\n    cb()\r\n}")
	f.Add("return async (a, b, cb) => { try { await a; cb(null, { user: { user_metadata: { [`x`]: (a, b) } } }) } finally { cb() } }")
	f.Add("module.exports = function (user, context, cb) {\r\r\n  cb();\r}\r")
	for _, r := range randomRuns(50) {
		f.Add(r.script)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, _ := script.Parse(text)
		if s == nil || s.Tree() == nil || s.Format() == tenant.FormatAction {
			return
		}
		for _, on := range tenant.HookTriggers() {
			c, found := Convert(s, on, "hook.js", nil)
			if len(found) > 0 {
				continue
			}
			if own, edited := Converted(c.Code); !own || edited {
				t.Fatalf("%s: own %t, edited %t\n%s", on, own, edited, c.Code)
			}
			if again, _ := script.Parse(c.Code); again == nil || again.Format() != tenant.FormatAction {
				t.Fatalf("%s: no native Action (%s)\n%s", on, c.Obstacle.Message, c.Code)
			}
			if again, _ := Convert(s, on, "hook.js", nil); again.Code != c.Code {
				t.Fatalf("%s: another conversion the second time\n%s", on, c.Code)
			}
		}
	})
}
