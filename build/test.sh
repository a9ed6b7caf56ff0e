#!/usr/bin/env bash
# Installs what is missing, restores, builds with warnings as errors, runs every test, and ends with "N passed, N failed".
#   build/test.sh          the ordinary run
#   build/test.sh --full   the long matrices too
set -uo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  '') export TASKER_FULL=0; limit=40m ;;
  --full) export TASKER_FULL=1; limit=3h ;;
  *) echo "Usage: build/test.sh [--full]"; exit 2 ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

# One warm compiler for all projects, of this run alone: it ends with it.
export UseSharedCompilation=true SharedCompilationId="tasker-outputcache-$$"
results=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; end_compiler; rm -rf "$results"' EXIT

end_compiler() {
  local process
  for process in /proc/[0-9]*; do
    grep -qsF -- "-pipename:$SharedCompilationId" "$process/cmdline" && kill "${process#/proc/}"
  done
}

# Whatever ends the run before a test ran is one failure.
stop() {
  echo "$1"
  echo "0 passed, 1 failed"
  exit 1
}

. build/prerequisites.sh
ensure_prerequisites || stop "Something that the tests need is missing."

dotnet build Tasker.OutputCache.sln -c Release --nologo -v quiet || stop "The build failed."

# The oldest Redis client that is supported, in outputs of its own.
oldest=$PWD/artifacts/oldest-redis-client
dotnet build tests/Tasker.Caching.Redis.Tests -c Release --nologo -v quiet -p:StackExchangeRedisVersion=2.13.23 -p:RunAnalyzersDuringBuild=false --artifacts-path "$oldest" ||
  stop "The build with the oldest Redis client failed."
# The app host is outside the solution: its packages are not needed otherwise.
if [ "$TASKER_FULL" -eq 1 ]; then
  dotnet build samples/Tasker.AppHost -c Release --nologo -v quiet || stop "The build of the app host failed."
fi
end_compiler
echo "== The build took $SECONDS s"

# Runs the tests of Redis with the oldest client: some of them, or all with --full.
run_oldest() {
  local name=Tasker.Caching.Redis.Tests began=$SECONDS code some=()
  [ "$TASKER_FULL" -eq 1 ] || some=(-class '*.RedisEvictionLogContractTests' -class '*.RedisFarTierContractTests' -class '*.RedisBackendTests' -class '*.ChangingPasswordTests'
    -class '*.RedisFarValuesContractTests' -class '*.HostConnectionTests' -class '*.ReignTests' -class '*.LeastPrivilegeTests')
  (cd "$oldest/bin/$name/release" && exec setpriv --pdeathsig TERM timeout --foreground --kill-after=30s "$limit" dotnet "$name.dll" -noColor "${some[@]}" -trx "$results/$name.oldest.trx") >"$results/$name.oldest.txt" 2>&1
  code=$?
  [ "$code" -eq 0 ] || touch "$results/$name.oldest.failed"
  [ -e "$results/$name.oldest.trx" ] || echo "$name has left no results with the oldest client (exit code $code)" >>"$results/$name.oldest.txt"
  echo "== $name with the oldest client took $((SECONDS - began)) s"$'\n'"$(cat "$results/$name.oldest.txt")"
}

# Runs test projects one after the other, and shows what each has said when it is done.
run() {
  local name began code
  for name in "$@"; do
    began=$SECONDS
    (cd */"$name"/bin/Release/net10.0 && exec setpriv --pdeathsig TERM timeout --foreground --kill-after=30s "$limit" dotnet "$name.dll" -noColor -trx "$results/$name.trx") >"$results/$name.txt" 2>&1
    code=$?
    [ "$code" -eq 0 ] || touch "$results/$name.failed"
    [ -e "$results/$name.trx" ] || echo "$name has left no results (exit code $code)" >>"$results/$name.txt"
    echo "== $name took $((SECONDS - began)) s"$'\n'"$(cat "$results/$name.txt")"
  done
}

# Two by two run those that mostly wait for something or somebody; what measures has the processors for itself, or one would disturb the clocks of another.
beside=(Tasker.OutputCache.Packages.Tests Tasker.OutputCache.Docs.Tests Tasker.Caching.Memcached.Tests)
alone=(Tasker.OutputCache.Tests Tasker.Caching.EntityFrameworkCore.Tests Tasker.OutputCache.Integration.Tests)
mapfile -t others < <(basename -s .csproj {tests,samples}/*.Tests/*.csproj | grep -vxF "$(printf '%s\n' "${beside[@]}" "${alone[@]}")")

run "${beside[@]}" &
run "${others[@]}"
wait
run_oldest
run "${alone[@]}"
slow=0
if [ "$TASKER_FULL" -eq 1 ]; then
  build/instructions.sh --no-build || slow=1
fi

counts=$(python3 build/count_results.py "$results" tests samples)
sed '$d' <<<"$counts"
read -r passed failed < <(tail -n 1 <<<"$counts")
echo "${passed:-0} passed, ${failed:-1} failed"
[ "${failed:-1}" -eq 0 ] && [ "$slow" -eq 0 ]
