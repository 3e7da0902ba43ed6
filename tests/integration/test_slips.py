"""A slip of the pen anywhere in the specs is a fault at a place, or none; it is never a crash."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.pipeline import compile_specs
from taskcenter_monitor.workspace.reading import Files, Folder, read_specs, read_templates
from tests.frozen import FROZEN

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SPECS = read_specs(str(FROZEN))
TEMPLATES = read_templates(str(ROOT / "templates"))
TEXTS = {name: raw.decode() for name, raw in SPECS.files.items()}
VALUE = re.compile(r"(?m)(?:: +|- +|, +|\[)([^,\[\]{}\n]+)")
PLACES = [(name, match.span(1)) for name in sorted(TEXTS) for match in VALUE.finditer(TEXTS[name])]

VALUES = [
    *("null", "[]", "{}", "{a: {b: c}}", "5", "0", "-5", "0.5", "1e99", "9" * 25, "true", '""'),
    *("5x", "9y", "0s", "5m", "1ms", "80%", "100%", "0%", "2GiB", "0.1/s", "999999999999999TB"),
    *("up", "up{", 'up{job="x"}', 'up{a=~"("}', "go_goroutines", "rate(up[5m])", "job:x:y", "1e-7"),
    *("'{{ $labels.nothing }}'", "'{{ $value'", "'<< nothing >>'", "'<% if x %>'", "'<< 1/0 >>'"),
    *("[job, job]", "[le]", "['']", '"a\\nb"', "'\"'", "'\\'", "任务", "none", "critical", "rise"),
    *("ratio", "value", "instance", "watchdog", "3.5", "[en]", "http://x", "/run/secrets/x"),
]


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(VALUES)), min_size=1, max_size=3),
    st.sampled_from([None, "dev", "production"]),
)
def test_no_value_crashes_the_compiler(
    slips: list[tuple[tuple[str, tuple[int, int]], str]], environment: str | None
) -> None:
    files = dict(SPECS.files)
    for (name, (start, end)), value in slips:
        text = TEXTS[name]
        files[name] = (text[:start] + value + text[end:]).encode()
    specs = Folder(SPECS.name, cast(Files, files))  # the pipeline only looks files up

    compiled = compile_specs(specs, TEMPLATES, environment, lambda _: None, lambda _: None)

    for diagnostic in compiled.located(compiled.diagnostics):
        assert diagnostic.message
        assert isinstance(diagnostic.place, Span)
        assert min(diagnostic.place.line, diagnostic.place.column) >= 1
    if compiled.monitoring is not None:
        assert all(artifact.text for artifact in compiled.artifacts())
