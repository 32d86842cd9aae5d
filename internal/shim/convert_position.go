package shim

import (
	"auth0-hook-action/internal/tenant"

	"github.com/dop251/goja/ast"
)

// A position is what is known of the place of a statement.
type position struct {
	tail  bool // nothing runs after it
	top   bool // it stands right in the hook's body
	later bool // a later statement mentions the callback
	// caught is set inside a try whose catch does more than to pass an error on.
	caught bool
	// ends is where the statement ends a case of a switch: a break is as good as the end.
	ends bool
}

// A piece is a statement, or an expression that takes the place of one, and the bytes that an outcome may replace.
type piece struct {
	at         int // the statement's or the expression's place
	start, end int
	listed     bool   // it stands in a list of statements
	semicolon  string // what ends a statement there
}

func (c *converter) pieceOf(st ast.Statement) piece { return c.pieceAt(c.Place(st)) }

// pieceAt is the piece of the statement at a place.
func (c *converter) pieceAt(at int) piece {
	p := piece{at: at, start: c.start(at), end: c.closing(at, len(c.src))}
	if end := c.past(p.end, ';'); end > p.end {
		p.end, p.semicolon = end, ";"
	}
	switch c.Node(c.Parent(at)).(type) {
	case *ast.BlockStatement, *ast.CaseStatement:
		p.listed = true
	}
	return p
}

// denies reports whether a trigger's Actions deny by the api; at the others an error is thrown.
func denies(t tenant.Trigger) bool {
	return t == tenant.CredentialsExchange || t == tenant.PreUserRegistration
}

// closing is the end of the expression at i with the parentheses around it, before stop.
func (c *converter) closing(i, stop int) int {
	end := c.end(i)
	for {
		next := c.behind(end)
		if next >= stop || c.src[next] != ')' {
			return end
		}
		end = next + 1
	}
}

// opening is the start of the expression at i with the parentheses around it, not before from.
func (c *converter) opening(i, from int) int {
	start := c.start(i)
	for at := start - 1; at >= from; at-- {
		switch c.src[at] {
		case '(':
			start = at
		case ' ', '\t', '\n', '\r':
		default:
			return start
		}
	}
	return start
}
