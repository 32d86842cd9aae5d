package sandbox

import (
	"fmt"
	"net/http"
)

// An apiError is an error answer of the Management API, in the shape that all its endpoints share.
type apiError struct {
	StatusCode int               `json:"statusCode"`
	Name       string            `json:"error"`
	Message    string            `json:"message"`
	Code       string            `json:"errorCode,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
}

// Error implements error.
func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.StatusCode, e.Name, e.Message) }

func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{
		StatusCode: status, Name: http.StatusText(status), Message: fmt.Sprintf(format, args...), Code: code,
	}
}

// Answers that were recorded, or are quoted in public issues.

func errNotFound() *apiError { return refuse(http.StatusNotFound, "", "Not Found") }

func errTokenFormat() *apiError {
	return refuse(http.StatusBadRequest, "Bearer", "Bad HTTP authentication header format")
}

func errToken(message string) *apiError {
	e := refuse(http.StatusUnauthorized, "", "%s", message)
	e.Attributes = map[string]string{"error": message}
	return e
}

func errScope(scope string) *apiError {
	return refuse(http.StatusForbidden, "insufficient_scope", "Insufficient scope, expected any of: %s", scope)
}

func errTooMany() *apiError {
	return refuse(http.StatusTooManyRequests, "too_many_requests", "Global limit has been reached")
}

func errNoHook() *apiError {
	return refuse(http.StatusNotFound, "HookDoesNotExist", "Error: Hook does not exist")
}

func errNoAction() *apiError { return refuse(http.StatusNotFound, "", "That action does not exist.") }

func errNoVersion() *apiError {
	return refuse(http.StatusNotFound, "", "That action version does not exist.")
}

// errBody is a request body that the endpoint's schema refuses; where is the property, empty for the body itself.
func errBody(where, format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "invalid_body", "Payload validation error: %s", complaint(where, format, args))
}

func errQuery(where, format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "invalid_query_string",
		"Query validation error: %s", complaint(where, format, args))
}

func errPath(where, format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "invalid_uri", "Path validation error: %s", complaint(where, format, args))
}

// complaint is the part that the three have in common.
func complaint(where, format string, args []any) string {
	text := "'" + fmt.Sprintf(format, args...) + "'"
	if where != "" {
		text += " on property " + where
	}
	return text + "."
}
