#!/usr/bin/env bash
# Every figure of docs/performance.md, as Markdown. Nothing else should be using the machine.
#   build/bench.sh            about ten minutes
#   build/bench.sh peers      the peers themselves, beside us: about a quarter of an hour
#   build/bench.sh --quick    fewer and shorter rounds: whether it works, not how fast it is
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  '') near=(rounds=41) requests=(rounds=15 milliseconds=150) batches=(rounds=15) once=(rounds=15) evictions=(rounds=7) ratio=() ;;
  peers) peers=(rounds=15 milliseconds=200) ;;
  --quick) near=(rounds=5) requests=(rounds=3 milliseconds=60) batches=(rounds=3 batches=20) once=(rounds=3) evictions=(rounds=2) ratio=(capacity=1000) ;;
  *) echo "Usage: build/bench.sh [--quick | peers]" >&2; exit 2 ;;
esac

. build/prerequisites.sh
ensure_prerequisites >&2

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
name=Tasker.OutputCache.Benchmarks
dotnet build "tests/$name" -c Release --nologo -v quiet >&2
began=$SECONDS

measure() {
  "tests/$name/bin/Release/net10.0/$name" "$@"
}

# A heading, then the program that fills it.
section() {
  local since=$SECONDS
  printf '\n## %s\n' "$1"
  shift
  measure "$@"
  echo "$1 took $((SECONDS - since)) s" >&2
}

echo "# Figures"
echo
measure machine
if [ "${1:-}" = peers ]; then
  echo "Commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)."
  section "Beside the peers" peers "${peers[@]}"
  exit 0
fi

echo "Commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)${1:+, with $1: not to be quoted}."
section "A near hit" near-hit "${near[@]}"
section "Whole requests, one at a time" matrix "${requests[@]}"
section "Whole requests, many in flight" requests "${batches[@]}"
section "A computation that is observed" observation "${near[@]}"
section "A stampede" stampede "${once[@]}"
section "An eviction" eviction "${evictions[@]}"
section "One to three instances" scaling "${requests[@]}"
section "The near tier's hit ratio" near-hit-ratio ${ratio[@]+"${ratio[@]}"}
echo "All of it took $((SECONDS - began)) s" >&2
