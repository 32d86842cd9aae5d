package tenant

import (
	"strconv"
	"strings"
	"unicode"
)

// Kebab is the form in which Auth0 stores a hook's name: words in lower case joined by hyphens, a word being a run of
// digits, of capitals or of a capital and small letters (recorded: "test-hook735" is stored as "test-hook-735").
// It is empty where the name has no letter and no digit.
func Kebab(name string) string {
	var kebab strings.Builder
	r := []rune(name)
	for i := 0; i < len(r); {
		class := classOf(r[i])
		if class == 0 {
			i++
			continue
		}
		if kebab.Len() > 0 {
			kebab.WriteByte('-')
		}
		end := wordEnd(r, i, class)
		for ; i < end; i++ {
			kebab.WriteRune(unicode.ToLower(r[i]))
		}
	}
	return kebab.String()
}

// classOf is 'd' for a digit, 'u' for a capital, 'l' for another letter and 0 for what separates words.
func classOf(r rune) rune {
	switch {
	case unicode.IsDigit(r):
		return 'd'
	case unicode.IsUpper(r):
		return 'u'
	case unicode.IsLetter(r):
		return 'l'
	}
	return 0
}

// wordEnd is the end of the word that starts at i: "HTTPHook" is "HTTP" and "Hook", "Hook" is one word.
func wordEnd(r []rune, i int, class rune) int {
	j := i + 1
	for j < len(r) && classOf(r[j]) == class {
		j++
	}
	if class != 'u' || j == len(r) || classOf(r[j]) != 'l' {
		return j
	}
	if j-i > 1 {
		return j - 1 // the last capital opens the next word
	}
	for j < len(r) && classOf(r[j]) == 'l' {
		j++
	}
	return j
}

func displayName(name, id string) string {
	if name == "" {
		return "the hook without a name " + id
	}
	return strconv.Quote(name)
}
