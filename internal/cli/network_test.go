package cli_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A server of one's own has its API below a path and its pages at another address. Nothing is asked of any other host, and
// nothing links to one.
func TestC10EnterpriseServer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ prefix, graphQL, server string }{
		"GitHub Enterprise Server": {"/api/v3", "/api/graphql", "https://ghe.example.com"},
		"below a proxy's path":     {"/git/api/v3", "/git/api/graphql", "https://example.com/git"},
		"data residency":           {"", "/graphql", "https://octo.ghe.com"},
	} {
		for event, number := range map[string]int{"pull_request": 7, "issue_comment": 7, "push": 7, "workflow_run.fork": 12,
			"workflow_dispatch": 7} {
			t.Run(name+", "+event, func(t *testing.T) {
				t.Parallel()
				timed(t, func(t *testing.T) {
					e := newEnv(t, "mode", "plan").at(event, "GITHUB_SHA", branchSHA, "GITHUB_REF", "refs/heads/audit-hook")
					e.github.SetPrefix(tc.prefix)
					e.vars["GITHUB_API_URL"] += tc.prefix
					e.vars["GITHUB_SERVER_URL"] = tc.server
					e.inputs("github-token", e.github.AddToken(sandbox.GitHubToken{Login: "my-app[bot]"}))
					e.run().want(0, "result", "planned", "pr-number", fmt.Sprint(number))
					e.file("hooks/audit.js", audit+"//\n")
					o := e.run().want(0, "result", "planned", "pr-number", fmt.Sprint(number)) // it asks whose the comment is
					comments := e.github.Comments(number)
					if len(comments) != 1 {
						t.Fatalf("comments %+v, want 1", comments)
					}
					if text := o.summary + comments[0].Body; !strings.Contains(text,
						"("+tc.server+"/"+sandbox.Repository+"/actions/runs/100") || strings.Contains(text, "https://github.com/octo-org") {
						t.Errorf("links lead elsewhere than to %s:\n%s", tc.server, text)
					}
					for _, r := range e.github.Requests() {
						if !strings.HasPrefix(r.Path, tc.prefix+"/repos/") && r.Path != tc.graphQL {
							t.Errorf("%s %s is outside the API", r.Method, r.Path)
						}
					}
					if !slices.Contains(e.asked(http.MethodPost), "POST "+tc.graphQL) {
						t.Errorf("whose the token is was asked elsewhere: %q", e.asked(""))
					}
				})
			})
		}
	}
}

// The token goes to its own host alone.
func TestRedirectToAnotherHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				b := newBubble(t, false)
				if method == http.MethodPatch {
					b.run().want(0)
					b.file("hooks/audit.js", audit+"//\n")
				}
				b.github.AddFault(sandbox.Fault{Method: method, Redirect: "http://" + strangers + "/take?all=1", Times: -1})
				if o := b.run().want(0, "changed", "true"); !strings.Contains(o.log, "redirect to another host refused") {
					t.Errorf("the log does not say why there is no comment:\n%s", o.log)
				}
				if n := b.strangers.dialled(); n != 0 {
					t.Errorf("the other host was dialled %d times", n)
				}
			})
		})
	}
}

// A repository that was renamed answers with a redirect on its own host.
func TestRedirectOnTheHostIsFollowed(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.vars["GITHUB_REPOSITORY"] = "octo-org/old-name"
		e.github.AddFault(sandbox.Fault{Method: http.MethodGet, Path: "/old-name/", Times: -1,
			Redirect: e.vars["GITHUB_API_URL"] + "/repos/" + sandbox.Repository + "/issues/1/comments?per_page=100&page=1"})
		e.github.AddFault(sandbox.Fault{Method: http.MethodPost, Path: "/old-name/", Times: -1,
			Redirect: e.vars["GITHUB_API_URL"] + "/repos/" + sandbox.Repository + "/issues/1/comments"})
		e.run().want(0, "result", "created", "pr-number", "1")
		if n := len(e.github.Comments(1)); n != 1 {
			t.Errorf("%d comments, want 1", n)
		}
	})
}

// A site is what an organisation has behind its proxy: a tenant and a GitHub, by name and with certificates of an
// authority of its own.
type site struct {
	*env
	program, authority string
	proxy              *httptest.Server
	hosts              map[string]string // where the proxy connects to, by "name:port"

	mu   sync.Mutex
	seen []string // what the proxy was asked for, with the credentials
}

const (
	tenantName = "tenant.example"
	githubName = "ghe.example"
)

func newSite(t *testing.T, program string) *site {
	t.Helper()
	s := &site{env: newEnv(t), program: program, hosts: map[string]string{}}
	cert, text := ownAuthority(t)
	s.authority = filepath.Join(s.dir, "authority.pem")
	if err := os.WriteFile(s.authority, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s.serve(tenantName, s.auth0, cert)
	s.serve(githubName, s.github, cert)
	s.github.SetPrefix("/api/v3")
	s.proxy = httptest.NewServer(http.HandlerFunc(s.connect))
	t.Cleanup(s.proxy.Close)
	s.inputs("domain", tenantName)
	s.vars["GITHUB_API_URL"], s.vars["GITHUB_SERVER_URL"] = "https://"+githubName+"/api/v3", "https://"+githubName
	return s
}

// ownAuthority is a certificate for the site's names that is its own authority.
func ownAuthority(t *testing.T) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{tenantName, githubName}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE",
		Bytes: der})
}

func (s *site) serve(name string, handler http.Handler, cert tls.Certificate) {
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	s.t.Cleanup(server.Close)
	s.hosts[name+":443"] = server.Listener.Addr().String()
}

// connect is the proxy: it knows the site's names, which no name server does.
func (s *site) connect(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.seen = append(s.seen, strings.TrimSpace(r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization")))
	s.mu.Unlock()
	server, err := net.Dial("tcp", s.hosts[r.Host])
	if r.Method != http.MethodConnect || err != nil {
		http.Error(w, "no such host", http.StatusBadGateway)
		return
	}
	defer func() { _ = server.Close() }()
	w.WriteHeader(http.StatusOK)
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = client.Close() }()
	go func() { _, _ = io.Copy(server, client) }()
	_, _ = io.Copy(client, server)
}

// start runs the program as it is shipped, with nothing in its environment but what is given: net/http reads the proxy
// variables once in a process.
func (s *site) start(vars map[string]string) outcome {
	s.t.Helper()
	all := maps.Clone(s.vars)
	maps.Copy(all, vars)
	for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		if err := os.WriteFile(all[name], nil, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(s.t.Context(), s.program)
	for name, value := range all {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	o := outcome{t: s.t, code: cmd.ProcessState.ExitCode(), log: string(text), outputs: map[string]string{},
		summary: read(s.t, all["GITHUB_STEP_SUMMARY"])}
	o.readOutputs(read(s.t, all["GITHUB_OUTPUT"]))
	return o
}

func TestC10ProxyAndOwnAuthority(t *testing.T) {
	t.Parallel()
	program := program(t)
	both := []string{"CONNECT " + githubName + ":443", "CONNECT " + tenantName + ":443"}
	for name, tc := range map[string]struct {
		vars     func(s *site) map[string]string
		wantCode int
		wantSeen []string
		wantSays string
	}{
		"as the runner sets them": {func(s *site) map[string]string {
			return map[string]string{"HTTPS_PROXY": s.proxy.URL, "HTTP_PROXY": s.proxy.URL, "SSL_CERT_FILE": s.authority}
		}, 0, both, ""},
		"in small letters": {func(s *site) map[string]string {
			return map[string]string{"https_proxy": s.proxy.URL, "SSL_CERT_FILE": s.authority}
		}, 0, both, ""},
		"with a password": {func(s *site) map[string]string {
			return map[string]string{"HTTPS_PROXY": strings.Replace(s.proxy.URL, "://", "://me:pa55word@", 1), "SSL_CERT_FILE": s.authority}
		}, 0, []string{both[0] + " Basic bWU6cGE1NXdvcmQ=", both[1] + " Basic bWU6cGE1NXdvcmQ="}, ""},
		"an authority nobody knows": {func(s *site) map[string]string {
			return map[string]string{"HTTPS_PROXY": s.proxy.URL}
		}, 1, both, "certificate signed by unknown authority%0AIf a certificate authority of your own signed it, set SSL_CERT_FILE"},
		"the tenant without the proxy": {func(s *site) map[string]string {
			return map[string]string{"HTTPS_PROXY": s.proxy.URL, "NO_PROXY": tenantName, "SSL_CERT_FILE": s.authority, "INPUT_TIMEOUT": "3s"}
		}, 1, both[:1], tenantName},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, program)
			o := s.start(tc.vars(s)).want(tc.wantCode)
			slices.Sort(s.seen)
			if got := slices.Compact(s.seen); !slices.Equal(got, tc.wantSeen) {
				t.Errorf("the proxy was asked for %q, want %q", got, tc.wantSeen)
			}
			if !strings.Contains(o.log, tc.wantSays) || strings.Contains(unmasked(o.log)+o.summary, "pa55word") {
				t.Errorf("the log lacks %q, or holds the proxy's password:\n%s", tc.wantSays, o.log)
			}
			if n := len(s.github.Comments(1)); tc.wantCode == 0 && (n != 1 || o.outputs["result"] != "created") {
				t.Errorf("%d comments, result %q\n%s", n, o.outputs["result"], o.log)
			}
		})
	}
}
