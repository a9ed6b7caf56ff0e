#!/usr/bin/env bash
# Every figure of docs/performance.md, as Markdown. Nothing else should be using the machine.
#   build/bench.sh            under ten minutes
#   build/bench.sh --quick    fewer and shorter rounds: whether it works, not how fast it is
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  '') near=(rounds=41) requests=(rounds=15 milliseconds=250) batches=(rounds=15) once=(rounds=15) evictions=(rounds=9) ratio=() ;;
  --quick) near=(rounds=5) requests=(rounds=3 milliseconds=60) batches=(rounds=3 batches=20) once=(rounds=3) evictions=(rounds=3) ratio=(capacity=1000) ;;
  *) echo "Usage: build/bench.sh [--quick]" >&2; exit 2 ;;
esac

. build/prerequisites.sh
ensure_prerequisites >&2

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
name=Tasker.OutputCache.Benchmarks
dotnet build "tests/$name" -c Release --nologo -v quiet >&2

run() {
  local began=$SECONDS
  "tests/$name/bin/Release/net10.0/$name" "$@"
  echo "$1 took $((SECONDS - began)) s" >&2
}

echo "# Figures"
run near-hit "${near[@]}"
run matrix "${requests[@]}"
run requests "${batches[@]}"
run stampede "${once[@]}"
run eviction "${evictions[@]}"
run scaling "${requests[@]}"
echo
run near-hit-ratio ${ratio[@]+"${ratio[@]}"}
