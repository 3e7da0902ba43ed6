from __future__ import annotations

import re
from pathlib import Path

from taskcenter_monitor import pipeline, verifiers
from taskcenter_monitor.checks import CHECKS
from taskcenter_monitor.checks.reading import READING
from taskcenter_monitor.live import routes
from taskcenter_monitor.routing import expectations
from taskcenter_monitor.spec.openslo.own_keys import Annotations

PACKAGE = Path(__file__).parents[3] / "taskcenter_monitor"
IDS = re.compile(r'"([a-z][a-z-]*/[a-z][a-z-]*)"')


def test_every_id_that_reading_reports_is_explained_and_no_other() -> None:
    sources = [*(PACKAGE / "spec").rglob("*.py"), *(PACKAGE / "signals").glob("*.py")]
    reported = {name for path in sources for name in IDS.findall(path.read_text("utf-8"))}
    keys = {field.alias for field in Annotations.model_fields.values()}
    assert reported - keys == set(READING)


def test_every_id_of_the_other_stages_is_explained_and_no_other() -> None:
    tools = (f"{tool}/{kind}" for tool in verifiers.VERIFIERS for kind in ("output", "version"))
    sources = [*(PACKAGE / "verifiers").glob("*.py"), *(PACKAGE / "workspace").glob("*.py")]
    sources += [*(PACKAGE / "compiler").rglob("*.py"), PACKAGE / "pipeline.py"]
    sources += [*(PACKAGE / "routing").glob("*.py"), PACKAGE / "live" / "routes.py"]
    reported = {name for path in sources for name in IDS.findall(path.read_text("utf-8"))}
    checks = {check.id for check in CHECKS}
    explained = {**verifiers.FINDINGS, **pipeline.FINDINGS}
    explained |= {**expectations.FINDINGS, **routes.FINDINGS}
    assert reported.union(tools) - checks == set(explained)


def test_every_explanation_is_a_sentence() -> None:
    explained = {**READING, **verifiers.FINDINGS, **pipeline.FINDINGS}
    explained |= {**expectations.FINDINGS, **routes.FINDINGS}
    assert [name for name, why in explained.items() if not why.endswith(".")] == []


def test_what_reading_and_a_check_both_report_has_one_meaning() -> None:
    shared = set(READING) & {check.id for check in CHECKS}
    assert shared <= {"secrets/inline"}
