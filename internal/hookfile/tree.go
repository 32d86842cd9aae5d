package hookfile

import (
	"encoding/json"
	"strconv"
	"strings"

	"auth0-hook-action/internal/diag"
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
	// maxInput bounds an input's text. The runner hands inputs over as environment variables, which Linux ends at 128
	// KiB.
	maxInput = 1 << 20
	// byteOrderMark opens texts that some editors on Windows write.
	byteOrderMark = "\ufeff"

	tooDeep = "it is nested too deeply"
	twice   = "this key is in the map already"
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
func (n *node) repeated() []diag.Diagnostic {
	var found []diag.Diagnostic
	seen := map[string]bool{}
	for _, e := range n.entries {
		if seen[e.key] {
			found = append(found, fault(e.line, RuleFormat, twice, "remove one of the two"))
		}
		seen[e.key] = true
		found = append(found, e.value.repeated()...)
	}
	for _, item := range n.items {
		found = append(found, item.repeated()...)
	}
	return found
}

// json is the node as JSON on one line, as JavaScript's JSON.stringify writes it: texts in quotes, and numbers and
// booleans of YAML in JSON's spelling.
func (n *node) json() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	switch n.kind {
	case mapKind:
		b.WriteByte('{')
		for i, e := range n.entries {
			comma(b, i)
			b.WriteString(jsonText(e.key) + ":")
			e.value.write(b)
		}
		b.WriteByte('}')
	case listKind:
		b.WriteByte('[')
		for i, item := range n.items {
			comma(b, i)
			item.write(b)
		}
		b.WriteByte(']')
	case numberKind:
		b.WriteString(jsonNumber(n.value))
	case boolKind:
		b.WriteString(strings.ToLower(n.value))
	case textKind:
		b.WriteString(jsonText(n.value))
	case nullKind:
		b.WriteString("null")
	}
}

func comma(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteByte(',')
	}
}

// jsonNumber is a number of YAML in JSON's spelling. What is no plain number, such as 007, which is more likely an
// identifier, stays a text.
func jsonNumber(source string) string {
	if json.Valid([]byte(source)) {
		return source
	}
	if i, err := strconv.ParseInt(source, 0, 64); err == nil &&
		(strings.Contains(source, "x") || strings.Contains(source, "0o")) {
		return strconv.FormatInt(i, 10)
	}
	return jsonText(source)
}

// jsonText is s as a JSON text, with < and > as they are, as JavaScript's JSON.stringify writes it, and without the one
// line break that YAML knows and JSON does not escape.
func jsonText(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // no text fails
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\u0085", `\u0085`)
}
