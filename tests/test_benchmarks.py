from __future__ import annotations

import pytest

from benchmarks.specs import Size, project_files
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project


def project(size: Size) -> Project:
    files = {path: text.encode() for path, text in project_files(size)}
    loaded = load(files, "specs", None)
    assert loaded.diagnostics == ()
    assert loaded.project is not None
    return loaded.project


def alerts_of(generated: Project) -> set[str]:
    return {name for name, one in generated.alerts.items() if "-services-" in one.component}


@pytest.mark.parametrize("size", [Size(alerts=20), Size(alerts=20, readers=2)])
def test_a_generated_project_has_the_alerts_asked_for_and_no_faults(size: Size) -> None:
    assert len(alerts_of(project(size))) == 20


def test_half_of_the_generated_alerts_have_two_thresholds() -> None:
    generated = project(Size(alerts=20))

    pairs = [
        name for name in alerts_of(generated) if len(generated.alerts[name].value.thresholds) == 2
    ]

    assert len(pairs) == 10


def test_further_readers_share_their_signals() -> None:
    generated = project(Size(alerts=20, readers=2))

    assert len({generated.alerts[name].value.signal for name in alerts_of(generated)}) == 10


def test_the_same_size_gives_the_same_specs() -> None:
    assert list(project_files(Size(alerts=20))) == list(project_files(Size(alerts=20)))


def test_a_size_that_makes_no_whole_services_is_refused() -> None:
    with pytest.raises(ValueError, match="25 is no multiple of 10"):
        list(project_files(Size(alerts=25)))
