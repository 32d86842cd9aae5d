package retry

import (
	"errors"
	"strings"
	"testing"
)

// Issue 14.11: a proxy that was asked for is used, or the run ends: net/http would pass over such a variable.
func TestCheckProxies(t *testing.T) {
	t.Parallel()
	type env = map[string]string
	tests := map[string]struct {
		env      env
		wantName string // empty: no error
	}{
		"none":                          {},
		"an address":                    {env{"HTTPS_PROXY": "http://p.test:3128"}, ""},
		"with a slash":                  {env{"https_proxy": "http://p.test:3128/"}, ""},
		"without a scheme":              {env{"HTTPS_PROXY": "p.test:3128"}, ""},
		"SOCKS":                         {env{"HTTPS_PROXY": "socks5://p.test:1080"}, ""},
		"an encoded password":           {env{"HTTPS_PROXY": "http://me:p%23hush%2F@p.test:3128"}, ""},
		"a hash in the password":        {env{"HTTPS_PROXY": "http://me:pa#hush@p.test:3128"}, "HTTPS_PROXY"},
		"digits and a hash":             {env{"HTTPS_PROXY": "http://me:47#hush@p.test:3128"}, "HTTPS_PROXY"},
		"digits and a slash":            {env{"HTTPS_PROXY": "http://me:47/hush@p.test:3128"}, "HTTPS_PROXY"},
		"digits and a question mark":    {env{"HTTPS_PROXY": "http://me:47?hush@p.test:3128"}, "HTTPS_PROXY"},
		"a percent sign":                {env{"https_proxy": "http://me:50%hush@p.test:3128"}, "https_proxy"},
		"white space":                   {env{"HTTP_PROXY": "http://proxy example:3128"}, "HTTP_PROXY"},
		"a port that is none":           {env{"HTTPS_PROXY": "http://p.test:hush"}, "HTTPS_PROXY"},
		"another kind":                  {env{"HTTPS_PROXY": "socks4://p.test:1080"}, "HTTPS_PROXY"},
		"capitals count first":          {env{"HTTPS_PROXY": "http://p.test:3128", "https_proxy": "::"}, ""},
		"ALL_PROXY alone":               {env{"ALL_PROXY": "socks5://p.test:1080"}, "ALL_PROXY"},
		"ALL_PROXY beside it":           {env{"all_proxy": "socks5://p.test", "https_proxy": "http://p.test"}, ""},
		"ALL_PROXY, except for no host": {env{"ALL_PROXY": "socks5://p.test", "NO_PROXY": "*"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := CheckProxies(func(name string) string { return tt.env[name] })
			e, ok := errors.AsType[*ProxyError](err)
			if ok != (tt.wantName != "") || ok && e.Name != tt.wantName {
				t.Fatalf("error %v, want one about %q", err, tt.wantName)
			}
			if !ok {
				return
			}
			if text := err.Error() + e.Hint(); strings.Contains(text, "hush") || !strings.Contains(text, "percent-encoded") {
				t.Errorf("error %q quotes the value, or lacks the remedy", text)
			}
		})
	}
}
