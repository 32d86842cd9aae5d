package sandbox

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
)

// Start serves plain HTTP on a free port of 127.0.0.1 until stop is called, which also ends what is under way. It panics
// where the machine has no such port.
func (s *server) Start() (url string, stop func()) {
	srv := s.newHTTPServer()
	srv.Start()
	return srv.URL, stopper(srv)
}

// StartTLS serves HTTPS as Start serves HTTP. The client has to trust certPEM, and to call the host 127.0.0.1.
func (s *server) StartTLS() (url string, certPEM []byte, stop func()) {
	srv := s.newHTTPServer()
	srv.TLS = &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		s.handshakes.Add(1)
		return nil, nil // the configuration stays
	}}
	srv.StartTLS()
	certPEM = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	return srv.URL, certPEM, stopper(srv)
}

// Handshakes returns the number of TLS handshakes that clients have begun.
func (s *server) Handshakes() int { return int(s.handshakes.Load()) }

func (s *server) newHTTPServer() *httptest.Server {
	srv := httptest.NewUnstartedServer(s)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that went is no news to a test or a demo
	return srv
}

func stopper(srv *httptest.Server) func() {
	return func() {
		srv.CloseClientConnections() // ends the requests that wait
		srv.Close()
	}
}
