// Package conformance has clients that know nothing of this action drive the sandbox: the Auth0 Deploy CLI and go-auth0.
// What they write the action reads, and what it writes they read. It is started by the script run in this folder.
package conformance

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

const script = `module.exports = function (client, scope, audience, context, cb) {
  cb(null, { scope: scope, 'https://example.com/audited': true });
};
`

// A stage is a tenant that others reach by HTTPS, as they insist on it, and a workspace.
type stage struct {
	t         *testing.T
	tenant    *sandbox.Tenant
	host      string // 127.0.0.1:PORT, with TLS
	authority []byte // the certificate to trust
	plain     string // http://127.0.0.1:PORT
	workspace string
	beyond    string // a request that the sandbox need not know
}

func newStage(t *testing.T) *stage {
	t.Helper()
	tenant := sandbox.NewTenant()
	secure, authority, stopSecure := tenant.StartTLS()
	plain, stopPlain := tenant.Start()
	t.Cleanup(stopSecure)
	t.Cleanup(stopPlain)
	s := &stage{t: t, tenant: tenant, authority: authority, plain: plain, workspace: t.TempDir(),
		host: strings.TrimPrefix(secure, "https://")}
	t.Cleanup(func() {
		for _, unknown := range tenant.Unknown() {
			if unknown != s.beyond {
				t.Errorf("a request to no endpoint of the sandbox: %s", unknown)
			}
		}
	})
	return s
}

// client trusts the tenant's certificate.
func (s *stage) client() *http.Client {
	s.t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(s.authority) {
		s.t.Fatal("the sandbox's certificate is none")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// file writes into the workspace.
func (s *stage) file(name, text string) {
	s.t.Helper()
	file := filepath.Join(s.workspace, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.workspace, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// act runs the action with inputs, by name and value, and wants its result. It gives the log.
func (s *stage) act(wantCode int, wantResult string, inputs ...string) string {
	s.t.Helper()
	output := filepath.Join(s.t.TempDir(), "output")
	vars := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REPOSITORY": sandbox.Repository,
		"GITHUB_REPOSITORY_ID": "5001",
		"GITHUB_WORKSPACE":     s.workspace, "GITHUB_OUTPUT": output,
		"INPUT_DOMAIN": s.plain, "INPUT_TOKEN": s.tenant.Token(), "INPUT_COMMENT": "never",
	}
	for pair := range slices.Chunk(inputs, 2) {
		vars["INPUT_"+strings.ToUpper(pair[0])] = pair[1]
	}
	var log bytes.Buffer
	code := cli.Run(s.t.Context(), nil, func(name string) string { return vars[name] }, &log, &log)
	text, err := os.ReadFile(output)
	if err != nil {
		s.t.Fatalf("%v\n%s", err, &log)
	}
	if got := outputOf(string(text), "result"); code != wantCode || got != wantResult {
		s.t.Fatalf("the action: exit code %d and result %q, want %d and %q\n%s", code, got, wantCode, wantResult, &log)
	}
	return log.String()
}

// outputOf is an output of one line, as the runner reads it from the file.
func outputOf(text, name string) string {
	lines := strings.Split(text, "\n")
	i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, name+"<<") })
	if i < 0 || i+1 == len(lines) {
		return ""
	}
	return lines[i+1]
}

// writesSince are the writes since the tenant had seen n requests, each once, as "PATCH /hooks/ID", sorted.
func (s *stage) writesSince(n int) []string {
	var writes []string
	for _, r := range s.tenant.Requests()[n:] {
		if r.Method != http.MethodGet && r.Path != "/oauth/token" {
			writes = append(writes, r.Method+" "+strings.TrimPrefix(r.Path, "/api/v2"))
		}
	}
	slices.Sort(writes)
	return slices.Compact(writes)
}
