// Command hello prints one line: how long a Go program takes that does nothing.
package main

import "fmt"

func main() {
	fmt.Println("hello")
}
