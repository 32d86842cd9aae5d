package cli

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// A console is where a run speaks and what it reads of the runner. Secrets are removed from all that goes out.
type console struct {
	*gha.Runner
	getenv   func(string) string
	redactor *secret.Redactor
	progress *progress
}

func newConsole(getenv func(string) string, out io.Writer) *console {
	c := &console{getenv: getenv, redactor: &secret.Redactor{}, progress: &progress{}}
	c.Runner = gha.New(gha.Config{Getenv: getenv, Out: out, Redact: c.redactor.Redact})
	c.hide(proxyPasswords(getenv)...)
	return c
}

// hide keeps values out of all that is written from now on, by this program and by the runner.
func (c *console) hide(values ...secret.Value) {
	c.redactor.Add(values...)
	for _, v := range values {
		c.Mask(v)
	}
}

// shortestToken is the length from which what stands in the place of a proxy's user, without a password, is taken for a token: a
// shorter name may be a word of the report.
const shortestToken = 12

// proxyPasswords are those in the addresses of proxies, or the tokens in the place of a user, in each notation that net/http reads
// and as the header has them: one that refuses a request may repeat them.
func proxyPasswords(getenv func(string) string) []secret.Value {
	var all []secret.Value
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		address := getenv(name)
		at := strings.LastIndex(address, "@")
		if at < 0 {
			continue
		}
		userinfo := address[:at]
		if _, rest, ok := strings.Cut(userinfo, "://"); ok {
			userinfo = rest
		}
		user, password, _ := strings.Cut(userinfo, ":")
		if password == "" && len(user) < shortestToken {
			continue
		}
		all = append(all, secret.New(cmp.Or(password, user)))
		plainUser, userErr := url.PathUnescape(user)
		if plain, err := url.PathUnescape(password); errors.Join(userErr, err) == nil {
			header := base64.StdEncoding.EncodeToString([]byte(plainUser + ":" + plain))
			all = append(all, secret.New(cmp.Or(plain, plainUser)), secret.New(header))
		}
	}
	return all
}

// traffic notes a client's requests and waits in the debug log, and tells the progress what is waited for.
func (c *console) traffic(server string) func(retry.Event) {
	return func(e retry.Event) {
		switch {
		case e.Wait > 0:
			c.progress.wait(server+"'s "+e.Reason, e.Wait)
			c.Debug(fmt.Sprintf("%s %s: waiting %s: %s", e.Method, e.Path, e.Wait.Round(time.Millisecond), e.Reason))
		case e.Status == 0:
			c.Debug(fmt.Sprintf("%s %s: try %d: no answer: %s", e.Method, e.Path, e.Try, e.Reason))
		default:
			c.Debug(fmt.Sprintf("%s %s: try %d: %s", e.Method, e.Path, e.Try, retry.StatusText(e.Status)))
		}
	}
}

// diagnose is an error as a diagnostic of a rule, unless it is one already, and says no more.
func diagnose(rule string, severity diag.Severity, err error) diag.Diagnostic {
	if d, ok := errors.AsType[diag.Diagnostic](err); ok && d.Error() == err.Error() {
		d.Severity = severity
		return d
	}
	return diag.Diagnostic{Rule: rule, Severity: severity, Message: err.Error(), Hint: diag.Hint(err)}
}
