// Package report turns what a run did into text: the step's summary and the pull request's comment (Markdown), the lines and
// annotations of the log, and the outputs. Each takes a Run, which holds every fact they report; the comment also carries hidden
// data from one run to the next, which Decode reads.
//
// Names, scripts and messages come from others. Nothing in them is obeyed: they cannot break out of the Markdown, mention
// anybody, link anywhere or hide a character. They are redacted before they are cut.
package report

import (
	"fmt"
	"strings"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// Summary is the Markdown for the step's summary, of at most 1 MiB.
func Summary(run Run) string {
	p := newPage(run, summaryBudget, "in the log of this step")
	return p.fit("", p.footer()+"\n")
}

// Render is the Markdown for the pull request's comment with that Marker, whose text so far is previous ("" where there is none):
// from it what was deployed earlier and, where this run changed nothing, the last change are carried on. It has at most 65,536
// characters.
func Render(run Run, marker, previous string) string {
	p := newPage(run, commentBudget, link("in the summary of the run", run.RunURL))
	old := decode(previous)
	data := hiddenData{Hooks: tenant.Remember(old.Hooks, run.Results), Run: run.Stamp, Change: old.Change,
		Desired: fingerprint(run.Results)}
	if p.changes {
		data.Change = &lastChange{At: run.Stamp.StartedAt.UTC().Truncate(time.Second), Commit: validCommit(run.Commit)}
	} else if data.Change != nil {
		p.last, p.section = *data.Change, carried(previous)
	}
	if p.section == "" && !p.changes {
		data.Change = nil
	}
	return p.fit(marker+"\n\n", footerBegin+"\n"+p.footer()+"\n\n"+data.encode())
}

// WorthComment reports whether comment: auto writes a comment for the run; exists says that there is one already. A run that was
// skipped writes none. One that changed nothing, whose inputs are wrong, or that exported only brings a comment up to date.
func WorthComment(run Run, exists bool) bool {
	switch {
	case Overall(run) == tenant.Skipped.String() || !run.Mode.NeedsTenant():
		return false
	case diag.Errors(run.Diagnostics) || run.Mode == tenant.ModeExport:
		return exists
	case !Failed(run) && !Changed(run):
		return exists
	}
	return true
}

// RuntimeNote says, as a clause, why runtime: auto chose the runtime of a plan; empty where the workflow named it, or where nothing
// is there to say.
func RuntimeNote(plan tenant.Plan) string {
	hooks, actions := plan.Have.Hooks.Status, plan.Have.Actions.Status
	if hooks == tenant.NotRead || actions == tenant.NotRead {
		return ""
	}
	switch hooks {
	case tenant.Ended:
		return "this tenant no longer accepts Hooks"
	case tenant.ReadOnly:
		return "this tenant accepts no new Hooks and no edits of their source"
	case tenant.Forbidden:
		return "the token may not read Hooks"
	}
	for _, s := range plan.Steps {
		if s.Runtime == tenant.RuntimeActions && s.Format() == tenant.FormatHook && s.Have != nil {
			return "as deployed before"
		}
	}
	return ""
}

// fit puts the body between head and tail. The diffs share what the rest of the body leaves; where even that is too long, it is
// cut.
func (p page) fit(head, tail string) string {
	limit := p.budget.limit - p.budget.size(head) - p.budget.size("\n\n"+tail)
	needs := make([]int, len(p.diffs))
	spare := limit - p.budget.size(p.body(needs))
	if over := -spare; over > 0 && p.section != "" { // an earlier change, of which the run that made it has the rest
		const rest = "*The rest is in the summary of the run that made this change.*"
		p.section = p.budget.cut(p.section, p.budget.size(p.section)-over, rest)
	}
	for i, d := range p.diffs {
		if d != nil {
			needs[i] = p.budget.lines(d.lines) + frame(d)
		}
	}
	body := p.body(share(needs, spare))
	return head + p.budget.cut(body, limit, "*The rest is "+p.rest+".*") + "\n\n" + tail
}

// body is all that readers see above the footer, with so much of each diff.
func (p page) body(budgets []int) string {
	changes := p.changed(budgets)
	if changes != "" && p.changes {
		changes = changeBegin + "\n" + changes + "\n" + changeEnd
	}
	return join("### "+p.icon()+" "+p.headline(p.entries), p.errors(), p.withoutBlocking(), p.skippedNote(), p.warnings(),
		p.overview(), p.unchanged(), p.notAttempted(), changes, p.conversions(), p.export(), p.notices(), p.others(),
		lastSection(p.last, p.section))
}

func (p page) icon() string {
	switch {
	case p.isCancelled():
		return "🛑"
	case Failed(p.Run):
		return "❌"
	case p.Skipped != "":
		return "⏭️"
	case p.Mode == tenant.ModePlan:
		return "📋"
	}
	return "✅"
}

// footer says which commit and run this is, when it was, and where to look at the tenant.
func (p page) footer() string {
	var parts []string
	if p.Commit != "" {
		parts = append(parts, "Commit "+link(p.code(short(p.Commit)), p.CommitURL))
	}
	if p.RunURL != "" {
		run := link("Workflow run", p.RunURL)
		if p.Stamp.Attempt > 1 {
			run += fmt.Sprintf(", attempt %d", p.Stamp.Attempt)
		}
		parts = append(parts, run)
	}
	one := ""
	if len(p.Results) == 1 && p.Results[0].Status != tenant.Deleted {
		one = idOf(p.Results[0])
	}
	if url := Dashboard(p.Domain, p.runtime(), one); url != "" {
		parts = append(parts, link("Auth0 Dashboard", url))
	}
	return "<sub>" + strings.Join(append(parts, clock(p.Stamp.StartedAt)), " · ") + "</sub>"
}

// lastSection shows an earlier change, folded.
func lastSection(c lastChange, section string) string {
	if section == "" {
		return ""
	}
	title := "Last change: " + clock(c.At)
	if c.Commit != "" {
		title += ", commit <code>" + short(c.Commit) + "</code>"
	}
	return fold(title, changeBegin+"\n"+section+"\n"+changeEnd)
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func short(commit string) string { return commit[:min(7, len(commit))] }
