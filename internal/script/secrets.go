package script

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja/ast"
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
	{"a client secret", []string{"secret", "Secret", "SECRET"}, lazily(`(?i)(?:\b|_)client_?secret["']?\s*[=:]\s*["']?([\w~.+/-]{20,})`)},
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

const secretHint = "put it among the hook's secrets, read it from context.webtask.secrets, and replace it where it came from"

// checkSecrets finds literals that look like credentials that work.
func (t *tree) checkSecrets() []Finding {
	var findings []Finding
	keyBegins := false
	for i, n := range t.nodes {
		value, offset, ok := t.literal(n.Node)
		if !ok {
			continue
		}
		what := secretIn(value)
		switch {
		case keyBegins && isKeyMaterial(value):
			what = "a private key"
		case what == "" && isRandom(value) && t.isClientSecret(i):
			what = "a client secret"
		}
		if what != "" {
			findings = append(findings, t.finding("secret", Warning, offset, "this literal looks like "+what+": whoever reads the script can use it", secretHint))
		}
		keyBegins = strings.HasSuffix(strings.TrimSpace(value), "PRIVATE KEY-----") && strings.Contains(value, "BEGIN")
	}
	return findings
}

// literal gives the text of a string, or of a part of a template.
func (t *tree) literal(n ast.Node) (value string, offset int, ok bool) {
	switch s := n.(type) {
	case *ast.StringLiteral:
		return s.Value.String(), t.offset(s.Idx), true
	case *ast.TemplateElement:
		return s.Parsed.String(), t.offset(s.Idx), true
	}
	return "", 0, false
}

// secretIn names the credential that s holds, if it does.
func secretIn(s string) string {
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

// isRandom tells a credential from a placeholder (xxxxxxxx, your_client_secret, AKIAIOSFODNN7EXAMPLE).
func isRandom(s string) bool {
	const least = 3.2 // bits a character; English words with separators have about 3
	return len(s) >= shortest && strings.ContainsAny(s, "0123456789") && !placeholder().MatchString(s) && entropy(s) >= least
}

var placeholder = lazily(`(?i)example|placeholder|your|secret_here|changeme|x{6}|0{8}|12345678`)

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

// isClientSecret reports whether node i is the value of something called so.
func (t *tree) isClientSecret(i int) bool {
	name := ""
	switch n := t.nodes[t.nodes[i].parent].Node.(type) {
	case *ast.PropertyKeyed:
		name, _ = stringOf(n.Key)
	case *ast.Binding:
		if id, ok := n.Target.(*ast.Identifier); ok {
			name = id.Name.String()
		}
	case *ast.AssignExpression:
		_, name = member(n.Left)
		if id, ok := n.Left.(*ast.Identifier); ok {
			name = id.Name.String()
		}
	}
	name = strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
	return strings.HasSuffix(name, "clientsecret")
}

// longRandom is what coverSecrets takes for a part of a credential, whatever it is called.
var longRandom = lazily(`[\w+/=-]{40,}`)

// coverSecrets covers what looks like a credential, character by character.
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
