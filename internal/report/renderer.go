package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A renderer puts what a run did into words: as Markdown for summary and comment, or as plain text for the log.
type renderer struct {
	Run
	plain bool
}

// code shows a name.
func (re renderer) code(name string) string {
	if re.plain {
		return oneLine(re.redact(name), maxName)
	}
	return code(re.redact(name))
}

// paste is code that is to be pasted as it stands.
func (re renderer) paste(text string) string {
	line := oneLine(re.redact(text), maxPaste)
	if re.plain {
		return line
	}
	return codeSpan(line)
}

// prose shows a message on one line.
func (re renderer) prose(message string) string {
	if re.plain {
		return oneLine(re.redact(message), maxSentence)
	}
	return prose(re.redact(message))
}

// sentences shows a message of one line or several.
func (re renderer) sentences(message string) string {
	var lines []string
	for line := range strings.Lines(message) {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, re.prose(line))
		}
	}
	if re.plain {
		return strings.Join(lines, " ")
	}
	return strings.Join(lines, "<br>")
}

func (re renderer) link(text, url string) string {
	if re.plain {
		return text
	}
	return link(text, url)
}

// label begins an item of a list.
func (re renderer) label(text string) string {
	if re.plain {
		return strings.ToLower(text) + " "
	}
	return "**" + text + ":** "
}

// maxPath is what Linux takes as a path. Of a longer one there is no file.
const maxPath = 4096

// file names a file of the workspace, with a link to it at the commit.
func (re renderer) file(path string) string { return re.fileAt(path, path, 0) }

// fileAt is a text that links to a line of a file of the workspace.
func (re renderer) fileAt(text, path string, line int) string {
	url := ""
	if inside, ok := re.inRepository(path); ok && re.Blob != "" && len(path) <= maxPath {
		url = re.Blob + escapePath(re.redact(inside).String())
		if line > 0 {
			url += fmt.Sprintf("#L%d", line)
		}
	}
	return re.link(re.code(text), url)
}

// hook names a hook, with a link to the Auth0 Dashboard where it stands there.
func (re renderer) hook(r tenant.Result) string {
	return re.link(re.code(re.nameOf(r)), re.dashboard(r))
}

// dashboard is the address of a hook in the Auth0 Dashboard; empty where it does not stand there.
func (re renderer) dashboard(r tenant.Result) string {
	if r.Status == tenant.Deleted || idOf(r) == "" {
		return ""
	}
	return Dashboard(re.Domain, r.Step.Runtime, idOf(r))
}

// How many things of a kind are named: of one hook, and hooks in a fold of their own.
const (
	maxParts = 50
	maxNames = 500
)

// list names things that are shown already, and counts those that are too many.
func list(parts []string) string { return listed(parts, maxParts) }

func listed(parts []string, limit int) string {
	if n := len(parts) - limit; n > 0 {
		parts = append(parts[:limit:limit], fmt.Sprintf("%d more", n))
	}
	return strings.Join(parts, ", ")
}

// hooks names several hooks, each with its link.
func (re renderer) hooks(results []tenant.Result) string {
	var parts []string
	for _, r := range results {
		parts = append(parts, re.hook(r))
	}
	return list(parts)
}

// names names many hooks.
func (re renderer) names(results []tenant.Result) string {
	var parts []string
	for _, r := range results {
		parts = append(parts, re.code(re.nameOf(r)))
	}
	return listed(parts, maxNames)
}

// packages lists packages with their versions.
func (re renderer) packages(versions map[string]string) string {
	var parts []string
	for _, name := range keys(versions, nil) {
		parts = append(parts, re.code(name)+" "+re.code(versions[name]))
	}
	return list(parts)
}

// at names the tenant, where it is known.
func (re renderer) at(preposition string) string {
	if re.Domain == "" {
		return ""
	}
	return preposition + re.code(re.Domain)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// keys are those of two maps together, sorted.
func keys[V string | secret.Value](a, b map[string]V) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

func isEnabled(yes bool) string {
	if yes {
		return "enabled"
	}
	return "not enabled"
}
