#!/usr/bin/env bash
# Writes the public API of each package into its PublicAPI.Unshipped.txt, from what the compiler sees. Run it when a change of the API is meant,
# or after a merge, and commit the difference.
#   build/public-api.sh            all packages
#   build/public-api.sh NAME...    those of src/NAME
set -euo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

[ $# -gt 0 ] && names=("$@") || mapfile -t names < <(grep -L "<IsPackable>false<" src/*/*.csproj | cut -d/ -f2 | sort)
for name in "${names[@]}"; do
  printf '#nullable enable\n' >"src/$name/PublicAPI.Unshipped.txt"
  [ -e "src/$name/PublicAPI.Shipped.txt" ] || printf '#nullable enable\n' >"src/$name/PublicAPI.Shipped.txt"

  # Everything that is not in a file is a finding, whose message names it as the file does.
  dotnet build "src/$name" -c Release --nologo -v quiet --no-dependencies --no-incremental -p:TreatWarningsAsErrors=false \
    "-p:WarningsAsErrors=" "-p:ErrorLog=$logs/$name.sarif%2Cversion=2.1" >"$logs/$name.txt" 2>&1 || { cat "$logs/$name.txt"; exit 1; }
  python3 - "$logs/$name.sarif" "src/$name/PublicAPI.Unshipped.txt" <<'END'
import json
import re
import sys

with open(sys.argv[1], encoding="utf-8-sig") as file:
    results = [result for run in json.load(file)["runs"] for result in run.get("results", [])]
found = {
    match[1]
    for result in results
    if result["ruleId"] == "RS0016" and (match := re.match(r"Symbol '(.*)' is not part of the declared public API", result["message"]["text"]))
}
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write("\n".join(["#nullable enable", *sorted(found)]) + "\n")
print(f"{sys.argv[2]}: {len(found)} lines")
END
done
