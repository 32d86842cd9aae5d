package auth0

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"auth0-hook-action/internal/tenant"
)

// A list that does not end is read up to a bound, whatever it is a list of.
func TestEndlessList(t *testing.T) {
	t.Parallel()
	padding := strings.Repeat(" ", 20<<20)
	n := 0
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var items []string
		for range 100 {
			n++
			const item = `{"id":"id-%d","name":"n%[1]d","triggerId":"credentials-exchange","action":{"id":"a%[1]d"}}`
			items = append(items, fmt.Sprintf(item, n))
		}
		kind := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		_, _ = fmt.Fprintf(w, `{"total":1000000,%q:[%s]}%s`, kind, strings.Join(items, ","), padding)
	}), Config{})
	actions := newActions(c)
	for name, read := range map[string]func() error{
		"hooks":    func() error { _, err := c.Hooks().list(t.Context()); return err },
		"actions":  func() error { _, err := actions.listActions(t.Context()); return err },
		"bindings": func() error { _, err := actions.readBindings(t.Context(), tenant.CredentialsExchange); return err },
	} {
		if err := read(); !errors.Is(err, errEndless) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
