package secret

import (
	"regexp"
	"strings"
	"sync"
)

var (
	// A JSON Web Token (RFC 7519).
	webToken = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*`) })
	// What follows the word of a bearer token (RFC 6750).
	bearerToken = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s+[\w.~+/-]{16,}=*`) })
)

// appendTokens adds what looks like a token, whoever's it is.
func appendTokens(hits []span, text string) []span {
	if strings.Contains(text, "eyJ") {
		for _, at := range webToken().FindAllStringIndex(text, -1) {
			hits = append(hits, span{at[0], at[1]})
		}
	}
	const bearer = "bearer"
	for at := 0; ; {
		i := strings.IndexAny(text[at:], "bB")
		if i < 0 || at+i+len(bearer) > len(text) {
			return hits
		}
		start, end := at+i, at+i+len(bearer)
		at = start + 1
		if !strings.EqualFold(text[start:end], bearer) {
			continue
		}
		if found := bearerToken().FindStringIndex(text[end:]); found != nil {
			at = end + found[1]
			hits = append(hits, span{start, at})
		}
	}
}
