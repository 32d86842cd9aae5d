package script

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
)

// None is the place of nothing in a Tree.
const None = none

// A Tree is a script's syntax tree as one list in the order of the text, for those that rewrite scripts: the descendants of
// node i are those from i+1 up to End(i). Node 0 is a function that has the script as its body. It is read only.
type Tree struct{ t *tree }

// Tree gives the syntax tree; nil where the script is valid and could not be read all the same.
func (s *Script) Tree() *Tree {
	if s.tree == nil {
		return nil
	}
	return &Tree{s.tree}
}

// Len is the number of nodes.
func (t *Tree) Len() int { return len(t.t.nodes) }

// Node is node i.
func (t *Tree) Node(i int) ast.Node { return t.t.nodes[i].Node }

// Parent is the node around node i, None for the first.
func (t *Tree) Parent(i int) int { return t.t.nodes[i].parent }

// End is the place behind the last descendant of node i.
func (t *Tree) End(i int) int { return t.t.nodes[i].end }

// Function is the innermost function around node i; 0 is the script itself.
func (t *Tree) Function(i int) int { return t.t.nodes[i].function }

// Place is where a node stands in the list.
func (t *Tree) Place(n ast.Node) int {
	if at, ok := t.t.place[n]; ok {
		return at
	}
	return none
}

// Variable is what a name refers to, None for a global and for all that is no name.
func (t *Tree) Variable(i int) int { return t.t.nodes[i].variable }

// Offset is a place of the parser's as a byte of the script's text.
func (t *Tree) Offset(at file.Idx) int { return t.t.offset(at) }

// Position is the line and the column, both from 1, of a byte of the text.
func (t *Tree) Position(offset int) (line, column int) { return t.t.position(offset) }

// Comments are the comments that begin in the bytes from start up to end, with what makes them comments.
func (t *Tree) Comments(start, end int) []string {
	var found []string
	for _, c := range t.t.comments {
		if start <= c.offset && c.offset < end {
			found = append(found, c.text)
		}
	}
	return found
}

// A Variable is a name that the script declares.
type Variable struct {
	Name string
	// Node is what declares it, Function the function that it belongs to. Value is the expression, function or class that it
	// begins with, None where there is none or where it is only a part of one.
	Node, Function, Value int
	Uses, Writes          []int // where it is read, and where it gets another value
}

// Variables lists what the script declares; Variable gives places in this list.
func (t *Tree) Variables() []Variable {
	var all []Variable
	for _, v := range t.t.variables {
		out := Variable{Name: v.name, Node: v.node, Function: t.t.nodes[v.node].function, Value: v.value, Uses: v.uses,
			Writes: v.writes}
		if v.taken != nil {
			out.Value = none
		}
		all = append(all, out)
	}
	return all
}
