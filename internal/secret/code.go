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
