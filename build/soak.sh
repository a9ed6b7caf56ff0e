#!/usr/bin/env bash
# Several instances under load while a nemesis hurts their back end at random; a checker reads what everybody saw.
# Prints Markdown. Fails when a request failed, or an answer was staler than its resource allows.
#   build/soak.sh [--minutes 10] [--seed 1] [--backend redis|memcached|cluster] [--instances 3]
set -uo pipefail
cd "$(dirname "$0")/.."

usage() { echo "Usage: build/soak.sh [--minutes N] [--seed S] [--backend redis|memcached|cluster] [--instances N]" >&2; exit 2; }

export TASKER_SOAK_MINUTES=10 TASKER_SOAK_SEED=$RANDOM TASKER_SOAK_BACKEND=redis TASKER_SOAK_INSTANCES=3
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case "$1" in
    --minutes) TASKER_SOAK_MINUTES=$2 ;;
    --seed) TASKER_SOAK_SEED=$2 ;;
    --backend) TASKER_SOAK_BACKEND=$2 ;;
    --instances) TASKER_SOAK_INSTANCES=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[[ $TASKER_SOAK_BACKEND =~ ^(redis|memcached|cluster)$ && $TASKER_SOAK_SEED =~ ^[0-9]+$ && $TASKER_SOAK_INSTANCES =~ ^[1-9]$ ]] || usage
[[ $TASKER_SOAK_MINUTES =~ ^[0-9]+(\.[0-9]+)?$ ]] || usage

. build/prerequisites.sh
ensure_prerequisites >&2 || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
name=Tasker.OutputCache.Integration.Tests
dotnet build "tests/$name" -c Release --nologo -v quiet >&2 || exit 1

files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
export TASKER_SOAK_REPORT=$files/report
"tests/$name/bin/Release/net10.0/$name" -noColor -class '*.SoakTests' >"$files/output" 2>&1
code=$?

if [ ! -e "$files/report" ]; then
  echo "The soak ended before it had anything to report:" >&2
  cat "$files/output" >&2
  exit 1
fi

echo "# Soak"
echo
cat "$files/report"
echo
echo "## Negative control"
echo
echo "The same load and the same checker over the framework's own store, in one process, without faults. It must be caught:"
echo
# Its violations are many and expected; the figures are enough.
sed '/^```$/,$d' "$files/report.control" 2>/dev/null || { echo "It has no result."; code=1; }
[ "$code" -eq 0 ] || { echo; echo "**Failed.**"; grep -A 20 'FAIL\]' "$files/output" >&2; }
exit "$code"
