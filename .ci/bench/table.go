package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

// page is the document with the tables.
const page = ".github/BENCHMARKS.md"

// A table of the page, with what its rows miss.
type table struct {
	head   []string
	cells  [][]string
	missed []string
}

func (t *table) add(cells ...string) { t.cells = append(t.cells, cells) }

func (t *table) markdown() string {
	var text strings.Builder
	for i, cells := range append([][]string{t.head}, t.cells...) {
		fmt.Fprintf(&text, "| %s |\n", strings.Join(cells, " | "))
		if i == 0 {
			fmt.Fprintf(&text, "%s|\n", strings.Repeat("|---", len(t.head)))
		}
	}
	return text.String()
}

// writeTable puts a table between its markers in a document.
func writeTable(file, name, markdown string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	begin := "<!-- bench: " + name + " -->\n"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ends := strings.Cut(rest, "<!-- end -->")
	if !found || !ends {
		return fmt.Errorf("%s: no lines %q and \"<!-- end -->\"", file, strings.TrimSpace(begin))
	}
	return os.WriteFile(file, []byte(before+begin+markdown+"<!-- end -->"+after), 0o644)
}

// compare measures scenes in all programs.
func (b *bench) compare(ctx context.Context, scenes []scene, rounds int) ([]row, error) {
	var rows []row
	for _, s := range scenes {
		r, err := b.perform(ctx, s, rounds)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// actions is the table of Actions without a rate limit.
func (b *bench) actions(ctx context.Context) (t table, err error) {
	rows, err := b.compare(ctx, actionScenes(), b.rounds)
	t.head = []string{"latency", "build", "run", "action", "minimal", "Deploy CLI", "requests", "peak memory", "bars"}
	for _, r := range rows {
		measured, missed := r.results[action], judge(r)
		t.missed = append(t.missed, missed...)
		t.add(ms(r.latency), ms(r.build), r.work(), ms(measured.time), b.against(r, "minimal"), b.against(r, "Deploy CLI"),
			fmt.Sprint(measured.requests), memory(measured), kept(r, missed))
	}
	return t, err
}

// hooks is the table of Hooks.
func (b *bench) hooks(ctx context.Context) (t table, err error) {
	rows, err := b.compare(ctx, hookScenes(), b.rounds)
	t.head = []string{
		"latency", "hooks", "run", "action", "minimal", "curl", "Deploy CLI", "requests", "TLS handshakes", "peak memory", "bars",
	}
	for _, r := range rows {
		measured, missed := r.results[action], judge(r)
		t.missed = append(t.missed, missed...)
		t.add(ms(r.latency), fmt.Sprint(r.scene.hooks), r.op, ms(measured.time), b.against(r, "minimal"), b.against(r, "curl"),
			b.against(r, "Deploy CLI"), fmt.Sprint(measured.requests), fmt.Sprint(measured.handshakes), memory(measured), kept(r, missed))
	}
	return t, err
}

// paced is the table of runs under a rate limit.
func (b *bench) paced(ctx context.Context) (t table, err error) {
	rows, err := b.compare(ctx, pacedScenes(), 1)
	t.head = []string{"plan", "run", "program", "time", "over minimal's", "requests", "refused with 429", "bars"}
	for _, r := range rows {
		missed := judge(r)
		t.missed = append(t.missed, missed...)
		for i, one := range r.results {
			if one.requests == 0 {
				continue
			}
			bars := ""
			if i == action {
				bars = kept(r, missed)
			}
			t.add(fmt.Sprintf("%s (%d, %g/s)", r.plan.name, r.plan.burst, r.plan.perSecond), r.engine+": "+r.work(),
				b.programs[i].name, ms(one.time), fmt.Sprintf("%.2f", ratio(one.time, r.results[minimal].time)),
				fmt.Sprint(one.requests), fmt.Sprint(one.refusals), bars)
		}
	}
	return t, err
}

// against compares the action's time with another program's: "1.06 × 312 ms", or "11.2 s ÷ 301".
func (b *bench) against(r row, name string) string {
	for i, p := range b.programs {
		if p.name == name && r.results[i].requests > 0 {
			return compared(r.results[action].time, r.results[i].time)
		}
	}
	return ""
}

func compared(measured, others time.Duration) string {
	if r := ratio(measured, others); r > 0.2 {
		return fmt.Sprintf("%.2f × %s", r, ms(others))
	}
	return fmt.Sprintf("%s ÷ %.0f", ms(others), ratio(others, measured))
}

func memory(r result) string { return fmt.Sprintf("%.1f MiB", mebibytes(r.memory)) }

// verdict is what a table says of bars.
func verdict(missed []string) string {
	if len(missed) > 0 {
		return "missed"
	}
	return "kept"
}

// kept says whether a row keeps its bars, where it has one.
func kept(r row, missed []string) string {
	switch most := mostTime(r.scene); {
	case len(missed) > 0:
		return "missed"
	case most > 0:
		return fmt.Sprintf("≤ %g: kept", most)
	case r.most > 0:
		return fmt.Sprintf("≤ %d requests: kept", r.most)
	}
	return ""
}

// counts is the short run: what no other work on this machine changes.
func (b *bench) counts(ctx context.Context) (missed []string, err error) {
	rows, err := b.compare(ctx, countedScenes(), 1)
	for _, r := range rows {
		missed = append(missed, judgeCounts(r)...)
	}
	return missed, err
}
