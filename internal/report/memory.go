package report

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"auth0-hook-action/internal/tenant"
)

// A Stamp identifies the run that wrote a comment.
type Stamp struct {
	RunID     int64     `json:"id"`
	Attempt   int64     `json:"attempt"`
	StartedAt time.Time `json:"started"`
}

// maxMemory bounds the names of hooks that a comment remembers, in bytes.
const maxMemory = 24_000

// hiddenData is what a comment passes on to the next run.
type hiddenData struct {
	Version int               `json:"v"` // 1
	Hooks   map[string]string `json:"hooks,omitempty"`
	Run     Stamp             `json:"run"`
	Change  *lastChange       `json:"change,omitempty"`
	// Desired is a fingerprint of all scripts of the run: two runs can look alike, as where lines are only counted.
	Desired string `json:"want,omitempty"`
}

// fingerprint is that of all desired scripts. Those with values that must not be shown have no part in it: it would tell a right
// guess from a wrong one.
func fingerprint(results []tenant.Result) string {
	var all strings.Builder
	for _, r := range results {
		if w := r.Step.Want; w.Script != "" && !w.HideDiff {
			all.WriteString(r.Step.Key() + " " + tenant.Fingerprint(w.Script) + "\n")
		}
	}
	return tenant.Fingerprint(all.String())
}

// A lastChange says when and by which commit the tenant was changed last.
type lastChange struct {
	At     time.Time `json:"at"`
	Commit string    `json:"commit,omitempty"`
}

// ID is the comment id of a run that several parts identify. No two lists of parts give the same.
func ID(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(strings.NewReplacer("%", "%25", "/", "%2F").Replace(p) + "/")
	}
	return b.String()
}

// Marker is the first line of the comment of that id. Two ids never share one.
func Marker(id string) string {
	if len(id) > maxName {
		id = id[:maxName] + "~" + tenant.Fingerprint(id)
	}
	var b strings.Builder
	for i := range len(id) {
		c := id[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("._~/:", c) >= 0:
			b.WriteByte(c)
		case c == '-' && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte(c) // two in a row would end the HTML comment for some readers
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return prefix + ": comment " + b.String() + dataEnd
}

// Decode reads what a comment of this program passes on to the next run: what was deployed last, and which run wrote it. Data that
// is absent, broken or forged gives zero values: then nothing is known.
func Decode(body string) (tenant.LastApplied, Stamp) {
	d := decode(body)
	return d.Hooks, d.Run
}

func decode(body string) hiddenData {
	lines := strings.Split(strings.TrimRight(body, "\r\n\t "), "\n")
	text, begins := strings.CutPrefix(lines[len(lines)-1], dataBegin)
	text, ends := strings.CutSuffix(text, dataEnd)
	raw, err := base64.RawStdEncoding.DecodeString(text)
	var d hiddenData
	if !begins || !ends || err != nil || json.Unmarshal(raw, &d) != nil || !d.valid() {
		return hiddenData{}
	}
	return d
}

// valid reports whether the data is as encode writes it.
func (d hiddenData) valid() bool {
	for _, mark := range d.Hooks {
		if len(mark) != 16 || !isHex(mark) {
			return false
		}
	}
	return d.Version == 1 && d.Run.RunID >= 0 && d.Run.Attempt >= 0 &&
		(d.Change == nil || d.Change.Commit == "" || isCommit(d.Change.Commit))
}

func isCommit(s string) bool { return len(s) >= 7 && len(s) <= 64 && isHex(s) }

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// encode writes the line that decode reads. Of more hooks than fit, the last by name are left out.
func (d hiddenData) encode() string {
	kept, size := tenant.LastApplied{}, 0
	for _, name := range slices.Sorted(maps.Keys(d.Hooks)) {
		if size += len(name) + 24; size <= maxMemory {
			kept[name] = d.Hooks[name]
		}
	}
	d.Version, d.Hooks = 1, kept
	raw, err := json.Marshal(d)
	if err != nil {
		return "" // a year beyond 9999, which no clock says
	}
	return dataBegin + base64.RawStdEncoding.EncodeToString(raw) + dataEnd
}

// Newer reports whether a run that began after the one of s wrote the comment. A run is not newer than itself, and a begin time
// after now does not count: a clock was wrong, or the comment is forged.
func Newer(body string, s Stamp, now time.Time) bool {
	other := decode(body).Run
	switch {
	case other == Stamp{} || other.RunID == s.RunID && other.Attempt == s.Attempt || other.StartedAt.After(now):
		return false
	case !other.StartedAt.Equal(s.StartedAt):
		return other.StartedAt.After(s.StartedAt)
	case other.RunID != s.RunID:
		return other.RunID > s.RunID
	}
	return other.Attempt > s.Attempt
}

// Same reports whether two comments say the same about the same scripts, apart from the footer, the run and the commit in links to
// files. GitHub may have changed the ends of lines.
func Same(a, b string) bool {
	one, other := decode(a), decode(b)
	return visibleText(a) == visibleText(b) && one.Desired == other.Desired && maps.Equal(one.Hooks, other.Hooks)
}

func visibleText(body string) string {
	body = strings.ReplaceAll(body, "\r\n", "\n")
	if i := strings.LastIndex(body, "\n"+footerBegin); i >= 0 {
		body = body[:i]
	}
	parts := strings.Split(strings.TrimSpace(body), "/blob/")
	for i, part := range parts {
		if commit, rest, linked := strings.Cut(part, "/"); linked && i > 0 && validCommit(commit) != "" {
			parts[i] = rest
		}
	}
	return strings.Join(parts, "/blob/")
}

// carried is the section of the last change in an earlier comment, where it is whole.
func carried(body string) string {
	_, rest, begins := strings.Cut(strings.ReplaceAll(body, "\r\n", "\n"), "\n"+changeBegin+"\n")
	section, _, ends := strings.Cut(rest, "\n"+changeEnd+"\n")
	var o outline
	for line := range strings.Lines(section) {
		o.line(strings.TrimSuffix(line, "\n"))
	}
	if !begins || !ends || o.broken || len(o.ends) > 0 || strings.Contains(section, prefix) {
		return ""
	}
	return section
}

// validCommit is a commit's hash; empty where it is none.
func validCommit(commit string) string {
	if !isCommit(commit) {
		return ""
	}
	return commit
}
