package report

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// join puts blocks of Markdown together that are not empty.
func join(blocks ...string) string {
	blocks = slices.DeleteFunc(slices.Clone(blocks), func(b string) bool { return b == "" })
	return strings.Join(blocks, "\n\n")
}

// fold hides Markdown behind a title in HTML.
func fold(title, markdown string) string { return details("<details>", title, markdown) }

// unfolded can be hidden, and is not at first.
func unfolded(title, markdown string) string { return details("<details open>", title, markdown) }

func details(tag, title, markdown string) string {
	if markdown == "" {
		return ""
	}
	return tag + "<summary>" + title + "</summary>\n\n" + markdown + "\n\n</details>"
}

// alert is one of GitHub's highlighted quotes
// (https://docs.github.com/get-started/writing-on-github, "Basic writing and formatting syntax", "Alerts").
func alert(kind string, items []string) string {
	if len(items) == 0 {
		return ""
	}
	lines := []string{"[!" + kind + "]"}
	if len(items) == 1 {
		lines = append(lines, items...)
	} else {
		lines = append(lines, bullets(items))
	}
	return "> " + strings.ReplaceAll(strings.Join(lines, "\n"), "\n", "\n> ")
}

func bullets(items []string) string {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = "- " + indented(item, len("- "))
	}
	return strings.Join(lines, "\n")
}

// indented is an item of several lines, of which those after the first belong to it by their indentation.
func indented(item string, n int) string {
	pad := "\n" + strings.Repeat(" ", n)
	return strings.ReplaceAll(strings.ReplaceAll(item, "\n", pad), pad+"\n", "\n\n")
}

// cell makes Markdown fit for a cell of a table, whose rows are split before code is looked for.
func cell(markdown string) string { return strings.ReplaceAll(markdown, "|", `\|`) }

func row(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }

// block is a block of code, which nothing in its lines can end.
func block(language string, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	mark := fence(lines)
	return mark + language + "\n" + strings.Join(lines, "\n") + "\n" + mark
}

// fence opens and closes a block of code that holds lines.
func fence(lines []string) string {
	longest := 2
	for _, l := range lines {
		longest = max(longest, longestTicks(l))
	}
	return strings.Repeat("`", longest+1)
}

// safeURL is an address that cannot end a link's parentheses, nor an attribute.
var safeURL = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]+$`) })

// link links Markdown to url, where that is an address.
func link(markdown, url string) string {
	if !safeURL().MatchString(url) {
		return markdown
	}
	return "[" + markdown + "](" + url + ")"
}

// escapePath makes a file's path fit for an address.
func escapePath(path string) string {
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
		}
	}
	return b.String()
}

// Lines that readers do not see and the program finds again. What others wrote cannot contain one: it has no line of its own
// outside a block of code, and there each line begins with a sign of the diff.
const (
	prefix      = "<!-- auth0-hook-action"
	changeBegin = prefix + ": change -->"
	changeEnd   = prefix + ": end of change -->"
	footerBegin = prefix + ": footer -->"
	dataBegin   = prefix + ": data "
	dataEnd     = " -->"
)
