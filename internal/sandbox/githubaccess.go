package sandbox

import "net/http"

// What a token may be permitted to read.
const (
	permitPulls    = "pull_requests"
	permitContents = "contents"
)

// mayRead returns why the token cannot read in the repository; nil where it can.
func (g *GitHub) mayRead(who GitHubToken, permission string) error {
	if who.SSO != "" {
		e := githubRefuse(http.StatusForbidden, githubDocs, "Resource protected by organization SAML enforcement. "+
			"You must grant your Personal Access token access to this organization.")
		e.sso = who.SSO
		return e
	}
	lacks := permission == permitPulls && who.NoPulls || permission == permitContents && who.NoContents
	if !lacks || !g.private {
		return nil
	}
	return who.errPermission(permission + "=read")
}

// mayWrite returns why the token cannot write comments; nil where it can.
func (g *GitHub) mayWrite(who GitHubToken) error {
	switch {
	case who.ReadOnly:
		return who.errPermission("issues=write; pull_requests=write")
	case g.archived:
		return githubRefuse(http.StatusForbidden, commentDocs, "Repository was archived so is read-only.")
	}
	return nil
}

// errPermission is the refusal of a token that lacks a permission.
func (who GitHubToken) errPermission(accepted string) error {
	message := "Resource not accessible by personal access token"
	if isBot(who.Login) {
		message = "Resource not accessible by integration"
	}
	e := githubRefuse(http.StatusForbidden, commentDocs, message)
	e.accepted = accepted
	return e
}
