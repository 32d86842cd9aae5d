// Command hello prints one line: how long a Go program takes that does nothing.
package main

import (
	"fmt"
	"os"
)

func main() {
	_, _ = fmt.Fprintln(os.Stdout, "hello")
}
