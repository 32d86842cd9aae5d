// Package config turns the action's inputs, and the files that they name, into typed values, and reports every problem at
// once. Read takes the inputs alone and touches no file; Load reads the files. The package writes nothing.
package config

import (
	"time"

	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A Source is where the inputs come from.
type Source struct {
	// Input gives an input's text by its name in action.yml; empty where it is absent. An error is reported at the input.
	Input func(name string) (string, error)
	// Root is the workspace's absolute path: an absolute path below it is accepted.
	Root string
	// Repository is the repository's name, as OWNER/NAME: a variable's value that is part of it is not masked.
	Repository string
	// NoCredentials accepts a run without them, and without what else GitHub keeps from it (a fork's or Dependabot's):
	// where a workflow names a secret or a variable, such a run has an empty text.
	NoCredentials bool
}

// A Comment says when the pull request gets a comment.
type Comment int

// The values of the input "comment".
const (
	CommentAuto   Comment = iota + 1 // where there is a pull request and it can be written
	CommentAlways                    // no pull request, or a failure to comment, fails the step
	CommentNever
)

// A Config is what one run was asked to do. After Read no raw input is used again.
type Config struct {
	Mode    tenant.Mode
	Runtime tenant.Runtime

	// Domain is the tenant's host, with a port where one was given; BaseURL has its scheme.
	Domain, BaseURL string
	Audience        string
	// Exactly one kind of credentials is given: Token, or ClientID with one of the three others.
	Token                                     secret.Value
	ClientID                                  string
	ClientSecret, PrivateKey, ClientAssertion secret.Value
	// SigningAlgorithm is RS256, RS384 or PS256.
	SigningAlgorithm string

	// Hook is the one hook that the inputs describe, without its script and its tests; the zero Desired with HooksPath.
	Hook tenant.Desired
	// ScriptPath and TestPayload are its files, relative to the workspace.
	ScriptPath, TestPayload string
	// HooksPath is the set's place in the workspace; empty for one hook.
	HooksPath string
	Variables hookfile.Variables
	// Adopt holds for the one hook, or for all of a set.
	Adopt, Prune, ReplaceEnabled, Strict bool
	// MissingSecretsOnly writes only those secrets that the tenant lacks.
	MissingSecretsOnly bool

	GitHubToken secret.Value
	Comment     Comment
	CommentID   string
	PRNumber    int   // 0: from the event
	ShowDiff    *bool // nil: as the repository's visibility says
	AllowFork   bool
	Timeout     time.Duration // above 0, also beside problems

	// Secrets are the values of the inputs that must not be seen: for masks. Those of variables and files are in Load's
	// Set.
	Secrets []secret.Value

	public   []string // texts that everybody may read
	withheld bool     // GitHub keeps secrets and variables from this run
}

// HasCredentials reports whether there are credentials for the tenant.
func (c Config) HasCredentials() bool {
	return !c.Token.IsZero() || c.ClientID != "" && (!c.ClientSecret.IsZero() || !c.PrivateKey.IsZero() ||
		!c.ClientAssertion.IsZero())
}
