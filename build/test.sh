#!/usr/bin/env bash
# Installs what is missing, restores, builds with warnings as errors, runs every test, and ends with "N passed, N failed".
#   build/test.sh          the ordinary run
#   build/test.sh --full   the long matrices too
set -uo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  '') export TASKER_FULL=0 ;;
  --full) export TASKER_FULL=1 ;;
  *) echo "Usage: build/test.sh [--full]"; exit 2 ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

# Whatever ends the run before a test ran is one failure.
stop() {
  echo "$1"
  echo "0 passed, 1 failed"
  exit 1
}

. build/prerequisites.sh
ensure_prerequisites || stop "Something that the tests need is missing."

dotnet build Tasker.OutputCache.sln -c Release --nologo -v quiet || stop "The build failed."

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# One project after the other: processes and faults of one would disturb the clocks of another. The one with the faults comes last.
integration=tests/Tasker.OutputCache.Integration.Tests/Tasker.OutputCache.Integration.Tests.csproj
for project in $(printf '%s\n' tests/*.Tests/*.csproj | grep -vxF "$integration") "$integration"; do
  name=$(basename "$project" .csproj)
  began=$SECONDS
  echo "== $name"
  dotnet test "$project" -c Release --no-build --nologo --logger "trx;LogFileName=$results/$name.trx" --blame-hang-timeout 10m
  code=$?
  [ "$code" -eq 0 ] || touch "$results/$name.failed"
  [ -e "$results/$name.trx" ] || echo "== $name has left no results (exit code $code)"
  echo "== $name took $((SECONDS - began)) s"
done

read -r passed failed < <(python3 build/count_results.py "$results" tests)
echo "${passed:-0} passed, ${failed:-1} failed"
[ "${failed:-1}" -eq 0 ]
