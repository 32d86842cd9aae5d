package secret

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// shortest is the length from which a value is removed wherever it stands. A shorter one is removed only where no letter
// or digit touches it: a secret "a" must not turn every text into stars.
const shortest = 6

// credentials finds text that looks like a credential, whoever's it is: a JSON Web Token (RFC 7519) or a bearer token
// (RFC 6750).
var credentials = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|(?i:bearer\s+)[\w.~+/-]{16,}=*`)
})

// A Redactor removes secrets from text: the values added to it, whole, line by line, and in their URL, JSON and base64
// forms, and whatever has the shape of a token. It is safe for concurrent use. The zero Redactor is ready.
type Redactor struct {
	mu    sync.RWMutex
	known map[string]bool
	long  []string // removed wherever they stand
	short []string // removed where they stand alone
}

// Add makes values known. Absent ones are passed over.
func (r *Redactor) Add(values ...Value) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[string]bool{}
	}
	for _, v := range values {
		for _, form := range forms(v.Reveal()) {
			r.add(form)
		}
	}
}

// add keeps one form of a value once. "true" and "false" are not worth hiding: every report holds them.
func (r *Redactor) add(form string) {
	if form == "" || form == "true" || form == "false" || r.known[form] {
		return
	}
	r.known[form] = true
	if utf8.RuneCountInString(form) < shortest {
		r.short = append(r.short, form)
		return
	}
	r.long = append(r.long, form)
}

// String is s with *** in place of every secret. Where secrets overlap, all of them are covered: no rest of a longer one
// stays behind.
func (r *Redactor) String(s string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var hits [][]int
	for _, form := range r.long {
		hits = appendHits(hits, s, form, false)
	}
	for _, form := range r.short {
		hits = appendHits(hits, s, form, true)
	}
	return cover(s, append(hits, credentials().FindAllStringIndex(s, -1)...))
}

// appendHits adds where form stands in s; alone asks that no letter and no digit touch it.
func appendHits(hits [][]int, s, form string, alone bool) [][]int {
	for from := 0; ; {
		i := strings.Index(s[from:], form)
		if i < 0 {
			return hits
		}
		start, end := from+i, from+i+len(form)
		if !alone || standsAlone(s, start, end) {
			hits = append(hits, []int{start, end})
		}
		_, size := utf8.DecodeRuneInString(s[start:])
		from = start + size
	}
}

func standsAlone(s string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	after, _ := utf8.DecodeRuneInString(s[end:])
	return !isWord(before) && !isWord(after)
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// cover puts one mask over each run of hits that touch or overlap.
func cover(s string, hits [][]int) string {
	if len(hits) == 0 {
		return s
	}
	slices.SortFunc(hits, func(a, b []int) int { return a[0] - b[0] })
	var out strings.Builder
	done := 0
	for i := 0; i < len(hits); {
		start, end := hits[i][0], hits[i][1]
		for i++; i < len(hits) && hits[i][0] <= end; i++ {
			end = max(end, hits[i][1])
		}
		out.WriteString(s[done:start])
		out.WriteString(mask)
		done = end
	}
	out.WriteString(s[done:])
	return out.String()
}

// forms are the ways in which a text may show up in somebody else's text.
func forms(text string) []string {
	if text == "" {
		return nil
	}
	all := []string{text}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); len(line) >= shortest { // not the braces of a JSON secret
			all = append(all, line)
		}
	}
	for _, plain := range slices.Clone(all) {
		if len(plain) >= shortest {
			all = append(all, inURL(plain)...)
			all = append(all, inJSON(plain, true), inJSON(plain, false), inJSON(inJSON(plain, false), false), strings.Trim(strconv.QuoteToASCII(plain), `"`))
			all = append(all, inBase64(plain)...)
		}
	}
	return all
}

// inURL is text as it stands in a query or a path (RFC 3986), as JavaScript's encodeURIComponent writes it too, and with small
// hexadecimal digits.
func inURL(text string) []string {
	query := url.QueryEscape(text)
	component := strings.ReplaceAll(query, "+", "%20")
	small := escaped().ReplaceAllStringFunc(component, strings.ToLower)
	return []string{query, component, small, url.PathEscape(text)}
}

var escaped = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%[0-9A-F]{2}`) })

// inJSON is text as it stands inside a JSON string, with or without HTML's characters escaped.
func inJSON(text string, escapeHTML bool) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(escapeHTML)
	if enc.Encode(text) != nil {
		return ""
	}
	return strings.Trim(strings.TrimSpace(b.String()), `"`)
}

// inBase64 is what of text's base64 form does not depend on what stands before and after it, for each of the three
// positions a text can have within the groups of three bytes (RFC 4648), in both alphabets.
func inBase64(text string) []string {
	var all []string
	for shift := range 3 {
		padded := strings.Repeat("\x00", shift) + text
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			coded := enc.EncodeToString([]byte(padded))
			start := (shift*8 + 5) / 6
			end := len(padded) * 8 / 6
			if end-start >= 2*shortest-4 {
				all = append(all, coded[start:end])
			}
		}
	}
	return all
}
