package cli_test

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	codeBlock = regexp.MustCompile("(?ms)^ *```.*?\n *```$")
	codeSpan  = regexp.MustCompile("`[^`\n]*`")
	link      = regexp.MustCompile(`\]\(([^)]*)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// prose is a page without its code, in which no link is one.
func prose(page string) string {
	return codeSpan.ReplaceAllStringFunc(codeBlock.ReplaceAllString(page, ""), func(s string) string {
		return strings.Trim(s, "`")
	})
}

// Links within the repository lead somewhere, and others have the form of an address.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	all := pages(t)
	links := 0
	for file, text := range all {
		for _, m := range link.FindAllStringSubmatch(prose(text), -1) {
			links++
			if problem := followed(all, file, m[1]); problem != "" {
				t.Errorf("%s: link %q: %s", file, m[1], problem)
			}
		}
	}
	if links < 50 {
		t.Errorf("%d links were looked at", links)
	}
}

// followed says what is wrong with a link of a page; nothing is an empty text.
func followed(all map[string]string, file, target string) string {
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "":
		if u.Scheme != "https" || !strings.Contains(u.Host, ".") || strings.ContainsAny(target, " <>") {
			return "no address of the form https://HOST/PATH"
		}
		return ""
	}
	to := file
	if u.Path != "" {
		to = path.Join(path.Dir(file), u.Path)
	}
	if _, err := os.Stat(filepath.Join(root, to)); err != nil {
		return "there is no such file"
	}
	if page, ok := all[to]; ok && u.Fragment != "" && !anchors(page)[u.Fragment] {
		return "there is no such heading"
	}
	return ""
}

// anchors are the names under which GitHub makes a page's headings known: lower case, hyphens for spaces, no punctuation.
func anchors(page string) map[string]bool {
	all := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(prose(page), -1) {
		name := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all[strings.ReplaceAll(name, " ", "-")] = true
	}
	return all
}

// The README leads to each page, and each page says first for whom it is.
func TestPagesAreReachedAndSayForWhom(t *testing.T) {
	t.Parallel()
	all := pages(t)
	linked := map[string]bool{"README.md": true}
	for file, text := range all {
		for _, m := range link.FindAllStringSubmatch(prose(text), -1) {
			target, _, _ := strings.Cut(m[1], "#")
			linked[path.Join(path.Dir(file), target)] = true
		}
	}
	for file, text := range all {
		if !linked[file] && file != ".github/CODE_OF_CONDUCT.md" { // GitHub shows that one by itself
			t.Errorf("no page leads to %s", file)
		}
		_, body, _ := strings.Cut(text, "\n\n")
		if file != "README.md" && !strings.HasPrefix(body, "For ") {
			t.Errorf("%s does not say in its first sentence for whom it is", file)
		}
	}
}
