#!/usr/bin/env bash
# Installs what is missing, restores, builds with warnings as errors, runs every test, and ends with "N passed, N failed".
#   build/test.sh          the ordinary run
#   build/test.sh --full   the long matrices too
set -uo pipefail
cd "$(dirname "$0")/.."

export TASKER_FULL=0
[ "${1:-}" = "--full" ] && export TASKER_FULL=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

. build/prerequisites.sh
ensure_prerequisites || exit 1

dotnet build Tasker.OutputCache.sln -c Release --nologo -v quiet || { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0

# The Redis package compiles against a newer client too; in folders of its own, so that nothing of it is left in ours.
dotnet build tests/Tasker.OutputCache.Redis.NewerClient -p:StackExchangeRedisVersion=2.13.23 --artifacts-path "$results/newer-client" --nologo -v quiet \
  || { echo "The Redis package does not build against a newer client."; status=1; }

# Tests run one project after the other: processes and faults of one would disturb the clocks of another.
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  dotnet test "$project" -c Release --no-build --nologo --logger "trx;LogFileName=$results/$name.trx" --blame-hang-timeout 10m || status=1
done

read -r passed failed < <(python3 build/count_results.py "$results" tests)
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed"
exit "$status"
