#!/usr/bin/env bash
# Counts the instructions of hits and misses under valgrind's callgrind, and compares them with build/instructions.txt: a busy machine changes
# nothing about them. Prints a table, and fails if something takes a tenth more than that, or a hit takes 1 % more where computations are observed.
#   build/instructions.sh                            about a minute
#   build/instructions.sh --update                   writes build/instructions.txt as well
#   build/instructions.sh --no-build Debug           what is built already, in this configuration
set -euo pipefail
cd "$(dirname "$0")/.."

known=build/instructions.txt name=Tasker.OutputCache.Benchmarks configuration=Release builds=1 updates=0 count=60
case "${1:-}" in
  '') ;;
  --update) updates=1 ;;
  --no-build) builds=0 configuration=${2:-Release} ;;
  *) echo "Usage: build/instructions.sh [--update | --no-build [configuration]]" >&2; exit 2 ;;
esac

if [ "$builds" -eq 1 ]; then
  . build/prerequisites.sh
  ensure_prerequisites >&2
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  dotnet build "tests/$name" -c "$configuration" --nologo -v quiet >&2
fi

counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT

# Compiled once and well, collected never, and without a second mapping of what is compiled: else the counts depend on times.
export DOTNET_TieredCompilation=0 DOTNET_TieredPGO=0 DOTNET_gcServer=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x20000000 DOTNET_EnableWriteXorExecute=0

# A file for each thread and operation. Whatever else the process does, the first thread runs the operations.
valgrind --tool=callgrind --instr-atstart=no --separate-threads=yes --callgrind-out-file="$counts/part" \
  dotnet "tests/$name/bin/$configuration/net10.0/$name.dll" instructions count="$count" >"$counts/log" 2>&1 ||
  { cat "$counts/log" >&2; exit 1; }

# Twice as many operations less once as many: what comes once cancels out. In the order in which they ran.
find "$counts" -name 'part.*-01' | sort -V | xargs awk '
  /^desc: Trigger: Client Request: .*; / { operation = substr($0, 32); times = operation; sub(/; [0-9]+$/, "", operation); sub(/^.*; /, "", times) }
  /^totals: / && operation != "" {
    if (operation in instructions) printf "%s\t%d\n", operation, ($2 - instructions[operation]) / (times - before[operation])
    instructions[operation] = $2; before[operation] = times; operation = ""
  }' >"$counts/table"
[ -s "$counts/table" ] || { echo "Nothing was counted:" >&2; cat "$counts/log" >&2; exit 1; }

[ "$updates" -eq 0 ] || cp "$counts/table" "$known"
awk -F '\t' '
  BEGIN { print "| operation | instructions | committed | difference |"; print "| --- | ---: | ---: | ---: |" }
  FNR == NR { committed[$1] = $2; next }
  { counted[$1] = $2 }
  ($1 in committed) { printf "| %s | %d | %d | %+.1f %% |\n", $1, $2, committed[$1], ($2 / committed[$1] - 1) * 100; if ($2 > committed[$1] * 1.1) failed = failed "\n" $1 " takes more than is committed."; next }
  { printf "| %s | %d | | new |\n", $1, $2 }
  END {
    for (name in committed) if (!(name in counted)) failed = failed "\n" name " was not counted."
    split("UseTaskerOutputCache UseOutputCache", middleware, " ")
    for (i in middleware) if (counted["near hit, " middleware[i] ", observed"] > counted["near hit, " middleware[i] ", not observed"] * 1.01) failed = failed "\nA near hit of " middleware[i] " takes more where computations are observed."
    if (failed != "") { print substr(failed, 2); exit 1 }
  }' "$known" "$counts/table"
