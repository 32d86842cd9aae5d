package config

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// A kind says what a node is.
type kind int

const (
	mapKind kind = iota + 1
	listKind
	textKind
	numberKind
	boolKind
	nullKind
)

// A node is one value of a YAML or JSON text, with its place. Both formats are read into it, so that what is wrong with a
// map of secrets or with a hook is said once.
type node struct {
	kind kind
	line int
	// value is a scalar's text. Of a number and a boolean it is the source's: 1.10 is not 1.1.
	value string
	// block is set where the text stands on the lines below, and commented where a comment stands behind an unquoted one.
	block, commented bool
	entries          []entry // of a map, in the source's order
	items            []*node // of a list
}

// An entry is one key of a map with its value.
type entry struct {
	key   string
	line  int
	value *node
}

const (
	// maxDepth bounds nesting. A secret in a YAML file lies four levels deep.
	maxDepth = 32
	// maxInput bounds an input's text. The runner hands inputs over as environment variables, which Linux ends at 128 KiB.
	maxInput = 1 << 20
	// byteOrderMark opens texts that some editors on Windows write.
	byteOrderMark = "\ufeff"

	tooDeep = "it is nested too deeply"
	tooMany = "there are more problems than these"
)

// entry is the first entry of that key.
func (n *node) entry(key string) (entry, bool) {
	for _, e := range n.entries {
		if e.key == key {
			return e, true
		}
	}
	return entry{}, false
}

// texts adds all keys and scalars below n to all.
func (n *node) texts(all []string) []string {
	all = append(all, n.value)
	for _, e := range n.entries {
		all = e.value.texts(append(all, e.key))
	}
	for _, item := range n.items {
		all = item.texts(all)
	}
	return all
}

// repeated finds the keys that stand more than once in one map. It does not name them: they may be parts of a secret.
func (n *node) repeated() []problemAt {
	var wrong []problemAt
	seen := map[string]bool{}
	for _, e := range n.entries {
		if seen[e.key] {
			wrong = append(wrong, problemAt{e.line, "this key stands in the same map already"})
		}
		seen[e.key] = true
		wrong = append(wrong, e.value.repeated()...)
	}
	for _, item := range n.items {
		wrong = append(wrong, item.repeated()...)
	}
	return wrong
}

// parseMap reads an input that is a map: JSON, KEY=value lines where they are allowed, or YAML. The node is nil where
// there is no map to go on with. No problem holds a piece of the text.
func parseMap(raw string, linesAllowed bool) (*node, []problemAt) {
	if len(raw) > maxInput {
		return nil, []problemAt{{0, "it is larger than 1 MiB"}}
	}
	if !utf8.ValidString(raw) {
		return nil, []problemAt{{0, "it is not UTF-8 text"}}
	}
	raw = strings.TrimPrefix(raw, byteOrderMark)
	parse, what := parseYAML, "it is not a YAML or JSON map"
	if linesAllowed {
		what = "it is neither a YAML or JSON map nor KEY=value lines"
	}
	switch {
	case json.Valid([]byte(raw)):
		parse = parseJSON
	case linesAllowed && hasLines(raw):
		parse = parseLines
	}
	n, wrong := parse(raw)
	if n == nil {
		return nil, wrong
	}
	if n.kind != mapKind {
		return nil, append(wrong, problemAt{n.line, what})
	}
	return n, append(wrong, n.repeated()...)
}
