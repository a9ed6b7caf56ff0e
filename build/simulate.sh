#!/usr/bin/env bash
# Runs the shipped engine and Redis back end on a simulated network, server and clock, with every fault that there is, and judges
# every answer. Prints the figures; where something is wrong, the seed and a short history of how it came about.
#   build/simulate.sh [--seed 1] [--minutes 1]     one seed after the other
#   build/simulate.sh --seed 17 --show             one seed, step by step
# --seeds N in place of --minutes ends after N seeds. --reads R has each make about R reads, of which some 70 % are judged
# (the others compute): --seeds 10000 --reads 14000 judges 10^8.
set -euo pipefail
cd "$(dirname "$0")/.."

. build/prerequisites.sh
ensure_prerequisites >&2

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Tasker.Caching.Simulation -c Release --nologo -v quiet >&2
exec dotnet tests/Tasker.Caching.Simulation/bin/Release/net10.0/Tasker.Caching.Simulation.dll "$@"
