// Package sandbox provides an Auth0 tenant ([Tenant]) and a GitHub API ([GitHub]) that keep state and answer over HTTP on
// loopback, with faults on demand: for the demo and for tests of the whole program. They refuse what the real services
// refuse, and share no type with the clients, so that a mistake in a client cannot hide behind the same mistake here.
//
// What was recorded or documented of the real services is fixed. What nobody outside has seen can be set either way, see
// [Assumptions]. The tables in testdata hold the facts, each with its source.
package sandbox
