package report

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// How much is shown of what others wrote, in characters.
const (
	maxName     = 200
	maxPaste    = 4000 // of what is to be pasted: cut it is of no use
	maxSentence = 2000
	maxLine     = 500 // of a script
)

// maxTicks bounds runs of backticks: GitHub's parser gives up on code spans with longer fences
// (https://github.com/github/cmark-gfm/blob/master/src/inlines.c, MAXBACKTICKS).
const maxTicks = 32

// oneLine is text of at most limit characters on one line, in which nothing is invisible.
func oneLine(text secret.Redacted, limit int) string { return visible(diag.Cut(text, limit)) }

func visible(text string) string { return strings.ReplaceAll(diag.Visible(text), "\n", "␊") }

// code shows a name as a code span: in it nothing is markup, a mention, a reference or a link.
func code(name secret.Redacted) string { return codeSpan(oneLine(name, maxName)) }

// codeSpan is a code span that keeps spaces and backticks at its ends (https://spec.commonmark.org/0.31.2/#code-spans).
func codeSpan(s string) string {
	s = limitTicks(visible(s))
	fence := strings.Repeat("`", longestTicks(s)+1)
	if s == "" || strings.ContainsAny(s[:1]+s[len(s)-1:], "` ") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// codeHTML is code where Markdown is not read.
func codeHTML(name secret.Redacted) string {
	return "<code>" + html.EscapeString(oneLine(name, maxName)) + "</code>"
}

// longestTicks is the length of the longest run of backticks.
func longestTicks(s string) int {
	longest, n := 0, 0
	for _, r := range s {
		if n++; r != '`' {
			n = 0
		}
		longest = max(longest, n)
	}
	return longest
}

// limitTicks replaces the backticks of a text that holds too many in a row by a letter that looks alike.
func limitTicks(s string) string {
	if longestTicks(s) <= maxTicks {
		return s
	}
	return strings.ReplaceAll(s, "`", "ˋ")
}

// prose shows a message that quotes others. What it quotes, between backticks or as Go's %q does, becomes a code span; of the
// rest each word that GitHub might take for more than a word. Links are left to known documentation.
func prose(message secret.Redacted) string {
	var b joiner
	for s := visibleLines(message); s != ""; {
		before, quoted, after := cutQuoted(s)
		b.words(before)
		if quoted != "" {
			b.add(codeSpan(quoted))
		}
		s = after
	}
	return b.String()
}

func visibleLines(message secret.Redacted) string {
	return strings.TrimSpace(diag.Visible(diag.Cut(message, maxSentence)))
}

// cutQuoted cuts a text around the first thing that it quotes; quoted is empty where there is none, and then all is before.
func cutQuoted(s string) (before, quoted, after string) {
	for i := range len(s) {
		if s[i] != '`' && s[i] != '"' || i > 0 && strings.IndexByte(" \n(=:/", s[i-1]) < 0 {
			continue
		}
		inside, size := readQuoted(s[i:])
		end := i + size
		if strings.TrimSpace(inside) != "" && (end == len(s) || strings.IndexByte(" \n).,:;!?/…", s[end]) >= 0) {
			return s[:i], inside, s[end:]
		}
	}
	return s, "", ""
}

// readQuoted reads what s begins with: `text` or "text" with Go's escapes. size is 0 where it ends nowhere.
func readQuoted(s string) (inside string, size int) {
	if s[0] == '`' {
		inside, _, ok := strings.Cut(s[1:], "`")
		if !ok || strings.Contains(inside, "\n") {
			return "", 0
		}
		return inside, len(inside) + 2
	}
	quoted, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", 0
	}
	inside, err = strconv.Unquote(quoted)
	if err != nil {
		return "", 0
	}
	return inside, len(quoted)
}

// A joiner puts pieces of Markdown together so that two code spans do not become one.
type joiner struct{ strings.Builder }

func (b *joiner) add(piece string) {
	if strings.HasSuffix(b.String(), "`") && strings.HasPrefix(piece, "`") {
		b.WriteByte(' ')
	}
	b.WriteString(piece)
}

// words adds text word by word, with the spaces around it.
func (b *joiner) words(text string) {
	if strings.TrimLeft(text, " \n") != text && b.Len() > 0 {
		b.WriteByte(' ')
	}
	for i, w := range strings.Fields(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		if b.Len() == 0 && listMark().MatchString(w) {
			b.add(codeSpan(w))
			continue
		}
		b.add(word(w))
	}
	if strings.TrimRight(text, " \n") != text && strings.TrimSpace(text) != "" {
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

// word shows one word: as it is where it can only be a word, else as a code span without the punctuation around it.
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
		return codeSpan(w)
	case docs().MatchString(core):
		return lead + "<" + core + ">" + trail
	}
	return lead + codeSpan(core) + trail
}
