package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// curl is what a script would do that knows what to write and has the bodies ready: one process reads, one writes.
func (b *bench) curl(st *stage) (args, env []string, err error) {
	bodies := filepath.Join(st.folder, "bodies")
	pages := 1
	if st.op != create {
		pages = (st.hooks + 99) / 100
	}
	var reads, writes []string
	for page := range pages {
		reads = append(reads, curlCall(st, "GET", fmt.Sprintf("/api/v2/hooks?include_totals=true&per_page=100&page=%d", page), ""))
	}
	switch st.op {
	case create:
		for i := range st.hooks {
			writes = append(writes, curlCall(st, "POST", "/api/v2/hooks", filepath.Join(bodies, name(i))))
		}
	case change:
		writes = append(writes, curlCall(st, "PATCH", "/api/v2/hooks/"+st.stale, filepath.Join(bodies, name(st.hooks/2)+".patch")))
	}
	var commands []string
	for i, calls := range [][]string{reads, writes} {
		if len(calls) == 0 {
			continue
		}
		file := b.path(fmt.Sprintf("curl%d", i))
		if err := os.WriteFile(file, []byte(strings.Join(calls, "next\n")), 0o600); err != nil {
			return nil, nil, err
		}
		command := "curl -K " + file
		if i == 1 && len(calls) > 1 {
			command = "curl --parallel --parallel-max " + strconv.Itoa(sideBySide) + " -K " + file
		}
		commands = append(commands, command)
	}
	return []string{"sh", "-c", strings.Join(commands, " && ")}, nil, nil
}

// curlCall is one call in curl's configuration format.
func curlCall(st *stage, method, path, body string) string {
	lines := []string{"silent", "show-error", "fail", `output = "/dev/null"`, "request = " + method, `cacert = "` + st.cert + `"`,
		`url = "` + st.base + path + `"`, `header = "Authorization: Bearer ` + st.tenant.Token() + `"`}
	if body != "" {
		lines = append(lines, `header = "Content-Type: application/json"`, `data-binary = "@`+body+`"`)
	}
	return strings.Join(lines, "\n") + "\n"
}
