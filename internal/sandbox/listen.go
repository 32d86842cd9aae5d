package sandbox

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"time"
)

// Start serves plain HTTP on a free port of 127.0.0.1 until stop is called. As httptest, it panics where the machine has
// no such port.
func (s *server) Start() (url string, stop func()) {
	l := listen()
	return "http://" + l.Addr().String(), s.serve(l)
}

// StartTLS serves HTTPS, with a certificate made for this call, which the client has to trust: certPEM.
func (s *server) StartTLS() (url string, certPEM []byte, stop func()) {
	l := listen()
	cert, certPEM := selfSigned()
	secure := tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			s.handshakes.Add(1)
			return nil, nil // as above
		}})
	return "https://" + l.Addr().String(), certPEM, s.serve(secure)
}

// Handshakes counts the TLS handshakes that clients have begun.
func (s *server) Handshakes() int { return int(s.handshakes.Load()) }

func listen() net.Listener {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("sandbox: %v", err))
	}
	return l
}

// serve answers on l; the function it returns ends that and waits for its end.
func (s *server) serve(l net.Listener) (stop func()) {
	// What net/http logs (a client that went) is no news to a test or a demo.
	srv := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Serve(l) //nolint:errcheck // it always ends with an error: Close was called
	}()
	return func() {
		srv.Close() //nolint:errcheck // nothing is to be saved
		<-done
	}
}

// selfSigned is a certificate for the loopback host that is its own authority.
func selfSigned() (tls.Certificate, []byte) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(fmt.Sprintf("sandbox: %v", err))
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "sandbox"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA:                  true,
		BasicConstraintsValid: true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(fmt.Sprintf("sandbox: %v", err))
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, certPEM
}
