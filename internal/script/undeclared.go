package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// globals are the names that Node 22 gives every module (https://nodejs.org/docs/latest-v22.x/api/globals.html) and the
// standard library of the language (ECMA-262, clause 19). Names that modules have only as variables of the loader come after.
var globals = wordSet(`AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean
		DataView Date Error EvalError FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array
		Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError
		Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array
		Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI
		encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape arguments
		AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CompressionStream
		CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream Event EventSource
		EventTarget File FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance
		PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList
		PerformanceResourceTiming ReadableByteStreamController ReadableStream ReadableStreamBYOBReader
		ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage
		SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream
		TransformStreamDefaultController URL URLSearchParams WebSocket WritableStream WritableStreamDefaultController
		WritableStreamDefaultWriter atob btoa clearImmediate clearInterval clearTimeout console crypto fetch global
		navigator performance process queueMicrotask setImmediate setInterval setTimeout structuredClone module
		exports require __filename __dirname`)

// checkUndeclared finds names that are declared nowhere: reading one throws a ReferenceError.
func (r *rules) checkUndeclared() {
	if r.dynamic || r.trigger == 0 {
		return
	}
	known := r.guardedNames()
	if !r.isNative() {
		for _, class := range r.trigger.ErrorClasses() {
			known[class] = true
		}
	}
	var names []string
	places := map[string][]int{}
	for i, n := range r.nodes {
		id, ok := n.Node.(*ast.Identifier)
		if !ok || n.variable != none {
			continue
		}
		name := id.Name.String()
		if known[name] || globals[name] {
			continue
		}
		if len(places[name]) == 0 {
			names = append(names, name)
		}
		places[name] = append(places[name], i)
	}
	for _, name := range names {
		at := places[name]
		times := ""
		if len(at) > 1 {
			times = fmt.Sprintf(" (used %d times)", len(at))
		}
		r.warn("undeclared", at[0], say("%s is declared nowhere: using it throws a ReferenceError%s", quote(name), times),
			r.undeclaredHint(name))
	}
}

// guardedNames are the global names that the script writes to, or that it asks for with typeof.
func (r *rules) guardedNames() map[string]bool {
	known := map[string]bool{}
	for i, n := range r.nodes {
		id, ok := n.Node.(*ast.Identifier)
		if !ok || n.variable != none {
			continue
		}
		u, isUnary := r.nodes[n.parent].Node.(*ast.UnaryExpression)
		if isUnary && u.Operator == token.TYPEOF || r.role(i) != isRead {
			known[id.Name.String()] = true
		}
	}
	return known
}

// undeclaredHint says what the author may have meant.
func (r *rules) undeclaredHint(name string) diag.Words {
	switch {
	case r.isNative() && slices.Contains(callbackNames, name):
		return say("an Action has no callback: return, throw, or use api")
	case r.callback != none && slices.Contains(callbackNames, name):
		return say("the callback is called %s here", r.callbackName())
	case name == "auth0":
		return say("Rules had it: require the package auth0, and make a ManagementClient with secrets")
	case name == "configuration":
		return say("Rules had it: read context.webtask.secrets")
	}
	for _, t := range tenant.HookTriggers() {
		if slices.Contains(t.ErrorClasses(), name) {
			own := r.trigger.ErrorClasses()
			if r.isNative() || own == nil {
				return say("an Action has no such class: use api.access.deny, or throw an Error")
			}
			return say("%s has it; this trigger has %s", t, strings.Join(own, ", "))
		}
	}
	return say("declare it, or correct the name")
}

// checkReservedNames finds declarations of the script's own under the name of one of the trigger's error classes: as a Hook it
// does not compile, since the name is then declared twice.
func (r *rules) checkReservedNames() {
	if !r.mayBeAction() || r.o.Runtime == tenant.RuntimeAuto {
		severity := diag.Warning
		if r.o.Runtime == tenant.RuntimeHooks {
			severity = diag.Error
		}
		for _, class := range r.trigger.ErrorClasses() {
			at, ok := r.scopes[0].names[class]
			if !ok || r.isNative() {
				continue
			}
			r.add("reserved-name", severity, r.start(r.variables[at].node),
				say("a Hook declares %s before the script: declared once more, the script does not compile as a Hook",
					class),
				say("give it another name, or remove it and use the one that is there"))
		}
	}
}
