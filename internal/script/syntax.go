package script

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"auth0-hook-action/internal/tenant"
)

// A frame is what a script is put into to be parsed.
type frame struct {
	before, after string
	// mark is the place in after of the name that before has declared, -1 where it declares none.
	mark int
}

// bare parses a script as a file of its own, which may be a module.
func bare() frame { return frame{mark: -1} }

// body parses src as both runtimes load it: as statements of a function, and not the first ones, so that no directive
// makes it strict. It declares one name before the script and once more after it: only where the parser finds the
// second to be a duplicate is the end of the script in the function in which it began. Any other parse means that the
// script closed the function early. No script can hold the name, as it is made of the script's own hash.
func body(src, function string) frame {
	name := "hook_" + tenant.Fingerprint(src)
	after := "\nconst " + name + " = 0}"
	return frame{before: function + " hook() {let " + name + "\n", after: after, mark: strings.Index(after, name)}
}

// A complaint is what the parser says against a script. offset may lie behind the script's end.
type complaint struct {
	offset     int
	text, hint string
}

// judge parses src inside f. escaped is set where src has closed f's function.
func (f frame) judge(src string, loader api.Loader) (complaints []complaint, escaped bool) {
	whole := newText(f.before + src + f.after)
	options := api.TransformOptions{Loader: loader, LogLevel: api.LogLevelSilent}
	if f.mark >= 0 {
		options.Format = api.FormatCommonJS // which has no import.meta
		options.LogOverride = map[string]api.LogLevel{"empty-import-meta": api.LogLevelError}
	}
	result := api.Transform(whole.src, options)
	escaped = f.mark >= 0
	for _, m := range result.Errors {
		offset := 0
		if at := m.Location; at != nil {
			offset = whole.starts[at.Line-1] + at.Column - len(f.before)
		}
		if f.mark >= 0 && offset == len(src)+f.mark {
			escaped = false
			continue
		}
		complaints = append(complaints, complaint{offset, lowerFirst(m.Text), f.hint(m.Notes)})
	}
	return complaints, escaped && len(complaints) == 0
}

// hint words what the parser adds to a complaint where that is about another place in the script.
func (f frame) hint(notes []api.Note) string {
	if len(notes) == 0 || notes[0].Location == nil {
		return ""
	}
	text := lowerFirst(notes[0].Text)
	if strings.HasSuffix(text, ":") {
		text += fmt.Sprintf(" line %d", notes[0].Location.Line-strings.Count(f.before, "\n"))
	}
	return text
}

func lowerFirst(s string) string {
	return strings.ToLower(s[:1]) + s[1:]
}

// checkSyntax gives what keeps the platform from loading the script; ok is set where nothing does.
func checkSyntax(t text, b brackets) (f Finding, ok bool) {
	if at := invalidUTF8(t.src); at >= 0 {
		return t.finding("encoding", Error, at, "the file is not UTF-8: this byte is part of no character",
			"save the file as UTF-8"), false
	}
	if strings.HasPrefix(t.src, "#!") {
		return t.finding("syntax", Error, 0, "a line starting with #! is for programs that a shell starts; inside a hook it is a syntax error",
			"remove the line"), false
	}
	if b.tooDeep >= 0 {
		return t.finding("syntax", Error, b.tooDeep, "brackets or operators nest too deep here for the script to be parsed",
			"take the expression apart"), false
	}
	complaints, escaped := body(t.src, "function").judge(t.src, api.LoaderJS)
	switch {
	case escaped || len(complaints) > 0 && b.unmatched >= 0 && b.unmatched <= complaints[0].offset:
		return t.finding("syntax", Error, b.unmatched, "this bracket closes nothing that the script has opened: it would end the function that the script is loaded in",
			"remove it, or open what it closes"), false
	case len(complaints) == 0:
		return Finding{}, true
	}
	if len(complaints) <= maxComplaints {
		if f, ok := t.dialect(complaints[0]); ok {
			return f, false
		}
	}
	return t.syntaxError(complaints[0], b), false
}

func invalidUTF8(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return i
		}
	}
	return -1
}

// maxGuess is the longest script whose dialect is guessed: text that is not JavaScript nests as it likes, unmeasured.
// maxComplaints is how many may speak against it: another dialect draws few.
const (
	maxGuess      = 64 << 10
	maxComplaints = 100
)

// dialect tells whether a script that is no hook would be something else: then that is worth more than the parser's
// complaint about the first sign of it.
func (t text) dialect(first complaint) (Finding, bool) {
	if len(t.src) > maxGuess {
		return Finding{}, false
	}
	function := body(t.src, "function")
	for _, guess := range []struct {
		frame         frame
		loader        api.Loader
		message, hint string
	}{
		{body(t.src, "async function"), api.LoaderJS, "await at the top level: a hook is a CommonJS script, which cannot wait while it is loaded",
			"move it into the exported function, and make that one async"},
		{bare(), api.LoaderJS, "this is an ES module: a hook is a CommonJS script, which has no import and no export",
			"use require(…) and module.exports = function …"},
		{function, api.LoaderJSX, "this is JSX: a hook is plain JavaScript", "compile it, and deploy the result"},
		{bare(), api.LoaderJSX, "this is JSX: a hook is plain JavaScript", "compile it to CommonJS, and deploy the result"},
		{function, api.LoaderTS, "this is TypeScript: a hook is plain JavaScript", "compile it, and deploy the result"},
		{bare(), api.LoaderTS, "this is TypeScript: a hook is plain JavaScript", "compile it to CommonJS, and deploy the result"},
	} {
		if complaints, escaped := guess.frame.judge(t.src, guess.loader); escaped || len(complaints) > 0 {
			continue
		}
		at := first.offset
		if before := strings.TrimRight(t.src[:min(at, len(t.src))], " \t"); strings.HasSuffix(before, "import") {
			at = len(before) - len("import") // the parser complains about what follows it
		}
		if guess.loader != api.LoaderJS {
			if inFrame, _ := guess.frame.judge(t.src, api.LoaderJS); len(inFrame) > 0 {
				at = inFrame[0].offset
			}
		}
		return t.finding("syntax", Error, at, guess.message, guess.hint), true
	}
	return Finding{}, false
}

// syntaxError words a complaint. What the parser finds behind the script's end has its cause inside it.
func (t text) syntaxError(c complaint, b brackets) Finding {
	if c.offset <= len(t.src) {
		return t.finding("syntax", Error, c.offset, "syntax error: "+strings.TrimSuffix(c.text, ":"), c.hint)
	}
	if b.unclosed < 0 {
		end := len(strings.TrimRight(t.src, " \t\r\n"))
		return t.finding("syntax", Error, end, "syntax error: the script ends in the middle of a statement", "")
	}
	what := "bracket"
	switch t.src[b.unclosed] {
	case '/':
		what = "comment"
	case '`':
		what = "template literal"
	}
	return t.finding("syntax", Error, b.unclosed, fmt.Sprintf("syntax error: this %s is never closed", what), "")
}
