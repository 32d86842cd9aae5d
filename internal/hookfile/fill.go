package hookfile

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// marker finds ##KEY##, replaced as it stands, and @@KEY@@, replaced by a JSON text together with the quotes around it
// (https://auth0.com/docs/deploy-monitor/deploy-cli-tool/keyword-replacement). A key starts with a letter, a digit or
// an underscore, so that a rule of ##----## in a comment is none.
var marker = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(strings.ReplaceAll(`"@@(key)@@"|'@@(key)@@'|@@(key)@@|##(key)##`, "key",
		`[A-Za-z0-9_][A-Za-z0-9_.-]*`))
})

// A filling is a text whose markers were replaced.
type filling struct {
	source, text string
	// uses are the markers that were replaced, in their order.
	uses []use
	// markerIsValue is set where a variable's value is the marker itself, as in AUDIT=##AUDIT##: the marker stays in the text
	// and is not among uses.
	markerIsValue bool
	// bare is what stands for the @@ of a bare @@KEY@@ that is kept: a text that the source does not have.
	bare string
	// Where the lines of source and text start, in bytes; nil where there are no uses.
	sourceLines, textLines []int
}

// A use is one marker in a text.
type use struct {
	key, mark string // FOO and ##FOO##
	missing   bool   // it has no value; in the text its key stands in for it
	kept      bool   // it stands in the text itself
	remark    bool   // a # stands before it on its line: what is put in may be part of a comment
	line      int    // in the source
	from, to  int    // in the source, in bytes
	at, end   int    // in the text, in bytes
}

func (u use) encoded() bool { return u.mark[0] == '@' }

// filled reports whether a value was put in.
func (f filling) filled() bool {
	return slices.ContainsFunc(f.uses, func(u use) bool { return !u.missing && !u.kept })
}

// fill replaces the markers of a text from v and from nothing else. What was put in is not looked at again. ok is not set
// where the text would grow beyond most bytes.
func (v Variables) fill(source string, most int) (f filling, ok bool) {
	f = filling{source: source, text: source, bare: "@@:"}
	for strings.Contains(source, f.bare) {
		f.bare += ":"
	}
	if !strings.Contains(source, "##") && !strings.Contains(source, "@@") {
		return f, true
	}
	var out strings.Builder
	done, line, remark := 0, 1, false
	for _, at := range marker().FindAllStringSubmatchIndex(source, -1) {
		u, between := useAt(source, at), source[done:at[0]]
		if breaks := strings.Count(between, "\n"); breaks > 0 {
			line, remark = line+breaks, false
		}
		remark = remark || strings.Contains(between[strings.LastIndexByte(between, '\n')+1:], "#")
		u.line, u.remark = line, remark
		out.WriteString(between)
		done, u.at = at[1], out.Len()
		switch written := source[u.from:u.to]; {
		case v.isItself(u.key):
			f.markerIsValue = true
			out.WriteString(written)
		case v.kept && written == u.mark && u.encoded():
			out.WriteString(f.standIn(u.key))
		case v.kept:
			out.WriteString(written)
		default:
			v.put(&out, &u)
		}
		if u.kept, u.end = v.kept, out.Len(); !v.isItself(u.key) {
			f.uses = append(f.uses, u)
		}
		if out.Len() > most {
			return filling{}, false
		}
	}
	if len(f.uses) > 0 {
		out.WriteString(source[done:])
		f.text = out.String()
		f.sourceLines, f.textLines = lineStarts(source), lineStarts(f.text)
	}
	return f, true
}

func useAt(source string, at []int) use {
	for i := 2; i+1 < len(at); i += 2 {
		if at[i] >= 0 {
			return use{key: source[at[i]:at[i+1]], mark: strings.Trim(source[at[0]:at[1]], `"'`), from: at[0], to: at[1]}
		}
	}
	return use{}
}

// standIn is the text that stands for a bare @@KEY@@ that is kept: no marker has such a key.
func (f filling) standIn(key string) string { return jsonText(f.bare + key + "@@") }

// keeps reports whether markers stand in the text themselves.
func (f filling) keeps() bool { return slices.ContainsFunc(f.uses, func(u use) bool { return u.kept }) }

// restored is what was made of the text with each marker as the source has it: with all, or a piece, of what stands for one.
func (f filling) restored(text string) string {
	var pairs []string
	for _, u := range f.uses {
		mark := "@@" + u.key + "@@"
		pairs = append(pairs, f.standIn(u.key), mark, f.bare+u.key+"@@", mark)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// put writes what stands in a marker's place. The value of a variable is revealed here, since the hook is what it is meant for.
func (v Variables) put(out *strings.Builder, u *use) {
	value, ok := v.values[u.key]
	switch {
	case !ok && u.encoded():
		u.missing = true
		out.WriteString(jsonText(u.key))
	case !ok:
		u.missing = true
		out.WriteString(u.key)
	case u.encoded():
		out.WriteString(value.json.Reveal())
	default:
		out.WriteString(value.text.Reveal())
	}
}

// asWritten is a text with its markers in it, so that JSON and YAML can read it: @@KEY@@ stands in quotes.
func asWritten(source string) string {
	return marker().ReplaceAllStringFunc(source, func(mark string) string {
		if mark[0] == '#' {
			return mark
		}
		return jsonText(strings.Trim(mark, `"'`))
	})
}

// keysIn are the keys of the markers that texts hold, each once, in their order.
func keysIn(texts ...string) []string {
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

// lineStarts are the offsets at which the lines of a text start.
func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// lineAt is the number of the line, counted from 1, in which an offset lies.
func lineAt(starts []int, offset int) int {
	return sort.Search(len(starts), func(i int) bool { return starts[i] > offset })
}

// line is the line of the source that a line of the text comes from.
func (f filling) line(n int) int {
	if len(f.uses) == 0 || n < 1 {
		return n
	}
	return lineAt(f.sourceLines, f.sourceOffset(f.textLines[min(n, len(f.textLines))-1]))
}

// sourceOffset is where in the source an offset of the text comes from: of a value its marker.
func (f filling) sourceOffset(offset int) int {
	i := sort.Search(len(f.uses), func(i int) bool { return f.uses[i].at > offset }) - 1
	switch {
	case i < 0:
		return offset
	case offset < f.uses[i].end:
		return f.uses[i].from
	}
	return f.uses[i].to + offset - f.uses[i].end
}

// changed are the uses of ##KEY## whose value is not found again in what was read: in a quoted text a backslash opens an
// escape, and in YAML a # may open a comment. A value that is a map or a list itself was meant to be read.
func (f filling) changed(n *node, v Variables) []use {
	var changed []use
	all := strings.Join(n.texts(nil), between)
	found := map[string]int{} // how often a value stands there, less the uses seen
	for _, u := range f.uses {
		value := v.values[u.key].text.Reveal()
		if u.missing || u.encoded() || u.remark || value == "" || value[0] == '{' || value[0] == '[' {
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

// suspect is the marker whose value is to blame for a text that cannot be read at an offset: the one at the offset, or
// the last one before it that can reach so far, since its value holds a quote, a bracket or the like.
func (f filling) suspect(offset int) (use, bool) {
	for _, u := range slices.Backward(f.uses) {
		switch {
		case u.missing || u.at > offset:
		case offset <= u.end || !u.kept && strings.ContainsAny(f.text[u.at:u.end], "'\"`\\\r\n(){}[]*"):
			return u, true
		}
	}
	return use{}, false
}

// breaks says that a value keeps a text from being read, and how to put it in instead.
func (u use) breaks(what, message string) (string, string) {
	hint := fmt.Sprintf("write @@%s@@, without quotes around it, for the value's JSON form", u.key)
	if u.encoded() {
		hint = fmt.Sprintf("@@%s@@ puts in the value's JSON form, quotes included: write it where a whole value stands", u.key)
	}
	if u.kept {
		return fmt.Sprintf("a conversion keeps markers, and %s is no JavaScript here: %s", u.mark, message), hint
	}
	return fmt.Sprintf("the value of the variable %s breaks %s: %s", u.key, what, message), hint
}

// offset is where in the text a place lies that is given by a line and a column in characters, both counted from 1.
func (f filling) offset(line, column int) int {
	if line < 1 || line > len(f.textLines) {
		return 0
	}
	at := f.textLines[line-1]
	for i := range f.text[at:] {
		if column--; column < 1 {
			return at + i
		}
	}
	return len(f.text)
}

// place is the line and, where it is asked for, the column of the source from which an offset of the text comes.
func (f filling) place(offset int, column bool) (int, int) {
	at := f.sourceOffset(offset)
	line := lineAt(f.sourceLines, at)
	if !column {
		return line, 0
	}
	return line, 1 + utf8.RuneCountInString(f.source[f.sourceLines[line-1]:at])
}

// valueOn reports whether a piece of a value stands on a line of the text.
func (f filling) valueOn(line int) bool {
	if line < 1 || line > len(f.textLines) {
		return true
	}
	start, end := f.textLines[line-1], len(f.text)
	if line < len(f.textLines) {
		end = f.textLines[line]
	}
	return slices.ContainsFunc(f.uses, func(u use) bool { return !u.missing && u.at < end && u.end >= start })
}
