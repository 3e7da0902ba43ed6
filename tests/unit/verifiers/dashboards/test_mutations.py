from __future__ import annotations

from copy import deepcopy

import pytest

from taskcenter_monitor.verifiers.dashboards import FINDINGS, Known
from tests.unit.verifiers.dashboards.artifacts import Boards, found
from tests.unit.verifiers.dashboards.edits import Edit
from tests.unit.verifiers.dashboards.generated import generated
from tests.unit.verifiers.dashboards.messages import GOLDEN, messages
from tests.unit.verifiers.dashboards.mistakes import MISTAKES
from tests.unit.verifiers.dashboards.sample import KNOWN, sample


def families() -> list[tuple[Boards, Known]]:
    """Dashboards that stand beside each other, and what they may speak of."""
    return [({"sample.json": sample()}, KNOWN), generated()]


def test_sound_dashboards_yield_nothing() -> None:
    told = [one for boards, known in families() for one in found(boards, known)]
    assert [f"{one.check} {one.message} {one.help}" for one in told] == []


def test_there_are_generated_dashboards_with_limits_of_alerts_to_look_at() -> None:
    boards, known = generated()
    assert boards
    assert any(known.thresholds.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expected", "edit"),
    [(expected, edit) for _, expected, edit in MISTAKES],
    ids=[name for name, _, _ in MISTAKES],
)
def test_a_mistake_is_caught_in_every_dashboard_that_can_have_it(expected: str, edit: Edit) -> None:
    changed = 0
    for boards, known in families():
        for name, sound in boards.items():
            mistaken = deepcopy(sound)
            if not edit(mistaken):
                continue
            changed += 1
            assert mistaken != sound
            told = found({**boards, name: mistaken}, known)
            assert expected in {diagnostic.check for diagnostic in told}, name
    assert changed, "no dashboard has anything that this mistake could be made in"


def test_every_mistake_has_a_name_of_its_own() -> None:
    names = [name for name, _, _ in MISTAKES]
    assert len(set(names)) == len(names)


def test_every_lint_catches_a_mistake() -> None:
    assert {expected for _, expected, _ in MISTAKES} == set(FINDINGS) - {"dashboard/json"}


def test_what_is_said_about_mistakes_is_what_was_read_through() -> None:
    assert messages() == GOLDEN.read_text("utf-8"), "run `make golden` and read the difference"
