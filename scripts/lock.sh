#!/bin/sh
# Compiles the locks: every version pinned, every file by hash, for any platform. Needs uv, or installs it beside the tests.
set -eu
: "${PYTHON:=.venv/bin/python}"
# What the machine at hand is set up with must not get into the locks.
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_FIND_LINKS UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_DEFAULT_INDEX || true

if command -v uv >/dev/null; then
    uv=uv
else
    "$PYTHON" -m pip install --quiet --disable-pip-version-check uv
    uv="$PYTHON -m uv"
fi

compile() {
    $uv pip compile --no-config --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

compile requirements.in --output-file requirements.txt
compile requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt
