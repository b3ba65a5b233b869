#!/bin/sh
# venv.sh VENV LOCK: makes VENV if it is not there or broken, and installs LOCK into it, every file checked by hash.
set -eu
venv=$1
lock=$2
: "${PYTHON:=python3}"

say() { printf '%s\n' "$*" >&2; }

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Python 3.11 or newer is needed; $PYTHON is $("$PYTHON" --version 2>&1). Set PYTHON to one, as in: make PYTHON=python3.12 run"
    exit 1
}

has_pip() { "$1" -m pip --version >/dev/null 2>&1; }

if ! "$venv/bin/python" -c '' 2>/dev/null; then
    rm -rf "$venv"
    # Debian splits ensurepip off into python3-venv.
    if ! "$PYTHON" -c 'import ensurepip' 2>/dev/null && ! has_pip "$PYTHON"; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "Installing python3-venv"
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv >/dev/null
        else
            say "This Python has neither ensurepip nor pip. Install one of them, on Debian and Ubuntu: sudo apt-get install python3-venv"
            exit 1
        fi
    fi
    "$PYTHON" -m venv "$venv" >/dev/null 2>&1 || "$PYTHON" -m venv --clear --without-pip "$venv"
fi

say "Installing $lock into $venv"
# The lock is complete: nothing is left to resolve, so that no newer version of an extra can come in its way.
set -- install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes --requirement "$lock"
if has_pip "$venv/bin/python"; then
    "$venv/bin/python" -m pip "$@"
else
    "$PYTHON" -m pip --python "$venv/bin/python" "$@"
fi
