package hookfile

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"auth0-hook-action/internal/diag"
)

// changing are the line breaks that YAML 1.1 turns into others without a word.
var changing = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\r[^\n]|[\u0085\u2028\u2029]") })

// parseYAML reads a YAML text of one document. It refuses what would give a value other than the one that a reader of
// the text sees: anchors, aliases, merge keys, tags, and unquoted or quoted texts of several lines. No finding holds a
// piece of the text.
func parseYAML(source string) (*node, []diag.Diagnostic) {
	source = strings.TrimPrefix(source, byteOrderMark)
	if at := changing().FindStringIndex(source); at != nil {
		return nil, []diag.Diagnostic{fault(1+strings.Count(source[:at[0]], "\n"), RuleFormat,
			"a line ends with a character that YAML would change", "use plain line breaks")}
	}
	var document yaml.Node
	err := yaml.Load([]byte(source), &document, yaml.WithV4Defaults(), yaml.WithUniqueKeys(false),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	last := 1 + strings.Count(strings.TrimSpace(source), "\n") // the library may name the line behind it
	if err != nil {
		f := yamlFault(err)
		f.Line = min(f.Line, last)
		return nil, []diag.Diagnostic{f}
	}
	r := &yamlReader{lines: strings.Split(source, "\n"), last: last}
	n := r.node(document.Content[0])
	return n, r.found
}

// yamlFaults are plain words for the syntax errors that people meet, by a part of the library's message.
var yamlFaults = [...]struct{ library, message, hint string }{
	{"exceeded max depth", tooDeep, ""},
	{"no documents", "it is empty", ""},
	{"multiple", "it contains more than one YAML document", "keep the first, without the line ---"},
	{"mapping values are not allowed", "this is not YAML: there is a colon too many",
		`put a value that contains ": " in quotes`},
	{"cannot start any token", "this is not YAML: no value starts with this character",
		"put a value that starts with @, ` or % in quotes; indent with spaces and not with a tab"},
	{"unexpected end of stream", "this is not YAML: a quote is not closed", ""},
	{"unexpected document indicator", "this is not YAML: a quote is not closed", ""},
	{"control characters", "it contains a control character", ""},
	{"unknown anchor", anchors, writeOut},
}

// yamlFault gives the place of a syntax error and plain words for it. The library's own message may hold a piece of the text.
func yamlFault(err error) diag.Diagnostic {
	syntax, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		return fault(0, RuleFormat, "it is not YAML", "")
	}
	f := fault(syntax.Mark.Line, RuleFormat, "this is not YAML: a key with a colon was expected",
		"check the indentation; write a value of several lines as an indented block after KEY: |")
	for _, known := range yamlFaults {
		if strings.Contains(syntax.Message, known.library) {
			f.Message, f.Hint = known.message, known.hint
			break
		}
	}
	return f
}

const (
	anchors  = "this is an anchor, an alias, a merge key or a tag, which are not supported"
	writeOut = "write the value out"
	folded   = "a value of several lines would lose its line breaks here"
	asBlock  = "write it as a block: KEY: | and the lines indented below"
)

// A yamlReader turns the library's nodes into nodes with kinds and places.
type yamlReader struct {
	lines []string
	last  int
	// The place that rest was asked for last. Nodes come in the order of the text, so that a long line is walked once.
	line, column int
	tail         string
	found        []diag.Diagnostic
}

func (r *yamlReader) report(y *yaml.Node, message, hint string) {
	r.found = append(r.found, fault(min(y.Line, r.last), RuleFormat, message, hint))
}

func refused(y *yaml.Node) bool {
	return y.Kind == yaml.AliasNode || y.Anchor != "" || y.Style&yaml.TaggedStyle != 0 || y.Tag == "!" || y.Tag == "!!merge"
}

func (r *yamlReader) node(y *yaml.Node) *node {
	n := &node{line: min(y.Line, r.last)}
	if refused(y) {
		r.report(y, anchors, writeOut)
	}
	switch y.Kind {
	case yaml.MappingNode:
		n.kind = mapKind
		for i := 0; i+1 < len(y.Content); i += 2 {
			n.entries = append(n.entries, r.entry(y.Content[i], y.Content[i+1]))
		}
	case yaml.SequenceNode:
		n.kind = listKind
		for _, item := range y.Content {
			n.items = append(n.items, r.node(item))
		}
	case yaml.ScalarNode:
		r.scalar(n, y)
	default:
		n.kind = nullKind
	}
	return n
}

func (r *yamlReader) entry(key, value *yaml.Node) entry {
	k := r.node(key)
	if k.kind == mapKind || k.kind == listKind || k.block {
		r.report(key, "this key is not a text of one line", "")
	}
	return entry{key: k.value, line: k.line, value: r.node(value)}
}

func (r *yamlReader) scalar(n *node, y *yaml.Node) {
	n.value = y.Value
	switch y.Tag {
	case "!!null":
		n.kind, n.value = nullKind, ""
	case "!!bool":
		n.kind = boolKind
	case "!!int", "!!float":
		n.kind = numberKind
	default:
		n.kind = textKind
	}
	n.block = y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if n.kind == nullKind || n.block || refused(y) {
		return
	}
	rest := r.rest(y)
	switch {
	case y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		if !closes(rest) {
			r.report(y, folded, asBlock)
		}
	case !strings.HasPrefix(rest, y.Value):
		r.report(y, folded, asBlock)
	default:
		n.commented = strings.HasPrefix(strings.TrimLeft(rest[len(y.Value):], " \t"), "#")
	}
}

// rest is the node's line from its first character on.
func (r *yamlReader) rest(y *yaml.Node) string {
	if y.Line != r.line || y.Column < r.column {
		r.line, r.column, r.tail = y.Line, 1, ""
		if y.Line >= 1 && y.Line <= len(r.lines) {
			r.tail = r.lines[y.Line-1]
		}
	}
	for i := range r.tail {
		if r.column == y.Column {
			r.tail = r.tail[i:]
			return r.tail
		}
		r.column++
	}
	r.tail = ""
	return ""
}

// closes reports whether the quote that opens s is closed on the same line.
func closes(s string) bool {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] == '"':
			i++
		case s[i] != s[0]:
		case s[0] == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		default:
			return true
		}
	}
	return false
}
