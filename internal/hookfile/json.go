package hookfile

import (
	"encoding/json"
	"errors"
	"strings"

	"auth0-hook-action/internal/diag"
)

// parseJSON reads a JSON text. No finding holds a piece of it.
func parseJSON(source string) (*node, []diag.Diagnostic) {
	var whole json.RawMessage
	if err := json.Unmarshal([]byte(source), &whole); err != nil {
		return nil, []diag.Diagnostic{jsonFault(source, err)}
	}
	r := &jsonReader{source: source, line: 1, decoder: json.NewDecoder(strings.NewReader(source))}
	r.decoder.UseNumber()
	n := r.value(1)
	return n, r.found
}

// A jsonReader turns tokens into nodes. The text is known to be valid JSON.
type jsonReader struct {
	source  string
	decoder *json.Decoder
	offset  int    // where the token read last ends
	line    int    // of the token read last
	literal string // the token read last, with the white space and punctuation before it
	found   []diag.Diagnostic
}

func (r *jsonReader) next() json.Token {
	token, err := r.decoder.Token()
	if err != nil {
		return nil
	}
	end := int(r.decoder.InputOffset())
	r.literal = r.source[r.offset:end]
	r.line += strings.Count(r.literal, "\n") // a token never holds a line break itself
	r.offset = end
	return token
}

func (r *jsonReader) value(depth int) *node {
	token := r.next()
	n := &node{line: r.line}
	switch token := token.(type) {
	case json.Delim:
		r.collection(n, token, depth)
	case json.Number:
		n.kind, n.value = numberKind, token.String()
	case bool:
		n.kind, n.value = boolKind, "false"
		if token {
			n.value = "true"
		}
	case string:
		n.kind, n.value = textKind, r.text(token)
	default:
		n.kind = nullKind
	}
	return n
}

// collection reads what is inside brackets. Past maxDepth it reads no further: the decoder's own bound is far higher.
func (r *jsonReader) collection(n *node, open json.Delim, depth int) {
	n.kind = mapKind
	if open == '[' {
		n.kind = listKind
	}
	if depth > maxDepth {
		r.found = append(r.found, fault(r.line, RuleFormat, tooDeep, ""))
		r.decoder = json.NewDecoder(strings.NewReader("")) // every token is the last one now
		return
	}
	for r.decoder.More() {
		if open == '[' {
			n.items = append(n.items, r.value(depth+1))
			continue
		}
		key, _ := r.next().(string)
		e := entry{key: r.text(key), line: r.line}
		e.value = r.value(depth + 1)
		n.entries = append(n.entries, e)
	}
	r.next() // the closing bracket
}

// text refuses what encoding/json replaces without a word: an escaped half of a surrogate pair.
func (r *jsonReader) text(s string) string {
	const replacement = "\ufffd"
	if strings.Contains(s, replacement) && !strings.Contains(r.literal, replacement) &&
		!strings.Contains(strings.ToLower(r.literal), `\ufffd`) {
		r.found = append(r.found, fault(r.line, RuleFormat, `an escape \uD800 to \uDFFF has no second half`, ""))
	}
	return s
}

// jsonFault says where a text stops being JSON, and why where that is plain.
func jsonFault(source string, err error) diag.Diagnostic {
	f := fault(0, RuleFormat, "it is not JSON", "")
	if strings.TrimSpace(source) == "" {
		f.Message = "it is empty"
		return f
	}
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	if !ok || int(syntax.Offset) > len(source) || syntax.Offset < 1 {
		return f
	}
	before, at := source[:syntax.Offset-1], source[syntax.Offset-1]
	f.Line = 1 + strings.Count(before, "\n")
	f.Message = "this is not JSON: " + jsonCause(strings.TrimRight(before, " \t\r\n"), at, syntax.Error())
	if strings.Contains(syntax.Error(), "max depth") {
		f.Message = tooDeep
	}
	return f
}

// jsonCause is why a text is not JSON, by the text before the place, the character there and the decoder's words.
func jsonCause(before string, at byte, decoder string) string {
	inText := at < ' ' && !strings.ContainsRune(" \t\r\n", rune(at)) // elsewhere white space is no error
	switch {
	case strings.HasPrefix(decoder, "unexpected end"):
		return "it ends too early"
	case (at == '}' || at == ']') && strings.HasSuffix(before, ","):
		return "there is a comma too many before the bracket"
	case at == '/' || at == '#':
		return "JSON has no comments"
	case at == '\'':
		return "strings need double quotes"
	case strings.Contains(decoder, "escape"):
		return `JSON has no such escape sequence (a backslash itself is \\)`
	case inText || strings.Contains(decoder, "in string literal"):
		return `a string contains a line break or a control character (a line break is \n)`
	}
	return "a quote, a comma or a colon is missing or wrong"
}
