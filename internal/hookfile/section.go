package hookfile

import (
	"regexp"
	"strings"
	"sync"

	"auth0-hook-action/internal/diag"
)

const noSection = "the file has no hooks at its top level"

var (
	hooksKey = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?m)^(hooks|"hooks"|'hooks')[ \t]*:([ \t\r]|$)`)
	})
	// topLevel is a line on which another top-level key, or another document, starts. A list may stand as far left as its
	// key.
	topLevel = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^([^-#\s\]}]|-[^\s])`) })
	// tenantKey is a top-level key of another part of a tenant, as the Deploy CLI writes it.
	tenantKey = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?m)^(tenant|clients|clientGrants|databases|connections|rules|rulesConfigs|actions|` +
			`triggers|pages|roles|resourceServers|emailProvider|emailTemplates|guardian\w*|organizations|branding|prompts|` +
			`themes|logStreams|attackProtection|migrations|customDomains|forms|flows)[ \t]*:`)
	})
)

// hooksSection cuts the part hooks: out of a tenant's YAML file, and says how many lines stand before it. The rest is not
// read at all: it may hold markers that have no variable here, and is no YAML before they are replaced.
func hooksSection(text string) (section string, before int, found []diag.Diagnostic) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return text, 0, nil // JSON, or YAML in its style
	}
	starts := hooksKey().FindAllStringIndex(text, -1)
	if len(starts) == 0 {
		return "", 0, nil
	}
	for _, again := range starts[1:] {
		message := "the file has hooks at the top level already"
		if strings.Contains(text[starts[0][0]:again[0]], "\n---") {
			message = "it contains more than one YAML document, and each has hooks"
		}
		found = append(found, fault(1+strings.Count(text[:again[0]], "\n"), RuleFormat, message, "keep one list hooks"))
	}
	start := starts[0][0]
	section = text[start:]
	if firstLine := strings.IndexByte(section, '\n') + 1; firstLine > 0 {
		if next := topLevel().FindStringIndex(section[firstLine:]); next != nil {
			section = section[:firstLine+next[0]]
		}
	}
	return section, strings.Count(text[:start], "\n"), found
}
