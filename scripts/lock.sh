#!/bin/sh
# Write the lock files: one set of versions for Python 3.11 and later on every system, with hashes.
# No index and no folder of the machine that runs this may end up in them.
set -eu

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    uv=.tools/uv/bin/uv
    [ -x "$uv" ] || .venv/bin/python -m pip install --quiet --no-input --no-user \
        --disable-pip-version-check --target .tools/uv uv
fi

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

compile pyproject.toml --extra telemetry --extra telemetry-grpc --extra telemetry-propagators \
    --extra telemetry-clients --group dev --output-file requirements.lock "$@"
# One set of versions: what is measured against is installed beside the rest.
compile --constraint requirements.lock --group pyproject.toml:bench --output-file requirements-bench.lock "$@"

if grep -nE '^--|://|file:|@ ' requirements.lock requirements-bench.lock; then
    echo "lock: the lines above name an index, an address or a path; remove their cause" >&2
    exit 1
fi
