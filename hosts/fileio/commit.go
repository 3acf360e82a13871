package fileio

import (
	"context"
	"errors"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// commit answers store/commit. What the answer holds is built outside the turn, while others write.
func (h *Host) commit(ctx context.Context, c *storeop.Commit) (kernel.Value, error) {
	plan, conflict, err := h.decide(ctx, c)
	if err != nil || !conflict.IsNil() {
		return conflict, err
	}
	return storeop.CommitAnswer(&plan)
}

// Commit does what the op store/commit does, for callers in Go whose data is encoded: it gives the plan
// that was carried out, or the conflict as a value that is not nil.
func (h *Host) Commit(ctx context.Context, c *storeop.Commit) (storeop.Plan, kernel.Value, error) {
	if err := h.enter(); err != nil {
		return storeop.Plan{}, kernel.Nil, err
	}
	defer h.life.RUnlock()
	for {
		plan, conflict, err := h.decide(ctx, c)
		again, err := h.mended(err)
		if !again {
			return plan, conflict, err
		}
	}
}

// CommitAll does what Commit does for several commits, in their order and in flight together: as many of
// them as wait share a write and a sync. It gives the plans of those that were carried out, up to the first
// that is refused, and the conflict or error of that one; none after it is carried out. When it returns, the
// plans are durable.
func (h *Host) CommitAll(ctx context.Context, commits []*storeop.Commit) ([]storeop.Plan, kernel.Value, error) {
	if err := h.enter(); err != nil {
		return nil, kernel.Nil, err
	}
	defer h.life.RUnlock()
	plans := make([]storeop.Plan, 0, len(commits))
	for len(plans) < len(commits) {
		done, conflict, err := h.decideAll(ctx, commits[len(plans):])
		plans = append(plans, done...)
		again, err := h.mended(err)
		if !again && (err != nil || !conflict.IsNil()) {
			return plans, conflict, err
		}
	}
	return plans, kernel.Nil, nil
}

// decide carries a commit out, or gives its conflict.
func (h *Host) decide(ctx context.Context, c *storeop.Commit) (storeop.Plan, kernel.Value, error) {
	j, _ := h.jobs.Get().(*commitJob)
	if j == nil {
		j = &commitJob{}
	}
	j.ctx, j.what, j.commit, j.conflict = ctx, j, c, kernel.Nil
	err := h.submitJob(storeop.OpCommit, &j.job)
	plan, conflict := j.plan, j.conflict
	*j = commitJob{}
	h.jobs.Put(j) // whoever wrote it has let go of it before it was answered
	return plan, conflict, err
}

// decideAll carries commits out in their order, up to one that is refused: plans are of those before it.
func (h *Host) decideAll(ctx context.Context, commits []*storeop.Commit) (plans []storeop.Plan, conflict kernel.Value, err error) {
	row := make([]commitJob, len(commits))
	jobs := make([]*job, len(commits))
	for i, c := range commits {
		j := &row[i]
		j.ctx, j.what, j.commit, j.conflict = ctx, j, c, kernel.Nil
		if i > 0 {
			j.before = &row[i-1]
		}
		jobs[i] = &j.job
	}
	if err := h.submitJobs(storeop.OpCommit, jobs...); err != nil {
		return nil, kernel.Nil, err
	}
	for i := range row {
		if j := &row[i]; j.refused() {
			return plans, j.conflict, j.err
		}
		plans = append(plans, row[i].plan)
	}
	return plans, kernel.Nil, nil
}

// commitJob is the write of a commit.
type commitJob struct {
	job
	before   *commitJob // nothing is stored unless this is; nil for none
	commit   *storeop.Commit
	plan     storeop.Plan
	conflict kernel.Value
}

// errBefore is the error of a commit whose predecessor was refused.
var errBefore = errors.New("the commit before was refused")

func (j *commitJob) refused() bool { return j.err != nil || !j.conflict.IsNil() }

func (j *commitJob) decide(t *turn) (err error) {
	if j.before != nil && j.before.refused() {
		return errBefore
	}
	j.plan, j.conflict, err = j.commit.Decide(t, t.pos, t.h.opts.Now)
	if err == nil && j.conflict.IsNil() {
		t.add(&j.plan)
	}
	return err
}

func (h *Host) truncate(ctx context.Context, q *storeop.Truncate) (kernel.Value, error) {
	var first int64
	err := h.submit(ctx, storeop.OpTruncate, func(t *turn) error {
		before, last := t.bounds(q.Stream)
		if first = q.FirstSeq(before, last); first > before {
			t.truncate(q.Stream, first)
		}
		return nil
	})
	return kernel.Int(first), err
}

func (h *Host) writeSnapshot(ctx context.Context, s *storeop.Snapshot) (kernel.Value, error) {
	conflict := kernel.Nil
	err := h.submit(ctx, storeop.OpSnapshotWrite, func(t *turn) error {
		if conflict = s.Conflict(t.snapshot(s.Name)); conflict.IsNil() {
			t.writeSnapshot(s)
		}
		return nil
	})
	if err != nil || !conflict.IsNil() {
		return conflict, err
	}
	return storeop.SnapshotWritten(s.Name, s.Seq), nil
}

func (h *Host) deleteSnapshot(ctx context.Context, name string) (kernel.Value, error) {
	there := false
	err := h.submit(ctx, storeop.OpSnapshotDelete, func(t *turn) error {
		if there, _ = t.snapshot(name); there {
			t.deleteSnapshot(name)
		}
		return nil
	})
	return kernel.Bool(there), err
}
