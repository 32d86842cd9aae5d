package report

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inspect reads the Markdown of reports as GitHub does, by rules written apart from those that write it, and
// says what in it is active, open or hidden although it must not be.
func inspect(markdown string) []string {
	var found []string
	complain := func(n int, format string, args ...any) {
		found = append(found, fmt.Sprintf("line %d: ", n+1)+fmt.Sprintf(format, args...))
	}
	if !utf8.ValidString(markdown) {
		complain(0, "not UTF-8")
	}
	fence, details := 0, 0
	for n, line := range strings.Split(markdown, "\n") {
		text := strings.TrimPrefix(line, "> ") // a block of code may stand in a quote
		for _, r := range line {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\t' {
				complain(n, "%U", r)
			}
		}
		text = strings.TrimLeft(text, " ")
		ticks := run(text)
		switch {
		case fence > 0 && ticks >= fence && strings.Trim(text, "` ") == "":
			fence = 0
		case fence > 0:
		case ticks >= 3 && !strings.Contains(text[ticks:], "`"):
			fence = ticks
		default:
			rest := withoutCode(line)
			details += strings.Count(rest, "<details") - strings.Count(rest, "</details>")
			if details < 0 {
				complain(n, "closes what is not open")
			}
			if bad := active(rest); bad != "" {
				complain(n, "%q is active in %q", bad, rest)
			}
		}
	}
	if fence > 0 || details != 0 {
		complain(0, "left open: fence %d, details %d", fence, details)
	}
	return found
}

// withoutCode takes the code spans out of a line: a run of backticks, up to the next run of the same length
// (https://spec.commonmark.org/0.31.2/#code-spans).
func withoutCode(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		n := run(line[i:])
		if n == 0 {
			b.WriteByte(line[i])
			i++
			continue
		}
		end := closing(line, i+n, n)
		if end < 0 {
			b.WriteString(line[i : i+n])
			i += n
			continue
		}
		b.WriteString("×")
		i = end + n
	}
	return b.String()
}

func closing(line string, from, n int) int {
	for i := from; i < len(line); {
		m := run(line[i:])
		if m == n {
			return i
		}
		i += max(m, 1)
	}
	return -1
}

func run(s string) int { return len(s) - len(strings.TrimLeft(s, "`")) }

var (
	// ownMarkup is the markup that a report itself writes.
	ownMarkup = regexp.MustCompile(`^\| (--- |---: ).*$|^> \[!(CAUTION|WARNING|NOTE)\]$|^### ` +
		`|^<!-- auth0-hook-action: [A-Za-z0-9 %._~/:+-]* -->$` +
		`|</?(details|summary|code|sub)>|<details open>|<br>|<https://(auth0\.com/docs|docs\.github\.com)[A-Za-z0-9/._#-]*>` +
		`|\]\(https://(github\.com/example/login|manage\.auth0\.com/dashboard)/[^\s()<>]*\)|\*\*|^\*|\*$|^> |\\\||\|`)
	danger = regexp.MustCompile("(?i)[@<>`#$~^*_\\[\\]\\\\]|://|www\\.|&(?:#|[a-z]+[^a-z;])" +
		"|\\b[0-9a-f]{7,40}\\b|gh-[0-9]|:[a-z0-9_+-]+:")
	tags = regexp.MustCompile(`<code>([^<>]*)</code>`)
)

// active is what is left of a line that GitHub would make more than text of.
func active(rest string) string {
	rest = tags.ReplaceAllString(rest, "×")
	rest = ownMarkup.ReplaceAllString(rest, " ")
	rest = strings.ReplaceAll(rest, "[×", "×")
	for _, known := range []string{"[Workflow run", "[Auth0 Dashboard", "[in the summary of the run", "2026"} {
		rest = strings.ReplaceAll(rest, known, "")
	}
	return danger.FindString(rest)
}
