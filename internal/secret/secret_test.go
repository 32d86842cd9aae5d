package secret_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"auth0-hook-action/internal/secret"
)

func TestValueNeverPrints(t *testing.T) {
	t.Parallel()
	v := secret.New("s3cr3t-value")
	holder := struct {
		Token secret.Value
		Map   map[string]secret.Value
	}{v, map[string]secret.Value{"k": v}}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "v", v)
	coded, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	all := logged.String() + string(coded) + v.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		all += fmt.Sprintf(verb, v) + fmt.Sprintf(verb, holder) + fmt.Sprintf(verb, &holder)
	}
	if strings.Contains(all, "s3cr3t") || strings.Contains(all, "73336372") {
		t.Errorf("the value shows in %s", all)
	}
	if got := v.Reveal(); got != "s3cr3t-value" {
		t.Errorf("Reveal() = %q", got)
	}
}
