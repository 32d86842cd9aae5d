package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// checkRateLimit finds calls of Auth0's own APIs in a script that looks neither at how many requests are left nor at being
// refused for too many (https://auth0.com/docs/customize/hooks/create-hooks, "handle rate limits").
func (r *rules) checkRateLimit() {
	var found []int
	for i := range r.nodes {
		if at := r.callsAuth0(i); at != none {
			found = append(found, at)
		}
	}
	if len(found) == 0 || r.respectsRateLimit() {
		return
	}
	times := ""
	if len(found) > 1 {
		times = fmt.Sprintf(" (%d such calls)", len(found))
	}
	r.warn("rate-limit", found[0], say("this calls an API of Auth0, and the script ignores its rate limit%s", times),
		say("wait when X-RateLimit-Remaining nears 0, back off on status 429, and give up after a few tries"))
}

// retrying are packages that repeat what was refused.
var retrying = strings.Fields(`axios-retry p-retry async-retry retry promise-retry fetch-retry node-fetch-retry
		bottleneck retry-axios requestretry @octokit/plugin-retry exponential-backoff p-throttle limiter`)

// respectsRateLimit reports whether the script knows of the headers or of the status, or has a package that repeats.
func (r *rules) respectsRateLimit() bool {
	requires, _ := r.requires()
	if slices.ContainsFunc(requires, func(q Require) bool { return slices.Contains(retrying, q.Name) }) {
		return true
	}
	return slices.ContainsFunc(r.nodes, func(n node) bool {
		if s, ok := stringOf(n.Node); ok {
			s = strings.ToLower(s)
			return s == "429" || strings.HasPrefix(s, "x-ratelimit-") || s == "retry-after"
		}
		_, name := member(n.Node)
		return isNumber(n.Node, 429) || name == "retryAfter"
	})
}

// callsAuth0 is the place at which node i makes requests to an API of Auth0 by a client that does not respect the limit itself;
// none where it makes none.
func (r *rules) callsAuth0(i int) int {
	callee, arguments, ok := callParts(r.nodes[i].Node)
	if !ok || r.nodes[i].Node != unwrap(r.nodes[i].Node) {
		return none
	}
	name, rest := packageOf(r.denote(r.place[callee]))
	if _, isNew := r.nodes[i].Node.(*ast.NewExpression); name == "auth0" {
		if isNew && strings.HasSuffix(rest, ".ManagementClient") {
			return r.retriesNothing(i, arguments)
		}
		return none
	}
	makes := strings.HasSuffix(rest, ".create") && name == "axios"
	if r.clientKind(callee) == 0 && !makes || len(arguments) == 0 || !r.isAuth0(arguments) ||
		(name == "got" || name == "ky") && r.isRepeated(callee, arguments) {
		return none
	}
	return i
}

// retriesNothing is the place at which a ManagementClient has retries turned off, or is made, where it is of a version that
// does not: it does by itself from 3.0 on (https://github.com/auth0/node-auth0/blob/master/v4_MIGRATION_GUIDE.md). none
// where it retries.
func (r *rules) retriesNothing(i int, arguments []ast.Expression) int {
	if len(arguments) > 0 {
		o := r.objectOf(r.place[arguments[0]])
		if o == nil {
			o, _ = arguments[0].(*ast.ObjectLiteral)
		}
		retry := property(o, "retry")
		enabled, most := property(retry, "enabled"), property(retry, "maxRetries")
		if retry != nil && (isFalse(retry) || enabled != nil && isFalse(enabled) || most != nil && isNumber(most, 0)) {
			return r.place[retry]
		}
	}
	version := r.o.Dependencies["auth0"]
	requires, _ := r.requires()
	for _, q := range requires {
		if q.Name == "auth0" && q.Version != "" {
			version = q.Version
		}
	}
	major, _, _ := strings.Cut(version, ".")
	if n, err := strconv.Atoi(major); err == nil && n < 3 {
		return i
	}
	return none
}

// isRepeated reports whether got, or ky, repeats a request by itself: it does unless it is a POST or a PATCH, or an option stops it
// (https://github.com/sindresorhus/got/blob/main/documentation/7-retry.md).
func (r *rules) isRepeated(callee ast.Expression, arguments []ast.Expression) bool {
	_, method := member(callee)
	options := arguments[len(arguments)-1]
	if m := property(options, "method"); m != nil {
		method, _ = stringOf(m)
	}
	if retry := property(options, "retry"); retry != nil && (isNumber(retry, 0) || property(retry, "limit") != nil &&
		isNumber(property(retry, "limit"), 0)) {
		return false
	}
	method = strings.ToLower(method)
	return method != "post" && method != "patch"
}

// isAuth0 reports whether the arguments of a request lead to Auth0: a URL, or options with one or with a host and a path.
func (r *rules) isAuth0(arguments []ast.Expression) bool {
	for _, a := range arguments {
		at := r.place[a]
		if o := r.objectOf(at); o != nil {
			host, path := "", ""
			for _, key := range []string{"hostname", "host"} {
				if v := property(o, key); v != nil {
					host = r.addressOf(r.place[v], deepest)
				}
			}
			if v := property(o, "path"); v != nil {
				path = r.addressOf(r.place[v], deepest)
			}
			if host != "" && leadsToAuth0("https://"+host+"/"+strings.TrimPrefix(path, "/")) {
				return true
			}
			for _, key := range []string{"url", "uri", "baseURL", "baseUrl", "prefixUrl"} {
				if v := property(o, key); v != nil && leadsToAuth0(r.addressOf(r.place[v], deepest)) {
					return true
				}
			}
			continue
		}
		if leadsToAuth0(r.addressOf(at, deepest)) {
			return true
		}
	}
	return false
}

// objectOf is the object literal that node i is, or names.
func (r *rules) objectOf(i int) *ast.ObjectLiteral {
	o, _ := r.nodes[r.follow(i)].Node.(*ast.ObjectLiteral)
	return o
}

// addressOf spells out a text where it can be followed. What cannot is written as <name>, by the name of the secret, the property
// or the variable.
func (r *rules) addressOf(i, depth int) string {
	if depth == 0 {
		return "<>"
	}
	switch e := r.nodes[i].Node.(type) {
	case *ast.StringLiteral:
		return e.Value.String()
	case *ast.TemplateLiteral:
		var b strings.Builder
		for n, part := range e.Elements {
			b.WriteString(part.Parsed.String())
			if n < len(e.Expressions) {
				b.WriteString(r.addressOf(r.place[e.Expressions[n]], depth-1))
			}
		}
		return cutAt(b.String(), 2000)
	case *ast.BinaryExpression:
		if e.Operator == token.PLUS {
			return cutAt(r.addressOf(r.place[e.Left], depth)+r.addressOf(r.place[e.Right], depth-1), 2000)
		}
	case *ast.Identifier:
		if to := r.follow(i); to != i {
			switch r.nodes[to].Node.(type) {
			case *ast.StringLiteral, *ast.TemplateLiteral, *ast.BinaryExpression, *ast.DotExpression, *ast.BracketExpression:
				return r.addressOf(to, depth-1)
			}
		}
	}
	name := calleeName(r.expression(i))
	if path := notPackage(r.denote(i)); path != "" {
		name = path[strings.LastIndexByte(path, '.')+1:]
	}
	return "<" + name + ">"
}

func cutAt(s string, n int) string { return s[:min(len(s), n)] }

var (
	auth0Host = lazily(`^(?:https?://)?(?:[\w-]|<[\w$]*>|\.)+\.auth0\.com(?:$|[/:?#])`)
	auth0Path = lazily(`^(?:https?://)?<([\w$]*)>/?/(?:api/v2|oauth/token|userinfo|dbconnections|passwordless)(?:$|[/?#<])`)
	auth0Name = lazily(
		`(?i)auth0|^(?:(?:mgmt|management|tenant|custom)_?)?(?:domain|tenant|issuer|issuer_?base_?url|base_?domain)$|^audience$|` +
			`^(?:mgmt|management)_?(?:api_?)?(?:url|audience|host)$`)
)

// leadsToAuth0 reports whether an address is one of Auth0's own APIs: at a host that is written out, or at one that is called
// like a tenant's domain, with a path that Auth0 has.
func leadsToAuth0(address string) bool {
	if auth0Host().MatchString(address) {
		return !strings.Contains(address, "cdn.auth0.com")
	}
	m := auth0Path().FindStringSubmatch(address)
	return len(m) > 1 && auth0Name().MatchString(m[1])
}
