package hookfile

import (
	"regexp"
	"strings"
	"sync"

	"auth0-hook-action/internal/diag"
)

// hasLines reports whether a text is KEY=value lines rather than YAML: its first line with something in it decides.
func hasLines(raw string) bool {
	for line := range strings.Lines(raw) {
		if skipped(line) {
			continue
		}
		key, _, _, found := splitLine(line)
		return found && !strings.HasPrefix(key, "{") && !strings.Contains(key, ": ") && !strings.Contains(key, ":\t")
	}
	return false
}

// skipped reports whether a line is blank or a comment.
func skipped(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

// splitLine parts KEY=value and KEY<<WORD, with or without "export" before the key.
func splitLine(line string) (key, value string, block, found bool) {
	key, value, found = strings.Cut(line, "=")
	if before, _, opens := strings.Cut(key, "<<"); opens {
		_, word, _ := strings.Cut(line, "<<")
		key, value, block = before, strings.TrimSpace(word), true
		found = value != ""
	}
	key = strings.TrimSpace(key)
	if rest, ok := strings.CutPrefix(key, "export"); ok && strings.TrimLeft(rest, " \t") != rest {
		key = strings.TrimSpace(rest) // a line of a shell file
	}
	return key, value, block, found && key != ""
}

// parseLines reads KEY=value lines. The value is what follows the sign, without white space around it; quotes around it
// are taken away and may enclose several lines; KEY<<WORD takes the lines up to one that is WORD. A # opens a comment at
// the start of a line alone. No finding holds a piece of the text: a line taken for a key may be part of a secret.
func parseLines(raw string) (*node, []diag.Diagnostic) {
	if strings.Count(raw, "\r\n") == strings.Count(raw, "\n") { // the text's own line ends, not a value's
		raw = strings.ReplaceAll(raw, "\r\n", "\n")
	}
	r := &lineReader{lines: strings.Split(raw, "\n")}
	n := &node{kind: mapKind, line: 1}
	for r.at < len(r.lines) {
		line := r.next()
		if skipped(line) {
			continue
		}
		if e, ok := r.entry(line); ok {
			n.entries = append(n.entries, e)
		}
	}
	return n, r.found
}

// escapes finds what a double-quoted value of a .env file would turn into a line break, a tab, a quote or a backslash.
var escapes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\\[nrt"\\]`) })

const (
	severalLines = "put a value of several lines in quotes, or between a line KEY<<EOF and a line EOF"
	mapForm      = `for an escape sequence use the map form: KEY: "one\ntwo"`
)

// A lineReader walks over lines; at is the number of the one it gave last.
type lineReader struct {
	lines []string
	at    int
	found []diag.Diagnostic
	stray int // the last line that was no KEY=value line
}

func (r *lineReader) next() string {
	r.at++
	return r.lines[r.at-1]
}

func (r *lineReader) report(line int, severity diag.Severity, message, hint string) {
	r.found = append(r.found, diag.Diagnostic{Rule: RuleFormat, Severity: severity, Place: diag.Place{Line: line},
		Message: message, Hint: hint})
}

func (r *lineReader) entry(line string) (entry, bool) {
	key, value, block, found := splitLine(line)
	if !found || !isSecretKey(key) {
		if r.stray != r.at-1 || r.stray == 0 {
			r.report(r.at, diag.Error, "this is not a KEY=value line", severalLines)
		}
		r.stray = r.at
		return entry{}, false
	}
	e := entry{key: key, line: r.at, value: &node{kind: textKind, line: r.at}}
	var ok bool
	if block {
		e.value.value, ok = r.block(value)
	} else {
		e.value.value, ok = r.value(value)
		if strings.TrimSpace(value) == "" {
			e.value.kind = nullKind
		}
	}
	return e, ok
}

// block takes the lines up to one that is the word.
func (r *lineReader) block(word string) (string, bool) {
	opened := r.at
	for r.at < len(r.lines) {
		if strings.TrimSuffix(r.next(), "\r") == word {
			return strings.Join(r.lines[opened:r.at-1], "\n"), true
		}
	}
	r.report(opened, diag.Error, "no line closes the value that starts here",
		"end it with a line that has only the word after <<")
	return "", false
}

func (r *lineReader) value(v string) (string, bool) {
	trimmed := strings.TrimSpace(v)
	switch {
	case trimmed == "":
		return "", true
	case trimmed[0] == '"' || trimmed[0] == '\'':
		return r.quoted(trimmed, strings.TrimLeft(v, " \t"))
	case strings.Contains(v, "-----BEGIN ") && !strings.Contains(v, "-----END "):
		r.report(r.at, diag.Error, "a PEM block has several lines", severalLines)
		for r.at < len(r.lines) && !strings.Contains(r.next(), "-----END ") { // its lines are no keys
		}
		return "", false
	}
	return trimmed, true
}

// quoted takes the quotes away, over several lines where the first does not end with the quote that opens it.
func (r *lineReader) quoted(trimmed, first string) (string, bool) {
	quote, opened := first[:1], r.at
	if len(trimmed) > 1 && strings.HasSuffix(trimmed, quote) {
		value := trimmed[1 : len(trimmed)-1]
		if quote == `"` && escapes().MatchString(value) {
			r.report(opened, diag.Warning, "the backslashes of this value are kept as they are", mapForm)
		}
		return value, true
	}
	all := []string{first[1:]}
	for r.at < len(r.lines) {
		line := r.next()
		if key, value, block, found := splitLine(line); found && !block && isSecretKey(key) &&
			strings.HasPrefix(value, quote) {
			r.at-- // the next key: the quote was not meant to enclose it
			break
		}
		if body, closed := strings.CutSuffix(strings.TrimRight(line, " \t\r"), quote); closed {
			return strings.Join(append(all, body), "\n"), true
		}
		all = append(all, line)
	}
	r.report(opened, diag.Error, "the quote that opens the value is not closed",
		"enclose a value that starts with a quote in quotes of the other kind")
	return "", false
}
