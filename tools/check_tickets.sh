#!/bin/sh
# `plaint push` against real Redmine 5.0 and Request Tracker 5.0, in a small Debian of their own below ROOT.
#   tools/check_tickets.sh PLAINT [ROOT]      PLAINT: the program; ROOT is kept when named, else removed at the end
# Needs root, network and 900 MB for the first run; says so and skips when it cannot have them.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
plaint=$(cd "$(dirname "$1")" && pwd)
root=${2:-}

skip() {
    echo "check-tickets: SKIPPED, real systems were not tested: $1" >&2
    exit 0
}

[ "$(id -u)" -eq 0 ] || skip "not root"
for tool in debootstrap unshare curl; do
    command -v $tool >/dev/null 2>&1 ||
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends debootstrap util-linux curl >/dev/null 2>&1 ||
        skip "cannot install $tool"
done
unshare --mount --pid --fork true 2>/dev/null || skip "no namespaces here"
if [ -z "$root" ]; then
    root=$(mktemp -d)
    trap 'rm -rf "$root"' EXIT
fi
if [ ! -s "$root/root/rt.txt" ]; then
    sh "$here/tests/tickets/systems.sh" install "$root" >"$root.log" 2>&1 || {
        tail -5 "$root.log" >&2
        skip "the systems could not be installed"
    }
    rm -f "$root.log"
fi
sh "$here/tests/tickets/systems.sh" reset "$root"
PATH=$plaint:$PATH sh "$here/tests/tickets/systems.sh" run "$root" timeout "${SECONDS_MOST:-600}" python3 -B "$here/tests/tickets/real.py"
