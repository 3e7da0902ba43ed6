"""Diagnostics of every kind."""

from __future__ import annotations

from taskcenter_monitor.diagnostics import Diagnostic, Level, Span


def span(source: str, marked: str, file: str = "specs/alerts/http.yaml", line: int = 9) -> Span:
    """The first place of `marked` in a line."""
    column = source.index(marked) + 1
    end = column + len(marked)
    return Span(file=file, line=line, column=column, end_line=line, end_column=end, source=source)


ORDER = Diagnostic(
    check="threshold/order",
    message="critical 4% is reached before warning 5%",
    place=span("    critical: {above: 4%, for: 2m}", "4%"),
    help="critical must lie beyond warning; swap them or raise critical",
)
CHINESE = Diagnostic(
    check="text/missing",
    message="标题: 缺少英文",
    place=span("title: {zh: '错误率😀', en: ''}", "en", file="specs/信号 a.yaml", line=120),
    level=Level.WARNING,
)
NOWHERE = Diagnostic(check="promtool/version", message="promtool 2.42 is old", level=Level.NOTE)
ALL = (NOWHERE, ORDER, CHINESE)
