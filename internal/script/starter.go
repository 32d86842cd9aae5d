package script

import (
	"embed"

	"auth0-hook-action/internal/tenant"
)

//go:embed starters/*.js
var starters embed.FS

// Starter is the smallest correct hook at a trigger, "" where there is no such trigger.
func Starter(trigger tenant.Trigger) string {
	source, err := starters.ReadFile("starters/" + trigger.String() + ".js")
	if err != nil {
		return ""
	}
	return string(source)
}
