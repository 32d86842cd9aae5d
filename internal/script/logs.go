package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/tenant"
)

// checkLogs finds console calls that print what no log should hold: passwords, secrets, and whole objects that have
// them in them.
func (t *tree) checkLogs(trigger tenant.Trigger) []Finding {
	h, ok := t.hookOf(t.exported())
	if !ok {
		return nil
	}
	in := t.newInputs(h, given(trigger))
	var findings []Finding
	for i, n := range t.nodes {
		c, ok := n.Node.(*ast.CallExpression)
		if !ok || !isConsole(c) {
			continue
		}
		if path, offset := in.printed(i); path != "" {
			findings = append(findings, t.finding("log", Warning, offset, fmt.Sprintf("this writes %s to the log", path),
				"log the fields that you need, by name, and no secret"))
		}
	}
	return findings
}

func isConsole(c *ast.CallExpression) bool {
	left, method := member(c.Callee)
	id, ok := left.(*ast.Identifier)
	return ok && id.Name == "console" && slices.Contains([]string{"log", "info", "warn", "error", "debug", "trace", "dir", "table"}, method)
}

// printed gives the first thing below the call at node i that should not be printed.
func (in *inputs) printed(i int) (path string, offset int) {
	for at := i + 1; at < in.nodes[i].end; at++ {
		e := in.expression(at)
		if e == nil || in.nodes[at].function != in.nodes[i].function {
			continue
		}
		path := in.path(at, e)
		if isPrivate(path) && !in.isMember(at) && in.reachesLog(at, i, isObject(path)) {
			return path, in.offset(e.Idx0())
		}
	}
	return "", 0
}

// isPrivate reports whether what a path stands for is, or holds, what no log should have.
func isPrivate(path string) bool {
	return isObject(path) || path == "user.password" || strings.HasPrefix(path, "context.webtask.secrets.") && strings.Count(path, ".") == 3
}

func isObject(path string) bool {
	return slices.Contains([]string{"user", "context", "context.user", "context.webtask", "context.webtask.secrets"}, path)
}

// reachesLog reports whether the value of node at is printed by the call at node i as it is: a function in between
// gives something else, unless it is one that only formats, and an object as a part of a text is but
// "[object Object]".
func (in *inputs) reachesLog(at, i int, object bool) bool {
	for up := in.nodes[at].parent; up != i; up = in.nodes[up].parent {
		switch n := in.nodes[up].Node.(type) {
		case *ast.CallExpression:
			object = false
			if !slices.Contains([]string{"stringify", "inspect", "format", "String", "assign", "entries", "values"}, calleeName(n.Callee)) {
				return false
			}
		case *ast.UnaryExpression, *ast.DotExpression, *ast.BracketExpression:
			return false
		case *ast.TemplateLiteral:
			if object {
				return false
			}
		case *ast.BinaryExpression:
			if n.Comparison || object && n.Operator == token.PLUS {
				return false
			}
		case *ast.ConditionalExpression:
			if n.Test == in.nodes[at].Node {
				return false
			}
		}
	}
	return true
}
