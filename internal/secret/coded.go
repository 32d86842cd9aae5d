package secret

// A code writes bytes as characters of a small alphabet, each of which holds some bits.
type code struct {
	value [256]int8 // of a character, -1 for one outside the alphabet
	bits  int
}

var (
	// base64Code reads both alphabets, also mixed (RFC 4648, sections 4 and 5).
	base64Code = newCode(6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", map[byte]int8{'-': 62, '_': 63})
	hexCode    = newCode(4, "0123456789abcdef", map[byte]int8{'A': 10, 'B': 11, 'C': 12, 'D': 13, 'E': 14, 'F': 15})
)

func newCode(bits int, alphabet string, more map[byte]int8) code {
	c := code{bits: bits}
	for i := range c.value {
		c.value[i] = -1
	}
	for i := range len(alphabet) {
		c.value[alphabet[i]] = int8(i)
	}
	for b, v := range more {
		c.value[b] = v
	}
	return c
}

// codedRuns are the parts of a text that consist of a code's characters and could hold a long value.
func codedRuns(text string, c *code) []span {
	var runs []span
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && c.value[text[i]] >= 0 {
			continue
		}
		if (i-start)*c.bits >= shortest*8 {
			runs = append(runs, span{start, i})
		}
		start = i + 1
	}
	return runs
}

// appendCoded adds where values stand encoded in a run. What was encoded may begin at any of the run's first characters,
// since what stands before it may be of the alphabet too.
func (x *index) appendCoded(hits []span, v view, run span, c *code) []span {
	characters := 8 / gcd(8, c.bits) // that make a whole number of bytes
	for offset := range characters {
		first := run.start + offset
		x.search(c.decode(v.text[min(first, run.end):run.end]), func(start, end int) {
			from := first + start*8/c.bits
			to := first + (end*8+c.bits-1)/c.bits
			hits = append(hits, v.source(from, min(to, run.end)))
		})
	}
	return hits
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// decode gives the whole bytes that text holds.
func (c *code) decode(text string) string {
	out := make([]byte, 0, len(text)*c.bits/8)
	var pending uint
	bits := 0
	for i := range len(text) {
		pending, bits = pending<<c.bits|uint(c.value[text[i]]), bits+c.bits //nolint:gosec // text is of the alphabet
		if bits >= 8 {
			bits -= 8
			out = append(out, byte(pending>>bits)) //nolint:gosec // the low byte is meant
		}
	}
	return string(out)
}
