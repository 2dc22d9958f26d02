#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image.
# It closes what is hidden, installs Python packages into an environment of their own, and tries everything out.
set -euo pipefail
umask 022

root="${AUTOGRADER_ROOT:-/autograder}"
source="$root/source"
course="$source/course"
venv="$root/venv"

# Hidden tests, solutions and settings are root's alone. Where the kernel has no Landlock, student code runs as
# a user without a name or files (65530), and this keeps it out. It may read what notebooks import.
chmod -R go-rwx "$course"
chmod a+x "$root" "$source" "$course"
chmod -R a+rX "$course/utils" "$course/datasets"
mkdir -p "$root/cache" "$root/home"
chmod 755 "$root/cache"
chmod 700 "$root/home"

python_of_311() {
  local name
  for name in python3 python3.11 python3.12 python3.13; do
    if "$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

if [ ! -x "$venv/bin/python" ]; then
  export DEBIAN_FRONTEND=noninteractive
  if ! python_of_311 > /dev/null; then # Ubuntu 24.04 and newer
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3 python3-venv
  fi
  if ! python_of_311 > /dev/null; then # Ubuntu 22.04, whose python3 is 3.10
    apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv
  fi
  python="$(python_of_311)" || {
    echo "Python 3.11 or newer is needed: choose the base image Ubuntu 22.04 or newer." >&2
    exit 2
  }
  "$python" -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir \
    --requirement "$source/requirements.txt" --constraint "$source/constraints.txt"
fi

export HOME="$root/home" DATASETS_CACHE="$root/cache"
cd "$course"
"$venv/bin/python" -B -m autograder.gradescope.entry "$root" --check
chmod -R a+rX "$root/cache"
