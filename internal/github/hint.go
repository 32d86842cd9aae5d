package github

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
)

// Hint says what to change so that GitHub accepts the request; empty where GitHub's message says all there is.
func (e *Error) Hint() string {
	switch {
	case e.limited():
		return "Run the job again later, or fewer jobs at once: GitHub limits how much a token may request and write in an hour"
	case e.Status == http.StatusForbidden:
		return e.forbiddenHint()
	case e.Status == http.StatusUnauthorized:
		return "Check `github-token`: it is invalid or has expired. Its default, ${{ github.token }}, ends with its job"
	case e.Status == http.StatusNotFound:
		return e.notFoundHint()
	case e.Status >= http.StatusInternalServerError:
		return "Run the job again later: GitHub (https://www.githubstatus.com) or a proxy has a problem"
	case e.Message == "":
		return "Check GITHUB_API_URL, the proxy and the firewall: the answer is not GitHub's"
	}
	return ""
}

// limited reports whether GitHub refused the request because of its rate alone
// (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
func (e *Error) limited() bool {
	return e.Status == http.StatusTooManyRequests ||
		e.Status == http.StatusForbidden && e.says("rate limit", "abuse")
}

// forbiddenHint tells apart by GitHub's words what it refuses with one status.
func (e *Error) forbiddenHint() string {
	switch {
	case e.SSO != "" || e.says("saml"):
		page := cmp.Or(e.SSO, "GitHub → Settings → Developer settings → Personal access tokens → Configure SSO")
		return "Authorize the token of `github-token` for the organization's SAML single sign-on (SSO): open " + page
	case e.says("personal access token"):
		return "Give the personal access token of `github-token` " + e.tokenPermission() + " on this repository (a classic one: " +
			"the scope `repo`), or omit `github-token` and " + lowerFirst(e.jobPermission())
	case e.LacksPermission():
		return e.jobPermission()
	case e.says("locked"):
		return "Unlock the conversation on GitHub, or set `comment: never`"
	case e.says("archived"):
		return "Unarchive the repository on GitHub under Settings, or set `comment: never`"
	case e.says("ip allow list"):
		return "Add the runner's address to the organization's IP allow list, or use a runner whose address is on it"
	case e.Message == "":
		return "Check GITHUB_API_URL, the proxy and the firewall: the answer is not GitHub's"
	}
	return ""
}

// jobPermission is what to add to the workflow. A job that names one permission loses those that it does not name, so the
// line keeps what a checkout needs
// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions).
func (e *Error) jobPermission() string {
	line := "contents: read"
	if e.Needs != "" && e.Needs != line {
		line += ", " + e.Needs
	}
	hint := fmt.Sprintf("Add this line to the job: `permissions: { %s }`", line)
	if e.Accepted != "" {
		hint += fmt.Sprintf(" (GitHub accepts %#q)", e.Accepted)
	}
	return hint
}

// tokenPermission is the permission as the page of a fine-grained token names it: "Pull requests: write".
func (e *Error) tokenPermission() string {
	name, level, _ := strings.Cut(cmp.Or(e.Needs, "contents: read"), ":")
	name = strings.ReplaceAll(name, "-", " ")
	return "`" + strings.ToUpper(name[:1]) + name[1:] + ":" + level + "`"
}

func (e *Error) notFoundHint() string {
	hint := "Check `pr-number`, and that `github-token` may see the repository: GitHub answers 404 where it may not"
	if e.Needs != "" {
		hint += ". " + e.jobPermission()
	}
	return hint
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }
