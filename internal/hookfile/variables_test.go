package hookfile

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseVariables(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		raw   string
		want  map[string][2]string // text and JSON form
		found []string
	}{
		"absent": {"", nil, nil},
		"lines": {"ENV=prod\nNONE=\"\"\nGONE=\nON=true\n", map[string][2]string{"ENV": {"prod", `"prod"`},
			"NONE": {"", `""`}, "ON": {"true", `"true"`}},
			[]string{"line 3: value 3 is empty"}},
		"yaml": {"ENV: prod\nNONE: ''\nGONE:\nON: True\nN: 5\nF: 1.10\nH: 0x1f\nZIP: 007\nQ: '5'\n",
			map[string][2]string{"ENV": {"prod", `"prod"`}, "NONE": {"", `""`},
				"ON": {"True", "true"}, "N": {"5", "5"}, "F": {"1.10", "1.10"}, "H": {"0x1f", "31"}, "ZIP": {"007",
					`"007"`}, "Q": {"5", `"5"`}},
			[]string{"line 3: value 3 is empty"}},
		"yaml collections": {"L:\n- a\n- 2\nM: {k: [true, null]}\n",
			map[string][2]string{"L": {`["a",2]`, `["a",2]`}, "M": {`{"k":[true,null]}`, `{"k":[true,null]}`}}, nil},
		"json": {`{"NONE": "", "GONE": null, "DEPS": {"axios": "1.7.9"}, "ON": false}`,
			map[string][2]string{"NONE": {"", `""`},
				"DEPS": {`{"axios":"1.7.9"}`, `{"axios":"1.7.9"}`}, "ON": {"false",
					"false"}}, []string{"line 1: value 2 is empty"}},
		"identity": {`KEY: "##KEY##"`, map[string][2]string{"KEY": {"##KEY##", `"##KEY##"`}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vars, found := ParseVariables("variables", tt.raw)
			var got map[string][2]string
			for key, v := range vars.values {
				if got == nil {
					got = map[string][2]string{}
				}
				got[key] = [2]string{v.text.Reveal(), v.json.Reveal()}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.found, messages(found)); diff != "" {
				t.Errorf("findings (-want +got)\n%s", diff)
			}
		})
	}
}

func TestVariablesThatAreNotMasked(t *testing.T) {
	t.Parallel()
	vars, _ := ParseVariables("variables", `{"ENV": "prod", "KEY": "prod-key-1", "LIST": ["eu", "hush-hush"], "N": 5}`)
	var got []string
	for _, v := range vars.Masks([]string{"prod.eu.auth0.com", "acme/hooks"}) {
		got = append(got, v.Reveal())
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"5", `["eu","hush-hush"]`, "hush-hush", "prod-key-1"}, got); diff != "" {
		t.Errorf("masks (-want +got)\n%s", diff)
	}
}

// A key to paste is one that the same parser reads as that key.
func TestYAMLKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"KEY", "api.key", "1ST", "null", "NULL", "true", "False", "12", "1.5", "1e3", "ON", "y"} {
		v, found := ParseVariables("variables", "A: b\n"+yamlKey(key)+": value\n")
		if !v.has(key) || len(found) > 0 {
			t.Errorf("%s as %s: %v", key, yamlKey(key), found)
		}
	}
}
