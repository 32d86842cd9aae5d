package cli_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// A network joins programs and sandboxes in memory. A test that runs in a synctest bubble, where time passes only while
// everybody waits, needs one: a real connection keeps time from passing. It reaches the program by the context.
type network map[string]*host

type networkKey struct{}

// trusted is the certificate of the tenants that speak TLS on a network.
var trusted = newCertificate()

// waitBesides lets more tests run at once than there are processors, unless the command says how many: some wait in real time, and
// others can run meanwhile.
func waitBesides() {
	flag.Parse()
	f := flag.Lookup("test.parallel")
	if f.Value.String() != f.DefValue {
		return
	}
	if err := f.Value.Set(strconv.Itoa(3 * runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
}

// TestMain gives net/http's default transport, which the program clones, a dialer that knows networks. Where a test runs
// itself as the program, that is what it is.
func TestMain(m *testing.M) {
	if file := os.Getenv(asProgram); file != "" {
		code := cli.Run(context.Background(), nil, os.Getenv, os.Stdout, os.Stderr)
		status, err := os.ReadFile("/proc/self/status")
		if err == nil {
			err = os.WriteFile(file, status, 0o600)
		}
		if err != nil {
			panic(err)
		}
		os.Exit(code)
	}
	debug.SetGCPercent(400)   // thousands of short runs leave much behind, and none of it is big
	log.SetOutput(io.Discard) // as in main: net/http logs what comes behind an answer
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		panic("net/http has another default transport than it says")
	}
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, kind, address string) (net.Conn, error) {
		if n, ok := ctx.Value(networkKey{}).(network); ok {
			return n.dial(ctx, address)
		}
		return dial(ctx, kind, address)
	}
	authority, err := x509.ParseCertificate(trusted.Certificate[0])
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	waitBesides()
	code := m.Run()
	removeProgram()
	os.Exit(code)
}

func (n network) dial(ctx context.Context, address string) (net.Conn, error) {
	h := n[address]
	if h == nil {
		return nil, errRefused()
	}
	return h.dial(ctx)
}

func errRefused() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

// What may happen to a connection before it carries a request.
const (
	refuse = "refuse" // nobody listens
	badTLS = "TLS"    // the certificate is not one to trust
)

// A host serves a handler on a network, and counts the connections.
type host struct {
	conns chan net.Conn
	ended chan struct{}
	tls   *tls.Config // nil: plain HTTP

	mu     sync.Mutex
	dials  int
	open   int
	single bool   // each connection carries one request
	fault  string // of the connections from number first on, as many as times says; negative: all
	first  int
	times  int
}

// serve serves until the test ends.
func (n network) serve(t *testing.T, address string, handler http.Handler, secure bool) *host {
	t.Helper()
	h := &host{conns: make(chan net.Conn), ended: make(chan struct{})}
	n[address] = h
	var l net.Listener = listener{h}
	if secure {
		h.tls = &tls.Config{Certificates: []tls.Certificate{trusted}, MinVersion: tls.VersionTLS12}
		l = tls.NewListener(l, h.tls)
	}
	server := &http.Server{Handler: h.each(handler), ConnState: h.state, ReadHeaderTimeout: time.Minute,
		ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return h
}

// each closes the connection after its one request where the host is set to.
func (h *host) each(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		if h.single {
			w.Header().Set("Connection", "close")
		}
		h.mu.Unlock()
		handler.ServeHTTP(w, r)
	})
}

func (h *host) state(_ net.Conn, s http.ConnState) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch s {
	case http.StateNew:
		h.open++
	case http.StateClosed, http.StateHijacked: // a fault closes what it hijacks
		h.open--
	}
}

// opened is how many connections are open.
func (h *host) opened() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open
}

// dialled is how many connections were asked for.
func (h *host) dialled() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.dials
}

// harm has a fault happen to the k-th connection from now on, and to as many as times says.
func (h *host) harm(fault string, k, times int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fault, h.first, h.times, h.single = fault, h.dials+k, times, true
}

func (h *host) nextFault() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dials++
	if h.fault == "" || h.dials < h.first || h.times >= 0 && h.dials >= h.first+h.times {
		return ""
	}
	return h.fault
}

func (h *host) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	switch h.nextFault() {
	case refuse:
		return nil, errRefused()
	case badTLS:
		go func() {
			defer func() { _ = server.Close() }()
			_ = tls.Server(server, &tls.Config{Certificates: []tls.Certificate{newCertificate()}, MinVersion: tls.VersionTLS12}).Handshake()
		}()
		return client, nil
	}
	select {
	case h.conns <- server:
		return client, nil
	case <-h.ended:
		return nil, errRefused()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A listener is a host as net/http serves it.
type listener struct{ *host }

func (l listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.ended:
		return nil, net.ErrClosed
	}
}

func (l listener) Close() error {
	close(l.ended)
	return nil
}

func (l listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// newCertificate is one for this machine that is its own authority, at all times that a bubble may have.
func newCertificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// The addresses of a bubble's network.
const (
	tenantAddress = "127.0.0.1:1"
	githubAddress = "127.0.0.1:2"
	strangers     = "127.0.0.1:3"
)

// A bubble is an env on a network of its own.
type bubble struct {
	*env
	ctx                    context.Context
	tenant, hub, strangers *host
}

// newBubble is called in a synctest bubble. Secure is whether the tenant speaks TLS.
func newBubble(t *testing.T, secure bool) *bubble {
	t.Helper()
	auth0, github := sandbox.NewTenant(), sandbox.NewGitHub()
	github.AddPull(sandbox.Pull{HeadSHA: headSHA})
	n := network{}
	b := &bubble{ctx: context.WithValue(t.Context(), networkKey{}, n)}
	b.tenant, b.hub = n.serve(t, tenantAddress, auth0, secure), n.serve(t, githubAddress, github, false)
	b.strangers = n.serve(t, strangers, http.NotFoundHandler(), false)
	domain := "http://" + tenantAddress
	if secure {
		domain = "https://" + tenantAddress
	}
	b.env = envOf(t, auth0, github, domain, "http://"+githubAddress)
	b.env.ctx = b.ctx
	return b
}

// rest lets all come to its end that ends: a connection that both sides close takes five seconds in memory, where nothing
// is kept for who does not listen.
func (b *bubble) rest() {
	pass(10 * time.Second)
	synctest.Wait()
}

// pass lets some of the bubble's time pass.
func pass(d time.Duration) { <-time.After(d) }
