package fileio_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// stormDir names the directory in which a test process commits from many goroutines until it is killed.
const stormDir = "FILEIO_TEST_STORM"

const stormStreams = 4

// storm commits to each stream from a goroutine of its own, and says each seq when it is answered.
func storm(dir string) error {
	h, err := fileio.Open(afero.NewOsFs(), dir, fileio.Options{SegmentBytes: 4 << 10})
	if err != nil {
		return err
	}
	fmt.Println("open")
	var wg sync.WaitGroup
	for s := range stormStreams {
		wg.Go(func() {
			name := "s" + itoa(s)
			for {
				v, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", kernel.DictOf("appends", kernel.ListOf(
					kernel.DictOf("stream", kernel.Str(name), "events", kernel.ListOf(
						kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(7), "data", kernel.Int(1))))))))
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				seq := v.AsDict().Lookup("events").AsList().Items()[0].AsDict().Lookup("seq").Int64()
				fmt.Printf("%s %d\n", name, seq)
			}
		})
	}
	wg.Wait()
	return h.Close()
}

// TestKilledAtRandom kills a process that commits from several goroutines, at random, again and again:
// everything it answered is there, and of each stream at most the one commit in flight more.
func TestKilledAtRandom(t *testing.T) {
	dir := t.TempDir()
	answered := map[string]int64{}
	ends := time.Now().Add(6 * time.Second)
	if testing.Short() {
		ends = time.Now().Add(time.Second)
	}
	if os.Getenv("SX_SOAK") != "" {
		ends = time.Now().Add(10 * time.Minute)
	}
	r := rand.New(rand.NewPCG(1, 2))
	rounds := 0
	for ; time.Now().Before(ends); rounds++ {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), stormDir+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		if r.IntN(8) > 0 { // else it is killed while it starts or opens
			if !lines.Scan() || lines.Text() != "open" {
				t.Fatalf("round %d: the process says %q", rounds, lines.Text())
			}
		}
		time.AfterFunc(time.Duration(r.IntN(25_000))*time.Microsecond, func() { _ = cmd.Process.Kill() }) // it runs
		for lines.Scan() {
			name, seq, ok := strings.Cut(lines.Text(), " ")
			n := int64(0)
			if _, err := fmt.Sscan(seq, &n); ok && err == nil {
				answered[name] = n
			}
		}
		_ = cmd.Wait() // it was killed
		h, err := fileio.Open(afero.NewOsFs(), dir, fileio.Options{})
		if err != nil {
			t.Fatalf("round %d: %v", rounds, err)
		}
		for s := range stormStreams {
			name := "s" + itoa(s)
			v, err := h.Perform(context.Background(), hosts.NewRequest("store/stat", kernel.Str(name)))
			if err != nil {
				t.Fatal(err)
			}
			last := v.AsDict().Lookup("last-seq").Int64()
			if last < answered[name] || last > answered[name]+1 {
				t.Fatalf("round %d: stream %s was answered up to %d, and there are %d", rounds, name, answered[name], last)
			}
			answered[name] = last
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	report, err := fileio.Verify(context.Background(), afero.NewOsFs(), dir)
	if err != nil || report.Damaged() {
		t.Errorf("verify: %v %v", report.Problems, err)
	}
	t.Logf("%d rounds, %d commits", rounds, report.Position)
}
