package script

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// A frame is what a script is put into to be parsed.
type frame struct {
	before, after string
	// mark is the place in after of the name that before has declared, -1 where it declares none.
	mark int
}

// alone parses a script as a file of its own, which may be a module.
func alone() frame { return frame{mark: -1} }

// within parses src as both runtimes load it: as statements of a function, and not the first ones, so that no directive
// makes it strict. It declares one name before the script and once more after it: only where the parser finds the
// second to be a duplicate is the end of the script in the function in which it began. Any other parse means that the
// script closed the function early. No script can hold the name, as it is made of the script's own hash. The parameters are
// those of a CommonJS module, which let and const cannot declare again.
func within(src, function string) frame {
	name := "hook_" + tenant.Fingerprint(src)
	after := "\nconst " + name + " = 0}"
	return frame{before: function + " hook(module, exports, require, __filename, __dirname) {let " + name + "\n", after: after,
		mark: strings.Index(after, name)}
}

// A complaint is what the parser says against a script. offset may lie behind the script's end.
type complaint struct {
	offset int
	text   string
	// note is what the parser adds about another place, at noted: mostly in the script, else it is the frame's.
	note  string
	noted int
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
	offset := func(at *api.Location) int { return whole.starts[at.Line-1] + at.Column - len(f.before) }
	for _, m := range result.Errors {
		c := complaint{text: lowerFirst(strings.TrimSuffix(m.Text, ":"))}
		if m.Location != nil {
			c.offset = offset(m.Location)
		}
		if f.mark >= 0 && c.offset == len(src)+f.mark && len(m.Notes) > 0 { // the note names the first declaration
			escaped = false
			continue
		}
		if len(m.Notes) > 0 && m.Notes[0].Location != nil {
			c.note, c.noted = lowerFirst(m.Notes[0].Text), offset(m.Notes[0].Location)
		}
		complaints = append(complaints, c)
	}
	return complaints, escaped && len(complaints) == 0
}

// parserWords are the parser's text with what it quotes, which it does as %q.
func parserWords(text string) diag.Words {
	var format strings.Builder
	var quotes []any
	for {
		own, rest, found := strings.Cut(text, `"`)
		format.WriteString(strings.ReplaceAll(own, "%", "%%"))
		if !found {
			return say(format.String(), quotes...)
		}
		format.WriteString("%q")
		quoted, err := strconv.QuotedPrefix(`"` + rest)
		if err != nil {
			quotes = append(quotes, quote(rest)) // all that follows, to be safe
			return say(format.String(), quotes...)
		}
		piece, _ := strconv.Unquote(quoted) // which QuotedPrefix has checked
		quotes = append(quotes, quote(piece))
		text = rest[len(quoted)-1:]
	}
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// checkSyntax gives what keeps the platform from loading the script; ok is set where nothing does.
func checkSyntax(t text, scanned tokens) (f diag.Diagnostic, ok bool) {
	if at := invalidUTF8(t.src); at >= 0 {
		return t.finding("encoding", diag.Error, at, say("the file is not UTF-8: this byte is part of no character"),
			say("save the file as UTF-8")), false
	}
	switch {
	case strings.HasPrefix(t.src, "#!"):
		return t.finding("syntax", diag.Error, 0,
			say("a line starting with #! is for programs that a shell starts; inside a hook it is a syntax error"),
			say("remove the line")), false
	case strings.HasPrefix(t.src, "version https://git-lfs.github.com/spec/"):
		return t.finding("syntax", diag.Error, 0, say("the file is a Git LFS pointer, not the script"),
			say("set `lfs: true` at actions/checkout, or exclude scripts from LFS in .gitattributes")), false
	case scanned.tooDeep >= 0:
		return t.finding("syntax", diag.Error, scanned.tooDeep,
			say("brackets or operators nest too deep here for the script to be parsed"),
			say("split the expression")), false
	}
	complaints, escaped := within(t.src, "function").judge(t.src, api.LoaderJS)
	if !escaped && len(complaints) == 0 {
		return diag.Diagnostic{}, true
	}
	return t.explain(complaints, escaped, scanned), false
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

// explain words what the parser says against a script, by its cause where that is known.
func (t text) explain(complaints []complaint, escaped bool, scanned tokens) diag.Diagnostic {
	if f, ok := t.conflict(); ok {
		return f
	}
	if escaped || scanned.unmatched >= 0 && scanned.unmatched <= complaints[0].offset {
		return t.finding("syntax", diag.Error, max(scanned.unmatched, 0),
			say("this bracket closes nothing that the script has opened: it would end the function that the script is loaded in"),
			say("remove it, or open what it closes"))
	}
	if f, ok := t.known(complaints[0]); ok {
		return f
	}
	if f, ok := t.dialect(complaints, scanned.module); ok {
		return f
	}
	return t.syntaxError(complaints[0], scanned.unclosed)
}

var conflictMark = lazily(`(?m)^(<{7}|={7}|>{7})(?: .*)?\r?$`)

// conflict finds a merge that was committed before it was done.
func (t text) conflict() (diag.Diagnostic, bool) {
	if !strings.Contains(t.src, "<<<<<<<") {
		return diag.Diagnostic{}, false
	}
	at := conflictMark().FindStringIndex(t.src)
	if at == nil {
		return diag.Diagnostic{}, false
	}
	return t.finding("syntax", diag.Error, at[0], say("this line is the mark of a merge conflict"),
		say("choose one of the two versions, and remove the lines that start with <<<<<<<, ======= and >>>>>>>")), true
}

var (
	bareFunction = lazily(`\b(async\s+)?function\s*\*?\s*$`)
	shellCommand = lazily(`^\s*(?:\$ )?(?:(?:sudo|npm|npx|yarn|pnpm|curl|wget|git|cd|echo|cat|mkdir|bash|apt-get|docker) ` +
		`[^=(\s]|export [A-Za-z_]\w*=)`)
	bareMarker = lazily(`@@[A-Za-z_]\w*@@|##[A-Za-z_]\w*##|%%[A-Za-z_]\w*%%`)
)

// known names mistakes that the parser complains about in other words: a function that nothing is done with, another
// tool's marker, and a command.
func (t text) known(c complaint) (diag.Diagnostic, bool) {
	at := min(c.offset, len(t.src))
	if m := bareFunction().FindStringIndex(t.src[:at]); m != nil && strings.HasPrefix(t.src[at:], "(") &&
		startsStatement(t.src[:m[0]]) {
		return t.finding("syntax", diag.Error, m[0], say("this function has no name, and nothing exports it"),
			say("write module.exports = before it")), true
	}
	line, _ := t.position(at)
	from := t.starts[line-1]
	if m := shellCommand().FindString(t.line(line)); m != "" {
		return t.finding("syntax", diag.Error, from, say("this line is a command for a shell, and not JavaScript"),
			say("remove the line; packages are declared by the input dependencies")), true
	}
	for _, m := range bareMarker().FindAllStringIndex(t.line(line), -1) {
		if start := from + m[0]; start <= at+2 && at <= from+m[1] {
			marker := t.src[start : from+m[1]]
			return t.finding("syntax", diag.Error, start, say("syntax error: %s is a marker that nothing has filled",
				quote(marker)),
				say("with hooks-path give its value by the input variables; with script-path write the value itself")), true
		}
	}
	return diag.Diagnostic{}, false
}

// startsStatement reports whether a statement may begin after what stands before it.
func startsStatement(before string) bool {
	before = strings.TrimRight(before, " \t\r\n")
	return before == "" || strings.HasSuffix(before, ";") || strings.HasSuffix(before, "}") || strings.HasSuffix(before, "*/") ||
		strings.HasPrefix(strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:]), "//")
}

// maxGuess is the longest script whose dialect is guessed: text that is not JavaScript nests as it likes, unmeasured.
// maxComplaints is how many may speak against it: another dialect draws few.
const (
	maxGuess      = 64 << 10
	maxComplaints = 100
)

// dialect finds out whether a script that is no hook would be something else: then that is worth more than the parser's
// complaint about the first sign of it. module is set where it imports or exports something.
func (t text) dialect(complaints []complaint, module bool) (diag.Diagnostic, bool) {
	if len(t.src) > maxGuess || len(complaints) > maxComplaints {
		return diag.Diagnostic{}, false
	}
	at := complaints[0].offset
	if before := strings.TrimRight(t.src[:min(at, len(t.src))], " \t"); strings.HasSuffix(before, "import") {
		at = len(before) - len("import") // the parser complains about what follows it
	}
	if others, escaped := within(t.src, "async function").judge(t.src, api.LoaderJS); !escaped && len(others) == 0 {
		return t.finding("syntax", diag.Error, at,
			say("await at the top level: Auth0 runs CommonJS scripts, which cannot wait while they are loaded"),
			say("move it into the exported function, and make that one async")), true
	}
	if own, _ := alone().judge(t.src, api.LoaderJS); len(own) == 0 {
		return t.finding("syntax", diag.Error, at,
			say("this is an ES module: Auth0 runs CommonJS scripts, which have no import and no export"),
			say("write require(…) for import, and module.exports = function … (a native Action: exports.onExecute… = async …) for "+
				"export")), module
	}
	for _, guess := range []struct {
		name   string
		loader api.Loader
	}{{"JSX", api.LoaderJSX}, {"TypeScript", api.LoaderTS}} {
		if others, _ := alone().judge(t.src, guess.loader); len(others) == 0 {
			return t.finding("syntax", diag.Error, at, say("this is %s: Auth0 runs plain JavaScript", guess.name),
				say("compile it to CommonJS, and deploy the result")), true
		}
	}
	return diag.Diagnostic{}, false
}

// syntaxError words a complaint. What the parser finds behind the script's end has its cause inside it: unclosed is a bracket, a
// template or a comment that is open there, -1 where none is.
func (t text) syntaxError(c complaint, unclosed int) diag.Diagnostic {
	if c.offset <= len(t.src) {
		var hint diag.Words
		switch {
		case c.note == "" || c.noted > len(t.src):
		case c.noted < 0:
			hint = say("every CommonJS module has it: choose another name")
		default:
			line, _ := t.position(c.noted)
			hint = say("%s (line %d)", parserWords(strings.TrimSuffix(c.note, ":")), diag.Line(line))
		}
		return t.finding("syntax", diag.Error, c.offset, say("syntax error: %s", parserWords(c.text)), hint)
	}
	if unclosed < 0 {
		end := len(strings.TrimRight(t.src, " \t\r\n"))
		return t.finding("syntax", diag.Error, end, say("syntax error: the script ends in the middle of a statement"), say(""))
	}
	what := "bracket"
	switch t.src[unclosed] {
	case '/':
		what = "comment"
	case '`':
		what = "template literal"
	}
	return t.finding("syntax", diag.Error, unclosed, say("syntax error: this %s is never closed", what), say(""))
}
