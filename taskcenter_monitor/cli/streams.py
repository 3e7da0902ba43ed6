"""The last words to people: what is printed may have nowhere to go."""

from __future__ import annotations

import io
import os
import sys

ENVIRONMENT = 3
READER_GONE = 141
"""What a shell makes of SIGPIPE."""


def forgiving() -> None:
    """Lets characters that the encoding of the terminal lacks be printed escaped."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def flushed(code: int) -> int:
    """Writes out what has been printed; `code`, or that of the fault which prevents it."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError as error:
        return unwritten(error)
    return code


def unwritten(error: OSError) -> int:
    """What is printed goes nowhere: its reader has gone, or the disk is full."""
    # Else whatever still waits would be tried once more, and fail once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError):
        return READER_GONE
    reason = (error.strerror or str(error)).lower()
    print(f"tcmon: the output cannot be written: {reason}", file=sys.stderr)
    return ENVIRONMENT
