package config

import (
	"maps"
	"slices"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const defaultTimeout = 5 * time.Minute

// Read reads all inputs. It finds every problem; the Config holds what could be read also beside errors, so that its
// secrets can be masked and a report be written all the same.
func Read(src Source) (Config, []diag.Diagnostic) {
	in := &reader{input: src.Input}
	c := Config{
		Mode:               word(in, "mode", tenant.ParseMode),
		Runtime:            word(in, "runtime", tenant.ParseRuntime),
		Adopt:              in.flag("adopt"),
		Prune:              in.flag("prune"),
		ReplaceEnabled:     in.flag("replace-enabled"),
		Strict:             in.flag("strict"),
		MissingSecretsOnly: in.oneOf("write-secrets", "always", "missing") == 1,
		GitHubToken:        secret.New(in.get("github-token")),
		Comment:            CommentAuto + Comment(in.oneOf("comment", "auto", "always", "never")),
		CommentID:          in.oneLine("comment-id"),
		PRNumber:           in.number("pr-number"),
		AllowFork:          in.flag("allow-fork"),
		Timeout:            in.duration("timeout", defaultTimeout),
	}
	if in.get("show-diff") != "auto" {
		c.ShowDiff = in.boolean("show-diff")
	}
	c.Domain, c.BaseURL = in.domain()
	in.credentials(&c)
	c.withheld = src.NoCredentials && !c.HasCredentials()
	in.needs(c)
	in.hooks(&c, src.Root)
	c.Secrets = append(c.Secrets, c.Token, c.ClientSecret, c.PrivateKey, c.ClientAssertion, c.GitHubToken)
	hookSecrets, _ := hookfile.ParseSecrets("secrets", in.get("secrets")) // to be masked, also where the mode writes none
	c.Secrets = slices.AppendSeq(c.Secrets, maps.Values(hookSecrets))
	c.Secrets = slices.DeleteFunc(c.Secrets, secret.Value.IsZero)
	c.public = slices.DeleteFunc([]string{c.Domain, src.Repository, c.HooksPath}, func(s string) bool { return s == "" })
	return c, c.reported(in.found)
}
