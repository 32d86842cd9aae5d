package sandbox

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// askToken posts a form to a tenant that is reached as host.
func askToken(tenant *Tenant, host string, form map[string]string) *httptest.ResponseRecorder {
	body, err := json.Marshal(form)
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("POST", "http://"+host+"/oauth/token", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	tenant.ServeHTTP(rec, r)
	return rec
}

func TestOAuthToken(t *testing.T) {
	t.Parallel()
	type edit = map[string]string
	tests := map[string]struct {
		prepare    func(*Tenant)
		edit       edit // of a request that is granted
		wantStatus int
		want       string
	}{
		"granted": {nil, nil, 200,
			`"scope":"read:hooks create:hooks update:hooks delete:hooks read:actions `},
		"lifetime":           {nil, nil, 200, `"expires_in":86400`},
		"canonical audience": {nil, edit{"audience": Audience}, 200, `"token_type":"Bearer"`},
		"fewer scopes":       {func(t *Tenant) { t.SetGrant("read:hooks") }, nil, 200, `"scope":"read:hooks"`},
		"wrong secret": {nil, edit{"client_secret": "no"}, 401,
			`{"error":"access_denied","error_description":"Unauthorized"}`},
		"another secret":     {func(t *Tenant) { t.SetClientSecret("another") }, nil, 200, `"token_type":"Bearer"`},
		"wrong client":       {nil, edit{"client_id": "no"}, 401, `"error":"access_denied"`},
		"no grant type":      {nil, edit{"grant_type": ""}, 400, `"error":"invalid_request"`},
		"another grant type": {nil, edit{"grant_type": "password"}, 403, `"error":"unsupported_grant_type"`},
		"audience without slash": {nil, edit{"audience": "https://tenant:443/api/v2"}, 403,
			"Service not enabled within domain: https://tenant:443/api/v2"},
		"audience of another": {nil, edit{"audience": "https://other/api/v2/"}, 403, `"error":"access_denied"`},
		"audience of custom name": {func(t *Tenant) { t.SetCustomDomain(true) }, nil, 403,
			"Service not enabled within domain: https://tenant:443/api/v2/"},
		"custom name, canonical": {func(t *Tenant) { t.SetCustomDomain(true) }, edit{"audience": Audience}, 200, ""},
		"grant type off": {fail(GrantTypeOff), nil, 403,
			`"error":"unauthorized_client","error_description":"Grant type 'client_credentials' not allowed`},
		"no client grant": {fail(NoClientGrant), nil, 403,
			`not authorized to access \"https://tenant:443/api/v2/\". You need to create a \"client-grant\"`},
		"invalid client": {fail(InvalidClient), nil, 401, `"error":"invalid_client"`},
		"quota": {fail(QuotaExceeded), nil, 429,
			`{"error":"too_many_requests","error_description":"Client quota exceeded"}`},
		"failure taken back": {func(t *Tenant) { fail(QuotaExceeded)(t); t.SetTokenFailure(0) }, nil, 200, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			if tt.prepare != nil {
				tt.prepare(tenant)
			}
			id, secret := tenant.Client()
			form := edit{
				"grant_type": "client_credentials", "client_id": id, "client_secret": secret,
				"audience": "https://tenant:443/api/v2/",
			}
			maps.Copy(form, tt.edit)
			rec := askToken(tenant, "tenant:443", form)
			if rec.Code != tt.wantStatus || !strings.Contains(rec.Body.String(), tt.want) {
				t.Errorf("got %d %s\nwant %d with %s", rec.Code, rec.Body, tt.wantStatus, tt.want)
			}
			if got := rec.Header().Get("Retry-After") != ""; got != (tt.wantStatus == 429) {
				t.Errorf("Retry-After: %t", got)
			}
		})
	}
}

func fail(f TokenFailure) func(*Tenant) { return func(t *Tenant) { t.SetTokenFailure(f) } }

func TestIssuedTokens(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	id, secret := tenant.Client()
	form := map[string]string{"grant_type": "client_credentials", "client_id": id, "client_secret": secret}
	ask := func(audience string, wantStatus int) {
		t.Helper()
		form["audience"] = audience
		var answer struct {
			Token string `json:"access_token"`
		}
		if err := json.Unmarshal(askToken(tenant, "tenant", form).Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		asker{t, tenant, answer.Token}.must(wantStatus, "GET /hooks?include_totals=true", "")
	}
	ask(Audience, 200)
	ask("", 400) // an opaque token: no audience was asked for
}

func TestOAuthTokenTakesForms(t *testing.T) {
	t.Parallel()
	id, secret := NewTenant().Client()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "audience": {Audience},
	}
	for kind, want := range map[string]int{"application/x-www-form-urlencoded": 200, "text/plain": 400} {
		r := httptest.NewRequest("POST", "/oauth/token", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", kind)
		rec := httptest.NewRecorder()
		NewTenant().ServeHTTP(rec, r)
		if rec.Code != want {
			t.Errorf("%s: status %d, want %d: %s", kind, rec.Code, want, rec.Body)
		}
	}
}

func TestClientAssertion(t *testing.T) {
	t.Parallel()
	type edit = map[string]any
	in := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	registered, other, curve := newRSAKey(t), newRSAKey(t), newECKey(t)
	tests := map[string]struct {
		method jwt.SigningMethod // nil: RS256
		key    crypto.Signer     // nil: the registered one
		edit   edit              // of good claims
		want   string
	}{
		"RS256":                  {nil, nil, nil, ""},
		"the other credential's": {jwt.SigningMethodPS256, other, nil, ""},
		"for its own host":       {nil, nil, edit{"aud": "https://tenant/"}, ""},
		"for its plain URL":      {nil, nil, edit{"aud": "http://tenant/"}, ""},
		"no iat":                 {nil, nil, edit{"iat": nil}, ""},
		"clock skew":             {nil, nil, edit{"iat": in(5 * time.Second)}, ""},
		"clock skew too large":   {nil, nil, edit{"iat": in(time.Minute)}, "before issued"},
		"another key":            {nil, other, nil, "signature is invalid"},
		"another algorithm":      {jwt.SigningMethodRS384, nil, nil, "no credential for RS384"},
		"of another credential":  {jwt.SigningMethodPS256, nil, nil, "signature is invalid"},
		"no such algorithm":      {jwt.SigningMethodRS512, nil, nil, "signing method RS512 is invalid"},
		"an EC key":              {jwt.SigningMethodES256, curve, nil, "signing method ES256 is invalid"},
		"aud without slash":      {nil, nil, edit{"aud": "https://tenant"}, "(aud"},
		"aud of the API":         {nil, nil, edit{"aud": Audience}, "(aud"},
		"aud is a list":          {nil, nil, edit{"aud": []string{"https://tenant/"}}, "(aud"},
		"another issuer":         {nil, nil, edit{"iss": "x"}, "invalid issuer"},
		"another subject":        {nil, nil, edit{"sub": "x"}, "not the subject"},
		"no identifier":          {nil, nil, edit{"jti": ""}, "(jti)"},
		"long identifier":        {nil, nil, edit{"jti": strings.Repeat("x", 65)}, "(jti)"},
		"expired":                {nil, nil, edit{"exp": in(-time.Second)}, "expired"},
		"expired long ago":       {nil, nil, edit{"exp": in(-time.Hour)}, "expired"},
		"no expiry":              {nil, nil, edit{"exp": nil}, "exp claim is required"},
		"too long":               {nil, nil, edit{"exp": in(6 * time.Minute)}, "five minutes"},
		"not yet":                {nil, nil, edit{"nbf": in(time.Minute)}, "not valid yet"},
		"too big":                {nil, nil, edit{"x": strings.Repeat("x", 2048)}, "2048"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddKey(registered.Public(), "RS256")
			tenant.AddKey(other.Public(), "PS256")
			form := assertionForm(t, tenant, cmp.Or[jwt.SigningMethod](tt.method, jwt.SigningMethodRS256),
				cmp.Or[crypto.Signer](tt.key, registered), tt.edit)
			checkAssertionAnswer(t, askToken(tenant, "tenant", form), tt.want)
			if tt.want == "" {
				checkAssertionAnswer(t, askToken(tenant, "tenant", form), "used before")
				tenant.Assume(Assumptions{ReusableAssertions: true})
				checkAssertionAnswer(t, askToken(tenant, "tenant", form), "")
			}
		})
	}
}

// assertionForm asks for a token with an assertion; a claim that is edited to nil is left out.
func assertionForm(t *testing.T, tenant *Tenant, method jwt.SigningMethod, key crypto.Signer,
	edit map[string]any) map[string]string {
	t.Helper()
	id, _ := tenant.Client()
	claims := jwt.MapClaims{
		"iss": id, "sub": id, "aud": "https://" + Domain + "/", "jti": rand.Text(),
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
	}
	maps.Copy(claims, edit)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	signed, err := jwt.NewWithClaims(method, claims).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"grant_type": "client_credentials", "client_id": id, "audience": Audience,
		"client_assertion_type": assertionType, "client_assertion": signed,
	}
}

func newRSAKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newECKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// A clock that is wrong on either machine makes a good assertion a bad one.
func TestAssertionAndClocks(t *testing.T) {
	t.Parallel()
	key := newRSAKey(t)
	for offset, want := range map[time.Duration]string{
		0: "", 5 * time.Second: "", -5 * time.Second: "", -time.Minute: "before issued", 2 * time.Minute: "expired",
	} {
		t.Run(offset.String(), func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddKey(key.Public(), "RS256")
			tenant.SetClockOffset(offset)
			rec := askToken(tenant, "tenant", assertionForm(t, tenant, jwt.SigningMethodRS256, key, nil))
			checkAssertionAnswer(t, rec, want)
			at, err := http.ParseTime(rec.Header().Get("Date"))
			if off := at.Sub(time.Now().Add(offset)).Abs(); err != nil || off > 30*time.Second {
				t.Errorf("Date %q: %v", rec.Header().Get("Date"), err)
			}
		})
	}
}

func TestKeysThatAuth0DoesNotRegister(t *testing.T) {
	t.Parallel()
	for name, add := range map[string]func(*Tenant){
		"an EC key":        func(tenant *Tenant) { tenant.AddKey(newECKey(t).Public(), "RS256") },
		"ES256":            func(tenant *Tenant) { tenant.AddKey(newRSAKey(t).Public(), "ES256") },
		"RSA with SHA-512": func(tenant *Tenant) { tenant.AddKey(newRSAKey(t).Public(), "RS512") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("it was registered")
				}
			}()
			add(NewTenant())
		})
	}
}

// checkAssertionAnswer wants a token, or a refusal for this reason.
func checkAssertionAnswer(t *testing.T, rec *httptest.ResponseRecorder, want string) {
	t.Helper()
	status := 200
	if want != "" {
		status = 401
	}
	if rec.Code != status || !strings.Contains(rec.Body.String(), want) {
		t.Errorf("got %d %s\nwant %d with %q", rec.Code, rec.Body, status, want)
	}
}
