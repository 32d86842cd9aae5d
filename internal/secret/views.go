package secret

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A view is a text with encodings taken off, and where each byte of it came from.
type view struct {
	text string
	// from has the place of each byte in the text itself, and the text's length at the end; nil is the text itself.
	from []int32
}

// source is the part of the text itself that a part of the view came from.
func (v view) source(start, end int) span {
	if v.from == nil {
		return span{start, end}
	}
	last := end - 1
	for end < len(v.from)-1 && v.from[end] == v.from[last] { // one escape may stand for several bytes
		end++
	}
	return span{int(v.from[start]), int(v.from[end])}
}

// layers is how many encodings are taken off a text, one after the other.
const layers = 2

// views are the text itself and what it is with up to two encodings taken off: one for each order that changes it.
func views(text string) []view {
	all := []view{{text: text}}
	for layer, first := 0, 0; layer < layers; layer++ {
		last := len(all)
		for _, v := range all[first:last] {
			for _, decode := range []escapes{percents, forms, backslashes, references} {
				if decoded, ok := decode.takeOff(v); ok && !slices.ContainsFunc(all,
					func(v view) bool { return v.text == decoded.text }) {
					all = append(all, decoded)
				}
			}
		}
		first = last
	}
	return all
}

// escapes are one way to write characters as others.
type escapes struct {
	first string // the bytes with which an escape begins; without the first of them there is none
	// read appends what the escape at the start of text stands for; size is 0 where there is none.
	read func(out []byte, text string) (longer []byte, size int)
}

var (
	percents    = escapes{"%", readPercent}
	forms       = escapes{"+%", readForm}
	backslashes = escapes{`\`, readBackslash}
	references  = escapes{"&", readReference}
)

// takeOff decodes a view; ok is not set where it holds no escape.
func (e escapes) takeOff(v view) (decoded view, ok bool) {
	if strings.IndexByte(v.text, e.first[0]) < 0 {
		return view{}, false
	}
	out := make([]byte, 0, len(v.text))
	from := make([]int32, 0, len(v.text)+1)
	for at := 0; at < len(v.text); {
		place := int32(v.source(at, at+1).start) //nolint:gosec // no text has 2 GiB
		size := 0
		if strings.IndexByte(e.first, v.text[at]) >= 0 {
			out, size = e.read(out, v.text[at:])
			ok = ok || size > 0
		}
		if size == 0 {
			out, size = append(out, v.text[at]), 1
		}
		for len(from) < len(out) {
			from = append(from, place)
		}
		at += size
	}
	end := len(v.text)
	if v.from != nil {
		end = int(v.from[len(v.from)-1])
	}
	return view{string(out), append(from, int32(end))}, ok //nolint:gosec // as above
}

// readPercent reads %XX (RFC 3986, section 2.1).
func readPercent(out []byte, text string) ([]byte, int) {
	if n, ok := hexNumber(text, 1, 2); ok {
		return append(out, byte(n)), 3 //nolint:gosec // of two digits
	}
	return out, 0
}

// readForm reads a form's fields too, in which + is a space (https://url.spec.whatwg.org/#urlencoded-parsing).
func readForm(out []byte, text string) ([]byte, int) {
	if text[0] == '+' {
		return append(out, ' '), 1
	}
	return readPercent(out, text)
}

const (
	escapedAs = `abfnrtv"'/\` + "`"
	escaped   = "\a\b\f\n\r\t\v\"'/\\`"
)

// readBackslash reads what JSON, JavaScript and Go write in strings: \n, \/, \xXX, \uXXXX (two of them for a character
// outside the first plane) and \UXXXXXXXX.
func readBackslash(out []byte, text string) ([]byte, int) {
	if len(text) < 2 {
		return out, 0
	}
	if i := strings.IndexByte(escapedAs, text[1]); i >= 0 {
		return append(out, escaped[i]), 2
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[text[1]]
	n, ok := hexNumber(text, 2, digits)
	switch {
	case digits == 0 || !ok:
		return out, 0
	case digits == 2:
		return append(out, byte(n)), 4 //nolint:gosec // of two digits
	}
	if low, ok := hexNumber(text, 8, 4); ok && 0xD800 <= n && n < 0xDC00 && strings.HasPrefix(text[6:], `\u`) && 0xDC00 <= low &&
		low < 0xE000 {
		return utf8.AppendRune(out, (n-0xD800)<<10+(low-0xDC00)+0x10000), 12
	}
	return utf8.AppendRune(out, n), 2 + digits
}

// hexNumber reads so many hexadecimal digits of text from a place on.
func hexNumber(text string, at, digits int) (n rune, ok bool) {
	if len(text) < at+digits {
		return 0, false
	}
	for _, c := range []byte(text[at : at+digits]) {
		d := hexCode.value[c]
		if d < 0 {
			return 0, false
		}
		n = n<<4 | rune(d)
	}
	return n, true
}

// longestReference is the length of &#x10FFFF; without its ampersand.
const longestReference = 9

var named = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// readReference reads a character reference of HTML: the five names that escapers use, decimal and hexadecimal numbers.
func readReference(out []byte, text string) ([]byte, int) {
	end := strings.IndexByte(text[:min(len(text), longestReference+1)], ';')
	if end < 2 {
		return out, 0
	}
	name, size := text[1:end], end+1
	if s, ok := named[name]; ok {
		return append(out, s...), size
	}
	number, isNumber := strings.CutPrefix(name, "#")
	if !isNumber || number == "" {
		return out, 0
	}
	if number[0] == 'x' || number[0] == 'X' {
		n, ok := hexNumber(number, 1, len(number)-1)
		if !ok || len(number) == 1 {
			return out, 0
		}
		return utf8.AppendRune(out, n), size
	}
	n := rune(0)
	for _, c := range []byte(number) {
		if c < '0' || c > '9' {
			return out, 0
		}
		n = n*10 + rune(c-'0')
	}
	return utf8.AppendRune(out, n), size
}
