from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.pipeline import compile_specs
from taskcenter_monitor.verification import verify_offline
from taskcenter_monitor.workspace.reading import Files, Folder, read_specs, read_templates

ROOT = Path(__file__).parents[4]
OVERVIEW = "dashboards/overview.yaml"
RATE = b"{kind: rate, metric: go_sql_wait_count_total, by: [db_name],"
RAW = (
    b"{kind: expression, expression: sum by (db_name) (go_sql_wait_count_total), unit: waits,"
    b" labels: [db_name],"
)


pytestmark = pytest.mark.slow


def test_what_a_lint_finds_is_told_at_the_line_of_the_panel() -> None:
    specs = read_specs(str(ROOT / "specs"))
    text = specs.files[OVERVIEW]
    assert RATE in text
    edited = {**specs.files, OVERVIEW: text.replace(RATE, RAW)}
    compiled = compile_specs(
        Folder("specs", cast("Files", edited)),
        read_templates(str(ROOT / "templates")),
        None,
        lambda _: None,
        lambda _: None,
    )
    (fault,) = compiled.located(verify_offline(compiled).diagnostics)
    assert fault.check == "query/counter"
    assert "go_sql_wait_count_total" in fault.message
    assert isinstance(fault.place, Span)
    assert fault.place.file == f"specs/{OVERVIEW}"
