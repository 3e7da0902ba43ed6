from __future__ import annotations

import pytest

from taskcenter_monitor.vocabulary.buckets import bound_matcher, spellings


@pytest.mark.parametrize(
    ("bound", "written", "matcher"),
    [
        (0.2, ("0.2",), 'le="0.2"'),
        (5, ("5", "5.0"), 'le=~"5|5[.]0"'),
        (5.0, ("5", "5.0"), 'le=~"5|5[.]0"'),
        (0.00001, ("1e-05",), 'le="1e-05"'),
        (999999, ("999999", "999999.0"), 'le=~"999999|999999[.]0"'),
        (1000000, ("1000000", "1000000.0", "1e+06"), 'le=~"1000000|1000000[.]0|1e[+]06"'),
        (2.5e7 + 0.5, ("25000000.5", "2.50000005e+07"), 'le=~"25000000[.]5|2[.]50000005e[+]07"'),
    ],
)
def test_a_bound_is_taken_in_every_spelling(
    bound: float, written: tuple[str, ...], matcher: str
) -> None:
    assert spellings(bound) == written
    assert str(bound_matcher(bound)) == matcher
    assert all(bound_matcher(bound).accepts(text) for text in written)


def test_no_other_bound_is_taken() -> None:
    assert not any(bound_matcher(5).accepts(text) for text in ("50", "5x0", "15", "5.05", "+Inf"))
    assert not bound_matcher(1000000).accepts("1ee06")
