package report

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// How much is shown of what others wrote, in characters.
const (
	maxName     = 200
	maxSentence = 2000
	maxLine     = 500 // of a script
)

// maxTicks bounds runs of backticks: GitHub's parser gives up on code spans with longer fences
// (https://github.com/github/cmark-gfm/blob/master/src/inlines.c, MAXBACKTICKS).
const maxTicks = 32

// A voice tells a Run in one kind of text: it knows how names and sentences of others are shown there.
type voice struct {
	Run
	code, prose func(string) string
	link        func(text, url string) string
}

// markdown is the voice of summary and comment, plain that of the log.
func markdown(run Run) voice {
	return voice{
		Run:   run,
		code:  func(s string) string { return code(run.clean(s)) },
		prose: func(s string) string { return prose(run.clean(s)) },
		link:  link,
	}
}

func plain(run Run) voice {
	show := func(limit int) func(string) string {
		return func(s string) string { return visible(clip(run.clean(s), limit)) }
	}
	unlinked := func(text, _ string) string { return text }
	return voice{Run: run, code: show(maxName), prose: show(maxSentence), link: unlinked}
}

// clean removes secrets. It comes before any escaping, which would hide them.
func (run Run) clean(s string) string {
	if run.Redact == nil {
		return s
	}
	return run.Redact(s)
}

// visible writes what cannot be seen (line ends, control characters, bidirectional controls, bytes that are no UTF-8) as
// escapes, so that the text is one line that reads as it is.
func visible(s string) string {
	if !strings.ContainsFunc(s, hidden) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[0])|0x100, 16)[1:])
		case hidden(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}

// hidden reports whether r shows nothing, or as much as a plain space does. The ideographic space is as wide as its
// neighbours.
func hidden(r rune) bool { return r != '\u3000' && !unicode.IsPrint(r) }

// clip keeps at most limit characters.
func clip(s string, limit int) string {
	n, last := 0, 0 // last is where the last character begins that may stay if the text is cut
	for i := range s {
		if n == limit {
			return s[:last] + "…"
		}
		n, last = n+1, i
	}
	return s
}

// code shows s as code on one line: in it nothing is markup, a mention, a reference or a link.
func code(s string) string {
	s = tameTicks(visible(clip(s, maxName)))
	fence := strings.Repeat("`", longestTicks(s)+1)
	if s == "" || strings.ContainsAny(s[:1]+s[len(s)-1:], "` ") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// codeHTML is code where Markdown is not read.
func codeHTML(s string) string {
	return "<code>" + html.EscapeString(visible(clip(s, maxName))) + "</code>"
}

// cell makes Markdown fit for a cell of a table, whose rows are split before code is looked for.
func cell(markdown string) string { return strings.ReplaceAll(markdown, "|", `\|`) }

func longestTicks(s string) int {
	longest, n := 0, 0
	for i := range len(s) {
		if n++; s[i] != '`' {
			n = 0
		}
		longest = max(longest, n)
	}
	return longest
}

// tameTicks replaces the backticks of a text that holds too many in a row by a letter that looks alike.
func tameTicks(s string) string {
	if longestTicks(s) <= maxTicks {
		return s
	}
	return strings.ReplaceAll(s, "`", "ˋ")
}

// prose shows a sentence that holds what others wrote. What stands between backticks is code already; of the rest each
// word that GitHub might take for more than a word is shown as code, and links are left to known documentation.
func prose(s string) string {
	var b joiner
	s = visible(clip(strings.TrimSpace(s), maxSentence))
	for s != "" {
		before, rest, _ := strings.Cut(s, "`")
		inside, after, closed := strings.Cut(rest, "`")
		if !closed || strings.TrimSpace(inside) == "" {
			b.words(s)
			break
		}
		b.words(before)
		b.add(code(inside))
		s = after
	}
	return b.String()
}

// A joiner puts pieces of Markdown together so that two pieces of code do not become one.
type joiner struct{ strings.Builder }

func (b *joiner) add(piece string) {
	if strings.HasSuffix(b.String(), "`") && strings.HasPrefix(piece, "`") {
		b.WriteByte(' ')
	}
	b.WriteString(piece)
}

// words adds text word by word, with the spaces around it.
func (b *joiner) words(text string) {
	if strings.HasPrefix(text, " ") && b.Len() > 0 {
		b.WriteByte(' ')
	}
	for i, w := range strings.Fields(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		if b.Len() == 0 && listMark().MatchString(w) {
			b.add(code(w))
			continue
		}
		b.add(word(w))
	}
	if strings.HasSuffix(text, " ") {
		b.WriteByte(' ')
	}
}

var (
	// listMark is a first word that would begin a list, or underline a heading.
	listMark = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[-+=]+|[0-9]+[.)])$`) })
	// special is what GitHub makes a link or a picture of: addresses, references to commits and issues, emoji.
	special = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)://|www\.|\b[0-9a-f]{7,}|[a-z]-[0-9]|ghsa-|:[a-z0-9_+-]+:`)
	})
	docs = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^https://(?:auth0\.com/docs|docs\.github\.com)(?:/[A-Za-z0-9/._#-]*)?$`)
	})
)

// isMarkup reports whether a character can be markup: whether it is no letter, no digit and no mark of a sentence.
func isMarkup(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(`.,;:!?()'"/%+=…–—−→-`, r)
}

// word shows one word: as it is where it can only be a word, else as code, but for the punctuation around it.
func word(w string) string {
	if !strings.ContainsFunc(w, isMarkup) && !special().MatchString(w) {
		return w
	}
	core := strings.TrimLeft(w, `("'`)
	lead := w[:len(w)-len(core)]
	core = strings.TrimRight(core, `)"',.;:!?`)
	trail := w[len(lead)+len(core):]
	switch {
	case core == "":
		return code(w)
	case docs().MatchString(core):
		return lead + "<" + core + ">" + trail
	}
	return lead + code(core) + trail
}

// safeURL is an address that cannot end a link's parentheses, nor an attribute.
var safeURL = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]+$`) })

// link links Markdown to url, where that is an address.
func link(markdown, url string) string {
	if !safeURL().MatchString(url) {
		return markdown
	}
	return "[" + markdown + "](" + url + ")"
}

// maxPath is what Linux takes as a path. Of a longer one there is no file.
const maxPath = 4096

// fileURL is the address of a file of the workspace as it is at the commit; empty where that is not known.
func (run Run) fileURL(path string) string {
	if run.Blob == "" || len(path) > maxPath {
		return ""
	}
	return run.Blob + escapePath(run.clean(path))
}

// escapePath makes a file's path fit for an address.
func escapePath(path string) string {
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
		}
	}
	return b.String()
}
