package terminal

import (
	"fmt"
	"strconv"
	"time"
)

// What a progress waits: before its line is shown at all, and between two of its lines.
const (
	progressDelay = 400 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// Progress is a line on the terminal that says how far a work has come, while the work takes long. On
// anything else than a terminal it is nil, which shows nothing.
type Progress struct {
	screen      *Screen
	label, unit string
	next        time.Time
}

// Progress begins a work, like "load", that is counted in a unit, like "events".
func (s *Screen) Progress(label, unit string) *Progress {
	if !s.Err.tty {
		return nil
	}
	return &Progress{screen: s, label: label, unit: unit, next: time.Now().Add(progressDelay)}
}

// Set says how much is done, and of how much; 0 if that is not known.
func (p *Progress) Set(done, total int64) {
	if p == nil {
		return
	}
	p.screen.mu.Lock()
	defer p.screen.mu.Unlock()
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(progressEvery)
	text := fmt.Sprintf("%s: %s %s", p.label, Thousands(done), p.unit)
	if total > 0 {
		text = fmt.Sprintf("%s: %s of %s %s, %d %%", p.label, Thousands(done), Thousands(total), p.unit,
			int(100*float64(min(done, total))/float64(total)))
	}
	p.screen.hide()
	if p.screen.Err.err == nil {
		_, _ = p.screen.Err.w.Write([]byte("\r\x1b[K" + text))
		p.screen.progress = p
	}
}

// End takes the line away.
func (p *Progress) End() {
	if p == nil {
		return
	}
	p.screen.mu.Lock()
	defer p.screen.mu.Unlock()
	p.screen.hide()
}

// hide takes the line of the progress off the terminal, if there is one.
func (s *Screen) hide() {
	if s.progress != nil {
		s.progress = nil
		_, _ = s.Err.w.Write([]byte("\r\x1b[K"))
	}
}

// Thousands writes a number in groups of three digits.
func Thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
