// Package storeop is the contract between store programs and the hosts that answer them: the exact
// requests, the exact answers, and what a commit means. Hosts differ in where they keep things and
// share everything here, so that the same requests get the same answers on each of them.
//
// # Words
//
// A name (of a stream, key, snapshot, cursor, event id or event type) is any string, byte-exact, up
// to Limits.NameBytes. Stream names and keys that begin with "$" are reserved: writing them is an
// error, reading a stream of such a name finds nothing. Data is any value that package codec can
// encode. "Optional" keys may be missing or nil. A key that is not listed, a wrong type (kind
// "type") and a wrong value (kind "range") are errors that name the place, and nothing is written.
//
// An event is
//
//	{:stream s :seq n :type t :at ms :data d :id i :meta m :pos p}
//
// in this order of keys. :id and :meta are there only if the writer gave them, :pos only in answers
// of store/commit and store/read-all. :seq counts from 1 per stream, :pos from 1 over all events,
// both without gaps; neither is ever used again.
//
// A conflict is an answer, not an error: {:conflict true …}, and nothing was written.
//
// # store/commit
//
//	{:appends ({:stream s :expect e :once b :events ({:type t :data d :at ms :id i :meta m}…)}…)
//	 :kv      ({:put k :value v} {:delete k} {:cas k :old o :value v} {:new k :value v}…)
//	 :cursor  {:name n :pos p :expect e}}
//
// All three keys are optional; a batch that would write nothing is an error of kind "range". All of
// it happens or none of it, in this order: appends, kv, cursor; each part sees what the parts before
// it did, so two appends to one stream follow each other. The first part that does not hold is
// answered as the conflict.
//
//   - :expect is the :last-seq the stream must have (0: nothing was ever appended), "none" (the
//     same as 0) or "exists" (at least 1). Optional: without it any will do.
//   - :events may be empty if :expect is given: then the append only checks.
//   - :type is required, :data optional (nil). :at is milliseconds since 1970; without it the host's
//     clock is read, once a commit.
//   - :once true makes the append idempotent: every event needs an :id. An event whose :id is
//     in the stream already (truncated events are forgotten) is not stored again; the answer holds
//     the stored one in its place. If its :type or :data differ, that is a conflict. If all events
//     are there already, :expect is not looked at. Without :once an id is kept and not compared.
//   - :cas and :new compare as = does, or by their encoding, so that a NaN matches itself. :cas needs
//     the key to exist; :new needs it not to.
//   - :cursor stores an integer from 0 on under the key "$cursor/" + name; :pos nil removes it. Its
//     optional :expect is the stored position, or "none".
//
// Answers {:events (event…) :pos n}: the events of all appends in order with :pos, and the position
// of the newest event of the whole log. Conflicts:
//
//	{:conflict true :stream s :expected e :actual last-seq}
//	{:conflict true :stream s :id i :expected {:type t :data d} :actual event}   ; :once, event with :pos
//	{:conflict true :key k :expected old :actual now}          ; :cas; :actual is missing without the key
//	{:conflict true :key k :expected "none" :actual now}       ; :new
//	{:conflict true :cursor n :expected e :actual pos-or-"none"}
//
// # Reading events
//
// store/read {:stream s :from n :limit k :reverse b} → {:events (event…) :next n :last-seq n
// :first-seq n}. Events with seq :from and up, or with :reverse true :from and down; :from (optional,
// at least 1) is the first event there or, in reverse, the last. :next is the :from of the next page, or
// nil at the end. A :from below :first-seq starts at :first-seq. An unknown stream is empty:
// last-seq 0, first-seq 1.
//
// store/read-all {:after p :limit k :prefix s :reverse b} → {:events (event…) :pos p :next p}.
// Events after position :after (optional), of streams whose names start with :prefix (optional),
// in commit order; with :reverse true those before position :after (optional: from the newest), newest
// first. :next is the :after of the next page, or nil when there is no more. :pos is how far the page has
// looked: :next, or at the end the larger of :after and the newest position (in reverse: 0). A
// reader that keeps :pos and asks again :after it sees each event once. The argument is optional.
//
// store/stat s → {:last-seq n :first-seq n :count n}. :count is last-seq − first-seq + 1, also for
// an unknown stream: 0, 1, 0.
//
// store/streams {:prefix s :after s :limit k} → {:streams ({:stream s :last-seq n}…) :next s}. All
// streams ever appended to, in the order of their bytes, those after :after. :next is the :after of
// the next page, or nil. The argument is optional.
//
// store/wait {:after p :timeout ms} → the newest position as soon as it is above p, or nil after
// the timeout (0 to Limits.WaitMillis). Both keys are required.
//
// A page ends after :limit items (optional: Limits.PageItems; more than Limits.PageMax means
// PageMax), or as soon as its items hold Limits.PageBytes of data; it always has one item if there
// is one.
//
// # Truncation, snapshots, keys, blobs
//
// store/truncate {:stream s :before n} → the new first seq. Events with seq below n (at least 1) are
// gone; n beyond the last seq empties the stream, which stays listed and goes on counting.
// Repeating it, or an n that is not above the first seq, changes nothing.
//
// store/snapshot-read name → {:name s :value v :seq n} or nil.
//
// store/snapshot-write {:name s :value v :seq n :expect e} → {:name s :seq n}. :seq is an integer
// from 0 on, the last seq folded; the optional :expect the :seq of the snapshot to replace, or "none".
// Conflict: {:conflict true :snapshot s :expected e :actual seq-or-"none"}.
//
// store/snapshot-delete name → true if there was one, else false.
//
// kv/get k → {:key k :value v} or nil. A cursor is read as "$cursor/" + name.
//
// kv/scan {:prefix s :after s :limit k} → {:entries ({:key k :value v}…) :next s}, in the order of
// the keys' bytes, those after :after; reserved keys only if :prefix begins with "$". The argument is
// optional.
//
// blob/put s → cid, the CID of version 1 (raw, sha2-256, base 32) of the bytes; the same bytes are stored
// once. blob/get cid → the string or nil. blob/has? cid → boolean.
//
// # For hosts
//
// Parse… functions turn arguments into structs, with everything checked; Commit.Decide tells what a
// commit does to what a View shows; Page bounds answers; the …Answer functions build them. Data
// travels as encoded bytes, so no host ever shares a mutable value with a program.
package storeop
