package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Where one word of a name ends and the next begins, beside what is neither letter nor digit.
var wordBreaks = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`([A-Z])([A-Z][a-z])`),
		regexp.MustCompile(`([a-z])([A-Z])`),
		regexp.MustCompile(`([a-zA-Z])([0-9])`),
		regexp.MustCompile(`([0-9])([a-zA-Z])`),
	}
})

var (
	// ordinals stay in one piece: the rule that fits what was recorded (lodash's kebabCase) knows English.
	ordinals = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`([0-9]*(?:1st|2nd|3rd|[04-9]th))(?:\b|[A-Z])|([0-9]*(?:1ST|2ND|3RD|[04-9]TH))(?:\b|[a-z])`)
	})
	noWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^a-zA-Z0-9]+`) })
)

// kebab returns the form in which the tenant stores a hook's name: "My Hook735" is "my-hook-735".
func kebab(name string) string {
	var words []string
	for _, piece := range cutOrdinals(name) {
		if !ordinals().MatchString(piece) {
			for _, at := range wordBreaks() {
				piece = at.ReplaceAllString(piece, "$1 $2")
			}
		}
		words = append(words, noWord().ReplaceAllString(piece, "-"))
	}
	joined := noWord().ReplaceAllString(strings.Join(words, "-"), "-")
	return strings.ToLower(strings.Trim(joined, "-"))
}

// cutOrdinals cuts a name into ordinals and what is between them.
func cutOrdinals(name string) []string {
	var pieces []string
	for {
		m := ordinals().FindStringSubmatchIndex(name)
		if m == nil {
			return append(pieces, name)
		}
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		pieces = append(pieces, name[:from], name[from:to])
		name = name[to:]
	}
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newULID returns an identifier of a hook: 48 bits of time and 80 of chance, in 26 characters.
func newULID(now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	rand.Read(b[6:])
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	id := make([]byte, 26)
	for i := len(id) - 1; i >= 0; i-- {
		id[i] = crockford[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(id)
}

// newUUID returns an identifier of anything that belongs to Actions.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	return formatUUID(b)
}

// madeUpUUID returns the same identifier for the same name.
func madeUpUUID(name string) string {
	sum := sha256.Sum256([]byte(name))
	return formatUUID([16]byte(sum[:16]))
}

func formatUUID(b [16]byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
