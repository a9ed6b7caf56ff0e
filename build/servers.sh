#!/usr/bin/env bash
# Runs the tests of the Redis package against a server: what the package needs of it, without what stops, kills or reconfigures one.
#   build/servers.sh redis                               started here
#   build/servers.sh garnet                              started here, out of its library; with the faults under load
#   build/servers.sh valkey                              started here if valkey-server is installed
#   build/servers.sh NAME redis://:password@127.0.0.1:6379     one that runs here; forward a local port to a server elsewhere
# It leaves keys behind, which end by themselves within two hours, and logs of evictions ("{...}:evictions"). Nobody else should use the server.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-} url=${2:-}
[ -n "$name" ] || { sed -n '2,7s/^# //p' "$0"; exit 2; }
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
tests=Tasker.Caching.Redis.Tests
contracts=(RedisEvictionLogContractTests RedisFarTierContractTests RedisFarValuesContractTests RedisHybridCacheTests RedisSharedObjectTests SessionTests RedisEvictionLogTests RedisFarTierTests)

run() {
  local project=$1 class filter=()
  shift
  for class in "$@"; do filter+=(-class "*.$class"); done
  dotnet "tests/$project/bin/Release/net10.0/$project.dll" -noColor "${filter[@]}"
}

dotnet build "tests/$tests" -c Release --nologo -v quiet
if [ -z "$url" ]; then
  case $name in
    redis)
      run "$tests" "${contracts[@]}"
      exit ;;
    garnet)
      dotnet build tests/Tasker.OutputCache.Integration.Tests -c Release --nologo -v quiet
      run "$tests" 'Garnet*' ReignTests
      TASKER_FULL=1 run Tasker.OutputCache.Integration.Tests GarnetFaultMatrixTests
      exit ;;
    *)
      command -v "$name-server" >/dev/null || { echo "$name-server is not installed; name the URL of one that runs."; exit 2; }
      "$name-server" --port 26379 --bind 127.0.0.1 --save '' >/dev/null &
      server=$!
      trap 'kill "$server"' EXIT
      url=redis://127.0.0.1:26379
      for _ in $(seq 50); do (echo >/dev/tcp/127.0.0.1/26379) 2>/dev/null && break; sleep 0.1; done ;;
  esac
fi

TASKER_TESTED_SERVER=$url run "$tests" "${contracts[@]}"
