#!/usr/bin/env bash
# Puts mistakes into the shipped code, one at a time (mutants.txt), and runs the simulation until it finds them: most within seconds, some need minutes.
#   build/mutants.sh                        all of them, on a copy of the committed code
#   build/mutants.sh 'A stamp' 'The floor'  those whose names have this in them
#   build/mutants.sh 1-20                   the first twenty of the list
# TASKER_MUTANT_MINUTES (2) is how long the simulation may take for one.
set -euo pipefail
cd "$(dirname "$0")/.."

. build/prerequisites.sh
ensure_prerequisites >&2

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone --quiet . "$copy"
python3 build/mutants.py "$copy" "${TASKER_MUTANT_MINUTES:-2}" "$@"
