package script

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// secretShapes are how live credentials of well-known services look.
var secretShapes = []secretShape{
	{"a JSON Web Token", []string{".eyJ"}, lazily(`\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}`)},
	{"a private key", []string{"PRIVATE KEY-----"}, lazily(`-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----([A-Za-z0-9+/=\s\\]{40,})`)},
	{"a GitHub token", []string{"gh", "github_pat_"}, lazily(`\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})`)},
	{"a GitLab token", []string{"glpat-"}, lazily(`\bglpat-[\w-]{20,}`)},
	{"a Slack token", []string{"xox", "xapp-"}, lazily(`\bxox[abeoprs]-[\w-]{20,}|\bxapp-[\w-]{20,}`)},
	{"a Slack webhook", []string{"hooks.slack.com/"}, lazily(`hooks\.slack\.com/(?:services|workflows)/[\w/]{30,}`)},
	{"a Stripe key", []string{"k_live_"}, lazily(`\b(?:sk|rk)_live_[A-Za-z0-9]{20,}`)},
	{"an AWS key", []string{"AKIA", "ASIA"}, lazily(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`)},
	{"a Google key", []string{"AIza", "GOCSPX-"}, lazily(`\bAIza[\w-]{35}|\bGOCSPX-[\w-]{20,}`)},
	{"a SendGrid key", []string{"SG."}, lazily(`\bSG\.[\w-]{22}\.[\w-]{43}`)},
	{"a Mailgun key", []string{"key-"}, lazily(`\bkey-[0-9a-f]{32}\b`)},
	{"an npm token", []string{"npm_"}, lazily(`\bnpm_[A-Za-z0-9]{36}`)},
	{"an OpenAI key", []string{"sk-"}, lazily(`\bsk-(?:proj-)?[\w-]{40,}`)},
	{"a Shopify token", []string{"shp"}, lazily(`\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}`)},
	{"a Slack webhook", []string{"hooks.slack.com/triggers"}, lazily(`hooks\.slack\.com/triggers/[\w/]{30,}`)},
	{"a Discord webhook", []string{"/api/webhooks/"}, lazily(`discord(?:app)?\.com/api/webhooks/\d{10,}/([\w-]{40,})`)},
	{"a Teams webhook", []string{"webhook.office.com/", "outlook.office.com/"},
		lazily(`office\.com/webhook[\w/@.-]*/([0-9a-f]{32})`)},
	{"a Zapier webhook", []string{"hooks.zapier.com/"}, lazily(`hooks\.zapier\.com/hooks/catch/\d+/[\w]{6,}`)},
	{"a Twilio key", []string{"SK"}, lazily(`\bSK[0-9a-f]{32}\b`)},
	{"a HubSpot token", []string{"pat-"}, lazily(`\bpat-(?:na|eu)\d-[0-9a-f-]{36}`)},
	{"a Mailchimp key", []string{"-us"}, lazily(`\b[0-9a-f]{32}-us\d{1,2}\b`)},
	{"a Square token", []string{"sq0"}, lazily(`\bsq0[a-z]{3}-[\w-]{22,}`)},
	{"a client secret", []string{"secret", "Secret", "SECRET"},
		lazily(`(?i)(?:\b|_)client_?secret["']?\s*[=:]\s*["']?([\w~.+/-]{20,})`)},
}

type secretShape struct {
	what string
	// signs are what to look for first, which takes a small part of the time: all that has the shape holds one of them.
	signs []string
	// shape may have a group: then that is the part that must look random.
	shape func() *regexp.Regexp
}

// mayBeIn is false where s holds nothing of the shape.
func (c secretShape) mayBeIn(s string) bool {
	return slices.ContainsFunc(c.signs, func(sign string) bool { return strings.Contains(s, sign) })
}

// shapeIn names the credential that s holds by its shape alone, "" where it holds none.
func shapeIn(s string) string {
	if len(s) < shortest {
		return ""
	}
	for _, shape := range secretShapes {
		if !shape.mayBeIn(s) {
			continue
		}
		if m := shape.shape().FindStringSubmatch(s); len(m) > 0 && isRandom(m[len(m)-1]) {
			return shape.what
		}
	}
	return ""
}

var keyMaterial = lazily(`^\s*[A-Za-z0-9+/=\s]{40,}$`)

func isKeyMaterial(s string) bool { return keyMaterial().MatchString(s) && isRandom(s) }

// shortest is the length of the shortest credential that is looked for.
const shortest = 16

// isRandom distinguishes a credential from a placeholder (xxxxxxxx, your_client_secret, AKIAIOSFODNN7EXAMPLE).
func isRandom(s string) bool {
	least := 3.2 // bits a character; English words with separators have about 3
	if hexDigits().MatchString(s) {
		least = 2.8 // of at most 4
	}
	return len(s) >= shortest && strings.ContainsAny(s, "0123456789") && !placeholder().MatchString(s) && entropy(s) >= least
}

var (
	hexDigits   = lazily(`^[0-9a-fA-F-]+$`)
	placeholder = lazily(
		`(?i)example|placeholder|your|secret_here|change_?me|replace|insert|dummy|sample|redacted|x{4}|0{8}|1234567|abcdefg|` +
			`\*{3}|\.{3}|\{\{|##|@@|%%|\$\{|^<.*>$`)
)

// entropy is that of the characters of s, in bits a character.
func entropy(s string) float64 {
	count := map[rune]float64{}
	total := 0.0
	for _, r := range s {
		count[r]++
		total++
	}
	bits := 0.0
	for _, n := range count {
		bits -= n / total * math.Log2(n/total)
	}
	return bits
}

// longRandom is what coverSecrets takes for a part of a credential, whatever it is called.
var longRandom = lazily(`[\w+/=-]{40,}`)

// coverSecrets covers what looks like a credential whatever it is called, character by character.
func coverSecrets(line string) string {
	cover := func(found string) string {
		if !isRandom(found) {
			return found
		}
		return strings.Repeat("*", utf8.RuneCountInString(found))
	}
	for _, shape := range secretShapes {
		if shape.mayBeIn(line) {
			line = shape.shape().ReplaceAllStringFunc(line, cover)
		}
	}
	return longRandom().ReplaceAllStringFunc(line, cover)
}

var (
	valueRun  = lazily("[^\\s\"'`(),;{}\\[\\]<>]{6,}")
	valuePart = lazily(`[^?&=:/@]{6,}`)
)

// coverValues covers all of a line that could be the value of a credential: for lines that are known to hold one.
func coverValues(line string) string {
	stars := func(found string) string { return strings.Repeat("*", utf8.RuneCountInString(found)) }
	return valueRun().ReplaceAllStringFunc(coverSecrets(line), func(run string) string {
		if isSecretText(run, 6) || isNamePassword(run) {
			return stars(run)
		}
		return valuePart().ReplaceAllStringFunc(run, func(part string) string {
			if isSecretText(part, 6) {
				return stars(part)
			}
			return part
		})
	})
}

// isSecretText distinguishes a working value from a placeholder, a name and a sentence: it has no white space, holds digits among
// its letters, and is no address.
func isSecretText(s string, shortest int) bool {
	if len(s) < shortest || strings.ContainsAny(s, " \t\r\n<>{}") || placeholder().MatchString(s) || reference().MatchString(s) {
		return false
	}
	hasDigit := strings.ContainsAny(s, "0123456789")
	hasLetter := strings.ContainsFunc(s, func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' })
	isAddress := strings.Contains(s, "://") || strings.HasPrefix(s, "/")
	if !hasDigit || !hasLetter || isAddress || onlyWords().MatchString(s) {
		return shortest <= 6 && isPasswordLike(s)
	}
	least := 2.5 // bits a character
	return entropy(s) >= least
}

// isPasswordLike distinguishes a password of letters and signs alone from a word.
func isPasswordLike(s string) bool {
	lower := strings.ContainsFunc(s, func(r rune) bool { return 'a' <= r && r <= 'z' })
	upper := strings.ContainsFunc(s, func(r rune) bool { return 'A' <= r && r <= 'Z' })
	return lower && upper && strings.ContainsAny(s, "!@#$%^&*?") && !strings.Contains(s, "://")
}

var namePassword = lazily(`^[\x21-\x39\x3b-\x7e]+:([\x21-\x7e]{4,})$`)

func isNamePassword(s string) bool {
	m := namePassword().FindStringSubmatch(s)
	return len(m) > 1 && !placeholder().MatchString(m[1])
}

var (
	onlyWords = lazily(`^[A-Za-z]+(?:[-_. ][A-Za-z]+)*$`)
	// readable is a name made of words and small numbers: users:v1:by-email.
	readable  = lazily(`^(?:[A-Za-z]{2,}|[A-Za-z]?\d{1,4})(?:[-_.:/#](?:[A-Za-z]{2,}|[A-Za-z]?\d{1,4}))+$`)
	reference = lazily(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`)
)
