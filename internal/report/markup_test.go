package report

import "testing"

func TestLink(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ url, want string }{
		"an address":       {"https://github.com/a/b/commit/1?x=y#z", "[t](https://github.com/a/b/commit/1?x=y#z)"},
		"nothing":          {"", "t"},
		"another scheme":   {"javascript:alert(1)", "t"},
		"a parenthesis":    {"https://x.example/)![i](y", "t"},
		"a space":          {"https://x.example/ y", "t"},
		"an angle bracket": {"https://x.example/<b>", "t"},
		"a line end":       {"https://x.example/\n", "t"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := link("t", tt.url); got != tt.want {
				t.Errorf("link(%q) = %s, want %s", tt.url, got, tt.want)
			}
		})
	}
}
