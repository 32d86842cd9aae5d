package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/diag"
)

// A secretRead is a secret that the script reads by its name.
type secretRead struct {
	Name         string
	Line, Column int // of the first read
	Count        int
	// Optional is set where the script has a default for each read, or asks whether there is one.
	Optional bool
}

// secrets are the secrets that the script reads, in the order of the text.
func (l *look) secrets() []secretRead {
	var found []secretRead
	for _, r := range l.reads {
		name, ok := strings.CutPrefix(r.path, "context.webtask.secrets.")
		if !ok {
			name, ok = strings.CutPrefix(r.path, "event.secrets.")
		}
		if !ok || strings.Contains(name, ".") {
			continue
		}
		at := slices.IndexFunc(found, func(s secretRead) bool { return s.Name == name })
		if at < 0 {
			line, column := l.position(l.start(r.place))
			found = append(found, secretRead{Name: name, Line: line, Column: column, Optional: true})
			at = len(found) - 1
		}
		found[at].Count++
		found[at].Optional = found[at].Optional && l.hasDefault(r.place)
	}
	return found
}

// hasDefault reports whether what node i reads may be missing without harm: it has a default, or is only looked at.
func (l *look) hasDefault(i int) bool {
	for {
		up := l.nodes[i].parent
		switch e := l.nodes[up].Node.(type) {
		case *ast.Optional, *ast.OptionalChain:
			i = up
			continue
		case *ast.BinaryExpression:
			return e.Left == l.nodes[i].Node && (e.Operator == token.LOGICAL_OR || e.Operator == token.COALESCE ||
				e.Operator == token.LOGICAL_AND)
		case *ast.IfStatement:
			return e.Test == l.nodes[i].Node
		case *ast.ConditionalExpression:
			return e.Test == l.nodes[i].Node
		case *ast.UnaryExpression:
			return e.Operator == token.NOT || e.Operator == token.TYPEOF
		}
		break
	}
	p, ok := l.nodes[i].Node.(*ast.PropertyShort)
	return ok && p.Initializer != nil
}

// checkSecrets finds secrets that the script reads and nobody gives.
func (r *rules) checkSecrets() {
	if r.o.Secrets == nil {
		return
	}
	for _, s := range r.secrets() {
		if r.o.Secrets[s.Name] || s.Optional {
			continue
		}
		r.found = append(r.found, s.missing())
	}
}

func (s secretRead) missing() diag.Diagnostic {
	times := ""
	if s.Count > 1 {
		times = fmt.Sprintf(" (read %d times)", s.Count)
	}
	return diag.Diagnostic{Rule: "secret-missing", Severity: diag.Warning, Place: diag.Place{Line: s.Line, Column: s.Column}}.
		Saying(say("the secret %s is neither given nor on the tenant%s", quote(s.Name), times),
			say("add %s to the input secrets, or correct the name", quote(s.Name)))
}
