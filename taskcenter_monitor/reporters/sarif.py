"""Diagnostics as SARIF 2.1.0, which code scanning services take.

Columns there are UTF-16 code units, as the format's default is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.reporters.totals import span_of

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """The log; it is there also when nothing is wrong."""
    checks = sorted({diagnostic.check for diagnostic in diagnostics})
    indexes = {check: index for index, check in enumerate(checks)}
    driver = {"name": "tcmon", "rules": [_rule(check, diagnostics) for check in checks]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(each, indexes[each.check]) for each in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(check: str, diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    own = [diagnostic for diagnostic in diagnostics if diagnostic.check == check]
    # docs/checks.md is generated from all checks and has a page for each.
    text = next((each.help for each in own if each.help), f"see docs/checks.md for {check}")
    return {
        "id": check,
        "shortDescription": {"text": check.replace("/", ": ").replace("-", " ")},
        "help": {"text": text},
        "defaultConfiguration": {"level": own[0].level.value},
    }


def _result(diagnostic: Diagnostic, index: int) -> dict[str, Any]:
    text = diagnostic.message
    if diagnostic.help:
        text += f"\nhelp: {diagnostic.help}"
    result: dict[str, Any] = {
        "ruleId": diagnostic.check,
        "ruleIndex": index,
        "level": diagnostic.level.value,
        "message": {"text": text},
    }
    span = span_of(diagnostic)
    if span is not None:
        result["locations"] = [{"physicalLocation": _location(span)}]
    return result


def _location(span: Span) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": span.line,
        "startColumn": _units(span.source, span.column),
        "endLine": span.end_line,
    }
    if span.end_line == span.line:
        region["endColumn"] = _units(span.source, span.end_column)
    return {"artifactLocation": _address(span.file), "region": region}


def _address(file: str) -> dict[str, str]:
    path = quote(file.encode("utf-8", "surrogateescape"))
    if file.startswith("/"):
        return {"uri": f"file://{path}"}
    return {"uri": path, "uriBaseId": "%SRCROOT%"}


def _units(source: str, column: int) -> int:
    """A column in UTF-16 code units instead of characters."""
    return column + sum(character > "\uffff" for character in source[: column - 1])
