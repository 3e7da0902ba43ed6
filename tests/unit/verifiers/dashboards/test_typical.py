"""The typical mistakes: what people and grafanalib get wrong, by the name it has among ours.

That each is caught is proven with all the others; this holds that none of them is forgotten.
"""

from __future__ import annotations

from tests.unit.verifiers.dashboards.mistakes import MISTAKES

TYPICAL = (
    "the removed graph",
    "the removed singlestat",
    "the removed pie chart",
    "grafanalib's data source in text",
    "a data source that is null",
    "grafanalib's null in quotes",
    "grafanalib's steps that are a text",
    "no steps",
    "steps that fall",
    "no overrides",
    "a gauge without options",
    "a bar gauge of years ago",
    "the old form of a heat map",
    "the old alert list",
    "an unknown option",
    "a wrong enumeration",
    "a text for a minimum",
    "grafanalib's intervalFactor",
    "grafanalib's hundred points",
    "a schemaVersion of years ago",
    "a null in a panel",
)
"""What a schema, a round trip or a compiler of types can see."""
UNSEEN_BY_SCHEMAS = (
    "the old displayMode of tables",
    "no refId",
    "two queries of one refId",
    "a unit that does not exist",
    "a transformation that does not exist",
    "a matcher that does not exist",
    "two panels of one id",
    "broken PromQL",
)
"""What none of them sees, because it is right in form."""


def test_every_typical_mistake_is_made() -> None:
    made = {name for name, _, _ in MISTAKES}
    assert {*TYPICAL, *UNSEEN_BY_SCHEMAS} <= made
    assert len({*TYPICAL, *UNSEEN_BY_SCHEMAS}) == len(TYPICAL) + len(UNSEEN_BY_SCHEMAS)
