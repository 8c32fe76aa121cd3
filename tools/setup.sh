#!/bin/sh
# Installs the Debian packages a purpose needs; asks for nothing, does nothing when all are there.
# usage: tools/setup.sh run|test|fuzz|bench|format …
set -eu

run="ca-certificates g++ make cmake ninja-build ccache mold pkg-config python3-minimal libpython3-stdlib
  libssl-dev libsrtp2-dev libusrsctp-dev libboost1.81-dev libboost-json1.81-dev libsqlite3-dev
  libargon2-dev libcurl4-openssl-dev liburing-dev libicu-dev libfmt-dev libtomlplusplus-dev libjpeg62-turbo-dev libpng-dev libwebp-dev"
test="libgtest-dev libgmock-dev libwslay-dev curl openssl chromium python3-aiosmtpd fonts-dejavu-core fonts-noto-color-emoji git"
fuzz="clang-19 libclang-rt-19-dev libgtest-dev libgmock-dev"
bench="libgtest-dev libgmock-dev libbenchmark-dev openssl ejabberd erlang-p1-sqlite3"
format="clang-format"

wanted="$run"
for purpose in "$@"; do
  case "$purpose" in
    run) ;;
    test) wanted="$wanted $test" ;;
    fuzz) wanted="$wanted $fuzz" ;;
    bench) wanted="$wanted $bench" ;;
    format) wanted="$wanted $format" ;;
    *) echo "tools/setup.sh: unknown purpose '$purpose' (run, test, fuzz, bench, format)" >&2; exit 2 ;;
  esac
done
# Debian's own Node unless there is one already (its npm conflicts with other builds of Node).
command -v npm >/dev/null 2>&1 || wanted="$wanted nodejs npm"

missing=""
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || {
    echo "Parley needs these Debian packages:$missing" >&2
    echo "Install them as root (apt-get install$missing), or install sudo, and try again." >&2
    exit 1
  }
  as_root="sudo"
fi
echo "Installing Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086  # a list of package names
$as_root apt-get install -y -q --no-install-recommends $missing
case "$missing" in
  # Debian has started one; benchmarks run their own.
  *ejabberd*) [ ! -d /run/systemd/system ] || $as_root systemctl disable --now ejabberd ;;
esac
