package config

import (
	"encoding/json"
	"errors"
	"strings"
)

// parseJSON reads a JSON text. No problem holds a piece of it.
func parseJSON(source string) (*node, []problemAt) {
	var whole json.RawMessage
	if err := json.Unmarshal([]byte(source), &whole); err != nil {
		return nil, []problemAt{jsonProblem(source, err)}
	}
	r := &jsonReader{source: source, line: 1, decoder: json.NewDecoder(strings.NewReader(source))}
	r.decoder.UseNumber()
	n := r.value(1)
	return n, r.wrong
}

// A jsonReader turns tokens into nodes. The text is known to be valid JSON.
type jsonReader struct {
	source  string
	decoder *json.Decoder
	offset  int    // where the token read last ends
	line    int    // of the token read last
	literal string // the token read last, with the white space and punctuation before it
	wrong   []problemAt
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
		r.wrong = append(r.wrong, problemAt{r.line, tooDeep})
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
		r.wrong = append(r.wrong, problemAt{r.line, `an escape \uD800 to \uDFFF stands without its other half`})
	}
	return s
}

// jsonProblem says where a text stops being JSON, and why where that is plain.
func jsonProblem(source string, err error) problemAt {
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	if !ok || int(syntax.Offset) > len(source) || syntax.Offset < 1 {
		return problemAt{0, "it is not JSON"}
	}
	before, at := source[:syntax.Offset-1], source[syntax.Offset-1]
	p := problemAt{line: 1 + strings.Count(before, "\n"), message: "this is not JSON: a quote, a comma or a colon is missing or wrong"}
	inText := at < ' ' && !strings.ContainsRune(" \t\r\n", rune(at)) // elsewhere white space is no error
	switch before = strings.TrimRight(before, " \t\r\n"); {
	case strings.HasPrefix(syntax.Error(), "unexpected end"):
		p.message = "this is not JSON: it ends too early"
	case strings.Contains(syntax.Error(), "max depth"):
		p.message = tooDeep
	case (at == '}' || at == ']') && strings.HasSuffix(before, ","):
		p.message = "this is not JSON: the comma before the bracket is one too many"
	case at == '/' || at == '#':
		p.message = "this is not JSON, which has no comments"
	case at == '\'':
		p.message = `this is not JSON: texts stand in double quotes`
	case strings.Contains(syntax.Error(), "escape"):
		p.message = `this is not JSON: a backslash opens an escape that there is not (a backslash itself is \\)`
	case inText || strings.Contains(syntax.Error(), "in string literal"):
		p.message = `this is not JSON: a text holds a line break or a control character (a line break is \n)`
	}
	return p
}
