package secret

import (
	"slices"
	"strings"
)

// A span is a part of a text, in bytes.
type span struct{ start, end int }

// cover puts one mask over each run of hits that touch or overlap.
func cover(text string, hits []span) string {
	if len(hits) == 0 {
		return text
	}
	slices.SortFunc(hits, func(a, b span) int { return a.start - b.start })
	var out strings.Builder
	done := 0
	for i := 0; i < len(hits); {
		start, end := hits[i].start, hits[i].end
		for i++; i < len(hits) && hits[i].start <= end; i++ {
			end = max(end, hits[i].end)
		}
		out.WriteString(text[done:start])
		out.WriteString(mask)
		done = end
	}
	out.WriteString(text[done:])
	return out.String()
}
