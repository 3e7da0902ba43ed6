"""Series as text that promtool reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taskcenter_monitor.ir.rules import Pairs

END = "# EOF\n"


def head(name: str, labels: Pairs) -> str:
    """What each sample of a series begins with."""
    if not labels:
        return name
    written = ",".join(f'{label}="{escaped(value)}"' for label, value in labels)
    return f"{name}{{{written}}}"


def escaped(value: str) -> str:
    """A label's value between its quotes."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def lines(head: str, moments: Sequence[float], values: Iterable[float | str]) -> str:
    """The samples of one series, a line each."""
    return "".join(f"{head} {value} {at}\n" for at, value in zip(moments, values, strict=True))
