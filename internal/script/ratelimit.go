package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// checkRateLimit finds calls of Auth0's APIs in a script that looks neither at how many requests are left nor at being
// refused for too many (https://auth0.com/docs/customize/hooks/create-hooks, "handle rate limits").
func (t *tree) checkRateLimit() []Finding {
	if t.handlesRateLimit() {
		return nil
	}
	requires, _ := t.requires()
	sdk := slices.ContainsFunc(requires, func(r Require) bool { return r.Name == "auth0" })
	var findings []Finding
	seen := map[int]bool{} // a template has several parts
	for i := range t.nodes {
		what, at := t.auth0Call(i, sdk)
		if what == "" || seen[at] {
			continue
		}
		seen[at] = true
		findings = append(findings, t.finding("rate-limit", Warning, at, fmt.Sprintf("%s is called, but nothing here handles its rate limit", what),
			"wait when X-RateLimit-Remaining nears 0, back off on status 429, and give up after a few tries"))
	}
	return findings
}

// handlesRateLimit reports whether the script knows of the header or of the status.
func (t *tree) handlesRateLimit() bool {
	return slices.ContainsFunc(t.nodes, func(n node) bool {
		if s, ok := stringOf(n.Node); ok {
			return s == "429" || strings.EqualFold(s, "x-ratelimit-remaining")
		}
		return isNumber(n.Node, 429)
	})
}

func isNumber(n ast.Node, want int64) bool {
	literal, ok := n.(*ast.NumberLiteral)
	return ok && literal.Value == want
}

// auth0Call says what of Auth0's is called at node i, and where; what is empty where nothing is.
func (t *tree) auth0Call(i int, sdk bool) (what string, offset int) {
	switch n := t.nodes[i].Node.(type) {
	case *ast.StringLiteral:
		what = auth0API(n.Value.String())
	case *ast.TemplateElement:
		what = auth0API(n.Parsed.String())
	case *ast.NewExpression:
		if client := calleeName(n.Callee); sdk && slices.Contains(auth0Clients, client) {
			return client, t.offset(n.New)
		}
	}
	if what == "" || t.isCompared(i) || t.isAudience(i) {
		return "", 0
	}
	return what, t.offset(t.call(i).Idx0())
}

// auth0Clients are the classes of the auth0 package that make requests.
var auth0Clients = []string{"ManagementClient", "AuthenticationClient", "UserInfoClient"}

var apiPath = lazily(`^(?:(?:https?://)?([^/\s]*)/|)(?:(api/v2)(?:$|[/?#])|(oauth/token|userinfo)(?:$|[?#]))`)

// auth0API gives the API that a URL, or the end of one, belongs to. A host that is written out must be one of Auth0's.
func auth0API(url string) string {
	m := apiPath().FindStringSubmatch(url)
	if len(m) == 0 || m[1] != "" && !strings.HasSuffix(m[1], "auth0.com") {
		return ""
	}
	if m[2] != "" {
		return "/api/v2/"
	}
	return "/" + m[3]
}

// isCompared reports whether a text is only held against another one.
func (t *tree) isCompared(i int) bool {
	for up := t.nodes[i].parent; ; up = t.nodes[up].parent {
		switch n := t.nodes[up].Node.(type) {
		case *ast.TemplateLiteral:
			continue
		case *ast.BinaryExpression:
			if n.Operator == token.PLUS {
				continue
			}
			return n.Comparison || n.Operator == token.IN
		case *ast.CaseStatement:
			return true
		case *ast.CallExpression:
			_, method := member(n.Callee)
			return slices.Contains([]string{"includes", "startsWith", "endsWith", "indexOf", "match", "test"}, method)
		}
		return false
	}
}

// isAudience reports whether a text names the API that a token is for, and calls nothing.
func (t *tree) isAudience(i int) bool {
	for up := t.nodes[i].parent; up > 0; up = t.nodes[up].parent {
		switch n := t.nodes[up].Node.(type) {
		case *ast.TemplateLiteral, *ast.BinaryExpression, *ast.ConditionalExpression:
			continue
		case *ast.PropertyKeyed:
			key, _ := stringOf(n.Key)
			return isAudienceName(key)
		case *ast.Binding:
			id, ok := n.Target.(*ast.Identifier)
			return ok && isAudienceName(id.Name.String())
		case *ast.AssignExpression:
			_, name := member(n.Left)
			if id, ok := n.Left.(*ast.Identifier); ok {
				name = id.Name.String()
			}
			return isAudienceName(name)
		}
		return false
	}
	return false
}

func isAudienceName(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "audience") || name == "aud"
}

// call gives the innermost call around node i in the same statement, or the node itself.
func (t *tree) call(i int) ast.Node {
	for up := t.nodes[i].parent; up > 0 && t.nodes[up].function == t.nodes[i].function; up = t.nodes[up].parent {
		switch n := t.nodes[up].Node.(type) {
		case *ast.CallExpression, *ast.NewExpression:
			return n
		case ast.Statement:
			return t.nodes[i].Node
		}
	}
	return t.nodes[i].Node
}

// calleeName is the last name of what is called: get of axios.get.
func calleeName(callee ast.Expression) string {
	if id, ok := unwrapExpression(callee).(*ast.Identifier); ok {
		return id.Name.String()
	}
	_, name := member(callee)
	return name
}
