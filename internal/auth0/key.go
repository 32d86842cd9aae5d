package auth0

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"regexp"
	"strings"
	"sync"

	"auth0-hook-action/internal/secret"
)

// A KeyError says why a private key cannot sign client assertions. It quotes nothing of the key.
type KeyError struct{ what, hint string }

// Error says what was given.
func (e *KeyError) Error() string { return e.what }

// Hint says which command makes the right one.
func (e *KeyError) Hint() string { return e.hint }

const (
	newKey = "Make an RSA key with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem`, and register what " +
		"`openssl pkey -in key.pem -pubout` prints in the application's Credentials tab"
	wholeFile = "Store the whole file, such as with `gh secret set AUTH0_PRIVATE_KEY < key.pem`"
	plainKey  = "Remove the passphrase with `openssl pkey -in key.pem -out plain.pem`, and store plain.pem as a secret"
	pemKey    = "Convert it with `ssh-keygen -p -N '' -m PEM -f key`, if it is an RSA key, and store that file"
	otherHalf = "Give the private key that belongs to it. " + newKey
	rsaAlone  = ", and Auth0 accepts RSA keys alone"
)

// ParseKey reads the RSA key that signs client assertions: PKCS #1 or PKCS #8 in PEM. It also accepts a key whose line breaks
// became \n or spaces, that is indented or in quotes, or that is in base64 as a whole. Its error is a *KeyError.
func ParseKey(value secret.Value) (*rsa.PrivateKey, error) {
	text := unquoted(value.Reveal())
	if decoded, ok := decodeBase64(text); ok && strings.Contains(decoded, "-----BEGIN ") {
		text = unquoted(decoded)
	}
	blocks := pemBlocks().FindAllStringSubmatch(text, -1)
	for _, b := range blocks {
		if strings.HasSuffix(b[1], "PRIVATE KEY") {
			return parseBlock(b[1], b[2])
		}
	}
	if len(blocks) > 0 {
		return nil, misplaced(blocks[0][1])
	}
	return nil, noBlock(text)
}

// pemBlocks finds label and body of what is PEM, however its lines are broken (RFC 7468).
var pemBlocks = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END [A-Z0-9 ]+-----`)
})

// unquoted is a text without quotes around it, with its line breaks.
func unquoted(text string) string {
	text = strings.TrimSpace(text)
	for _, quote := range []string{`"`, "'", "`"} {
		if len(text) > 1 && strings.HasPrefix(text, quote) && strings.HasSuffix(text, quote) {
			text = text[1 : len(text)-1]
		}
	}
	return strings.NewReplacer(`\r`, "", `\n`, "\n").Replace(text)
}

// decodeBase64 decodes the standard and the URL alphabet, with or without padding and line breaks (RFC 4648).
func decodeBase64(text string) (string, bool) {
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.Join(strings.Fields(text), ""))
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	return string(decoded), err == nil && len(decoded) > 0
}

// parseBlock reads one PEM block of a private key.
func parseBlock(label, body string) (*rsa.PrivateKey, error) {
	switch {
	case strings.Contains(label, "ENCRYPTED"), strings.Contains(body, "Proc-Type"): // RFC 1421, 4.6.1.1
		return nil, &KeyError{"it is encrypted with a passphrase", plainKey}
	case strings.Contains(label, "OPENSSH"):
		return nil, &KeyError{"it is a key in OpenSSH's own format", pemKey}
	case strings.HasPrefix(label, "EC "):
		return nil, &KeyError{"it is an EC (elliptic curve) key" + rsaAlone, newKey}
	case strings.HasPrefix(label, "DSA "):
		return nil, &KeyError{"it is a DSA key" + rsaAlone, newKey}
	}
	der, ok := decodeBase64(body)
	if !ok {
		return nil, &KeyError{"it is cut off, or was changed: it is not base64 between its first and its last line", wholeFile}
	}
	if key, err := x509.ParsePKCS1PrivateKey([]byte(der)); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey([]byte(der))
	if err != nil {
		return nil, &KeyError{"it is cut off, or was changed: there is no key in it that can be read", wholeFile}
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return key, nil
	case *ecdsa.PrivateKey:
		return nil, &KeyError{"it is an EC (elliptic curve) key" + rsaAlone, newKey}
	case ed25519.PrivateKey:
		return nil, &KeyError{"it is an Ed25519 key" + rsaAlone, newKey}
	}
	return nil, &KeyError{"it is not an RSA key" + rsaAlone, newKey}
}

// misplaced is the error of PEM that contains no private key.
func misplaced(label string) error {
	switch {
	case strings.Contains(label, "PUBLIC KEY"):
		return &KeyError{"it is a public key", otherHalf}
	case strings.Contains(label, "CERTIFICATE"):
		return &KeyError{"it is a certificate", otherHalf}
	case strings.HasPrefix(label, "EC "):
		return &KeyError{"it is the parameters of an EC (elliptic curve) key" + rsaAlone, newKey}
	}
	return &KeyError{"it contains no private key", newKey}
}

// noBlock is the error of a text without a whole PEM block.
func noBlock(text string) error {
	switch {
	case strings.Contains(text, "-----BEGIN "), strings.Contains(text, "-----END "):
		return &KeyError{"it is cut off: its first or its last line is missing", wholeFile}
	case strings.HasPrefix(text, "ssh-"), strings.HasPrefix(text, "ecdsa-"):
		return &KeyError{"it is a public key in OpenSSH's own format", otherHalf}
	case strings.HasPrefix(text, "{"):
		return &KeyError{"it is JSON, and not a key in PEM", newKey}
	}
	return &KeyError{"it is not a key in PEM, which begins with -----BEGIN", wholeFile}
}
