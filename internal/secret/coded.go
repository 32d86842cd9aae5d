package secret

// codedRuns are the parts of a text that consist of a code's characters and could hold a long value.
func codedRuns(text string, c *code) []span {
	var runs []span
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && c.value[text[i]] >= 0 {
			continue
		}
		if (i-start)*c.bits >= shortest*8 {
			runs = append(runs, span{start, i})
		}
		start = i + 1
	}
	return runs
}

// appendCoded adds where values stand encoded in a run. What was encoded may begin at any of the run's first characters,
// since what stands before it may be of the alphabet too.
func (x *index) appendCoded(hits []span, v view, run span, c *code) []span {
	characters := 8 / gcd(8, c.bits) // that make a whole number of bytes
	for offset := range characters {
		first := run.start + offset
		x.search(c.decode(v.text[min(first, run.end):run.end]), func(start, end int) {
			from := first + start*8/c.bits
			to := first + (end*8+c.bits-1)/c.bits
			hits = append(hits, v.source(from, min(to, run.end)))
		})
	}
	return hits
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
