package gha

import "testing"

// A delimiter is drawn anew for each output, so only this test can see one in a value.
func TestOutputEntryRefusesItsOwnDelimiter(t *testing.T) {
	t.Parallel()
	if entry, err := outputEntry("name", "a\nend\nb=c", "end"); err == nil {
		t.Errorf("entry %q, want an error", entry)
	}
}
