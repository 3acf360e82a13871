#!/usr/bin/env bash
# lib/store/conformance.sh -- runs every suite of the store on every backend.
#
#     bash lib/store/conformance.sh
#
# It builds sx and runs lib/store/tests/*.sx, unchanged, on
#
#     mem-sx         the store in memory written in SX, without a host
#     mock-durable   the same as a host: each test in a harness, its performs answered by store/serve
#     mockio         the host in memory, through perform
#     fileio         the file host, through perform, in a new directory for each suite
#
# prints the table of suites and backends, and writes it to scoreboard.md and scoreboard.json. The last
# line is "N passed, N failed"; the exit status is 0 if nothing failed and every suite ran everywhere.

set -uo pipefail
unset CDPATH
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 1
root=$(cd "$here/../.." && pwd) || exit 1
cd "$root" || exit 1

temp=$(mktemp -d) || exit 1
trap 'rm -rf "$temp"' EXIT
backends=(mem-sx mock-durable mockio fileio)
declare -A passed failed
total_passed=0
total_failed=0

# finish -- prints the last line and ends the script.
finish() {
  echo
  echo "$total_passed passed, $total_failed failed"
  if ((total_failed == 0 && total_passed > 0)); then exit 0; fi
  exit 1
}

# run_suite BACKEND FILE -- runs one suite on one backend, its report going to standard output.
run_suite() {
  case $1 in
    mem-sx) "$temp/sx" test --store mem "$2" -- --backend mem-sx ;;
    mock-durable) "$temp/sx" test --store mem "$2" -- --backend mock-durable ;;
    mockio) "$temp/sx" test --store mem "$2" ;;
    fileio) mkdir -p "$temp/store/$3" && "$temp/sx" test --store "$temp/store/$3" "$2" ;;
  esac
}

if ! go build -buildvcs=false -o "$temp/sx" ./cmd/sx; then
  echo "sx does not build"
  total_failed=1
  finish
fi

suites=()
for file in lib/store/tests/*.sx; do
  suites+=("$(basename "$file" .sx)")
done

for suite in "${suites[@]}"; do
  for backend in "${backends[@]}"; do
    status=0
    run_suite "$backend" "lib/store/tests/$suite.sx" "$suite" >"$temp/out" 2>&1 || status=$?
    last=$(grep -v '^[[:space:]]*$' "$temp/out" | tail -n 1)
    p=0
    f=1
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
      p=${BASH_REMATCH[1]}
      f=${BASH_REMATCH[2]}
    fi
    if ((f == 0 && (p == 0 || status != 0))); then
      f=1
    fi
    if ((f > 0)); then
      echo "== $suite on $backend (exit status $status)"
      cat "$temp/out"
    fi
    passed[$suite/$backend]=$p
    failed[$suite/$backend]=$f
    total_passed=$((total_passed + p))
    total_failed=$((total_failed + f))
  done
done

# cell SUITE/BACKEND -- how many of its tests passed, of how many.
cell() { echo "${passed[$1]}/$((passed[$1] + failed[$1]))"; }

# sum BACKEND -- the same for all suites on a backend.
sum() {
  local p=0 f=0 suite
  for suite in "${suites[@]}"; do
    p=$((p + passed[$suite/$1]))
    f=$((f + failed[$suite/$1]))
  done
  echo "$p/$((p + f))"
}

markdown() {
  local suite backend
  echo "# Scoreboard of the store"
  echo
  echo "Tests passed of tests run, as \`bash lib/store/conformance.sh\` counted them last."
  echo
  printf '| %-12s |' suite
  printf ' %-12s |' "${backends[@]}"
  printf '\n|--------------|'
  for backend in "${backends[@]}"; do printf -- '--------------|'; done
  echo
  for suite in "${suites[@]}"; do
    printf '| %-12s |' "$suite"
    for backend in "${backends[@]}"; do printf ' %-12s |' "$(cell "$suite/$backend")"; done
    echo
  done
  printf '| %-12s |' all
  for backend in "${backends[@]}"; do printf ' %-12s |' "$(sum "$backend")"; done
  echo
}

json() {
  local suite backend comma
  echo '{'
  echo "  \"passed\": $total_passed,"
  echo "  \"failed\": $total_failed,"
  echo '  "suites": ['
  for suite in "${suites[@]}"; do
    printf '    {"suite": "%s"' "$suite"
    for backend in "${backends[@]}"; do
      printf ', "%s": {"passed": %d, "failed": %d}' "$backend" "${passed[$suite/$backend]}" \
        "${failed[$suite/$backend]}"
    done
    comma=,
    if [ "$suite" = "${suites[-1]}" ]; then comma=; fi
    echo "}$comma"
  done
  echo '  ]'
  echo '}'
}

markdown >"$here/scoreboard.md"
json >"$here/scoreboard.json"
tail -n +5 "$here/scoreboard.md"
finish
