package report

import (
	"encoding/json"
	"testing"
)

// Issue 7: the output "hooks" held what turns the direction of a terminal's text.
func TestEscapeHidden(t *testing.T) {
	t.Parallel()
	const text = "a\u202eb\u0085c\x7f\U000e0001 \"é\""
	coded, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	shown := escapeHidden(string(coded))
	if want := `"a\u202eb\u0085c\u007f\udb40\udc01 \"é\""`; shown != want {
		t.Errorf("got %s, want %s", shown, want)
	}
	var back string
	if err := json.Unmarshal([]byte(shown), &back); err != nil || back != text {
		t.Errorf("read back: %q (%v), want %q", back, err, text)
	}
}
