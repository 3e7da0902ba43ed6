"""LogQL as Loki 3 reads it: its words, and where each of them may stand."""

from __future__ import annotations

import re

AGGREGATIONS = frozenset(
    ("sum", "avg", "max", "min", "count", "stddev", "stdvar", "sort", "sort_desc")
)
"""Functions of numbers that may have `by` or `without`."""
RANKINGS = frozenset(("topk", "bottomk", "approx_topk"))
"""The same with a number before what they rank."""
COUNTING = frozenset(("count_over_time", "bytes_rate", "bytes_over_time"))
"""Functions of lines over a window, which take no `unwrap`."""
EITHER = frozenset(("rate", "absent_over_time"))
"""Functions of lines or of values over a window."""
GROUPING = frozenset(
    f"{name}_over_time"
    for name in ("avg", "max", "min", "stddev", "stdvar", "quantile", "first", "last")
)
"""Functions of unwrapped values over a window that may have `by` or `without`."""
UNWRAPPING = GROUPING | {"sum_over_time", "rate_counter"}
"""Functions that need `unwrap`: lines have no value."""
OVER_TIME = COUNTING | EITHER | UNWRAPPING
PARAMETER = RANKINGS | {"quantile_over_time"}
"""Functions whose first argument is a number."""
OTHERS = frozenset(("label_replace", "vector"))
FUNCTIONS = AGGREGATIONS | RANKINGS | OVER_TIME | OTHERS
CONVERSIONS = frozenset(("bytes", "duration", "duration_seconds"))
"""What `unwrap` may read a label with."""

WITH_TEXT = frozenset(("line_format", "pattern", "regexp"))
"""Stages that need a text."""
WITH_LABELS = frozenset(("drop", "json", "keep", "label_format", "logfmt"))
"""Stages with a list of labels, which json and logfmt need not have."""
ALONE = frozenset(("decolorize", "unpack"))
STAGES = WITH_TEXT | WITH_LABELS | ALONE | {"unwrap"}
FLAGS = frozenset(("--keep-empty", "--strict"))
"""What may stand behind `logfmt`."""

LINE_FILTERS = frozenset(("|=", "!=", "|~", "!~", "|>", "!>"))
MATCHING = frozenset(("=", "!=", "=~", "!~"))
COMPARING = frozenset(("==", "!=", ">", ">=", "<", "<="))
BINARY = COMPARING | frozenset(("+", "-", "*", "/", "%", "^", "and", "or", "unless"))
MACROS = ("$__auto", "$__interval", "$__range")
"""Windows that Grafana fills in."""

TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
      | (?P<window>\[[^\]\[{}()"`]*\])
      | (?P<flag>--[a-z-]+)
      | (?P<number>(?:0x[0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+|[\w.]*)))
      | (?P<name>[^\W\d]\w*)
      | (?P<variable>\$\{?\w+(?::\w+)?\}?|\[\[\w+(?::\w+)?\]\])
      | (?P<sign>\|=|\|~|\|>|!=|!~|!>|=~|==|>=|<=|[|{}(),=<>+\-*/%^])""",
    re.VERBOSE,
)
NUMBER = re.compile(
    r"(?:0x[0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
    r"|(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|[smhdwy]))+"
    r"|[0-9]+(?:\.[0-9]+)?(?:[kKMGTP]i?)?B)"
)
"""A number, a duration or a size."""
PLAIN_NUMBER = re.compile(r"(?:0x[0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)")
VARIABLE = re.compile(r"\$[A-Za-z_{]\w*\}?|\[\[\w+(?::\w+)?\]\]")
"""What Grafana takes for a variable of its own, wherever it stands."""
TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
"""A part of `line_format` in which a $ is a variable of the template."""
UNKNOWN_ESCAPE = re.compile(r'\\(?:\\|(?![abfnrtv"xuU0-7])(?P<bad>.))', re.DOTALL)
"""Both backslashes of one that is escaped, or a backslash that means nothing in quotes."""
NAMED_GROUP = re.compile(r"\(\?P?<([A-Za-z_]\w*)>")

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def unquoted(text: str) -> str:
    """What a text in quotes stands for."""
    inner = text[1:-1]
    if text[0] == "`":
        return inner
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), inner)


def in_python(pattern: str) -> str:
    """A regular expression whose groups are named as Python and older Go name them."""
    return NAMED_GROUP.sub(lambda match: f"(?P<{match[1]}>", pattern)
