"""What Grafana fills in, and how durations of its own pass through tools that know plain ones.

`$__rate_interval` and `$__range` are filled in by Grafana when somebody looks. Until a dashboard is
written down each is stood in for by a duration of about its usual length, which nobody would
write with these zeros and which PromQL can be parsed with.
"""

from __future__ import annotations

AUTO = "000293s"
"""Stands for `$__rate_interval`: a few scrapes, or the step of the panel where that is longer."""
RANGE = "003593s"
"""Stands for `$__range`: the whole time that is looked at."""
ALL = ".+"
"""What "All" of a variable stands for: one matcher, rather than a list of a thousand instances."""
_NAMES = {"$__rate_interval": AUTO, "$__range": RANGE}


STAND_INS = frozenset((AUTO, RANGE))
"""Windows whose length Grafana chooses, so that they hold what they must."""


def stood_in(text: str) -> str:
    """PromQL without macros, everything else at its place: what is cut off becomes space."""
    for name, duration in _NAMES.items():
        text = text.replace(f"[{name}]", f"[{duration.ljust(len(name))}]")
        text = text.replace(f"[{name}:", f"[{duration.ljust(len(name))}:")
    return text


def written_out(text: str) -> str:
    """PromQL with the macros that were stood in for."""
    for name, duration in _NAMES.items():
        text = text.replace(duration.ljust(len(name)), name).replace(duration, name)
    return text
