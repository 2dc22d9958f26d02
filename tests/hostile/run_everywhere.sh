#!/bin/sh
# Run the hostile corpus as this user and as an ordinary one, under the Python of .venv and under the system's.
#
#   sh tests/hostile/run_everywhere.sh [pytest options]
#
# Needs root for the other user, `apt-get install python3-venv` for the system's Python, and patchelf for a copy
# of a Python with a shared library; what cannot be had is said and left out. It works on a copy of the
# repository in a folder of its own, which it removes. Each run's output is shown as it comes, and the last
# lines sum up. WHERE=/a/folder puts the copy there; KEEP=1 leaves the environments for the next time.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
where=${WHERE:-$(mktemp -d /var/tmp/hostile-everywhere.XXXXXX)}
system=${SYSTEM_PYTHON:-/usr/bin/python3}
nobody=65534
summary=""
status=0

note() { summary="$summary
$1"; }

run() { # title, command...
    title=$1
    shift
    echo "== $title"
    "$@" && note "passed   $title" || { note "FAILED   $title"; status=1; }
}

as_nobody() {
    setpriv --reuid $nobody --regid $nobody --clear-groups --inh-caps=-all env -i \
        PATH=/usr/bin:/bin HOME="$where/home" TMPDIR="$where/tmp" LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 "$@"
}

environment() { # python, folder: make a venv with the locked requirements once
    [ -e "$2/ready" ] && return 0
    "$1" -m venv "$2" || return 1
    "$2/bin/pip" install --quiet --disable-pip-version-check -r "$where/copy/requirements.txt" &&
        "$2/bin/pip" install --quiet --disable-pip-version-check --no-deps --editable "$where/copy" &&
        touch "$2/ready"
}

own_python() { # a copy of .venv's Python in the ordinary user's home, which is closed to others
    base=$(dirname "$(dirname "$(readlink -f "$here/.venv/bin/python")")")
    case $base in /usr | /usr/local) return 1 ;; esac
    mkdir -p "$where/home/python"
    cp -a "$base/." "$where/home/python/" || return 1
    # A shared libpython is found by the old path, or, where that is closed, silently in another version.
    program=$(readlink -f "$where/home/python/bin/python3")
    if ldd "$program" | grep -q libpython; then
        patchelf --set-rpath '$ORIGIN/../lib' "$program" || return 1
    fi
    chown -R $nobody:$nobody "$where/home" && chmod 700 "$where/home"
}

clean() { [ "${KEEP:-}" ] || rm -rf "$where"; }
trap clean EXIT

mkdir -p "$where/copy" "$where/home" "$where/tmp"
(cd "$here" && git ls-files -z --cached --others --exclude-standard |
    xargs -0 sh -c 'for f do [ -e "$f" ] && printf "%s\0" "$f"; done' sh |
    tar --null -T - -cf -) | tar -C "$where/copy" -xf -
chmod -R a+rX "$where/copy" && chmod 755 "$where" && chmod 1777 "$where/tmp"
[ -d "$where/home/python" ] || chown $nobody:$nobody "$where/home" 2>/dev/null

tests="tests/hostile -q -p no:cacheprovider"
# shellcheck disable=SC2086
run "this user ($(id -un)), .venv" sh -c 'cd "$0" && shift 0 && .venv/bin/pytest "$@"' "$here" $tests "$@"

if [ "$(id -u)" != 0 ]; then
    note "left out ordinary user: only root can become another"
elif ! { [ -e "$where/own/ready" ] || own_python; } || ! environment "$where/home/python/bin/python3" "$where/own"; then
    note "left out ordinary user, Python under a home: .venv's Python is the system's, or could not be copied"
else
    run "ordinary user (uid $nobody), Python under their own home (0700)" as_nobody sh -c 'cd "$0" && "$@"' \
        "$where/copy" "$where/own/bin/pytest" $tests "$@"
fi

if ! "$system" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    note "left out $system: missing, older than 3.11, or without venv (apt-get install python3-venv)"
elif environment "$system" "$where/system"; then
    run "this user ($(id -un)), $system" sh -c 'cd "$0" && "$@"' \
        "$where/copy" "$where/system/bin/pytest" $tests "$@"
    if [ "$(id -u)" = 0 ]; then
        chmod -R a+rX "$where/copy" "$where/system"
        run "ordinary user (uid $nobody), $system" as_nobody sh -c 'cd "$0" && "$@"' \
            "$where/copy" "$where/system/bin/pytest" $tests "$@"
    fi
else
    note "FAILED   an environment for $system could not be made"
    status=1
fi

echo "== summary$summary"
exit $status
