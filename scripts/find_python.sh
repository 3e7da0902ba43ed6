#!/bin/sh
# Print the path of the best Python on this machine: $PYTHON, else python3, else a versioned one.
# Each candidate is started, because a version manager's shim may exist and yet not run. Inside a
# virtual environment the base interpreter is meant: .venv must not be rebuilt out of itself.
set -u

probe='import sys
sys.exit("too old") if sys.version_info < (3, 11) else print(sys._base_executable)'

for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if found=$("$candidate" -c "$probe" 2>/dev/null) && [ -n "$found" ]; then
        printf '%s\n' "$found"
        exit 0
    fi
done

if [ -n "${PYTHON:-}" ]; then
    echo "set-up: PYTHON=$PYTHON is no Python 3.11 or later that starts." >&2
else
    echo "set-up: no Python 3.11 or later found: install python3, or name one: make PYTHON=/path/to/python3 build" >&2
fi
exit 3
