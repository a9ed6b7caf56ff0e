#!/usr/bin/env bash
# Starts a Redis or a PostgreSQL, and two instances of the sample that share it; Ctrl+C stops all of it.
#   build/two-instances.sh                      on ports 5081 and 5082, Redis on 6390
#   build/two-instances.sh postgres             rows, entries and evictions in PostgreSQL on 5439
#   PORT_A=8001 PORT_B=8002 REDIS_PORT=6400 build/two-instances.sh
set -euo pipefail
cd "$(dirname "$0")/.."

port_a=${PORT_A:-5081} port_b=${PORT_B:-5082} redis_port=${REDIS_PORT:-6390} postgres_port=${POSTGRES_PORT:-5439}
backend=${1:-redis}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

[ "$backend" = redis ] || [ "$backend" = postgres ] || { echo "Unknown back end '$backend': redis or postgres."; exit 1; }
[ "$backend" != redis ] || command -v redis-server > /dev/null || { echo "redis-server is not installed (Debian, Ubuntu: apt-get install redis-server)."; exit 1; }

files=$(mktemp -d)
processes=()
stop() {
  trap - EXIT INT TERM
  [ ${#processes[@]} -eq 0 ] || kill "${processes[@]}" 2> /dev/null || true
  wait
  rm -rf "$files"
}
trap stop EXIT
trap 'exit 0' INT TERM

echo "Building the sample ..."
dotnet build samples/Tasker.Analytics -c Release --nologo -v quiet

start_redis() {
  redis-server --bind 127.0.0.1 --port "$redis_port" --save "" --appendonly no --dir "$files" > "$files/redis.log" &
  processes+=($!)
}

# PostgreSQL does not run as root.
start_postgres() {
  local programs run=()
  programs=$(dirname "$(find /usr/lib/postgresql /usr/local/pgsql -name initdb 2> /dev/null | sort | tail -1)")
  [ -x "$programs/initdb" ] || { echo "PostgreSQL is not installed (Debian, Ubuntu: apt-get install postgresql)."; exit 1; }
  [ "$(id -u)" -ne 0 ] || { run=(setpriv --reuid=postgres --regid=postgres --clear-groups); chown postgres "$files"; }
  "${run[@]}" "$programs/initdb" -D "$files/data" -U postgres --auth=trust --encoding=UTF8 --no-locale > "$files/initdb.log"
  "${run[@]}" "$programs/postgres" -D "$files/data" -p "$postgres_port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= > "$files/postgres.log" 2>&1 &
  processes+=($!)
  for _ in $(seq 1 60); do
    "$programs/pg_isready" -q -h 127.0.0.1 -p "$postgres_port" && return
    sleep 0.5
  done
  echo "PostgreSQL did not start:"
  cat "$files/postgres.log"
  exit 1
}

"start_$backend"

# They share the rows in one file or one database, as they share the cache.
connection="Host=127.0.0.1;Port=$postgres_port;Username=postgres;Database=postgres"
start() {
  local variables=("REDIS_URL=redis://127.0.0.1:$redis_port") arguments=("--Tasker:Database=$2")
  if [ "$backend" = postgres ]; then
    variables=("ConnectionStrings__Tasker=$connection" "common__cache__backend=postgres" "common__cache__postgres__connection_string=$connection")
    arguments=()
  fi
  env "${variables[@]}" ASPNETCORE_URLS="http://127.0.0.1:$1" ASPNETCORE_ENVIRONMENT=Development \
    dotnet samples/Tasker.Analytics/bin/Release/net10.0/Tasker.Analytics.dll "${arguments[@]}" > "$files/$1.log" 2>&1 &
  processes+=($!)
}

wait_for() {
  for _ in $(seq 1 240); do
    curl -fs -o /dev/null "http://127.0.0.1:$1/" && return
    sleep 0.5
  done
  echo "The instance on port $1 did not start:"
  cat "$files/$1.log"
  exit 1
}

# One after the other: the first creates and fills the database.
start "$port_a" "$files/tasker.db"
wait_for "$port_a"
start "$port_b" "$files/tasker.db"
wait_for "$port_b"

path="v1/analytics/performance?hours=24"
if [ "$backend" = postgres ]; then
  psql="psql -h 127.0.0.1 -p $postgres_port -U postgres"
  cat << EOF

Two instances share the PostgreSQL on port $postgres_port, with the rows of the sample:
  A  http://127.0.0.1:$port_a
  B  http://127.0.0.1:$port_b

The first request computes, on whichever instance; the second one is a hit on the other:
  curl -si 'http://127.0.0.1:$port_a/$path' | grep -i cache-status
  curl -si 'http://127.0.0.1:$port_b/$path' | grep -i cache-status

Change rows past both, and look again: the triggers of the tables have evicted, in the same transaction.
  $psql -c "UPDATE tasker_tasks SET state = 'cancelled' WHERE task_id IN (SELECT task_id FROM tasker_tasks ORDER BY created_at DESC LIMIT 1000)"
  curl -si 'http://127.0.0.1:$port_b/$path'

What was evicted:
  $psql -c "SELECT * FROM tasker_cache.evictions ORDER BY xid DESC LIMIT 5"

Logs: $files/$port_a.log and $files/$port_b.log. Ctrl+C stops everything.
EOF
else
cat << EOF

Two instances share the Redis on port $redis_port:
  A  http://127.0.0.1:$port_a
  B  http://127.0.0.1:$port_b

The first request computes, on whichever instance; the second one is a hit on the other. Look at Cache-Status:
  curl -si 'http://127.0.0.1:$port_a/$path' | grep -i cache-status
  curl -si 'http://127.0.0.1:$port_b/$path' | grep -i cache-status

What both have:
  redis-cli -p $redis_port --scan

A task that moves on evicts what it is part of, on both (put its task_id for ID):
  curl -s  'http://127.0.0.1:$port_a/v1/tasks?state=pending&limit=1'
  curl -s  -X POST -H 'Content-Type: application/json' -d '{"to":"cancelled"}' 'http://127.0.0.1:$port_a/v1/tasks/ID/transitions'
  curl -si 'http://127.0.0.1:$port_b/$path' | grep -i cache-status

And the sites don't notice when Redis is gone:
  redis-cli -p $redis_port shutdown

Logs: $files/$port_a.log and $files/$port_b.log. Ctrl+C stops everything.
EOF
fi

# Until Ctrl+C, or until an instance ends. The server may go and come back.
wait -n "${processes[@]:1}"
