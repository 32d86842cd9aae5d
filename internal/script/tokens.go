package script

import "strings"

// What may come next, which tells a regular expression from a division and an object from a block.
type expect int

const (
	statement expect = iota + 1 // a new statement
	operand                     // what an operator asks for
	operator                    // an operand has just ended
)

// afterWord is what may follow a word.
func afterWord(word string) expect {
	switch word {
	case "else", "do", "try", "finally", "catch", "static":
		return statement
	case "return", "typeof", "instanceof", "in", "of", "new", "delete", "void", "throw", "case", "yield", "await", "async",
		"if", "while", "for", "with", "var", "let", "const", "function", "class", "extends", "default", "switch":
		return operand
	}
	return operator
}

// isWordByte reports whether c may stand in a name or a number. Bytes above ASCII do: that some are white space matters
// to nobody here.
func isWordByte(c byte) bool {
	return c >= 0x80 || c == '_' || c == '$' || c == '#' || c == '@' || c == '\\' ||
		'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// lineLength is the number of bytes before the end of the line.
func lineLength(s string) int {
	if n := strings.IndexAny(s, "\n\r\u2028\u2029"); n >= 0 {
		return n
	}
	return len(s)
}

// stringLength is the length of the string literal that s starts with. One without an end goes to the end of the line.
func stringLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i += max(lineEnd(s[i+1:]), 1)
		case s[0]:
			return i + 1
		case '\n', '\r':
			return i
		}
	}
	return len(s)
}

// regexpLength is the length of the regular expression that s starts with, without its flags; 0 where the line does not
// end it.
func regexpLength(s string) int {
	class := false
	for i := 1; i < len(s) && lineEnd(s[i:]) == 0; i++ {
		switch s[i] {
		case '\\':
			if i+1 < len(s) && lineEnd(s[i+1:]) == 0 {
				i++
			}
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				return i + 1
			}
		}
	}
	return 0
}

// lineEnd is the length of the line terminator that s starts with, 0 where there is none.
func lineEnd(s string) int {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return 2
	case s != "" && (s[0] == '\n' || s[0] == '\r'):
		return 1
	case strings.HasPrefix(s, "\u2028"), strings.HasPrefix(s, "\u2029"):
		return len("\u2028")
	}
	return 0
}
