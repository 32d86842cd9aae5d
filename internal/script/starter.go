package script

import (
	"embed"

	"auth0-hook-action/internal/tenant"
)

//go:embed starters/*.js events/*.json
var samples embed.FS

// Starter is the smallest correct script at a trigger in a format; "" where there is none, as of a hook file at a trigger that
// Hooks do not have.
func Starter(t tenant.Trigger, f tenant.Format) string {
	name := "starters/" + t.String() + ".js"
	if f == tenant.FormatAction {
		name = "starters/" + t.String() + ".action.js"
	}
	return sample(name)
}

// SampleEvent is an event of a trigger as a native Action gets it, as JSON: made up, and good for the input test-payload.
// "" where there is no such trigger.
func SampleEvent(t tenant.Trigger) string { return sample("events/" + t.String() + ".json") }

func sample(name string) string {
	text, err := samples.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(text)
}
