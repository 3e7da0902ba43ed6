"""No input may crash the reading of specs, and every fault has a place in its file."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.reader import places, read
from taskcenter_monitor.spec.reading import decoded
from tests.frozen import frozen_files

FILES = frozen_files()
SMALL = {
    name: raw
    for name, raw in FILES.items()
    if not name.startswith("alerts/") or name == "alerts/system.yaml"
}
"""Enough for a project; quicker to read than all."""
TEXTS = {name: raw.decode() for name, raw in FILES.items()}
SHORT = sorted(TEXTS, key=lambda name: len(TEXTS[name]))[:8]

TOKENS = [
    *("a", "b", "key", "above", "for", "kind", "signals", "alerts", "5m", "80%", "0.1/s", "on"),
    *("null", "~", "true", "-1", "0", "1e9", "9" * 40, "010", "1:30", ".nan", "任务", "🙂", "é"),
    *(":", ": ", "-", "- ", "? ", "{", "}", "[", "]", ",", "|", ">", "|-\n", ">+2\n", "\n", "\n  "),
    *(
        "\n    ",
        "\n- ",
        "\t",
        " ",
        "  ",
        '"',
        "'",
        "\\",
        "#",
        " #",
        "&x",
        "*x",
        "<<",
        "<<: *x",
        "!",
    ),
    *("!!str ", "!<tag>", "%YAML 1.2\n", "---\n", "...\n", "@", "`", "\r\n", "\r", "\x00", "\x85"),
    *("\u2028", "\ufeff", "\ud7ff", "{{ x }}", "<< x >>", 'up{job="a"}', "[" * 40, "{a: " * 40),
]
VALUES = [
    *("null", "[]", "{}", "{a: {b: c}}", "[1, [2]]", "5", "-5", "0.5", "1e99", "9" * 25, "true"),
    *('""', '"\\0"', "'", "5x", "-5%", ".inf", "text: text", "&x 1", "*x", "!t 1", "|", "\t", "²"),
    *("[{}]", "{kind: ratio}", "a" * 3000, "99999y", "up{", 'up{a=~"("}', "2GiB", "0/s", "0.0.0"),
]


def located(files: dict[str, bytes], environment: str | None) -> tuple[Diagnostic, ...]:
    loaded = load(files, "specs", environment)
    return tuple(map(loaded.sources.locate, loaded.diagnostics))


def check_places(diagnostics: Iterable[Diagnostic], files: dict[str, bytes]) -> None:
    """Every fault stands inside its file, and shows the line on which it stands."""
    for diagnostic in diagnostics:
        span = diagnostic.place
        assert isinstance(span, Span)
        assert diagnostic.message
        raw = files.get(span.file.removeprefix("specs/"), b"")
        lines = raw.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert span.line < span.end_line or span.column < span.end_column
        assert span.source in (lines[span.line - 1].rstrip("\r"), "")


def check(files: dict[str, bytes], environment: str | None = None) -> None:
    first = located(files, environment)
    check_places(first, files)
    assert located(dict(reversed(files.items())), environment) == first


def check_reading(raw: bytes) -> None:
    reading = read("specs/x.yaml", raw)
    check_places(reading.diagnostics, {"x.yaml": raw})
    assert reading.diagnostics or reading.data is not None
    found = places(decoded(raw))
    if reading.data is not None:
        check_paths(reading.data, set(found.values))


def check_paths(data: object, known: set[tuple[str | int, ...]]) -> None:
    """Every value that was read has a place."""
    pending: list[tuple[tuple[str | int, ...], object]] = [((), data)]
    while pending:
        path, value = pending.pop()
        assert path in known
        if isinstance(value, dict):
            pending.extend(((*path, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            pending.extend(((*path, index), inner) for index, inner in enumerate(value))


@settings(max_examples=400)
@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    check_reading(raw)


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    check_reading(text.encode("utf-8", "surrogatepass"))


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.lists(st.sampled_from(TOKENS), max_size=40))
def test_what_looks_like_yaml_can_be_read(tokens: list[str]) -> None:
    check_reading("".join(tokens).encode("utf-8", "surrogatepass"))


@pytest.mark.slow
@settings(max_examples=100)
@given(st.sampled_from(sorted(TEXTS)), st.lists(st.sampled_from(TOKENS), max_size=30))
def test_any_file_may_be_replaced(name: str, tokens: list[str]) -> None:
    raw = "".join(tokens).encode("utf-8", "surrogatepass")
    check({**SMALL, name: raw}, "dev")


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A frozen file with a few slips of the pen."""
    name = draw(st.sampled_from(SHORT) | st.sampled_from(sorted(TEXTS)))
    lines = TEXTS[name].split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        slip = draw(st.sampled_from(SLIPS))
        if slip == "delete":
            lines[at : at + draw(st.integers(1, 5))] = [""]
        elif slip == "duplicate":
            lines.insert(other, lines[at])
        elif slip == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif slip == "indent":
            lines[at] = draw(st.sampled_from([" ", "  ", "\t", "      "])) + lines[at]
        elif slip == "dedent":
            lines[at] = lines[at][draw(st.integers(1, 4)) :]
        elif slip == "value":
            key, colon, _ = lines[at].partition(": ")
            lines[at] = key + (colon or ": ") + draw(st.sampled_from(VALUES))
        else:
            cut = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:cut] + draw(st.sampled_from(TOKENS)) + lines[at][cut:]
    return name, "\n".join(lines).encode("utf-8", "surrogatepass")


SLIPS = ("delete", "duplicate", "swap", "indent", "dedent", "value", "value", "insert", "insert")


@pytest.mark.slow
@settings(max_examples=250)
@given(mutated(), st.sampled_from([None, "dev", "production"]))
def test_slips_of_the_pen_never_crash(file: tuple[str, bytes], environment: str | None) -> None:
    name, raw = file
    check({**SMALL, name: raw}, environment)


@pytest.mark.slow
@settings(max_examples=80)
@given(
    st.dictionaries(
        st.lists(
            st.sampled_from(
                [
                    *("alerts", "TaskCenterCPUHigh", "warning", "above", "signals", "routing"),
                    *("metrics", "groups", "root", "group_by", "0", "-1", "²", "", "for", "x"),
                    *("routes", "matchers", "00", "9" * 30, "jobs", "service", "scrape"),
                ]
            ),
            max_size=6,
        ).map(".".join),
        st.sampled_from([None, 1, -1, "x", "80%", [], {}, {"a": 1}, True]),
        max_size=5,
    )
)
def test_no_override_crashes(overrides: dict[str, object]) -> None:
    text = "".join(f"{path!r}: {json.dumps(value)}\n" for path, value in overrides.items())
    check({**SMALL, "environments/fuzz.yaml": text.encode()}, "fuzz")
