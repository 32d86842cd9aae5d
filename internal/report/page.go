package report

import (
	"fmt"
	"strings"
	"time"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// Summary is the Markdown for the step's summary. It fits into what GitHub takes.
func Summary(run Run) string {
	p := newPage(run, summaryRoom, "in the log of this step")
	return p.fit("", p.footer()+"\n")
}

// Comment is the Markdown for the pull request's comment of that id, whose text so far is previous ("" where there is
// none): from it the memory of earlier deployments and, where this run changed nothing, the last change are carried on.
// It fits into what GitHub takes.
func Comment(run Run, id, previous string) string {
	rest := link("in the summary of the run", run.RunURL)
	p := newPage(run, commentRoom, rest)
	old := decode(previous)
	data := hiddenData{Hooks: tenant.Remember(old.Hooks, run.Results), Run: run.Stamp, Change: old.Change, Want: marked(run.Results)}
	if p.changes {
		data.Change = &lastChange{At: run.Now.UTC().Truncate(time.Second), Commit: validCommit(run.Commit)}
	} else if data.Change != nil {
		p.last, p.section = *data.Change, carried(previous)
	}
	if p.section == "" && !p.changes {
		data.Change = nil
	}
	return p.fit(Marker(id)+"\n\n", footerBegin+"\n"+p.footer()+"\n\n"+data.encode())
}

// A page is a Markdown text about a run.
type page struct {
	voice
	room room
	// rest says where to find what does not fit.
	rest  string
	diffs []*diff // one a result
	// changes is set where the tenant is another than before, section is that of an earlier change, the last one.
	changes bool
	last    lastChange
	section string
}

func newPage(run Run, room room, rest string) page {
	p := page{voice: markdown(run), room: room, rest: rest, changes: Changed(run) && run.Mode != "plan"}
	for _, r := range run.Results {
		p.diffs = append(p.diffs, run.scriptDiff(r.Step))
	}
	return p
}

// fit puts the body between head and tail. The diffs share what the rest of the body leaves; where even that is too
// long, it is cut.
func (p page) fit(head, tail string) string {
	limit := p.room.limit - p.room.size(head) - p.room.size("\n\n"+tail)
	wants := make([]int, len(p.diffs))
	spare := limit - p.room.size(p.body(wants))
	if over := -spare; over > 0 && p.section != "" { // of an earlier change, of which the run that made it tells the rest
		p.section = p.room.cut(p.section, p.room.size(p.section)-over, "*The rest is in the summary of the run that made this change.*")
	}
	for i, d := range p.diffs {
		if d != nil {
			wants[i] = p.room.lines(d.lines) + frame(d)
		}
	}
	body := p.body(share(wants, spare))
	return head + p.room.cut(body, limit, "*The rest is "+p.rest+".*") + "\n\n" + tail
}

// body is all that readers see above the footer, with so much room for each diff.
func (p page) body(rooms []int) string {
	blocks := []string{"### " + p.icon() + " " + p.headline(), p.failures(), p.skipped(), p.warnings(), p.table(), p.wishes()}
	details := p.details(rooms)
	if details != "" && p.changes {
		details = changeBegin + "\n" + details + "\n" + changeEnd
	}
	blocks = append(blocks, details, p.findings(), p.files(), lastSection(p.last, p.section))
	return join(blocks)
}

// join puts blocks together that are not empty.
func join(blocks []string) string {
	var b strings.Builder
	for _, block := range blocks {
		if block != "" && b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(block)
	}
	return b.String()
}

func (p page) icon() string {
	switch {
	case p.cancelled():
		return "🛑"
	case p.failed():
		return "❌"
	case p.Skipped != "":
		return "⏭️"
	case p.Mode == "plan":
		return "📋"
	}
	return "✅"
}

// details tell what was changed: of a single hook at once, of several each in a fold.
func (p page) details(rooms []int) string {
	var folds []string
	for i, r := range p.Results {
		facts := p.facts(r, p.diffs[i])
		if len(facts) == 0 {
			continue
		}
		list := bullets(facts)
		if len(p.Results) == 1 {
			return join([]string{list, fold("Diff of the script: tenant → file", p.diff(i, rooms[i]))})
		}
		folds = append(folds, fold(p.foldTitle(r, facts), join([]string{list, p.diff(i, rooms[i])})))
	}
	return join(folds)
}

func bullets(facts []fact) string {
	var lines []string
	for _, f := range facts {
		lines = append(lines, "- **"+f.label+":** "+f.text)
	}
	return strings.Join(lines, "\n")
}

// foldTitle names a hook and the fields that change. It is HTML.
func (p page) foldTitle(r tenant.Result, facts []fact) string {
	var short []string
	for _, f := range facts {
		short = append(short, strings.TrimSpace(strings.ToLower(f.label)+" "+f.short))
	}
	outcome := p.outcome(r)
	if r.Status == tenant.Failed {
		outcome = p.undone(r)
	}
	return codeHTML(p.clean(name(r))) + " " + outcome + ": " + strings.Join(short, ", ")
}

// fold hides Markdown behind a title in HTML.
func fold(title, markdown string) string {
	if markdown == "" {
		return ""
	}
	return "<details><summary>" + title + "</summary>\n\n" + markdown + "\n\n</details>"
}

// frame is what a block of code takes beside the lines of a diff.
func frame(d *diff) int { return 2*len(fence(d.lines)) + len("diff\n") + len("\n\n") }

// diff is the block with as many lines of a diff as there is room for.
func (p page) diff(i, there int) string {
	d := p.diffs[i]
	if d == nil || len(d.lines) == 0 {
		return ""
	}
	there -= frame(d)
	n := 0
	for _, l := range d.lines {
		if there -= p.room.size(l) + 1; there < 0 {
			break
		}
		n++
	}
	block := ""
	if n > 0 {
		mark := fence(d.lines[:n])
		block = mark + "diff\n" + strings.Join(d.lines[:n], "\n") + "\n" + mark
	}
	if left := len(d.lines) - n; left > 0 {
		block = join([]string{block, "*" + plural(left, "more line") + " " + p.rest + ".*"})
	}
	return block
}

// lastSection shows an earlier change, folded.
func lastSection(c lastChange, section string) string {
	if section == "" {
		return ""
	}
	title := "Last change: " + clock(c.At)
	if c.Commit != "" {
		title += ", commit " + codeHTML(short(c.Commit))
	}
	return fold(title, changeBegin+"\n"+section+"\n"+changeEnd)
}

// footer says which commit and run this is, when it was, and where to look at the tenant.
func (p page) footer() string {
	var parts []string
	if p.Commit != "" {
		parts = append(parts, "Commit "+link(code(short(p.Commit)), p.CommitURL))
	}
	if p.RunURL != "" {
		run := link("Workflow run", p.RunURL)
		if p.Stamp.Attempt > 1 {
			run += fmt.Sprintf(", attempt %d", p.Stamp.Attempt)
		}
		parts = append(parts, run)
	}
	hook := tenant.Hook{}
	if len(p.Results) == 1 && p.Results[0].Status != tenant.Deleted {
		hook = p.Results[0].Hook
	}
	if url := Dashboard(p.Domain, RuntimeUsed(p.Run), hook); url != "" {
		parts = append(parts, link("Auth0 Dashboard", url))
	}
	return "<sub>" + strings.Join(append(parts, clock(p.Now)), " · ") + "</sub>"
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func short(commit string) string { return commit[:min(7, len(commit))] }

func validCommit(commit string) string {
	if !isCommit(commit) {
		return ""
	}
	return commit
}

// findings is the table of what is wrong with inputs, files and scripts, the gravest first.
func (p page) findings() string {
	if len(p.Findings) == 0 {
		return ""
	}
	rows := []string{"| | Where | Finding |", "| --- | --- | --- |"}
	for _, f := range p.sorted() {
		icon := "⚠️"
		if f.Severity == script.Error {
			icon = "❌"
		}
		text := p.sentences(f.Message)
		if f.Hint != "" {
			text += "<br>" + p.sentences(f.Hint)
		}
		rows = append(rows, "| "+icon+" | "+cell(p.where(f))+" | "+cell(text)+" |")
	}
	return strings.Join(rows, "\n")
}

// where names the place of a finding, linked to the file as it is at the commit.
func (p page) where(f Finding) string {
	if f.File == "" {
		return p.code(f.Input)
	}
	url := p.fileURL(f.File)
	if url != "" && f.Line > 0 {
		url += fmt.Sprintf("#L%d", f.Line)
	}
	return link(p.code(f.place()), url)
}

// files lists what an export wrote.
func (p page) files() string {
	var lines []string
	for _, f := range p.Files {
		lines = append(lines, "- "+p.code(f))
	}
	return fold(plural(len(lines), "file")+" written", strings.Join(lines, "\n"))
}

// sentences shows a message of one line or several.
func (p page) sentences(s string) string {
	var lines []string
	for line := range strings.Lines(clip(p.clean(s), maxSentence)) {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, p.prose(line))
		}
	}
	return strings.Join(lines, "<br>")
}
