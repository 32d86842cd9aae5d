package shim

import "auth0-hook-action/internal/tenant"

// A shape is what is known of a value without running the code.
type shape int

const (
	anything shape = iota
	maybeText
	aText
	aNumber
	aBoolean
	aList      // of anything
	maybeTexts // a list of texts, or undefined
	someTexts
	maybeObject
	anObject
	aFailure // an Error
	aPattern // a regular expression
	aDate
)

// A field is what an Action has in place of a value that Hooks had.
type field struct {
	text  string
	shape shape
	// rename is set where only the last name differs: what stands before it is another field, which may be missing.
	rename bool
}

// fields are what a hook's parameters become, by the names of Auth0's documentation of Hooks. What is not listed has no equivalent.
func fields(t tenant.Trigger) map[string]field {
	switch t {
	case tenant.CredentialsExchange:
		return exchangeFields
	case tenant.PreUserRegistration:
		return preRegistrationFields
	case tenant.PostUserRegistration:
		return postRegistrationFields
	case tenant.PostChangePassword:
		return changePasswordFields
	}
	return phoneFields
}

var exchangeFields = map[string]field{
	"client.id":               {text: "event.client.client_id", shape: aText},
	"client.name":             {text: "event.client.name", shape: aText},
	"client.tenant":           {text: "event.tenant.id", shape: aText},
	"client.metadata":         {text: "event.client.metadata", shape: maybeObject},
	"audience":                {text: "event.resource_server.identifier", shape: aText},
	"context.body":            {text: "event.request.body", shape: maybeObject},
	"context.webtask.secrets": {text: "event.secrets", shape: anObject},
}

var preRegistrationFields = map[string]field{
	"user.tenant":               {text: "event.tenant.id", shape: aText},
	"user.username":             {text: "event.user.username", shape: maybeText},
	"user.email":                {text: "event.user.email", shape: maybeText},
	"user.phoneNumber":          {text: "event.user.phone_number", shape: maybeText},
	"user.user_metadata":        {text: "event.user.user_metadata", shape: maybeObject},
	"user.app_metadata":         {text: "event.user.app_metadata", shape: maybeObject},
	"context.requestLanguage":   {text: "event.request.language", shape: maybeText},
	"context.renderLanguage":    {text: "event.transaction?.locale", shape: maybeText},
	"context.request.ip":        {text: "event.request.ip", shape: maybeText},
	"context.request.language":  {text: "event.request.language", shape: maybeText},
	"context.connection.id":     {text: "event.connection.id", shape: aText},
	"context.connection.name":   {text: "event.connection.name", shape: aText},
	"context.connection.tenant": {text: "event.tenant.id", shape: aText},
	"context.webtask.secrets":   {text: "event.secrets", shape: anObject},
}

var postRegistrationFields = map[string]field{
	"user.id":                   {text: `event.user.user_id.replace(/^[^|]*\|/, '')`, shape: aText},
	"user.tenant":               {text: "event.tenant.id", shape: aText},
	"user.username":             {text: "event.user.username", shape: maybeText},
	"user.email":                {text: "event.user.email", shape: maybeText},
	"user.emailVerified":        {text: "event.user.email_verified"},
	"user.phoneNumber":          {text: "event.user.phone_number", shape: maybeText},
	"user.phoneNumberVerified":  {text: "event.user.phone_verified"},
	"user.user_metadata":        {text: "event.user.user_metadata", shape: maybeObject},
	"user.app_metadata":         {text: "event.user.app_metadata", shape: maybeObject},
	"context.requestLanguage":   {text: "event.request?.language", shape: maybeText},
	"context.connection.id":     {text: "event.connection.id", shape: aText},
	"context.connection.name":   {text: "event.connection.name", shape: aText},
	"context.connection.tenant": {text: "event.tenant.id", shape: aText},
	"context.webtask.secrets":   {text: "event.secrets", shape: anObject},
}

var changePasswordFields = map[string]field{
	"user.id":                   {text: userID, shape: maybeText},
	"user.username":             {text: "event.user.username", shape: maybeText},
	"user.email":                {text: "event.user.email", shape: maybeText},
	"user.last_password_reset":  {text: "event.user.last_password_reset", shape: maybeText},
	"context.connection.id":     {text: "event.connection.id", shape: aText},
	"context.connection.name":   {text: "event.connection.name", shape: aText},
	"context.connection.tenant": {text: "event.tenant.id", shape: aText},
	"context.webtask.secrets":   {text: "event.secrets", shape: anObject},
}

// userID is the identifier of a user whose password changed: user_id is optional there, and some events have id.
const userID = `(event.user.id ?? event.user.user_id?.replace(/^[^|]*\|/, ''))`

var phoneFields = map[string]field{
	"recipient":                      {text: "event.message_options.recipient", shape: aText},
	"text":                           {text: "event.message_options.text", shape: aText},
	"context.message_type":           {text: "event.message_options.message_type", shape: aText},
	"context.action":                 {text: "event.message_options.action", shape: aText},
	"context.code":                   {text: "event.message_options.code", shape: aText},
	"context.language":               {text: "(event.request.language ?? '')", shape: aText},
	"context.ip":                     {text: "event.request.ip", shape: aText},
	"context.user_agent":             {text: "event.request.user_agent", shape: aText},
	"context.request.ip":             {text: "event.request.ip", shape: aText},
	"context.request.user_agent":     {text: "event.request.user_agent", shape: aText},
	"context.client.client_metadata": {text: "metadata", shape: maybeObject, rename: true},
	"context.client":                 {text: "event.client", shape: maybeObject},
	"context.user.user_id":           {text: "event.user.user_id", shape: aText},
	"context.user.name":              {text: "event.user.name", shape: maybeText},
	"context.user.email":             {text: "event.user.email", shape: maybeText},
	"context.user.app_metadata":      {text: "event.user.app_metadata", shape: maybeObject},
	"context.user.user_metadata":     {text: "event.user.user_metadata", shape: maybeObject},
	"context.webtask.secrets":        {text: "event.secrets", shape: anObject},
}

// clientFields are what a phone message's context.client has, besides its metadata.
var clientFields = []string{"client_id", "name", "client_metadata"}
