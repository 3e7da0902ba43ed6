"""What the costs of the forms are beside each other, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from benchmarks.slo.born import Born
from benchmarks.slo.cost import Cost, Costs, summed
from benchmarks.slo.forms import NAIVE, OURS, REST

GOAL = 10.0
"""How many times dearer the naive form must be, in samples and in time."""

BOUND = 0.001
"""How far the recorded share of a period may lie from what happened, and from raw counters."""


def is_exact(off: Mapping[str, float]) -> bool:
    """Whether the recorded share is the true one, and the one that PromQL sees in raw counters."""
    return max(abs(off[OURS]), abs(from_raw(off))) <= BOUND


def from_raw(off: Mapping[str, float]) -> float:
    """How far the recorded share lies from that of the raw counters, relative to it."""
    return (1 + off[OURS]) / (1 + off[NAIVE]) - 1


def is_met(costs: Mapping[str, Costs]) -> bool:
    """Whether all rules together cost little enough, with what is the same in all forms."""
    ours, naive = whole(costs[OURS]), whole(costs[NAIVE])
    return min(naive.samples / ours.samples, naive.median / ours.median) >= GOAL


def whole(costs: Costs) -> Cost:
    """All that one evaluation costs."""
    return summed(costs, tuple(costs))


def table(costs: Mapping[str, Costs], off: Mapping[str, float], born: Born) -> Iterator[str]:
    """A block for the samples, one for the time, and what follows from them."""
    parts = _parts(costs)
    names = [*costs]
    yield _line("samples read", names)
    for part in parts:
        yield _line(part, [_samples(each.get(part)) for each in costs.values()])
    yield _line("all", [_samples(whole(each)) for each in costs.values()])
    yield _line("held at once", [f"{whole(each).peak:,}" for each in costs.values()])
    yield ""
    yield _line("time in ms", names)
    for part in parts:
        yield _line(part, [_time(each.get(part)) for each in costs.values()])
    yield _line("all", [_time(whole(each)) for each in costs.values()])
    yield ""
    yield _line("period is off by", [f"{off[name]:+.3%}" for name in names])
    yield from _births(born)
    yield ""
    yield from _verdicts(costs, off)


def _births(born: Born) -> Iterator[str]:
    yield (
        f"Where counters are not shown before their first request, recorded is off by"
        f" {born.off:+.3%}: {born.explained:+.3%} are"
    )
    yield (
        f"{born.unseen:,} of {born.bad:,} failures that were there at the first scrape of a series"
        " after a restart, which"
    )
    yield f"no rate of 5m sees, and {born.rest:+.3%} the rest. Start counters at 0."


def as_document(
    costs: Mapping[str, Costs], off: Mapping[str, float], born: Born
) -> dict[str, object]:
    """The same for programs."""
    document: dict[str, object] = {
        name: {"off": off[name], "all": _numbers(whole(each))}
        | {part: _numbers(cost) for part, cost in each.items()}
        for name, each in costs.items()
    }
    return document | {"born": asdict(born) | {"explained": born.explained}}


def _verdicts(costs: Mapping[str, Costs], off: Mapping[str, float]) -> Iterator[str]:
    for name, others in costs.items():
        if name != OURS:
            yield f"{name:<11}: {_times(costs[OURS], others)}"
    ours, naive = (_without_rest(costs[name]) for name in (OURS, NAIVE))
    yield f"{NAIVE}, without {REST}: {_times(ours, naive)}"
    yield f"goal: the naive form is {GOAL:.0f} times dearer in both: {_verdict(is_met(costs))}"
    yield (
        f"goal: recorded is within {BOUND:.1%} of what happened ({off[OURS]:+.3%}) and of raw"
        f" counters ({from_raw(off):+.3%}): {_verdict(is_exact(off))}"
    )


def _verdict(holds: bool) -> str:
    return "within" if holds else "MISSED"


def _without_rest(costs: Costs) -> Costs:
    return {part: cost for part, cost in costs.items() if part != REST}


def _times(ours: Costs, others: Costs) -> str:
    one, other = whole(ours), whole(others)
    return (
        f"{other.samples / one.samples:.0f} times the samples,"
        f" {other.fastest / one.fastest:.0f} (min) and {other.median / one.median:.0f} (median)"
        " times the time"
    )


def _parts(costs: Mapping[str, Costs]) -> tuple[str, ...]:
    """Those of ours are those of all."""
    return tuple(costs[OURS])


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<17}" + "".join(f"{cell:>19}" for cell in cells)


def _samples(cost: Cost | None) -> str:
    return "-" if cost is None else f"{cost.samples:,}"


def _time(cost: Cost | None) -> str:
    return "-" if cost is None else f"{cost.fastest * 1e3:.2f} / {cost.median * 1e3:.2f}"


def _numbers(cost: Cost) -> dict[str, float]:
    return {
        "samples": cost.samples,
        "peak": cost.peak,
        "fastest_seconds": cost.fastest,
        "median_seconds": cost.median,
    }
