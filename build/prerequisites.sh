# The servers that the tests start on free loopback ports; none of them is left running.

ensure_prerequisites() {
  local missing=()
  command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"; return 1; }
  command -v python3 >/dev/null || missing+=(python3)
  command -v setpriv >/dev/null || missing+=(util-linux)
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v redis-cli >/dev/null || missing+=(redis-tools)
  command -v memcached >/dev/null || missing+=(memcached)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
  # With it comes promtool, which checks the alert rules.
  { command -v prometheus && command -v promtool; } >/dev/null || missing+=(prometheus)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || missing+=(postgresql)
  # The language of Redis' scripts, for its simulation.
  ldconfig -p | grep -q 'liblua5\.1\.so\.0' || missing+=(liblua5.1-0)
  compgen -G '/usr/lib/*/lua/5.1/cjson.so' >/dev/null || missing+=(lua-cjson)
  # It counts instructions.
  command -v valgrind >/dev/null || missing+=(valgrind)
  command -v varnishd >/dev/null || [ -x /usr/sbin/varnishd ] || missing+=(varnish)
  if [ "${TASKER_FULL:-0}" = 1 ]; then
    # What native code is linked with.
    command -v clang >/dev/null || missing+=(clang)
    [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
  fi
  [ ${#missing[@]} -eq 0 ] && return 0

  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing: ${missing[*]}"
    install_quietly "${missing[@]}" && return 0
    echo "Installing failed: ${missing[*]}"
    return 1
  fi

  echo "The tests need these Debian packages: ${missing[*]}"
  echo "  sudo apt-get install ${missing[*]}"
  return 1
}

# Installs packages without starting the services in them: the tests start servers of their own, and port 6379 may be somebody's.
install_quietly() {
  local policy=/usr/sbin/policy-rc.d ours=0 status=0

  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    ours=1
  fi

  apt-get update -qq \
    && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || status=1

  [ "$ours" -eq 1 ] && rm -f "$policy"
  return "$status"
}
