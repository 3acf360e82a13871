package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/scriptio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) storeProjectCommand(flags *storeFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "project FILE.sx STREAM", Short: "prints what a fold over a stream comes to", Args: exactArgs("FILE.sx", "STREAM"),
		Long: `Runs FILE.sx, which defines the fold,

    (define seed 0)
    (define (step state event) (+ state (get-in event (list "data" "amount"))))

and prints what step comes to over the events of the stream, beginning with the seed. --step and --seed
name other definitions. The program can read the store and not write it.`,
	}
	step := c.Flags().String("step", "step", "the name of the function of a state and an event that gives the next state")
	seed := c.Flags().String("seed", "seed", "the name of the state before the first event")
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := a.limits.check(); err != nil {
			return err
		}
		return a.withStore(false, func(h hosts.Host) error {
			p := projection{app: a, file: args[0], stream: args[1], step: *step, seed: *seed}
			v, err := p.run(c.Context(), h)
			if err != nil {
				return err
			}
			return a.showOne(flags.format, v)
		})
	}
	return c
}

// projection is one run of project.
type projection struct {
	app                      *app
	file, stream, step, seed string
}

// projectProgram gives the function of the library that folds.
const projectProgram = "(import (prefix (only (store api) store/project) %project/)) %project/store/project"

// run gives what the fold comes to.
func (p *projection) run(ctx context.Context, store hosts.Host) (kernel.Value, error) {
	text, name, dir, err := p.app.readProgram(p.file)
	if err != nil {
		return kernel.Nil, err
	}
	script, err := p.app.script(dir)
	if err != nil {
		return kernel.Nil, err
	}
	progress := p.app.screen.Progress("project", "events")
	v, err := p.fold(ctx, &reading{store, script, progress}, p.app.config(dir, nil), name, text)
	progress.End()
	return v, errors.Join(err, script.Close())
}

func (p *projection) fold(ctx context.Context, host hosts.Host, config cek.Config, name, text string) (kernel.Value, error) {
	ctx, cancel := p.app.limits.context(ctx)
	defer cancel()
	m, err := cek.New(config)
	if err != nil {
		return kernel.Nil, err
	}
	run := func(out cek.Outcome, err error) (kernel.Value, error) {
		if err != nil {
			return kernel.Nil, err
		}
		return cek.Drive(ctx, host, out)
	}
	if _, err := run(m.Start(ctx, name, text)); err != nil {
		return kernel.Nil, err
	}
	step, hasStep := m.Lookup(p.step)
	seed, hasSeed := m.Lookup(p.seed)
	switch _, isFunction := cek.Describe(step); {
	case !hasStep || !isFunction:
		return kernel.Nil, fmt.Errorf("%s does not define the function %s, want (define (%[2]s state event) …)", name, p.step)
	case !hasSeed:
		return kernel.Nil, fmt.Errorf("%s does not define %s, want (define %[2]s …), the state before the first event", name, p.seed)
	}
	project, err := run(m.Start(ctx, "<project>", projectProgram))
	if err != nil {
		return kernel.Nil, err
	}
	return run(m.Call(ctx, project, kernel.Str(p.stream), step, seed))
}

// reading is a store and a script's world as one host, which shows how far a fold is.
type reading struct {
	store    hosts.Host
	script   *scriptio.Host
	progress *terminal.Progress
}

// Perform answers a request.
func (r *reading) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	v, err := r.store.Perform(ctx, request)
	if hosts.IsUnhandled(err) {
		return r.script.Perform(ctx, request)
	}
	if q, bad := hosts.ParseRequest(request); bad == nil && err == nil && q.Op == storeop.OpRead {
		d := v.AsDict()
		if events := d.Lookup("events").AsList(); events.Len() > 0 {
			last := events.Items()[events.Len()-1].AsDict().Lookup("seq").Int64()
			r.progress.Set(last, d.Lookup("last-seq").Int64())
		}
	}
	return v, err
}
