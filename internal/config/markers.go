package config

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"sync"

	"auth0-hook-action/internal/secret"
)

// marker finds ##KEY##, replaced as it stands, and @@KEY@@, replaced by a JSON text together with the quotes around it
// (https://auth0.com/docs/deploy-monitor/deploy-cli-tool/keyword-replacement). A key starts with a letter, a digit or
// an underscore, so that a rule of ##----## in a comment is none.
var marker = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(strings.ReplaceAll(`"@@(key)@@"|'@@(key)@@'|@@(key)@@|##(key)##`, "key", `[A-Za-z0-9_][A-Za-z0-9_.-]*`))
})

// A filling is a text whose markers were replaced.
type filling struct {
	text string
	// open are the markers that have no value; in text their key stands in for them.
	open []use
	// used are those that were replaced. One whose variable holds the marker itself is neither: it stays as it is.
	used   []use
	shifts []shift
}

// A use is one marker in a text.
type use struct {
	key, mark string // FOO and ##FOO##
	line      int    // in the source
	remark    bool   // a # stands before it on its line: what is put in may be part of a comment
}

// A shift says by how much the lines of the text, from one on, are ahead of those of the source.
type shift struct{ from, by int }

// line is the line of the source that a line of the text comes from.
func (f filling) line(n int) int {
	i := sort.Search(len(f.shifts), func(i int) bool { return f.shifts[i].from > n })
	if i == 0 {
		return n
	}
	return n - f.shifts[i-1].by
}

// changed are the uses of ##KEY## whose value is not found again in what was read: in a quoted text a backslash opens an
// escape, and in YAML a # may open a comment. A value that is a map or a list itself was meant to be read.
func (f filling) changed(n *node, vars map[string]secret.Value) []use {
	var changed []use
	all := strings.Join(n.texts(nil), "\x00")
	found := map[string]int{} // how often a value stands there, less the uses seen
	for _, u := range f.used {
		value := vars[u.key].Reveal()
		if u.encoded() || u.remark || value == "" || value[0] == '{' || value[0] == '[' {
			continue
		}
		if _, counted := found[u.key]; !counted {
			found[u.key] = strings.Count(all, value)
		}
		if found[u.key]--; found[u.key] < 0 {
			changed = append(changed, u)
		}
	}
	return changed
}

// hint is for a text that cannot be read, which may be a value's fault.
func (f filling) hint() string {
	for _, u := range f.used {
		if !u.encoded() {
			return fmt.Sprintf("%s puts a value in as it stands: where it may hold quotes, backslashes or line breaks write @@%s@@, which stands for it in quotes", u.mark, u.key)
		}
	}
	return ""
}

// fill replaces the markers of a text from vars and from nothing else. What was put in is not looked at again. The text
// is left empty, with an error, where it would grow beyond most bytes.
func fill(source string, vars map[string]secret.Value, most int) (filling, error) {
	if !strings.Contains(source, "##") && !strings.Contains(source, "@@") {
		return filling{text: source}, nil
	}
	var f filling
	var out strings.Builder
	done, line, remark := 0, 1, false
	for _, at := range marker().FindAllStringSubmatchIndex(source, -1) {
		u, between := useAt(source, at), source[done:at[0]]
		if breaks := strings.Count(between, "\n"); breaks > 0 {
			line, remark = line+breaks, false
		}
		remark = remark || strings.Contains(between[strings.LastIndexByte(between, '\n')+1:], "#")
		u.line, u.remark = line, remark
		value, state := valueOf(u, vars)
		switch state {
		case asItStands:
			value = source[at[0]:at[1]]
		case missing:
			f.open = append(f.open, u)
		case given:
			f.used = append(f.used, u)
		}
		out.WriteString(between)
		f.shift(line, strings.Count(value, "\n"))
		out.WriteString(value)
		done = at[1]
		if out.Len() > most {
			return filling{}, fmt.Errorf("with its markers replaced it is larger than %s", size(most))
		}
	}
	out.WriteString(source[done:])
	f.text = out.String()
	return f, nil
}

// shift notes that a value at that line of the source brought more lines with it.
func (f *filling) shift(line, more int) {
	by := 0
	if len(f.shifts) > 0 {
		by = f.shifts[len(f.shifts)-1].by
	}
	for range more {
		by++
		f.shifts = append(f.shifts, shift{from: line + by, by: by})
	}
}

func useAt(source string, at []int) use {
	for i := 2; i+1 < len(at); i += 2 {
		if at[i] >= 0 {
			key := source[at[i]:at[i+1]]
			return use{key: key, mark: strings.Trim(source[at[0]:at[1]], `"'`)}
		}
	}
	return use{}
}

// Whether a marker has a value.
const (
	given = iota + 1
	asItStands
	missing
)

// valueOf is what stands in a marker's place. The text of a variable is revealed here, since the hook is what it is meant
// for.
func valueOf(u use, vars map[string]secret.Value) (value string, state int) {
	v, ok := vars[u.key]
	text := v.Reveal()
	switch {
	case !ok && u.encoded():
		return jsonText(u.key), missing
	case !ok:
		return u.key, missing
	case text == hashed(u.key) || text == "@@"+u.key+"@@":
		return "", asItStands
	case u.encoded():
		return jsonText(text), given
	}
	return text, given
}

func (u use) encoded() bool { return u.mark[0] == '@' }

func hashed(key string) string { return "##" + key + "##" }

// jsonText is s as a JSON text, with < and > as they are, as JavaScript's JSON.stringify writes it.
func jsonText(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // no text fails
	return strings.TrimSuffix(b.String(), "\n")
}

// markersIn are the keys of the markers that texts hold, each once, in their order.
func markersIn(texts ...string) []string {
	var keys []string
	seen := map[string]bool{}
	for _, text := range texts {
		for _, at := range marker().FindAllStringSubmatchIndex(text, -1) {
			if key := useAt(text, at).key; !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
		}
	}
	return keys
}
