"""SLOs in the form of OpenSLO: what becomes of them, and what is refused where."""

from __future__ import annotations

from collections.abc import Mapping
from operator import ge, gt, le, lt
from pathlib import Path
from typing import Any

import pytest
import yaml

from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule
from taskcenter_monitor.signals.availability import Availability
from taskcenter_monitor.spec.loading import Loaded, load
from taskcenter_monitor.templating import Templates
from tests.frozen import frozen_files

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests/cases/openslo"
FAULTS: Mapping[str, Any] = yaml.safe_load((CASES / "faults.yaml").read_text("utf-8"))
SAME = sorted((CASES / "same").glob("*.yaml"))
RATIO = (CASES / "ratio.yaml").read_text("utf-8")
GAUGE = (CASES / "gauge.yaml").read_text("utf-8")
WINDOWS = b"""
windows:
  fast: {budget: 2%, long: 1h, short: 5m, for: 2m, severity: critical}
  slow: {budget: 5%, long: 6h, short: 30m, for: 15m, severity: critical}
  creep: {budget: 10%, long: 3d, short: 6h, for: 3h, severity: warning}
"""
BASE = {
    name: raw for name, raw in frozen_files().items() if name not in ("slos.yaml", "windows.yaml")
}
HEAD = "team: task-center-sre\ninterval: 30s\n"


def loaded(environment: str | None = None, **texts: str) -> Loaded:
    """The frozen specs without their SLOs, and files of a test, by name with `__` for a slash."""
    own = {name.replace("__", "/") + ".yaml": text.encode() for name, text in texts.items()}
    return load({**BASE, "windows.yaml": WINDOWS, **own}, "specs", environment)


def faults(found: Loaded) -> list[Diagnostic]:
    return [found.sources.locate(one) for one in found.diagnostics]


def said(found: Loaded) -> list[str]:
    lines = []
    for fault in faults(found):
        assert isinstance(fault.place, Span)
        place = f"{fault.place.file}:{fault.place.line}:{fault.place.column}"
        lines.append(f"{place} {fault.check} {fault.message}")
    return lines


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def blamed(place: Span, text: str) -> tuple[int, int]:
    """Where a fault begins and ends in a text."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    return (
        starts[place.line - 1] + place.column - 1,
        starts[place.end_line - 1] + place.end_column - 1,
    )


def marked(at: str, text: str) -> tuple[int, int]:
    """The same of what stands between the marks of a piece, which the text has once."""
    before, rest = at.split("«")
    middle, after = rest.split("»")
    assert text.count(before + middle + after) == 1, at
    start = text.index(before + middle + after) + len(before)
    return start, start + len(middle)


def test_the_documents_that_cases_edit_are_sound() -> None:
    found = loaded(openslo__ratio=RATIO, openslo__gauge=GAUGE)
    assert said(found) == []
    assert found.project is not None
    assert list(found.project.slos) == ["queue_waits", "api_create"]


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_kept_is_a_fault_at_its_place(name: str) -> None:
    case = FAULTS[name]
    base = {"ratio": RATIO, "gauge": GAUGE}[case.get("of", "ratio")]
    text = case.get("text") or edited(base, *((e["old"], e["new"]) for e in case["edits"]))
    found = []
    for fault in faults(loaded(openslo__case=text)):
        assert isinstance(fault.place, Span)
        assert fault.place.file == "specs/openslo/case.yaml"
        place = blamed(fault.place, text)
        found.append((place, f"{fault.check} {fault.message}", fault.help))
    expected = [
        (marked(fault["at"], text), fault["says"], fault.get("help", ""))
        for fault in case["faults"]
    ]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("path", SAME, ids=lambda path: path.stem)
def test_a_document_yields_the_rules_of_an_slo_of_ours(path: Path, templates: Templates) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    slos = f"{HEAD}slos:\n" + "".join(f"  {line}\n" for line in case["slos"].splitlines())
    signals = BASE["signals.yaml"].decode()
    own = "".join(f"  {line}\n" for line in case["signals"].splitlines())
    with_own = signals.replace("\nsignals:\n", f"\nsignals:\n{own}", 1)
    assert with_own != signals
    expected = rules(loaded(slos=slos, signals=with_own), templates)
    assert len(expected) > 12
    assert (
        rules(loaded(slos=f"{HEAD}slos: {{}}\n", openslo__x=case["openslo"]), templates) == expected
    )


def rules(found: Loaded, templates: Templates) -> list[tuple[object, ...]]:
    """All rules of the one SLO, but for where they were written."""
    assert said(found) == []
    assert found.project is not None
    monitoring, unexpected = compile_project(found.project, templates.promql, templates.render)
    assert unexpected == []
    (group,) = (one for one in monitoring.groups if one.component.startswith("slo-"))
    return [(group.name, group.interval), *map(written, group.rules)]


def written(rule: RecordingRule | AlertingRule) -> tuple[object, ...]:
    if isinstance(rule, RecordingRule):
        return rule.record, rule.expr, rule.labels
    return rule.alert, rule.expr, rule.wait, rule.labels, rule.annotations, rule.carried, rule.jobs


@pytest.fixture(scope="module")
def templates() -> Templates:
    folder = ROOT / "templates"
    return Templates({str(f.relative_to(folder)): f.read_text() for f in folder.rglob("*.j2")})


COMPARED = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@pytest.mark.parametrize(
    ("op", "good", "bad"),
    [
        ("lt", [299.9, 299.99999999999994], [300.0]),
        ("lte", [300.0], [300.00000000000006, 301.0]),
        ("gt", [300.00000000000006], [300.0]),
        ("gte", [300.0], [299.99999999999994]),
    ],
)
def test_a_limit_is_kept_to_the_last_digit(op: str, good: list[float], bad: list[float]) -> None:
    side = gauge("op: lt", f"op: {op}").good
    assert side is not None
    operator, number = side
    assert (operator, number) == (COMPARED[op], 300)
    compare = {"<": lt, "<=": le, ">": gt, ">=": ge}[operator]
    assert [value for value in (*good, *bad) if compare(value, number)] == good


def test_a_limit_is_written_as_people_would(templates: Templates) -> None:
    edits = ("op: lt", "op: lte"), ("value: 300", "value: 10000")
    found = loaded(openslo__x=edited(GAUGE, *edits))
    assert any("<= bool 10000)" in str(rule) for rule in rules(found, templates))


@pytest.mark.parametrize(
    ("query", "op", "mode"),
    [
        ("asynq_queue_size", "lt", "all"),
        ("max(asynq_queue_size)", "lt", "all"),
        ("min(asynq_queue_size)", "lte", "any"),
        ("max(asynq_queue_size)", "gt", "any"),
        ("min(asynq_queue_size)", "gte", "all"),
    ],
)
def test_how_many_series_must_be_good(query: str, op: str, mode: str) -> None:
    old = 'asynq_queue_latency_seconds{queue="critical"}\n'
    signal = gauge(old, f"{query}\n", ("op: lt", f"op: {op}"))
    assert signal.mode == mode
    assert str(signal.metric) == "asynq_queue_size"


def gauge(old: str, new: str, *edits: tuple[str, str]) -> Availability:
    found = loaded(openslo__x=edited(GAUGE, (old, new), *edits))
    assert said(found) == []
    assert found.project is not None
    signal = found.project.signals["openslo/queue_waits"].value
    assert isinstance(signal, Availability)
    return signal


def test_a_name_gives_the_beginning_of_the_alerts() -> None:
    text = edited(RATIO, ("  annotations:\n    tcmon/alert: ApiCreating\n", ""))
    project = loaded(openslo__x=text).project
    assert project is not None
    assert project.slos["api_create"].burning == "ApiCreateBudgetBurn"


def test_the_annotation_goes_before_the_label_and_that_before_the_file() -> None:
    annotated = edited(RATIO, ("tcmon/alert: ApiCreating", "tcmon/team: task-center-dba"))
    plain = edited(RATIO, ("  labels: {team: task-center-sre}\n", ""))
    assert team(annotated) == "task-center-dba"
    assert team(RATIO, slos="team: task-center-dba\nslos: {}\n") == "task-center-sre"
    assert team(plain, slos="team: task-center-dba\nslos: {}\n") == "task-center-dba"


def team(text: str, **more: str) -> str:
    project = loaded(openslo__x=text, **more).project
    assert project is not None
    return project.slos["api_create"].team


def test_a_runbook_tells_all_that_has_no_other_place() -> None:
    text = edited(
        RATIO,
        ("{team: task-center-sre}", "{team: task-center-sre, tags: [api, users]}"),
        ("  indicator:\n", "  indicator:\n    metadata: {name: x, displayName: What failed}\n"),
        ("    spec:\n      ratio", "    spec:\n      description: Not of ours.\n      ratio"),
    )
    project = loaded(openslo__x=text).project
    assert project is not None
    runbook = project.slos["api_create"].value.runbook
    told = [
        "`api-create` in specs/openslo/x.yaml",
        "- tags: api, users",
        "- What failed",
        "- Not of ours.",
        '`task_center_http_requests_total{http_code=~"5.."}`',
    ]
    assert [text for text in told if text not in runbook.en] == []
    assert "坏事件" in runbook.zh


def test_a_signal_that_only_an_slo_reads_is_known_to_the_compiler(templates: Templates) -> None:
    project = loaded(openslo__x=GAUGE).project
    assert project is not None
    placement = Placement(project, templates.promql)
    operand = placement.lowered["openslo/queue_waits"].operand
    assert 'asynq_queue_latency_seconds{queue="critical"} < bool 300' in operand
    assert list(placement.recording_rules("slo")) == []


def test_an_slo_of_our_own_files_keeps_its_name() -> None:
    slos = edited(
        (ROOT / "specs/slos.yaml").read_text("utf-8"), ("  api_availability:", "  api_create:")
    )
    assert said(loaded(openslo__x=RATIO, slos=slos)) == [
        "specs/openslo/x.yaml:4:9 openslo/name there is an SLO api_create already"
    ]


def test_without_windows_nothing_can_be_promised() -> None:
    files = {**BASE, "openslo/x.yaml": RATIO.encode()}
    assert said(load(files, "specs", None)) == [
        (
            "specs/windows.yaml:1:1 spec/missing-file"
            " openslo needs the burn-rate windows of windows.yaml"
        )
    ]


def test_a_broken_document_takes_the_other_ones_with_it_and_nobody_else_is_blamed() -> None:
    found = loaded(openslo__x=f"{RATIO}---\na: [\n")
    assert [line.split()[1] for line in said(found)] == ["yaml/syntax"]
    assert found.project is not None
    assert {"openslo", "slos"} <= found.project.incomplete


def test_an_environment_replaces_values_of_documents() -> None:
    path = "openslo.api-create.spec.objectives.0.target"
    both = f"{GAUGE}---\n{RATIO}"
    found = loaded("x", openslo__x=both, environments__x=f"{path}: 0.99\n")
    assert said(found) == []
    assert found.project is not None
    assert found.project.slos["api_create"].value.objective.text == "99%"
    kept = loaded(openslo__x=both, environments__x=f"{path}: 0.99\n").project
    assert kept is not None
    assert kept.slos["api_create"].value.objective.text == "99.9%"


def test_a_fault_in_what_was_replaced_is_told_of_at_the_environment() -> None:
    path = "openslo.api-create.spec.objectives.0.target"
    found = loaded("x", openslo__x=f"{GAUGE}---\n{RATIO}", environments__x=f"{path}: 90\n")
    assert said(found) == [
        (
            "specs/environments/x.yaml:1:46 openslo/objective"
            " a `target` lies between 0 and 1, and 90 does not"
        )
    ]


@pytest.mark.parametrize(
    ("path", "missing"),
    [("openslo.api-creat.spec.service", "api-creat"), ("openslo.api-create.spec.servce", "servce")],
)
def test_an_override_that_matches_nothing_is_a_fault(path: str, missing: str) -> None:
    found = loaded(openslo__x=RATIO, environments__x=f"{path}: y\n")
    assert said(found) == [
        (
            "specs/environments/x.yaml:1:1 environment/no-match the override matches nothing:"
            f" {missing!r} is not there"
        )
    ]
    assert faults(found)[0].help.startswith("did you mean")
