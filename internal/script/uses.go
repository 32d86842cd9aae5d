package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/tenant"
)

// Uses gives what a hook file uses of what a hook at a trigger is given and the runtimes do not share, in the order of the
// text; nothing of a native Action. It sees what the text says: user[key] may be user.password all the same. Of a script that
// is Unread it gives NotSeen, and what the text alone shows.
func (s *Script) Uses(trigger tenant.Trigger) []Use {
	if s.tree == nil {
		return usesByText(s.text, trigger, s.imports)
	}
	l := s.tree.look(trigger)
	if l.hook == none {
		return nil
	}
	var uses []use
	for _, r := range l.reads {
		if kind := kindOf(trigger, r.path); kind != 0 {
			uses = append(uses, use{kind, r.path, l.start(r.place)})
		}
	}
	switch trigger {
	case tenant.CredentialsExchange:
		uses = append(uses, l.scopeChanges()...)
	case tenant.PreUserRegistration:
		uses = append(uses, l.passwords()...)
	case tenant.SendPhoneMessage:
		uses = append(uses, l.friendlyTexts()...)
	}
	return l.placed(uses)
}

var (
	passwordWord = lazily(`\bpassword\b`)
	webtaskWord  = lazily(`\bwebtask\.(?:storage|headers|query|params|token|create_token|create_token_url|meta|id|body_raw)\b`)
)

func usesByText(t text, trigger tenant.Trigger, imports []int) []Use {
	uses := []use{{NotSeen, "", 0}}
	for _, at := range imports {
		uses = append(uses, use{DynamicImport, "import()", at})
	}
	for _, at := range webtaskWord().FindAllStringIndex(t.src, -1) {
		uses = append(uses, use{WebtaskOnly, "context." + t.src[at[0]:at[1]], at[0]})
	}
	if trigger == tenant.PreUserRegistration {
		for _, at := range passwordWord().FindAllStringIndex(t.src, -1) {
			uses = append(uses, use{MaybePassword, "password", at[0]})
		}
	}
	return t.placed(uses)
}

// kindOf says which kind of use it is to read a path at a trigger, 0 where it is none.
func kindOf(trigger tenant.Trigger, path string) Kind {
	if name, ok := strings.CutPrefix(path, "context.webtask."); ok && !strings.Contains(name, ".") {
		switch name {
		case "secrets", "data", "body":
			return 0
		}
		return WebtaskOnly
	}
	switch {
	case trigger == tenant.PreUserRegistration && (path == "user.password" || path == "context.webtask.body.user.password"):
		return UserPassword
	case trigger == tenant.PreUserRegistration && (path == "user.emailVerified" || path == "user.phoneNumberVerified"):
		return UserVerified
	case trigger == tenant.SendPhoneMessage && path == "context.factor_type":
		return FactorType
	}
	return 0
}

// friendlyTexts finds the errors that carry a second text, for the user.
func (t *tree) friendlyTexts() []use {
	var uses []use
	for _, n := range t.nodes {
		e, ok := n.Node.(*ast.NewExpression)
		if ok && len(e.ArgumentList) > 1 && nameOf(e.Callee) == "SendPhoneMessageError" {
			uses = append(uses, use{FriendlyText, "SendPhoneMessageError", t.offset(e.Idx0())})
		}
	}
	return uses
}

// passwords finds where the user's password is asked for by its name, and where the whole user goes to what cannot be followed.
func (l *look) passwords() []use {
	var uses []use
	byName := false
	for i, n := range l.nodes {
		switch e := n.Node.(type) {
		case *ast.StringLiteral:
			if e.Value == "password" && l.asksByName(i) {
				uses = append(uses, use{UserPassword, "user.password", l.offset(e.Idx)})
				byName = true
			}
		case *ast.Identifier:
			if !byName && l.paths[n.variable] == "user" && (l.handedOn(i) || l.isReadByItsKeys(i)) {
				uses = append(uses, use{MaybePassword, "user", l.offset(e.Idx)})
			}
		}
	}
	return uses
}

// isReadByItsKeys reports whether each property of the user at node i is read in a loop over the user's own keys.
func (l *look) isReadByItsKeys(i int) bool {
	switch e := l.nodes[l.nodes[i].parent].Node.(type) {
	case *ast.ForInStatement:
		if e.Source != l.nodes[i].Node {
			return false
		}
		return slices.ContainsFunc(l.variablesIn(l.nodes[i].parent, i), l.isKey)
	case *ast.CallExpression:
		left, name := member(e.Callee)
		if nameOf(left) != "Object" || name != "keys" {
			return false
		}
		for at := range l.variables {
			if list := l.iterated(at); list != nil && l.place[list] == l.nodes[i].parent && l.isKey(at) {
				return true
			}
		}
	}
	return false
}

// variablesIn are those that are declared between two nodes.
func (l *look) variablesIn(from, to int) []int {
	var found []int
	for at, v := range l.variables {
		if v.node > from && v.node < to {
			found = append(found, at)
		}
	}
	return found
}

// asksByName reports whether the text at node i picks a property of the user: it is compared with the user's keys, or kept
// in a variable, or in a list, by which a property of the user is read.
func (l *look) asksByName(i int) bool {
	switch parent := l.nodes[l.nodes[i].parent].Node.(type) {
	case *ast.BinaryExpression:
		other := parent.Left
		if other == l.nodes[i].Node {
			other = parent.Right
		}
		return parent.Comparison && l.isKeyOfUser(other)
	case *ast.CaseStatement:
		s, ok := l.nodes[l.nodes[l.nodes[i].parent].parent].Node.(*ast.SwitchStatement)
		return ok && l.isKeyOfUser(s.Discriminant)
	case *ast.Binding:
		return l.isKeyOfUser(parent.Target)
	case *ast.ArrayLiteral:
		return l.picksFromUser(l.nodes[i].parent)
	case *ast.CallExpression: // Reflect.get(user, 'password')
		left, name := member(parent.Callee)
		list := parent.ArgumentList
		return nameOf(left) == "Reflect" && name == "get" && len(list) > 1 && list[1] == l.nodes[i].Node &&
			l.denote(l.place[list[0]]) == "user"
	}
	return false
}

// isKeyOfUser reports whether a variable is used as user[variable], or is the key of one of the user's entries.
func (l *look) isKeyOfUser(e ast.Expression) bool {
	if nameOf(e) == "" {
		return false
	}
	at := l.nodes[l.place[e]].variable
	return at != none && (l.isKey(at) || l.isEntryKey(at))
}

// handedOn reports whether the object at node i is given to a function that is neither the callback nor one of the
// script's own, as it is or as a part of another object.
func (l *look) handedOn(i int) bool {
	for up := l.nodes[i].parent; up != none; i, up = up, l.nodes[up].parent {
		switch e := l.nodes[up].Node.(type) {
		case *ast.ObjectLiteral, *ast.ArrayLiteral, *ast.SpreadElement:
			continue
		case *ast.PropertyShort:
			continue
		case *ast.PropertyKeyed:
			if e.Value != l.nodes[i].Node {
				return false
			}
		case *ast.CallExpression:
			if e.Callee == l.nodes[i].Node || notPackage(l.denote(up)) == "" {
				return e.Callee != l.nodes[i].Node && l.takesAll(e)
			}
		default:
			return false
		}
	}
	return false
}

// takesAll reports whether a call's function may do anything with what it is given.
func (l *look) takesAll(c *ast.CallExpression) bool {
	callee := unwrapExpression(c.Callee)
	if at := l.variableOf(callee); at != none && (at == l.callback || l.functionOf(at) != none) {
		return false
	}
	left, name := member(callee)
	return !isConsole(c) && nameOf(left) != "Object" && nameOf(left) != "Reflect" && name != "hasOwnProperty" && name != "bind"
}
