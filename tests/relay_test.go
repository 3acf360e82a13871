package tests

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// A relay takes programs through processes. Each process, a runner (runner_test.go), takes every program
// that is not done one leg further: it makes a machine of the frozen state, runs it to the perform at
// which it is to be frozen again, and hands the bytes back. So no process sees a program twice, and the
// number of processes is that of the legs of the longest program. The hosts stay here.

// relayed is a program on its way.
type relayed struct {
	file  string
	host  hosts.Host
	want  string // the log of a run that nobody disturbs
	every int    // it is frozen at one perform of so many
	count int    // performs so far
	legs  int
	log   strings.Builder
	state leg
	done  bool
}

// leg is where a program begins in a runner: with step number Step, or in the middle of it if there is a
// frozen state.
type leg struct {
	File   string
	Step   int
	Frozen []byte
}

// stop is what a runner says when a program has stopped: Log tells of what it has done since.
type stop struct {
	Log     []string
	Request []byte
	Whole   bool // Request is the frozen program: what it asks for has code in it
	Done    bool
	Problem string // of the runner itself
}

// request gives what the program of a file has asked for.
func (s stop) request(file string) (kernel.Value, error) {
	v, err := codec.Decode(s.Request)
	if err != nil || !s.Whole {
		return v, err
	}
	_, out, err := cek.Thaw(context.Background(), runnerConfig(file), v)
	return out.Request(), err
}

// answer is what the runner does then: freeze, resume with a value or raise an error.
type answer struct {
	Freeze bool
	Value  []byte
	Raise  *failure
}

// failure is the error of a host as data.
type failure struct {
	Text      string
	Kind      string // of a condition; then Text is its message
	Irritants []byte
}

// The short test takes one program of relayShare, and none that takes long, and freezes it relayLegs
// times, spread over all of its performs.
const (
	relayShare = 2
	relayLegs  = 5
)

var longRunning = regexp.MustCompile(`tail-calls|macros|lazy-seq|sets|equality|errors|string-parts`)

// TestRelay plays every program of the tree such that it goes on in a new process after its performs,
// and compares all requests and values with those of a run that nobody disturbs: after every perform with
// SX_SOAK, else after some performs of some programs.
func TestRelay(t *testing.T) {
	soak := os.Getenv("SX_SOAK") != ""
	chains := make([][]*relayed, 2)
	for i, file := range relayFiles(t) {
		if !soak && (i%relayShare != 0 || longRunning.MatchString(file)) {
			continue
		}
		whole := &freezer{config: runnerConfig(file), host: testHost(t)}
		p := &relayed{file: file, host: testHost(t), want: whole.play(t, file), every: 1}
		if !soak {
			p.every = max(1, (whole.count+relayLegs)/(relayLegs+1))
			p.count = i % p.every // not the same performs of each program
		}
		p.state.File = file
		chains[i/relayShare%len(chains)] = append(chains[i/relayShare%len(chains)], p)
	}
	for i, programs := range chains {
		t.Run(fmt.Sprint("chain ", i), func(t *testing.T) {
			t.Parallel()
			processes, legs := 0, 0
			for running := programs; len(running) > 0; processes++ {
				running = relayRound(t, running)
			}
			for _, p := range programs {
				legs += p.legs
				if got := p.log.String(); got != p.want {
					t.Errorf("%s: %s", p.file, firstLine(got, p.want))
				}
				if p.legs < 2 {
					t.Errorf("%s was never frozen", p.file)
				}
			}
			t.Logf("%d programs in %d processes: %d legs", len(programs), processes, legs)
		})
	}
}

// endsWell finds the programs of tests/hostile that no limit stops.
var endsWell = regexp.MustCompile(`(?m)^;;; want: ok "[^|]*$`)

// relayFiles lists the programs: of those of tests/hostile the ones that end well.
func relayFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"lang/*.sx", "testdata/*.sx", "../lib/store/tests/*.sx", "../examples/*.sx",
		"hostile/*.sx"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, file := range found {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Base(file) == "determinism.sx" { // only a limit of memory ends it
				continue
			}
			if !strings.HasPrefix(pattern, "hostile") || endsWell.Match(text) {
				files = append(files, file)
			}
		}
	}
	return files
}

func runnerConfig(file string) cek.Config {
	return cek.Config{Directory: filepath.Dir(file)}
}

// relayRound takes all programs one leg further in a process, and gives those that are not done.
func relayRound(t *testing.T, programs []*relayed) (running []*relayed) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), runnerVariable+"=1")
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = in.Close()
		if err := c.Wait(); err != nil {
			t.Errorf("the runner: %v", err)
		}
	}()
	send, receive := gob.NewEncoder(in), gob.NewDecoder(out)
	for _, p := range programs {
		if err := p.leg(send, receive); err != nil {
			t.Errorf("%s, after %d performs: %v", p.file, p.count, err)
			p.done = true
		}
		if !p.done {
			running = append(running, p)
		}
	}
	return running
}

// leg takes the program to where it is frozen or done.
func (p *relayed) leg(send *gob.Encoder, receive *gob.Decoder) error {
	p.legs++
	resumed := p.state.Frozen != nil // its request has been counted and noted
	if err := send.Encode(p.state); err != nil {
		return err
	}
	for {
		var s stop
		if err := receive.Decode(&s); err != nil {
			return err
		}
		for _, line := range s.Log {
			p.log.WriteString(line + "\n")
		}
		if s.Done || s.Problem != "" {
			p.done = true
			return errorOrNil(s.Problem)
		}
		request, err := s.request(p.file)
		if err != nil {
			return err
		}
		if !resumed {
			p.log.WriteString(kernel.Brief(request, 2000) + "\n")
			if p.count++; p.count%p.every == 0 {
				if err := send.Encode(answer{Freeze: true}); err != nil {
					return err
				}
				p.state = leg{}
				return receive.Decode(&p.state)
			}
		}
		resumed = false
		a, err := p.answer(request)
		if err != nil {
			return err
		}
		if err := send.Encode(a); err != nil {
			return err
		}
	}
}

func errorOrNil(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}

// answer lets the host perform a request.
func (p *relayed) answer(request kernel.Value) (answer, error) {
	v, failed := p.host.Perform(context.Background(), request)
	if failed == nil {
		b, err := codec.Append(nil, v, 1<<30)
		return answer{Value: b}, err
	}
	var c *kernel.Condition
	if !errors.As(failed, &c) {
		return answer{Raise: &failure{Text: failed.Error()}}, nil
	}
	b, err := codec.Append(nil, c.Irritants, 1<<30)
	return answer{Raise: &failure{Text: c.Message, Kind: c.CondKind, Irritants: b}}, err
}
