package main

import (
	"context"
	_ "embed"
	"fmt"
)

//go:embed hook.js
var hookText string

func (b *bench) table(ctx context.Context) (missed []string, err error) {
	for _, op := range []string{"create", "unchanged", "change"} {
		for _, n := range []int{1, 50, 500} {
			rs, err := b.perform(ctx, scene{op: op, hooks: n}, b.rounds, b.programs[:3]...)
			if err != nil {
				return nil, err
			}
			fmt.Println(op, n)
			for i, r := range rs {
				fmt.Printf("   %-8s %v %.2f %d kB, %d req, %d hs, %d ref\n", b.programs[i].name, r.time, float64(r.time)/float64(rs[minimal].time), r.memory, r.requests, r.handshakes, r.refusals)
			}
		}
	}
	return nil, nil
}

func (b *bench) counts(ctx context.Context) (missed []string, err error) {
	return nil, nil
}
