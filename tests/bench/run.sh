#!/usr/bin/env bash
# run.sh -- runs the benchmarks of the store, in memory and on disk, and prints what each measured.
#
#     bash tests/bench/run.sh [EVENTS]      EVENTS a projection folds, 1000000 without
#
# Appends one at a time, keys and subscriptions are a fiftieth as many. The stores on disk are
# made below TMPDIR, and removed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
events=${1:-1000000}
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
go build -buildvcs=false -o "$temp/sx" ./cmd/sx

for where in memory disk; do
  echo "in $where"
  for name in append kv subscribe read project; do
    n=$events
    case $name in append | kv | subscribe) n=$((events / 50)) ;; esac
    store=mem
    if [ "$where" = disk ]; then store="$temp/$name"; fi
    "$temp/sx" run --store "$store" "tests/bench/$name.sx" "$n" | sed 's/^/  /'
  done
done
