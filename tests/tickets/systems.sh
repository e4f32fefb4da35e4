#!/bin/sh
# Real ticket systems for the tests: Redmine and Request Tracker of Debian 12, on SQLite, in a folder of their own.
#   systems.sh install ROOT            a small Debian below ROOT with both, set up for the tests (as root; 2 to 4 minutes)
#   systems.sh run ROOT COMMAND...     starts both on loopback, runs COMMAND, stops them; ROOT stays as the tests left it
#   systems.sh reset ROOT              both databases as they were after the set-up
#
# `run` works in mount and process namespaces of its own: when it ends, however it ends, no mount and no process is left.
# COMMAND finds in its environment REDMINE_URL, REDMINE_KEY, RT_URL, RT_TOKEN and SYSTEMS_ROOT.
set -eu
mode=$1
root=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
redmine_port=${REDMINE_PORT:-19292}
rt_port=${RT_PORT:-19281}

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }

as_web() { inside setpriv --reuid=www-data --regid=www-data --clear-groups env HOME=/tmp "$@"; }

install_systems() {
    debootstrap --variant=minbase bookworm "$root" "$mirror"
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # packages start no services here
    chmod 755 "$root/usr/sbin/policy-rc.d"
    cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
    cp "$here/systems.debconf" "$here/systems_redmine.rb" "$here/systems_rt.pl" "$root/root/"
    inside DEBIAN_FRONTEND=noninteractive sh -ec '
        mount -t proc proc /proc
        apt-get install -y -q --no-install-recommends debconf-utils
        debconf-set-selections /root/systems.debconf
        apt-get install -y -q --no-install-recommends redmine redmine-sqlite msmtp-mta ruby-rack thin procps \
            request-tracker5 rt5-standalone rt5-db-sqlite starlet
        apt-get clean
        cp /root/systems_redmine.rb /root/systems_rt.pl /tmp/'
    printf 'Set($WebPath, "");\nSet($WebDomain, "127.0.0.1");\nSet($WebPort, %s);\nSet($LogToSTDERR, "warning");\n' \
        "$rt_port" >"$root/etc/request-tracker5/RT_SiteConfig.d/99-test.pm"
    as_web sh -ec 'cd /usr/share/redmine && RAILS_ENV=production REDMINE_INSTANCE=default \
        bundle exec rails runner /tmp/systems_redmine.rb' >"$root/root/redmine.txt"
    as_web perl /tmp/systems_rt.pl >"$root/root/rt.txt"
    save
}

databases() {
    find "$root/var/lib/dbconfig-common/sqlite3" -type f -path "*$1*" ! -name '*.saved' ! -name '*-journal'
}

save() {
    for name in redmine request-tracker5; do
        databases $name | while read -r file; do cp -p "$file" "$file.saved"; done
    done
}

reset() {
    for name in redmine request-tracker5; do
        databases $name | while read -r file; do cp -p "$file.saved" "$file"; done
    done
}

# answers URL SECONDS
answers() {
    tries=0
    until curl -s -o /dev/null "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt $(($2 * 4)) ] || return 1
        sleep 0.25
    done
}

run_systems() {
    mount -t proc proc "$root/proc"
    as_web sh -ec 'cd /usr/share/redmine && RAILS_ENV=production REDMINE_INSTANCE=default \
        exec bundle exec rackup -E production -s thin -o 127.0.0.1 -p '"$redmine_port"' config.ru' \
        >"$root/root/redmine.log" 2>&1 &
    as_web perl /usr/share/request-tracker5/libexec/rt-server --host 127.0.0.1 --port "$rt_port" \
        --server Starlet --max-workers 2 >"$root/root/rt.log" 2>&1 &
    answers "http://127.0.0.1:$redmine_port/issues.json" 90 || { tail -5 "$root/root/redmine.log" >&2; exit 1; }
    answers "http://127.0.0.1:$rt_port/REST/2.0/rt" 90 || { tail -5 "$root/root/rt.log" >&2; exit 1; }
    REDMINE_URL=http://127.0.0.1:$redmine_port
    REDMINE_KEY=$(sed -n 's/^KEY=//p' "$root/root/redmine.txt")
    RT_URL=http://127.0.0.1:$rt_port
    RT_TOKEN=$(sed -n 's/^TOKEN=//p' "$root/root/rt.txt")
    SYSTEMS_ROOT=$root
    export REDMINE_URL REDMINE_KEY RT_URL RT_TOKEN SYSTEMS_ROOT
    "$@"
}

case $mode in
    install | run)
        # The namespaces end with this process, and with them mounts and servers.
        [ "${SYSTEMS_INSIDE:-}" = 1 ] ||
            SYSTEMS_INSIDE=1 exec unshare --mount --pid --fork --kill-child sh "$0" "$mode" "$root" "$@"
        mkdir -p "$root"
        root=$(cd "$root" && pwd)
        "${mode}_systems" "$@"
        ;;
    reset) reset ;;
    *)
        sed -n '3,5s/^# *//p' "$0" >&2
        exit 2
        ;;
esac
