package config

// Inputs is the one list of the action's inputs, in the order of the documentation: action.yml and the README's table say
// the same, and a test compares.
func Inputs() []Input {
	return []Input{
		{Name: "domain"},
		{Name: "token"},
		{Name: "client-id"},
		{Name: "client-secret"},
		{Name: "private-key"},
		{Name: "signing-algorithm", Default: "RS256"},
		{Name: "client-assertion"},
		{Name: "audience"},
		{Name: "hook-name"},
		{Name: "trigger"},
		{Name: "script-path"},
		{Name: "enabled"},
		{Name: "position"},
		{Name: "adopt", Default: "false"},
		{Name: "dependencies"},
		{Name: "secrets"},
		{Name: "write-secrets", Default: "always"},
		{Name: "replace-enabled", Default: "false"},
		{Name: "test-payload"},
		{Name: "hooks-path"},
		{Name: "variables"},
		{Name: "mode", Default: "apply"},
		{Name: "prune", Default: "false"},
		{Name: "strict", Default: "false"},
		{Name: "runtime", Default: "auto"},
		{Name: "github-token", Default: "${{ github.token }}"},
		{Name: "comment", Default: "auto"},
		{Name: "comment-id"},
		{Name: "pr-number"},
		{Name: "show-diff", Default: "auto"},
		{Name: "allow-fork", Default: "false"},
		{Name: "timeout", Default: "5m"},
	}
}

// An Input is one input of the action. Default is what action.yml says; an empty input means the same.
type Input struct{ Name, Default string }
