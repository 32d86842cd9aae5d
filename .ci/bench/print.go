package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// log tells of a row while the table is made.
func (b *bench) log(r row) {
	fmt.Fprintf(os.Stderr, "%s\n", r.scene)
	for i, one := range r.results {
		fmt.Fprintf(os.Stderr, "  %-10s %9s, %5.2f × minimal, %d requests, %d handshakes, %.1f MiB\n", b.programs[i].name, ms(one.time),
			ratio(one.time, r.results[minimal].time), one.requests, one.handshakes, mebibytes(one.memory))
	}
}

// print writes the table for the README.
func (b *bench) print(rows []row) {
	head := []string{"latency", "hooks", "run", "action"}
	for _, p := range b.programs[minimal:] {
		head = append(head, p.name)
	}
	head = append(head, "requests", "TLS handshakes", "peak memory")
	b.line(head)
	b.printf("%s|\n", strings.Repeat("|---", len(head)))
	for _, r := range rows {
		ours := r.results[action]
		cells := []string{ms(r.latency), fmt.Sprint(r.hooks), r.op, ms(ours.time)}
		for _, other := range r.results[minimal:] {
			cells = append(cells, compared(ours.time, other.time))
		}
		b.line(append(cells, fmt.Sprint(ours.requests), fmt.Sprint(ours.handshakes), fmt.Sprintf("%.1f MiB", mebibytes(ours.memory))))
	}
	b.printf("\n")
}

func (b *bench) line(cells []string) { b.printf("| %s |\n", strings.Join(cells, " | ")) }

func (b *bench) printf(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format, args...) }

// printCounts says what else the programs took to create 50 hooks.
func (b *bench) printCounts(rows []row) {
	for _, r := range rows {
		if r.op != "create" || r.hooks != 50 || r.latency == 0 {
			continue
		}
		b.printf("Creating %d hooks at %s:\n", r.hooks, ms(r.latency))
		for i, one := range r.results {
			b.printf("%s %d requests, %d TLS handshakes, %.1f MiB\n", b.programs[i].name, one.requests, one.handshakes, mebibytes(one.memory))
		}
		b.printf("\n")
	}
}

// printPaced says what became of the hooks that were created under the rate limit.
func (b *bench) printPaced(r row) {
	ideal := time.Duration(r.results[action].requests-burst) * time.Second / burst
	b.printf("Creating %d hooks on a tenant that takes %d requests at once and %[2]d a second, which is %s of waiting at least:\n",
		r.hooks, burst, ms(ideal))
	for i, one := range r.results {
		b.printf("%s %s, %d requests, %d answers 429\n", b.programs[i].name, ms(one.time), one.requests, one.refusals)
	}
	b.printf("\n")
}

// compared is how ours compares with another's time: "1.06 × 312 ms", or "11.2 s ÷ 301".
func compared(ours, others time.Duration) string {
	if r := ratio(ours, others); r > 0.2 {
		return fmt.Sprintf("%.2f × %s", r, ms(others))
	}
	return fmt.Sprintf("%s ÷ %.0f", ms(others), ratio(others, ours))
}

// ms is a time in three digits or so.
func ms(d time.Duration) string {
	switch {
	case d == 0:
		return "0 ms"
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.3g ms", d.Seconds()*1e3)
	case d < 10*time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func ratio(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }

func mebibytes(kB int64) float64 { return float64(kB) / 1024 } // Linux's kB are of 1024 bytes
