#!/usr/bin/env bash
# Runs tests over a copy of the committed code in which asynchronous steps are late at random: what works only because one
# step is always quicker than another fails here, or waits for a time-out.
#   build/delays.sh                                           what finds most, about half an hour
#   build/delays.sh Tasker.Caching.Memcached.Tests        one project
#   build/delays.sh Tasker.OutputCache.Tests -class '*FarPathTests'
# TASKER_DELAYS_CHANCE (0.02) is how many steps in one are late, TASKER_DELAYS_MILLISECONDS (60) by how much at most.
set -euo pipefail
cd "$(dirname "$0")/.."

. build/prerequisites.sh
ensure_prerequisites >&2

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone --quiet . "$copy"
cd "$copy"

cat >src/Tasker.Configuration.Toml/Delays.cs <<'CODE'
namespace Tasker.Configuration;

public static class Delays
{
    private static readonly double Chance = double.Parse(Environment.GetEnvironmentVariable("TASKER_DELAYS_CHANCE") ?? "0.02", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly int Milliseconds = int.Parse(Environment.GetEnvironmentVariable("TASKER_DELAYS_MILLISECONDS") ?? "60", System.Globalization.CultureInfo.InvariantCulture);

    public static void Maybe()
    {
        if (Random.Shared.NextDouble() < Chance)
        {
            Thread.Sleep(Random.Shared.Next(Milliseconds));
        }
    }
}
CODE

# Before and after what is awaited, before locks, and before a method ends early: wherever a statement begins.
find src -name '*.cs' ! -name Delays.cs -not -path '*/obj/*' | while read -r file; do
  awk -v call='global::Tasker.Configuration.Delays.Maybe();' '
    {
      indent = $0; sub(/[^ ].*/, "", indent)
      begins = length(indent) >= 8 && (before ~ /[;{}]$/ || before ~ /^ *\/\//)
      awaits = $0 ~ /^ +(await |(var )?[A-Za-z0-9_]+ = await )/
      if (begins && (awaits || $0 ~ /^ +(return await |lock \(|return;|if \(await |_ = )/)) print indent call
      print
      if (begins && awaits && $0 ~ /;$/) print indent call
      if ($0 ~ /[^ ]/) before = $0
    }' "$file" >"$copy/late" && mv "$copy/late" "$file"
done

dotnet build "$([ $# -gt 0 ] && echo "tests/$1" || echo Tasker.OutputCache.sln)" -c Release --nologo -v quiet -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false >&2

failed=0
run() {
  local name=$1
  shift
  (cd "tests/$name/bin/Release/net10.0" && dotnet "$name.dll" -noColor "$@") || failed=1
}

if [ $# -gt 0 ]; then
  run "$@"
else
  # What counts thousands of cases, or compares speeds, would say nothing for hours.
  run Tasker.OutputCache.Tests -class- '*Properties' -class- '*ScheduleTests' -class- '*.Performance.*'
  run Tasker.Caching.Redis.Tests
  run Tasker.Caching.Memcached.Tests
  run Tasker.OutputCache.Integration.Tests
fi
exit "$failed"
