package auth0

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// list reads all hooks, whatever their trigger. A list that changes between two of its pages is read again, since a hook
// may have slipped from one to the other unseen; what was seen in any reading is then in the result.
func (e *HooksEngine) list(ctx context.Context) ([]wireHook, error) {
	var all catalogue
	for range listReadings {
		reading, steady, err := e.readPages(ctx)
		if err != nil {
			return nil, markEnded(err, true)
		}
		if steady {
			return reading.hooks, nil
		}
		all.add(reading.hooks)
	}
	return all.hooks, nil
}

// readPages reads the list once. It is steady where the total that the pages state is the same on each, and is met.
func (e *HooksEngine) readPages(ctx context.Context) (reading catalogue, steady bool, err error) {
	steady = true
	left := maxList
	for n, total := 0, -1; ; n++ {
		var p hookPage
		if err := e.c.do(ctx, listRequest(n, &left), &p); err != nil {
			return reading, false, err
		}
		if n > 0 && p.total != total {
			steady = false
		}
		total = p.total
		switch fresh := reading.add(p.hooks); {
		case total >= 0 && len(reading.hooks) >= total:
			return reading, steady, nil
		case fresh == 0:
			return reading, steady && total < 0, nil
		}
	}
}

func listRequest(page int, left *int) request {
	return request{method: http.MethodGet, path: hooksPath, left: left, query: url.Values{
		"fields":         {"id,name,script,dependencies,enabled,triggerId"},
		"include_totals": {"true"},
		"page":           {strconv.Itoa(page)},
		"per_page":       {strconv.Itoa(hooksPerPage)},
	}}
}

// A catalogue is hooks, each once.
type catalogue struct {
	hooks []wireHook
	seen  map[string]bool
}

// add adds those hooks that are not there yet, and says how many they are.
func (c *catalogue) add(hooks []wireHook) (fresh int) {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	for _, h := range hooks {
		if h.ID != "" && c.seen[h.ID] {
			continue
		}
		c.seen[h.ID] = true
		c.hooks = append(c.hooks, h)
		fresh++
	}
	return fresh
}

// A hookPage is one page of the list: an object with totals, or an array where the server ignores include_totals.
type hookPage struct {
	total int // -1: not stated
	hooks []wireHook
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *hookPage) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("[")) {
		p.total = -1
		return json.Unmarshal(b, &p.hooks)
	}
	var page struct {
		Total *int       `json:"total"`
		Hooks []wireHook `json:"hooks"`
	}
	if err := json.Unmarshal(b, &page); err != nil {
		return err
	}
	p.total, p.hooks = -1, page.Hooks
	if page.Total != nil {
		p.total = max(*page.Total, 0)
	}
	return nil
}

// isValid keeps an answer of another shape from looking like an empty tenant.
func (p *hookPage) isValid() bool {
	nameless := func(h wireHook) bool { return h.ID == "" && h.Name == "" }
	return p.hooks != nil && !slices.ContainsFunc(p.hooks, nameless)
}
