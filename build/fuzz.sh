#!/usr/bin/env bash
# Gives the code that reads bytes from strangers inputs made of the kept corpora (tests/Tasker.OutputCache.Fuzzing.Tests/Corpora), with a new seed
# each time. Where something does not hold it prints the seed, and the line to add to the corpus.
#   build/fuzz.sh [--minutes 1] [--target query] [--seed 1]     every target for a minute, unless one is named
set -euo pipefail
cd "$(dirname "$0")/.."

export TASKER_FUZZ_MINUTES=1
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) export TASKER_FUZZ_MINUTES=$2 ;;
    --target) export TASKER_FUZZ_TARGET=$2 ;;
    --seed) export TASKER_FUZZ_SEED=$2 ;;
    *) echo "'$1' is none of --minutes M, --target T, --seed S." >&2; exit 2 ;;
  esac
  shift 2
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
project=tests/Tasker.OutputCache.Fuzzing.Tests
if [ -n "${TASKER_FUZZ_TARGET:-}" ] && [ ! -e "$project/Corpora/$TASKER_FUZZ_TARGET.txt" ]; then
  echo "There is no target '$TASKER_FUZZ_TARGET'. There are:" $(basename -s .txt "$project"/Corpora/*) >&2
  exit 2
fi
dotnet build "$project" -c Release --nologo -v quiet >&2
exec dotnet "$project/bin/Release/net10.0/Tasker.OutputCache.Fuzzing.Tests.dll" -noColor -method '*.Run_InputsFromStrangers_EverythingHolds' -showLiveOutput
