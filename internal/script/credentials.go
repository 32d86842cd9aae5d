package script

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/diag"
)

// credentialHint is what to do about a credential, which the script can read from there instead.
func credentialHint(there string) diag.Words {
	return say("put it among the secrets, read it from %s, and replace it where it came from: it is in the repository's history",
		there)
}

// checkCredentials finds literals that work as credentials: by their shape, by the name of what they are given to, or in a URL.
// It never says the value.
func (r *rules) checkCredentials() {
	keyBegins := false
	for i, n := range r.nodes {
		value, offset, ok := r.literal(n.Node)
		if !ok {
			continue
		}
		what := credentialIn(value)
		switch {
		case keyBegins && isKeyMaterial(value):
			what = "a private key"
		case what == "":
			what = r.credentialByPlace(i, value)
		}
		if what != "" {
			r.add("credential", diag.Warning, offset, say(
				"this literal looks like %s: everyone who can read the script can use it", what), r.credentialHint())
		}
		keyBegins = strings.HasSuffix(strings.TrimSpace(value), "PRIVATE KEY-----") && strings.Contains(value, "BEGIN")
	}
}

func (r *rules) credentialHint() diag.Words {
	if r.isNative() {
		return credentialHint("event.secrets")
	}
	return credentialHint("context.webtask.secrets")
}

// checkComments finds credentials in comments.
func checkComments(t text, comments []comment) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, c := range comments {
		offset := 0
		for line := range strings.Lines(c.text) {
			if what := credentialInComment(line); what != "" {
				found = append(found, t.finding("credential", diag.Warning, c.offset+offset,
					say("this comment contains what looks like %s: everyone who can read the script can use it", what),
					credentialHint("there")))
			}
			offset += len(line)
		}
	}
	return found
}

var namedInComment = lazily(`["']?\b([A-Za-z][\w-]*)["']?\s*[:=]\s*["'\x60]([^"'\x60\s]{8,})["'\x60]`)

func credentialInComment(line string) string {
	if what := credentialIn(line); what != "" {
		return what
	}
	if !strings.ContainsAny(line, "\"'`") {
		return ""
	}
	for _, m := range namedInComment().FindAllStringSubmatch(line, -1) {
		if what := named(m[1], m[2]); what != "" {
			return what
		}
	}
	return ""
}

// literal gives the text of a string, or of a part of a template.
func (t *tree) literal(n ast.Node) (value string, offset int, ok bool) {
	switch s := n.(type) {
	case *ast.StringLiteral:
		return s.Value.String(), t.offset(s.Idx), true
	case *ast.TemplateElement:
		return s.Parsed.String(), t.offset(s.Idx), true
	}
	return "", 0, false
}

// credentialIn names the credential that a text holds whatever it is called: one of a known shape, in a URL, or after Basic.
func credentialIn(s string) string {
	if what := shapeIn(s); what != "" {
		return what
	}
	if what := inURL(s); what != "" {
		return what
	}
	return inBasic(s)
}

var (
	urlUser      = lazily(`[a-z][a-z0-9+.-]*://[^\s/:@"'$<{]+:([^\s/@"'$<{]+)@`)
	urlParameter = lazily(`[?&]([\w.-]+)=([^&#\s"'$<{]{8,})`)
	basic        = lazily(`(?i)\bbasic ([A-Za-z0-9+/]{8,}={0,2})`)
)

// inURL finds a password before the host, and parameters that are named like credentials.
func inURL(s string) string {
	if strings.Contains(s, "://") {
		for _, m := range urlUser().FindAllStringSubmatch(s, -1) {
			if isSecretText(m[1], 6) {
				return "a password in a URL"
			}
		}
	}
	if !strings.Contains(s, "=") {
		return ""
	}
	for _, m := range urlParameter().FindAllStringSubmatch(s, -1) {
		if what := named(m[1], m[2]); what != "" {
			return what + " in a URL"
		}
	}
	return ""
}

// inBasic finds what Basic authentication sends: a name and a password (RFC 7617).
func inBasic(s string) string {
	if !strings.Contains(s, "asic ") && !strings.Contains(s, "ASIC ") {
		return ""
	}
	for _, m := range basic().FindAllStringSubmatch(s, -1) {
		decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(m[1], "="))
		if err == nil && isNamePassword(string(decoded)) {
			return "the credentials of Basic authentication"
		}
	}
	return ""
}

// credentialByPlace names the credential that a literal is by what it is given to.
func (r *rules) credentialByPlace(i int, value string) string {
	if len(value) < 6 {
		return ""
	}
	at := i
	if _, ok := r.nodes[i].Node.(*ast.TemplateElement); ok {
		at = r.nodes[i].parent
		if template, ok := r.nodes[at].Node.(*ast.TemplateLiteral); !ok || len(template.Expressions) > 0 {
			return ""
		}
	}
	for {
		up := r.nodes[at].parent
		switch e := r.nodes[up].Node.(type) {
		case *ast.BinaryExpression:
			if e.Operator == token.LOGICAL_OR || e.Operator == token.COALESCE || e.Operator == token.PLUS &&
				e.Right == r.nodes[at].Node && isScheme(e.Left) {
				at = up // a default, or 'Bearer ' + 'x'
				continue
			}
			return r.credentialByComparison(e, at, value)
		case *ast.ConditionalExpression:
			at = up
			continue
		case *ast.Binding:
			return named(nameOf(e.Target), value)
		case *ast.AssignExpression:
			return named(writtenName(e.Left), value)
		case *ast.PropertyKeyed:
			if e.Value == r.nodes[at].Node {
				return named(r.keyOf(e), value)
			}
		case *ast.CallExpression, *ast.NewExpression:
			return r.credentialByCall(up, at, value)
		}
		return ""
	}
}

// isScheme reports whether a text is the scheme of an Authorization header.
func isScheme(e ast.Expression) bool {
	s, ok := stringOf(e)
	return ok && slices.Contains([]string{"bearer", "token", "basic"}, strings.ToLower(strings.TrimSpace(s)))
}

// writtenName is the name of what is assigned to.
func writtenName(e ast.Expression) string {
	return calleeName(e)
}

// keyOf is the name of a property, also of one in brackets that is written out.
func (r *rules) keyOf(p *ast.PropertyKeyed) string {
	if key, ok := stringOf(p.Key); ok {
		return key
	}
	return nameOf(p.Key)
}

// credentialByComparison finds a secret that is compared with something named like one.
func (r *rules) credentialByComparison(e *ast.BinaryExpression, at int, value string) string {
	if e.Operator != token.EQUAL && e.Operator != token.STRICT_EQUAL && e.Operator != token.NOT_EQUAL &&
		e.Operator != token.STRICT_NOT_EQUAL {
		return ""
	}
	other := e.Left
	if other == r.nodes[at].Node {
		other = e.Right
	}
	return named(calleeName(other), value)
}

// credentialByCall finds credentials among the arguments of functions that take one.
func (r *rules) credentialByCall(call, at int, value string) string {
	callee, arguments, _ := callParts(r.nodes[call].Node)
	left, method := member(callee)
	n := slices.IndexFunc(arguments, func(a ast.Expression) bool { return r.place[a] == at })
	if n < 0 {
		return ""
	}
	name := strings.ToLower(calleeName(callee))
	switch {
	case n == 1 && (method == "set" || method == "append" || method == "setHeader" || method == "setRequestHeader" ||
		method == "header"):
		header, _ := stringOf(arguments[0])
		return named(header, value)
	case n == 1 && (name == "createhmac" || name == "sign" || name == "verify" && nameOf(left) == "jwt"):
		if isSecretText(value, 8) {
			return "a secret"
		}
	case r.isKeyArgument(callee, n):
		if isSecretText(value, 12) {
			return "a secret"
		}
	case n == 1 && method == "auth":
		if isSecretText(value, 6) {
			return "a password"
		}
	case n == 0 && (strings.HasSuffix(name, "apikey") || strings.HasSuffix(name, "accesstoken") ||
		strings.HasSuffix(name, "settoken")):
		if isSecretText(value, 12) {
			return "a secret"
		}
	case n == 0 && nameOf(left) == "Buffer" && method == "from", n == 0 && name == "btoa", n == 0 && name == "buffer":
		if r.becomesBase64(call, name) && isNamePassword(value) {
			return "the credentials of Basic authentication"
		}
	}
	return ""
}

// keyArguments says which argument is the key, of functions and classes of packages that take it as it stands.
var keyArguments = map[string]int{"analytics-node#": 0, "clearbit#": 0, "customerio-node#": 1, "mailchimp-api-v3#": 0,
	"mandrill-api#.Mandrill": 0, "messagebird#": 0, "plivo#.Client": 1, "postmark#.Client": 0, "postmark#.ServerClient": 0,
	"twilio#": 1}

// isKeyArgument reports whether argument n of what is called is a key.
func (r *rules) isKeyArgument(callee ast.Expression, n int) bool {
	at, ok := keyArguments[strings.TrimPrefix(r.denote(r.place[callee]), "@")]
	return ok && at == n
}

// becomesBase64 reports whether what a call makes of a text is its base64 form.
func (r *rules) becomesBase64(call int, name string) bool {
	if name == "btoa" {
		return true
	}
	m := r.memberOf(call)
	if m == none {
		return false
	}
	c, ok := r.nodes[r.nodes[m].parent].Node.(*ast.CallExpression)
	if !ok || len(c.ArgumentList) == 0 {
		return false
	}
	encoding, _ := stringOf(c.ArgumentList[0])
	_, method := member(c.Callee)
	return method == "toString" && encoding == "base64"
}
