package script

import "strings"

// A credential's name ends with one of these words, or the last two do.
var (
	passwordWords = wordSet("password passwd pwd passphrase passcode")
	secretWords   = wordSet(`secret token apikey accesskey secretkey privatekey authkey jwt bearer authtoken
		accesstoken adminsecret clientsecret signature credential credentials authorization webhooksecret appsecret
		sharedsecret`)
	keyQualifiers = wordSet(`api access secret private auth master write admin license encryption signing service
		account server app application subscription functions function sdk integration routing shared client consumer
		management live rest hmac`)
	// openQualifiers are said of keys that everybody may have, and of keys that open nothing.
	openQualifiers = wordSet("public publishable site cache partition sort primary foreign idempotency")
)

// named names the credential that a value is by the name of what it is given to, "" where it is none.
func named(name, value string) string {
	words := wordsOf(name)
	if len(words) == 0 {
		return ""
	}
	last := words[len(words)-1]
	for _, suffix := range []string{"apikey", "token", "secret", "password"} {
		if strings.HasSuffix(last, suffix) {
			last = suffix
		}
	}
	before := ""
	if len(words) > 1 {
		before = words[len(words)-2]
	}
	switch {
	case passwordWords[last] || last == "pass" && len(words) < 3:
		if isSecretText(value, 6) {
			return "a password"
		}
	case openQualifiers[before]:
	case secretWords[last], last == "sid" && before == "auth",
		last == "key" && (keyQualifiers[before] || isRandom(value) && !readable().MatchString(value)):
		value = trimPrefixFold(trimPrefixFold(value, "bearer "), "token ")
		if isSecretText(value, 12) {
			return "a secret"
		}
	}
	return ""
}

// trimPrefixFold takes a prefix off, whatever its case.
func trimPrefixFold(s, prefix string) string {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):]
	}
	return s
}

// wordsOf takes a name apart: adminSecret, X-PW-AccessToken, API_KEY.
func wordsOf(name string) []string {
	var words []string
	var word []byte
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = nil
		}
	}
	isUpper := func(c byte) bool { return 'A' <= c && c <= 'Z' }
	for i := range len(name) {
		c := name[i]
		switch {
		case c == '_' || c == '-' || c == '.' || c == ' ':
			end()
			continue
		case isUpper(c) && i > 0 && (!isUpper(name[i-1]) || i+1 < len(name) && 'a' <= name[i+1] && name[i+1] <= 'z'):
			end()
		}
		word = append(word, c)
	}
	end()
	return words
}
