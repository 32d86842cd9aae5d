package shim

import "fmt"

// isResult reports whether node i is what the callback gets beside no error.
func (c *converter) isResult(i int) bool {
	call := c.up(i)
	if call == none || !c.isCallbackCall(call) {
		return false
	}
	_, arguments := c.call(call)
	return len(arguments) == 2 && c.Place(arguments[1]) == i && isNothing(arguments[0])
}

// claimLines are the statements that set one property by a method of the api. What has no value is left out, as JSON does.
func (c *converter) claimLines(one claim, method string) []string {
	if n := c.Node(one.value); isNothing(n) && c.source(one.value) == "undefined" {
		return nil
	}
	if !c.isData(one.value) {
		c.refuse("result-computed", one.value)
		return nil
	}
	value := c.rendered(one.value, 0, len(c.src), c.indent(c.start(one.at)))
	call := fmt.Sprintf("api.%s(%s, %s)", method, one.key, value)
	if c.isDefined(one.value) {
		return []string{call}
	}
	if c.isSimple(one.value) {
		return []string{fmt.Sprintf("if (%s !== undefined) %s", value, call)}
	}
	c.refuse("result-computed", one.value)
	return nil
}
