#!/usr/bin/env bash
# Makes the static site of the documentation in artifacts/site, and fails on a dead link.
#   build/site.sh               the site; python3 -m http.server -d artifacts/site shows it
#   build/site.sh --diagrams    the diagrams of docs/images, from their sources in build/site/Diagrams
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet run --project build/site -- "$@"
