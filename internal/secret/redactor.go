package secret

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Redactor removes secrets from text: the values added to it and whatever has the shape of a token. A value of at least
// six characters is found whole or one line of it alone, as it was given or encoded: as JSON or JavaScript writes it
// (RFC 8259, also \/ and \u00XX), in a URL (RFC 3986, any choice of escaped bytes), in HTML, in hexadecimal digits, and
// in base64 at any of the three offsets and in both alphabets (RFC 4648). Up to two of the first three encodings may lie
// over one another, and over the last two.
//
// It is safe for concurrent use, and the zero Redactor is ready. The time of a call grows with the length of the text
// alone. The first call after Add builds an index, in time that grows with the length of all values: add many at once.
type Redactor struct {
	mu    sync.Mutex
	known map[string]bool
	index *index // nil after Add
}

// Redacted is text from which a Redactor has removed what it knows. Functions that cut text take it, since a part of a
// secret would not be found afterwards.
type Redacted struct{ text string }

// String is the text.
func (t Redacted) String() string { return t.text }

// Add makes values known, each whole and by line. Absent ones are passed over, and "true" and "false", which every
// report holds.
func (r *Redactor) Add(values ...Value) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range values {
		text := v.Reveal()
		r.add(text)
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); utf8.RuneCountInString(line) >= shortest { // not the braces of a JSON secret
				r.add(line)
			}
		}
	}
}

func (r *Redactor) add(text string) {
	if text == "" || text == "true" || text == "false" || r.known[text] {
		return
	}
	if r.known == nil {
		r.known = map[string]bool{}
	}
	r.known[text] = true
	r.index = nil
}

// Redact is text with *** in place of every secret. Where secrets overlap or touch, one *** covers all of them. A nil
// Redactor removes what has the shape of a token and no more.
func (r *Redactor) Redact(text string) Redacted {
	hits := appendTokens(nil, text)
	if r != nil {
		hits = r.current().appendSecrets(hits, text)
	}
	return Redacted{cover(text, hits)}
}

// current is the index of all values known.
func (r *Redactor) current() *index {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.index == nil {
		r.index = newIndex(r.known)
	}
	return r.index
}

// appendSecrets adds where the values stand in text, in any form.
func (x *index) appendSecrets(hits []span, text string) []span {
	hits = x.appendShort(hits, text)
	if len(x.long) == 0 {
		return hits
	}
	for _, v := range views(text) {
		x.search(v.text, func(start, end int) { hits = append(hits, v.source(start, end)) })
		for _, run := range codedRuns(v.text, &base64Code) {
			hits = x.appendCoded(hits, v, run, &base64Code)
		}
		for _, run := range codedRuns(v.text, &hexCode) {
			hits = x.appendCoded(hits, v, run, &hexCode)
		}
	}
	return hits
}

// appendShort adds where short values stand alone.
func (x *index) appendShort(hits []span, text string) []span {
	if len(x.short) == 0 {
		return hits
	}
	before := utf8.RuneError
	for start, r := range text {
		if !isWord(before) {
			for _, n := range x.shortLengths {
				if end := start + n; end <= len(text) && x.short[text[start:end]] && !wordFollows(text[end:]) {
					hits = append(hits, span{start, end})
				}
			}
		}
		before = r
	}
	return hits
}

func wordFollows(rest string) bool {
	after, _ := utf8.DecodeRuneInString(rest)
	return isWord(after)
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
