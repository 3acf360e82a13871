#!/usr/bin/env bash
# conformance.sh -- runs everything that says whether this tree is good.
#
#     bash conformance.sh [--soak]
#
# It needs Go, the module proxy and, for the race detector alone, a C compiler; all else it builds
# itself. It takes under ten minutes on two cores; with --soak it fuzzes each target for ten minutes,
# vets the tree for Windows and macOS, and runs the long tests (SX_SOAK=1), which takes hours.
#
# Each step is one check, or a suite whose last line says "N passed, N failed". What a step needs and
# does not find is a failure. The last line is the sum, "N passed, N failed"; the exit status is 0 if
# nothing failed and something passed.

set -uo pipefail
unset CDPATH
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

staticcheck_version=v0.8.2
fuzz_seconds=60     # for all targets together
fuzz_longest=5      # for one target
shared="Share|Race" # the tests of what goroutines share, outside of the hosts

soak=false
for arg in "$@"; do
  case $arg in
    --soak) soak=true ;;
    *) echo "conformance.sh: unknown argument $arg, want --soak or none" >&2; exit 2 ;;
  esac
done

temp=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$temp"; rm -rf "$temp"' EXIT # what Go fetches it makes read-only
# Go keeps what it builds and fetches below the home; a bare machine may have none that can be written to.
if [ ! -w "${HOME:-}" ]; then export HOME="$temp"; fi
total_passed=0
total_failed=0
export GOFLAGS="${GOFLAGS:-} -buildvcs=false"
test_flags="-count=1 -timeout=8m"
if $soak; then
  export SX_SOAK=1
  test_flags="-count=1 -timeout=0"
fi

# note PASSED FAILED NAME -- adds to the totals and says so.
note() {
  total_passed=$((total_passed + $1))
  total_failed=$((total_failed + $2))
  local word=ok
  if (($2 > 0)); then word=FAILED; fi
  printf '%-6s %5d passed %3d failed %4ds  %s\n' "$word" "$1" "$2" "$((SECONDS - step_start))" "$3"
}

# check NAME COMMAND… -- one check: the command succeeds and prints nothing to its standard output.
check() {
  local name=$1
  shift
  step_start=$SECONDS
  if "$@" >"$temp/out" 2>"$temp/err" && [ ! -s "$temp/out" ]; then
    note 1 0 "$name"
  else
    cat "$temp/err" "$temp/out"
    note 0 1 "$name"
  fi
}

# suite NAME COMMAND… -- a suite of many checks, whose last line "N passed, N failed" is believed if
# the exit status agrees.
suite() {
  local name=$1 status passed failed line
  shift
  step_start=$SECONDS
  "$@" >"$temp/out" 2>"$temp/err"
  status=$?
  line=$(grep -v '^[[:space:]]*$' "$temp/out" | tail -n 1)
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=${BASH_REMATCH[1]}
    failed=${BASH_REMATCH[2]}
  else
    passed=0
    failed=1
    echo "$name: the last line is \"$line\", want \"N passed, N failed\""
  fi
  if ((failed == 0 && (status != 0 || passed == 0))); then
    echo "$name: $passed passed and nothing failed, but the exit status is $status"
    failed=1
  fi
  if ((failed > 0)); then
    sed '/^exit status [0-9]*$/d' "$temp/err"
    grep -v '^[[:space:]]*$' "$temp/out" | head -n 2000
  fi
  note "$passed" "$failed" "$name"
}

# go_tests DIRECTORY FLAGS… -- go test as a suite.
go_tests() {
  local dir=$1
  shift
  # shellcheck disable=SC2086
  (cd "$dir" && go test -json $test_flags "$@") | "$temp/bin/tally"
}

# race_tests FLAGS… -- go_tests under the race detector; sweeps are kept short, because it is slow.
race_tests() {
  if [ "$(go env CGO_ENABLED)" != 1 ]; then
    echo "the race detector needs a C compiler, and none is installed" >&2
  fi
  go_tests . -race -short "$@"
}

# in_directory DIRECTORY COMMAND… -- runs the command there.
in_directory() (
  cd "$1" && shift && "$@"
)

# fuzz_targets -- lists "directory name" of each fuzz target.
fuzz_targets() {
  find . -name '*_test.go' -not -path './.git/*' -not -path '*/testdata/*' -not -path './bench/*' |
    LC_ALL=C sort | while IFS= read -r file; do
      sed -n "s|^func \(Fuzz[A-Za-z0-9_]*\)(.*|$(dirname "$file") \1|p" "$file"
    done
}

# fuzz DIRECTORY NAME TIME -- go test -fuzz, quiet if all is well. A Go before 1.27 can fail for no
# reason but that the time is over (go.dev/issue/75804); then, and only then, it is run again.
fuzz() {
  local attempt
  for attempt in 1 2 3; do
    if go test -run='^$' -fuzz="^$2\$" -fuzztime="$3" -fuzzminimizetime=2s -timeout=0 "$1" >"$temp/fuzz" 2>&1; then
      return 0
    fi
    if ! grep -q '^ *context deadline exceeded$' "$temp/fuzz" || grep -q 'Failing input written' "$temp/fuzz"; then
      break
    fi
    echo "$2: attempt $attempt ended late" >&2
  done
  cat "$temp/fuzz"
  return 1
}

fuzz_all() {
  local targets count seconds dir name
  targets=$(fuzz_targets)
  step_start=$SECONDS
  if [ -z "$targets" ]; then
    note 0 1 "fuzz: no target found, want func Fuzz… in some _test.go"
    return
  fi
  count=$(wc -l <<<"$targets")
  seconds=$((fuzz_seconds / count))
  seconds=$((seconds > fuzz_longest ? fuzz_longest : seconds < 1 ? 1 : seconds))
  if $soak; then seconds=600; fi
  while read -r dir name; do
    check "fuzz $dir $name for $seconds s" fuzz "$dir" "$name" "${seconds}s" </dev/null
  done <<<"$targets"
}

if ! command -v go >/dev/null; then
  echo "go is not installed, want the version that go.mod names or later"
  echo "0 passed, 1 failed"
  exit 1
fi
go version
gofmt=$(command -v gofmt || echo "$(go env GOROOT)/bin/gofmt")

check "build the test counter" go build -o "$temp/bin/tally" ./tests/tally
check "install staticcheck $staticcheck_version" \
  env GOBIN="$temp/bin" GOFLAGS= go install "honnef.co/go/tools/cmd/staticcheck@$staticcheck_version"
check "gofmt -l" "$gofmt" -l .
check "go mod tidy -diff" go mod tidy -diff
check "go vet ./..." go vet ./...
check "staticcheck ./..." "$temp/bin/staticcheck" ./...
if $soak; then # compiling the standard library for two more systems takes a minute of each core
  check "GOOS=windows go vet ./..." env GOOS=windows go vet ./...
  check "GOOS=darwin go vet ./..." env GOOS=darwin go vet ./...
fi
check "bench: go vet ./..." in_directory bench go vet ./...
check "bench: staticcheck ./..." in_directory bench "$temp/bin/staticcheck" ./...
suite "go test ./..." go_tests . ./...
suite "go test -race -short ./hosts/..." race_tests ./hosts/...
if $soak; then
  suite "go test -race -short ./cek ./tests" race_tests ./cek ./tests
else
  suite "go test -race -short -run '$shared' ./cek ./tests" race_tests -run "$shared" ./cek ./tests
fi
suite "bench: go test ./..." go_tests bench ./...
suite "tests/growth, in time" env SX_TIME=1 bash -c "go test -json $test_flags ./tests/growth | '$temp/bin/tally'"
check "sx fmt --check" go run ./cmd/sx fmt --check
check "sx check" go run ./cmd/sx check bench examples lib tests
suite "sx test" go run ./cmd/sx test
suite "lib/store/conformance.sh" bash lib/store/conformance.sh
fuzz_all

echo
echo "$total_passed passed, $total_failed failed"
((total_failed == 0 && total_passed > 0))
