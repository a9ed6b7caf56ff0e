#!/usr/bin/env bash
# Runs a PostgreSQL in the foreground:  postgres.sh FOLDER PORT
# Its data is in FOLDER, which is made at the first start. Delete it to begin again.
set -euo pipefail
data=$1 port=$2

# Debian keeps the programs out of the path, in a folder for each version.
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)
[ -z "$bin" ] || PATH=$bin:$PATH
command -v postgres >/dev/null || { echo "PostgreSQL is not installed (Debian, Ubuntu: apt-get install postgresql)."; exit 1; }

as=()
if [ "$(id -u)" -eq 0 ]; then
  # PostgreSQL refuses to run as root. Its own user may not read the home of another, so the data goes elsewhere.
  data=/var/tmp/tasker-apphost-postgres
  mkdir -p "$data"
  chown postgres "$data"
  as=(setpriv --reuid postgres --regid postgres --init-groups --)
  cd /
fi

[ -e "$data/PG_VERSION" ] || "${as[@]}" initdb -D "$data" -U postgres --auth=trust --encoding=UTF8 --no-locale

exec "${as[@]}" postgres -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories=
