package script

import (
	"strings"

	"auth0-hook-action/internal/diag"
)

func (t *tree) check(o Options) []diag.Diagnostic {
	r := &rules{look: t.look(o.Trigger), o: o, guards: map[int]int{}}
	for _, rule := range []func(){
		r.checkContract, r.checkPackages, r.checkSecrets, r.checkPaths, r.checkUndeclared, r.checkReservedNames,
		r.checkCredentials, r.checkMarkers, r.checkShapes, r.checkScopeUse, r.checkLogs, r.checkCertificates,
		r.checkRateLimit, r.checkRetries, r.checkAPIMethods,
	} {
		rule()
	}
	return r.found
}

// checkMarks finds what an editor put before the script.
func (t text) checkMarks() []diag.Diagnostic {
	const mark = "\ufeff"
	switch {
	case strings.HasPrefix(t.src, mark+mark):
		return []diag.Diagnostic{t.finding("encoding", diag.Warning, 0,
			say("the file starts with two byte order marks, which would go to the tenant with the script"),
			say("save the file as UTF-8 without them"))}
	case strings.HasPrefix(t.src, mark):
		return []diag.Diagnostic{t.finding("encoding", diag.Warning, 0,
			say("the file starts with a byte order mark, which would go to the tenant with the script"),
			say("save the file as UTF-8 without it"))}
	}
	return nil
}

// shown gives findings their lines. A line that holds a credential is shown without its values.
func (t text) shown(findings []diag.Diagnostic) []diag.Diagnostic {
	covered := map[int]bool{}
	for _, f := range findings {
		covered[f.Line] = covered[f.Line] || f.Rule == "credential"
	}
	lines := map[int]string{} // a long line with many findings is searched for secrets once
	for i, f := range findings {
		if _, known := lines[f.Line]; !known {
			cover := coverSecrets
			if covered[f.Line] {
				cover = coverValues
			}
			lines[f.Line] = cover(t.line(f.Line))
		}
		findings[i].Source = lines[f.Line]
	}
	return findings
}
