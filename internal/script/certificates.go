package script

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

const whyTLS = ": others on the network can read and change what is sent"

// checkCertificates finds where the certificates of servers are not looked at.
func (r *rules) checkCertificates() {
	hint := say("remove it; for a private certificate authority give its certificate by the option ca")
	for i, n := range r.nodes {
		switch e := n.Node.(type) {
		case *ast.PropertyKeyed:
			if key, _ := stringOf(e.Key); turnsOff(key, e.Value) {
				r.warn("tls-off", i, say("%s: false accepts any certificate%s", quote(key), whyTLS), hint)
			}
		case *ast.AssignExpression:
			_, name := member(e.Left)
			if name == "NODE_TLS_REJECT_UNAUTHORIZED" && e.Operator == token.ASSIGN && !isOne(e.Right) {
				r.warn("tls-off", i, say("%s accepts any certificate, in all requests%s", quote(name), whyTLS), hint)
			} else if turnsOff(name, e.Right) {
				r.warn("tls-off", i, say("%s = false accepts any certificate%s", quote(name), whyTLS), hint)
			}
		}
	}
}

// turnsOff reports whether an option and its value mean that certificates are not looked at.
func turnsOff(name string, value ast.Expression) bool {
	return (name == "rejectUnauthorized" || name == "strictSSL") && isFalse(value)
}

func isFalse(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.BooleanLiteral:
		return !e.Value
	case *ast.UnaryExpression: // !1, as minifiers write it
		return e.Operator == token.NOT && isNumber(e.Operand, 1)
	}
	return isNumber(e, 0)
}

func isOne(e ast.Expression) bool {
	s, _ := stringOf(e)
	return s == "1" || isNumber(e, 1)
}
