#!/usr/bin/env bash
# Makes the NuGet packages, with symbols, in artifacts/packages or the folder that is named.
#   build/pack.sh [folder]
# The same sources give the same content, wherever it is built (the archive's own times and identifiers aside).
# The repository builds and tests against the current Redis client. The package is compiled against the oldest that is supported: what is compiled
# against 3.x asks for an assembly of version 3 and cannot be loaded with 2.x, while 3.x has every member that 2.13 has (tests look them up).
# REDIS_CLIENT is that version; the package names it as its lower bound.
set -euo pipefail
out=$(realpath -m "${1:-$(dirname "$0")/../artifacts/packages}")
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
REDIS_CLIENT=${REDIS_CLIENT:-2.13.23}
# Inside the repository, and always the same: where generated sources lie is in the assemblies, counted from the repository's root.
work=$PWD/artifacts/pack
trap 'rm -rf "$work"' EXIT
rm -rf "$out" "$work"
mkdir -p "$out"

# The generator of log messages orders classes by their addresses, so to say: only a compiler of its own, on one thread, does it the same way twice.
export DOTNET_PROCESSOR_COUNT=1
mkdir -p "$work"
echo /parallel- >"$work/compiler.rsp"

# The analyzers have had their say in build/test.sh. ContinuousIntegrationBuild keeps this machine's paths out of the assemblies.
for project in $(grep -L '<IsPackable>false<' src/*/*.csproj); do
  dotnet pack "$project" -c Release --nologo -v quiet --artifacts-path "$work" \
    -p:UseSharedCompilation=false -p:CompilerResponseFile="$work/compiler.rsp" -p:StackExchangeRedisVersion="$REDIS_CLIENT" -p:ContinuousIntegrationBuild=true -p:RunAnalyzersDuringBuild=false
done

find "$work/package" \( -name '*.nupkg' -o -name '*.snupkg' \) -exec cp {} "$out" \;
ls -1 "$out"
