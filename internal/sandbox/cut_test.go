package sandbox

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// A request whose client breaks off is recorded as such: it says nothing about what a client sends.
func TestCutRequest(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	address, stop := tenant.Start()
	defer stop()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprint(conn, "POST /api/v2/hooks HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"name\":"); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for range 500 {
		if all := tenant.Requests(); len(all) == 1 {
			if !all[0].Cut || all[0].Body != `{"name":` {
				t.Errorf("recorded %+v", all[0])
			}
			return
		}
		<-look.C
	}
	t.Error("the request was not recorded")
}
