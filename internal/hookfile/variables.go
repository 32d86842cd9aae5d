package hookfile

import (
	"slices"
	"strconv"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// Variables are the values of markers: what the input "variables" says. The zero Variables has none.
type Variables struct {
	values  map[string]variable
	refused map[string]bool // keys whose values are reported as wrong
	lines   bool            // they were given as KEY=value lines
	kept    bool            // no marker is filled: see asMarkers
}

// asMarkers keeps every marker, whatever its value. A bare @@KEY@@, which may be no JavaScript, has a stand-in.
func (v Variables) asMarkers() Variables {
	v.kept = true
	return v
}

// A variable is one value: the text that stands for ##KEY##, and the JSON form that stands for @@KEY@@.
type variable struct {
	text, json secret.Value
	// parts are the text and, of a map or a list, all texts in it: each is masked.
	parts []secret.Value
}

// ParseVariables reads an input that is a YAML or JSON map, or KEY=value lines. In a map values keep their type: true, 5,
// lists and maps. An empty text is accepted where it is written out as "". No diagnostic holds a value, a key, or any
// other piece of the text.
func ParseVariables(input, raw string) (Variables, []diag.Diagnostic) {
	if strings.TrimSpace(raw) == "" {
		return Variables{}, nil
	}
	n, found := parseMap(raw, true)
	if n == nil {
		return Variables{}, inInput(input, found)
	}
	rules := inputRules(true)
	v := Variables{values: map[string]variable{}, refused: map[string]bool{}, lines: hasLines(strings.TrimPrefix(raw, byteOrderMark))}
	for i, e := range n.entries {
		if f, ok := rules.check(i, e); !ok {
			found = append(found, f)
			v.refused[e.key] = true
			continue
		}
		v.values[e.key] = newVariable(e.value)
	}
	return v, inInput(input, found)
}

func newVariable(n *node) variable {
	v := variable{text: secret.New(n.value), json: secret.New(n.json())}
	if n.kind == mapKind || n.kind == listKind {
		v.text = v.json
	}
	texts := append(n.texts(nil), v.text.Reveal())
	slices.Sort(texts)
	for _, text := range slices.Compact(texts) {
		if text != "" {
			v.parts = append(v.parts, secret.New(text))
		}
	}
	return v
}

// has reports whether a key has a value.
func (v Variables) has(key string) bool {
	_, ok := v.values[key]
	return ok
}

// Masks are the values that must not be seen: all but those that stand in a public text too, since everybody reads them
// there, and hiding them would blank whatever names the hook. It goes by text: a variable may be public and another one
// with that value in it not.
func (v Variables) Masks(public []string) []secret.Value {
	var all []secret.Value
	texts := strings.Join(public, between)
	for key, value := range v.values {
		if v.isItself(key) {
			continue // everybody reads the marker in the file
		}
		for _, part := range value.parts {
			if !strings.Contains(texts, part.Reveal()) {
				all = append(all, part)
			}
		}
	}
	return all
}

// isItself reports whether a marker stands for itself: its variable's value is the marker.
func (v Variables) isItself(key string) bool {
	value, ok := v.values[key]
	text := value.text.Reveal()
	return ok && (text == hashed(key) || text == "@@"+key+"@@")
}

func hashed(key string) string { return "##" + key + "##" }

// between keeps texts apart that are searched as one.
const between = "\x00"

// paste is the line of the input "variables" that gives a key its value: in the form in which the others are given.
func (v Variables) paste(key, value string) string {
	if v.lines || len(v.values) == 0 {
		return key + "=" + value
	}
	return yamlKey(key) + ": " + jsonText(value)
}

// yamlKey is a key as YAML 1.2 reads it as a text: a number, null, true and false stand in quotes.
func yamlKey(key string) string {
	_, notNumber := strconv.ParseFloat(key, 64)
	if word := strings.ToLower(key); notNumber == nil || word == "null" || word == "true" || word == "false" {
		return jsonText(key)
	}
	return key
}

// githubSecret is the expression of a workflow for the GitHub secret that is called like a key
// (https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets).
func (v Variables) githubSecret(key string) string {
	name := strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune("-.", r) {
			return '_'
		}
		return r
	}, key))
	if strings.ContainsAny(name[:1], digits) || strings.HasPrefix(name, "GITHUB_") {
		name = "_" + name
	}
	if v.lines || len(v.values) == 0 {
		return key + "=${{ secrets." + name + " }}"
	}
	return yamlKey(key) + ": ${{ toJSON(secrets." + name + ") }}"
}

// block is lines as the value of the input "variables", ready to paste into a workflow.
func block(lines []string) string { return "variables: |\n  " + strings.Join(lines, "\n  ") }
