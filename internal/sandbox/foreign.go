package sandbox

import "net/http"

// ForeignAnswers returns answers that do not come from the service but from something in its place (a gateway, a proxy, a
// firewall, a captive portal), by name. Each is a Fault that still lacks Method, Path and Times. None has the shape of an
// error of Auth0's: JSON with statusCode and error or message.
func ForeignAnswers() map[string]Fault {
	text, page := "text/plain; charset=utf-8", "text/html; charset=utf-8"
	return map[string]Fault{
		"gateway 404":       foreign(http.StatusNotFound, text, "default backend - 404"),
		"gateway 404 page":  foreignPage(http.StatusNotFound, "nginx"),
		"gateway 404 JSON":  foreign(http.StatusNotFound, jsonType, `{"message":"no Route matched with those values"}`),
		"gateway 404 empty": foreign(http.StatusNotFound, "", ""),
		"gateway 410 page":  foreignPage(http.StatusGone, "nginx"),
		"gateway 501 page":  foreignPage(http.StatusNotImplemented, "awselb/2.0"),
		"gateway 502 page":  foreignPage(http.StatusBadGateway, "nginx"),
		"gateway 503":       foreign(http.StatusServiceUnavailable, text, "no healthy upstream"),
		"proxy 401 page":    foreignPage(http.StatusUnauthorized, "Proxy authentication required"),
		"gateway 403 JSON":  foreign(http.StatusForbidden, jsonType, `{"message":"Forbidden"}`),
		"firewall 403": foreign(http.StatusForbidden, page, "<!DOCTYPE html><html><head><title>Attention Required!</title>"+
			"</head><body><h1>Sorry, you have been blocked</h1></body></html>"),
		"firewall 1015": foreign(http.StatusTooManyRequests, text, "error code: 1015"),
		"captive portal 200": foreign(http.StatusOK, page, "<!DOCTYPE html><html><head><title>Guest network</title></head>"+
			"<body><form action=\"/accept\">Accept the terms of use to go online.</form></body></html>"),
	}
}

func foreign(status int, kind, body string) Fault {
	return Fault{Status: status, Header: map[string]string{"Content-Type": kind}, Body: body}
}

// foreignPage is a page as a web server makes it for a status.
func foreignPage(status int, server string) Fault {
	title := http.StatusText(status)
	return foreign(status, "text/html", "<html><head><title>"+title+"</title></head><body><center><h1>"+title+
		"</h1></center><hr><center>"+server+"</center></body></html>")
}
