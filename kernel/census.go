package kernel

// Census counts the bytes of all objects that can be reached from some values, each object once. It
// keeps its own stack, so that no nesting is too deep, and marks objects in a map of bits apart from
// them, because machines share constants. It writes to no object.
//
// The count is that of Go's allocations, nearly: what it counts for a program is the same in every
// process. So texts are counted with each String that holds them, but the keys of small dicts, whose
// shapes machines share, by a rule of their own (dictKey); and where such a key is held by something else, it
// is counted once, however many shapes have made a String of it.
type Census struct {
	// Bytes is the count so far.
	Bytes int64
	// Check is asked after each few thousand objects; its error ends the count. Nil means never.
	Check func() error
	// Other counts a value of one of the kinds of package cek: Reach says whether it is new, and Add
	// takes the values in it.
	Other func(c *Census, v Value)

	keys  map[string]bool // counted already
	marks map[uintptr]*[markWords]uint64
	page  uintptr // of the marks in words
	words *[markWords]uint64
	todo  pile[Value]
	rows  pile[[]Value]
	work  int
}

// A page of marks has a bit for each 8 bytes of 64 KiB.
const (
	markShift = 16
	markWords = 1 << markShift / 8 / 64
	checkWork = 1 << 14
)

// mark notes an address, and tells whether it was new.
func (c *Census) mark(address uintptr) bool {
	if page := address >> markShift; page != c.page || c.words == nil {
		if c.marks == nil {
			c.marks = map[uintptr]*[markWords]uint64{}
		}
		if c.words = c.marks[page]; c.words == nil {
			c.words = new([markWords]uint64)
			c.marks[page] = c.words
		}
		c.page = page
	}
	bit := address >> 3 & (1<<(markShift-3) - 1)
	word, mask := &c.words[bit/64], uint64(1)<<(bit%64)
	if *word&mask != 0 {
		return false
	}
	*word |= mask
	return true
}

// Reach marks the object at p and counts its own bytes and some more that only it refers to. False
// says that there is nothing to do: p is nil or was reached before.
func Reach[T any](c *Census, p *T, more int) bool {
	if p == nil || !c.mark(addressOf(p)) {
		return false
	}
	c.work++
	c.Bytes += int64(rounded(sizeOf(p)) + more)
	return true
}

// Enter marks an address without counting anything; it is for parts of objects.
func Enter[T any](c *Census, p *T) bool { return c.mark(addressOf(p)) }

// rounded gives about what Go allocates for n bytes.
func rounded(n int) int { return (n + 15) &^ 15 }

// Add takes values whose objects are to be counted. The census looks at the slice later: it must not
// change before Run ends.
func (c *Census) Add(vs ...Value) {
	if len(vs) == 1 {
		c.addOne(vs[0])
	} else if len(vs) > 0 {
		c.rows.push(vs)
	}
}

func (c *Census) addOne(v Value) {
	if hasObject(v) {
		c.todo.push(v)
	}
}

// hasObject tells whether v refers to a heap object; a link does not.
func hasObject(v Value) bool {
	k := v.Kind()
	return k >= KindBig && k < kindCount
}

// Run counts what has been added, and all that it leads to.
func (c *Census) Run() error {
	for {
		if c.work >= checkWork {
			c.work = 0
			if c.Check != nil {
				if err := c.Check(); err != nil {
					return err
				}
			}
		}
		if v, ok := c.todo.pop(); ok {
			c.visit(v)
			continue
		}
		row, ok := c.rows.pop()
		if !ok {
			return nil
		}
		i := 0
		for i < len(row) && i < checkWork && !hasObject(row[i]) {
			i++
		}
		c.work += 1 + i/16
		switch {
		case i == len(row):
		case i == checkWork:
			c.rows.push(row[i:])
		default:
			if i+1 < len(row) {
				c.rows.push(row[i+1:])
			}
			c.visit(row[i])
		}
	}
}

// pile is a stack that grows by pieces: a deep one is not copied, and takes no more than it holds, when memory is
// what there is least of.
type pile[T any] struct {
	full  [][]T
	top   []T
	spare []T // an empty piece, or nil
}

// pilePiece is how many values a piece holds.
const pilePiece = 1024

func (p *pile[T]) push(v T) {
	if len(p.top) == cap(p.top) {
		if p.top != nil {
			p.full = append(p.full, p.top)
		}
		if p.top, p.spare = p.spare, nil; p.top == nil {
			p.top = make([]T, 0, pilePiece)
		}
	}
	p.top = append(p.top, v)
}

func (p *pile[T]) pop() (v T, ok bool) {
	if len(p.top) == 0 {
		last := len(p.full) - 1
		if last < 0 {
			return v, false
		}
		p.spare, p.top, p.full[last] = p.top, p.full[last], nil
		p.full = p.full[:last]
	}
	last := len(p.top) - 1
	v = p.top[last]
	p.top = p.top[:last]
	return v, true
}
