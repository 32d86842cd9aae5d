// Package sandbox holds an Auth0 tenant and a GitHub API that keep state and answer over HTTP on loopback, with faults on
// demand: for the demo and for tests of the whole program. They refuse what the real ones refuse, and share no type with
// the clients, so that a mistake in a client cannot hide behind the same mistake here.
package sandbox
