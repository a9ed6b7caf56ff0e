# The servers that the tests start on free loopback ports; none of them is left running.

ensure_prerequisites() {
  local missing=()
  command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"; return 1; }
  command -v python3 >/dev/null || missing+=(python3)
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v openssl >/dev/null || missing+=(openssl)
  [ ${#missing[@]} -eq 0 ] && return 0

  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing: ${missing[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && return 0
    echo "Installing failed: ${missing[*]}"
    return 1
  fi

  echo "The tests need these Debian packages: ${missing[*]}"
  echo "  sudo apt-get install ${missing[*]}"
  return 1
}
