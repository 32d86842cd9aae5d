package secret

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// An index finds any of many values in a text. Nearly no place of a text begins with the first bytes of a value: so a set
// of those beginnings is asked first, and the values themselves are looked at where it says that one may begin.
type index struct {
	long []string // sorted
	// shorter is, for each long value, the place of the longest other one that it begins with, -1 where there is none.
	shorter []int
	// begins is a set of hashes of the long values' first gram bytes: a hash outside it begins no value.
	begins []uint64
	shift  uint // of a 64-bit hash, to one of the set

	short        map[string]bool
	shortLengths []int // in bytes, each once
}

// gram is how many first bytes of a value the set of beginnings knows: a long value has at least that many.
const gram = shortest

func newIndex(values map[string]bool) *index {
	x := &index{short: map[string]bool{}}
	for _, v := range slices.Sorted(maps.Keys(values)) {
		if utf8.RuneCountInString(v) >= shortest {
			x.long = append(x.long, v)
			continue
		}
		x.short[v] = true
		if !slices.Contains(x.shortLengths, len(v)) {
			x.shortLengths = append(x.shortLengths, len(v))
		}
	}
	bits := uint(10)
	for 1<<bits < 32*len(x.long) {
		bits++
	}
	x.begins, x.shift = make([]uint64, 1<<bits/64), 64-bits
	for i, v := range x.long {
		before := i - 1
		for before >= 0 && !strings.HasPrefix(v, x.long[before]) {
			before = x.shorter[before]
		}
		x.shorter = append(x.shorter, before)
		h := x.hash(window(v, 0))
		x.begins[h/64] |= 1 << (h % 64)
	}
	return x
}

// window packs the gram bytes of a text from a place on.
func window(text string, at int) (packed uint64) {
	for i := range gram {
		packed = packed<<8 | uint64(text[at+i])
	}
	return packed
}

// hash is multiplicative (Knuth, The Art of Computer Programming, vol. 3, 6.4).
func (x *index) hash(packed uint64) uint64 { return packed * 0x9E3779B97F4A7C15 >> x.shift }

// search calls hit for each place at which a long value stands, with the longest that begins there.
func (x *index) search(text string, hit func(start, end int)) {
	if len(text) < gram {
		return
	}
	packed := window(text, 0)
	for start := 0; ; start++ {
		if h := x.hash(packed); x.begins[h/64]>>(h%64)&1 == 1 {
			if n := x.longest(text[start:]); n > 0 {
				hit(start, start+n)
			}
		}
		if start+gram == len(text) {
			return
		}
		packed = (packed<<8 | uint64(text[start+gram])) & (1<<(8*gram) - 1)
	}
}

// longest is the length of the longest long value that text begins with, 0 where it begins with none.
func (x *index) longest(text string) int {
	i := sort.Search(len(x.long), func(i int) bool { return x.long[i] > text }) - 1
	if i < 0 || strings.HasPrefix(text, x.long[i]) {
		return x.length(i)
	}
	common := 0
	for common < len(text) && text[common] == x.long[i][common] {
		common++
	}
	for i >= 0 && len(x.long[i]) > common {
		i = x.shorter[i]
	}
	return x.length(i)
}

func (x *index) length(i int) int {
	if i < 0 {
		return 0
	}
	return len(x.long[i])
}

// shortest is the length, in characters, from which a value is removed wherever it stands. A shorter one is removed only
// where no letter or digit touches it: a secret "a" must not turn every text into stars.
const shortest = 6
