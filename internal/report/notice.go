package report

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// A notice is a text that concerns the hooks of some names, or the run where there is none.
type notice struct {
	names []string
	text  string
	hint  string
}

// collect adds a text, and keeps those together that say the same.
func collect(all []notice, name, text, hint string) []notice {
	i := slices.IndexFunc(all, func(n notice) bool { return n.text == text && n.hint == hint })
	switch {
	case i < 0 && name == "":
		return append(all, notice{text: text, hint: hint})
	case i < 0:
		return append(all, notice{names: []string{name}, text: text, hint: hint})
	case len(all[i].names) > 0 && name != "":
		all[i].names = append(all[i].names, name)
	}
	return all
}

// errs are what ended the run and the hooks' steps.
func (run Run) errs() []notice {
	var all []notice
	if run.Err != nil {
		all = collect(all, "", run.Err.Error(), hint(run.Err))
	}
	for _, r := range run.Results {
		if r.Err != nil && (r.Status == tenant.Failed || !run.cancelled() && run.Skipped == "") {
			all = collect(all, name(r), r.Err.Error(), hint(r.Err))
		}
	}
	return all
}

// warns are the warnings of the run and of its hooks, drift first.
func (run Run) warns() []notice {
	var all []notice
	for _, r := range run.Results {
		if r.Step.Drift {
			all = collect(all, name(r), run.drift(r), "")
		}
	}
	for _, w := range run.Warnings {
		all = collect(all, "", w, "")
	}
	for _, r := range run.Results {
		for _, w := range r.Warnings {
			all = collect(all, name(r), w, "")
		}
	}
	return all
}

func (run Run) drift(r tenant.Result) string {
	text := "The script was changed outside this workflow, or by another pull request, since this one deployed it last. "
	diff := ""
	if run.shows(r.Step) {
		diff = ", which the diff below shows"
	}
	switch r.Status {
	case tenant.Planned:
		return text + "Apply would overwrite that" + diff + "."
	case tenant.Updated:
		return text + "This run overwrote that" + diff + "."
	}
	return text + "It still is as it was found."
}

// failures names causes and remedies. What the first line says already is not said again.
func (p page) failures() string {
	all := p.errs()
	var items []string
	for _, n := range all {
		item, alone := p.item(n), len(all) == 1
		if alone && p.told(n.text) {
			item = ""
		}
		if whole := remedy(n.hint) == strings.TrimSuffix(n.hint, "."); n.hint != "" && (!alone || !whole) {
			item = strings.TrimPrefix(item+"<br>**What to do:** "+p.sentences(n.hint), "<br>")
		}
		items = append(items, item)
	}
	return alert("CAUTION", items)
}

// told reports whether the first line holds the whole of an error.
func (run Run) told(text string) bool {
	text = run.clean(text)
	return brief(text) == text
}

func (p page) warnings() string {
	var items []string
	for _, n := range p.warns() {
		items = append(items, p.item(n))
	}
	return alert("WARNING", items)
}

// skipped tells the reason where the first line does not hold it.
func (p page) skipped() string {
	if p.Skipped == "" || p.told(p.Skipped) {
		return ""
	}
	return alert("NOTE", []string{p.sentences(p.Skipped)})
}

// item names the hooks that a notice concerns, unless there is but one hook.
func (p page) item(n notice) string {
	if len(n.names) == 0 || len(p.Results) == 1 {
		return p.sentences(n.text)
	}
	var names []string
	for _, name := range n.names[:min(len(n.names), maxParts)] {
		names = append(names, p.code(name))
	}
	if more := len(n.names) - len(names); more > 0 {
		names = append(names, plural(more, "more hook"))
	}
	return strings.Join(names, ", ") + ": " + p.sentences(n.text)
}

// alert is one of GitHub's highlighted quotes
// (https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts).
func alert(kind string, items []string) string {
	items = slices.DeleteFunc(items, func(item string) bool { return item == "" })
	if len(items) == 0 {
		return ""
	}
	bullet := "- "
	if len(items) == 1 {
		bullet = ""
	}
	lines := []string{"> [!" + kind + "]"}
	for _, item := range items {
		lines = append(lines, "> "+bullet+item)
	}
	return strings.Join(lines, "\n")
}
