package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
	"github.com/sx-lang/sx/reader"
)

// probes are figures of sx alone that the targets ask for.
type probes struct {
	perform       time.Duration // processor time of a perform and its resume, constant request
	performAllocs float64       // objects allocated by one
	resumes       []atDepth     // entering a continuation again
	guests        []atDepth     // resuming one suspended guest state again and again
	suspended     int64         // heap bytes of a machine that waits in a perform
	readMB        float64       // million bytes of the libraries' sources read in a second
	goFold        time.Duration // what dictfold does, in Go, in place, in a map
}

// atDepth is the time of one resume with so many frames below.
type atDepth struct {
	depth int
	each  time.Duration
}

// depths are the stack depths at which resuming is measured.
func depths() []int { return []int{1, 1000, 100_000, 1_000_000} }

// probe takes all probes, each several times, and keeps the median.
func probe(rounds int) (probes, error) {
	var p probes
	var err error
	try := func(f func() (time.Duration, error)) time.Duration {
		var all []time.Duration
		for range rounds {
			d, e := f()
			err = errors.Join(err, e)
			all = append(all, d)
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	p.perform = try(func() (time.Duration, error) {
		d, allocs, err := performOnce()
		p.performAllocs = allocs
		return d, err
	})
	for _, depth := range depths() {
		p.resumes = append(p.resumes, atDepth{depth, try(func() (time.Duration, error) {
			return eachOf(200_000, fmt.Sprintf(reenterAt, depth))
		})})
		p.guests = append(p.guests, atDepth{depth, try(func() (time.Duration, error) {
			return eachOf(20_000, fmt.Sprintf(resumeAt, depth))
		})})
	}
	p.goFold = try(func() (time.Duration, error) { return foldInGo(), nil })
	read := try(readSources)
	p.readMB = float64(sourceBytes) / 1e6 / read.Seconds()
	size, e := suspendedBytes()
	p.suspended = size
	return p, errors.Join(err, e)
}

// performOnce gives the time and the allocations of one round trip: a constant request out to Go and
// its answer back.
func performOnce() (time.Duration, float64, error) {
	const n = 1_000_000
	ctx := context.Background()
	m, err := cek.New(cek.Config{})
	if err != nil {
		return 0, 0, err
	}
	out, err := m.Start(ctx, "perform.sx", `(define request '("bench/next"))
(let loop ((i 0)) (if (< i 2000000) (loop (+ i (perform request)))))`)
	for range n / 10 { // grows what has to grow
		if err != nil {
			return 0, 0, err
		}
		out, err = out.Resume(ctx, kernel.Int(1))
	}
	got, timeErr := measured(func() (string, error) {
		for range n {
			if err != nil {
				return "", err
			}
			out, err = out.Resume(ctx, kernel.Int(1))
		}
		return "", err
	})
	return got.cpu / n, float64(got.allocs) / n, timeErr
}

// reenterAt and resumeAt are programs whose (run n) resumes n times with so many frames below.
const (
	reenterAt = `(define again nil)
(define (below depth n)
  (if (= depth 1)
    (let ((i (call/cc (fn (k) (set! again k) 0))))
      (if (< i n) (again (+ i 1)) (+ i (- 1 depth))))
    (+ 1 (below (- depth 1) n))))
(define (run n) (- (below %[1]d n) (- %[1]d 1)))`
	resumeAt = `(define state
  (cek-step-loop (make-cek-state '(let below ((depth %d))
                                    (if (= depth 1)
                                      (do (perform 1) (perform 2))
                                      (+ 1 (below (- depth 1))))))))
(define (run n)
  (let loop ((i 0))
    (if (= i n)
      i
      (let ((next (cek-step-loop (cek-resume state i))))
        (if (= (cek-io-request next) 2) (loop (+ i 1)) nil)))))`
)

// eachOf gives the processor time of (run n) of a program by n; what it takes to get to the depth,
// which is (run 0), is subtracted. It answers n.
func eachOf(n int, source string) (time.Duration, error) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		return 0, err
	}
	if _, err := driveSX(m, "probe.sx", source); err != nil {
		return 0, err
	}
	var took [2]time.Duration
	for i, times := range []int{0, n} {
		out, err := measured(func() (string, error) {
			v, err := driveSX(m, "run", fmt.Sprintf("(run %d)", times))
			return kernel.Display(v), err
		})
		if err == nil && out.check != fmt.Sprint(times) {
			err = fmt.Errorf("a probe answers %s, want %d", out.check, times)
		}
		if err != nil {
			return 0, err
		}
		took[i] = out.cpu
	}
	return max(took[1]-took[0], 0) / time.Duration(n), nil
}

// suspendedBytes gives the heap that one of many suspended machines takes: a program of one function
// that waits in a perform a few calls deep.
func suspendedBytes() (int64, error) {
	const n = 2000
	ctx := context.Background()
	waiting := make([]cek.Outcome, n)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range waiting {
		m, err := cek.New(cek.Config{})
		if err != nil {
			return 0, err
		}
		if waiting[i], err = m.Start(ctx, "wait.sx", `(+ 1 (* 2 (perform "wait")))`); err != nil {
			return 0, err
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if !waiting[n-1].Suspended() {
		return 0, errors.New("a machine that should wait in a perform does not")
	}
	return int64(after.HeapAlloc-before.HeapAlloc) / n, nil
}

const sourceBytes = 10_000_000

// readSources reads the sources of the embedded libraries, over and over.
func readSources() (time.Duration, error) {
	var all strings.Builder
	err := fs.WalkDir(lib.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".sx") {
			return err
		}
		b, err := fs.ReadFile(lib.Files, path)
		all.Write(b)
		all.WriteByte('\n')
		return err
	})
	if err != nil {
		return 0, err
	}
	text := strings.Repeat(all.String(), sourceBytes/all.Len()+1)
	// the text ends where some form does not: the last form is cut, and not read
	text = text[:sourceBytes]
	out, err := measured(func() (string, error) {
		r := reader.New(&kernel.Source{Name: "sources", Text: text}, reader.Options{})
		read := 0
		for {
			f, err := r.Next()
			if err != nil {
				var bad *reader.Error
				if errors.Is(err, io.EOF) || errors.As(err, &bad) && read > sourceBytes*99/100 {
					return "", nil
				}
				return "", err
			}
			read = f.Pos.Offset
		}
	})
	return out.cpu, err
}

// foldInGo does what dictfold does as Go does it.
func foldInGo() time.Duration {
	type event struct {
		key string
		n   int64
	}
	templates := make([]event, 1000)
	for i := range templates {
		templates[i] = event{fmt.Sprintf("k%d", i), int64(1 + i%97)}
	}
	events := make([]*event, 1_000_000)
	for i := range events {
		events[i] = &templates[i%1000]
	}
	out, _ := measured(func() (string, error) {
		totals := map[string]int64{}
		for _, e := range events {
			totals[e.key] += e.n
		}
		return fmt.Sprint(len(totals), totals["k96"]), nil
	})
	return out.cpu
}
