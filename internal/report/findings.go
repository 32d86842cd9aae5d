package report

import (
	"fmt"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// errors are causes and remedies first, then what was found in inputs and files.
func (p page) errors() string {
	var alerts, items []string
	for _, e := range of(p.entries, diag.Error) {
		switch {
		case e.Rule == ruleRun && p.isCancelled():
		case len(e.places) > 0:
			items = append(items, p.item("❌ ", e))
		default:
			alerts = append(alerts, p.item("", e))
		}
	}
	if p.Mode == tenant.ModeCheck || p.Mode == tenant.ModeConvert {
		for _, e := range p.entries {
			if icon := map[diag.Severity]string{diag.Warning: "⚠️ ", diag.Notice: "ℹ️ "}[e.Severity]; icon != "" {
				items = append(items, p.item(icon, e))
			}
		}
	}
	return join(alert("CAUTION", alerts), bullets(items))
}

// maxAlerts is how many warnings are shown at once; more are folded.
const maxAlerts = 3

// warnings are all in one place.
func (p page) warnings() string {
	if p.Mode == tenant.ModeCheck || p.Mode == tenant.ModeConvert {
		return "" // they stand among the findings
	}
	items := p.items(of(p.entries, diag.Warning))
	if len(items) > maxAlerts {
		return fold("⚠️ "+plural(len(items), "warning"), bullets(items))
	}
	return alert("WARNING", items)
}

func (p page) notices() string {
	if p.Mode == tenant.ModeCheck || p.Mode == tenant.ModeConvert {
		return ""
	}
	items := p.items(of(p.entries, diag.Notice))
	if len(items) > maxAlerts {
		return fold(plural(len(items), "notice"), bullets(items))
	}
	return alert("NOTE", items)
}

func (p page) skippedNote() string {
	if p.Skipped == "" {
		return ""
	}
	return alert("NOTE", []string{capital(p.sentences(p.Skipped))})
}

// withoutBlocking says how the others of a set can be deployed; empty where none is blocked.
func (re renderer) withoutBlocking() string {
	blocking := re.blocking()
	others := len(re.Results) - len(blocking)
	if len(blocking) == 0 || others == 0 || re.Mode == tenant.ModeDelete {
		return ""
	}
	var descriptions []string
	for _, r := range blocking {
		descriptions = append(descriptions, re.description(r))
	}
	them, rest := "it", plural(others, "hook")
	if len(blocking) > 1 {
		them = "them"
	}
	if others == 1 {
		rest = "hook"
	}
	return fmt.Sprintf("To deploy the other %s first, take %s out of %s for that run. Leave %s out too, which would delete %s.",
		rest, list(descriptions), re.code("hooks-path"), re.code("prune"), them)
}

// description names the file that describes a hook, or the entry in a file that describes several.
func (re renderer) description(r tenant.Result) string {
	want := r.Step.Want
	n := 0
	for _, o := range re.Results {
		if o.Step.Want.File == want.File {
			n++
		}
	}
	if n < 2 {
		return re.file(want.File)
	}
	at := diag.Place{File: want.File, Line: want.Line}
	return "the entry at " + re.fileAt(at.String(), want.File, want.Line)
}
