"""Diagnostics for programs, as one JSON document.

    {"version": 1,
     "diagnostics": [{"check": "threshold/order", "level": "error", "message": "…", "help": "…",
                      "file": "specs/alerts/http.yaml", "line": 9, "column": 23,
                      "end_line": 9, "end_column": 25}],
     "summary": {"errors": 1, "warnings": 0, "notes": 0, "files": 1}}

Lines and columns count from 1, in characters; the end column is the one behind the last. `help`
is "" where there is none; `file` and the numbers are null where no file is to blame. `version`
changes when a key goes or changes its meaning, not when one is added.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic, Level
from taskcenter_monitor.reporters.totals import count, file_count, span_of

VERSION = 1


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """The document; it is there also when nothing is wrong."""
    document = {
        "version": VERSION,
        "diagnostics": [_entry(diagnostic) for diagnostic in diagnostics],
        "summary": {
            "errors": count(diagnostics, Level.ERROR),
            "warnings": count(diagnostics, Level.WARNING),
            "notes": count(diagnostics, Level.NOTE),
            "files": file_count(diagnostics),
        },
    }
    # ASCII only: what a spec holds may not even be encodable.
    return json.dumps(document, indent=2) + "\n"


def _entry(diagnostic: Diagnostic) -> dict[str, Any]:
    span = span_of(diagnostic)
    return {
        "check": diagnostic.check,
        "level": diagnostic.level.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }
