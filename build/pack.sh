#!/usr/bin/env bash
# Makes the NuGet packages in artifacts/packages.
# The Redis package is compiled against the oldest client that it works with, but asks for a newer one: nobody should get
# the client of 2017 by default. REDIS_CLIENT is the lowest version that the published package asks for.
set -euo pipefail
cd "$(dirname "$0")/.."

REDIS_CLIENT=${REDIS_CLIENT:-2.13.23}
out=artifacts/packages
rm -rf "$out" artifacts/pack
mkdir -p "$out"

for project in src/*/*.csproj; do
  dotnet pack "$project" -c Release --nologo -v quiet -p:StackExchangeRedisVersion="$REDIS_CLIENT" --artifacts-path artifacts/pack
done

find artifacts/pack/package -name '*.nupkg' -exec cp {} "$out" \;
ls -1 "$out"
