"""What an evaluation costs, as Prometheus counts it itself."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.slo.forms import Form, Query
from taskcenter_monitor.live.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`samples` were read, `peak` of them held at once; `seconds` it took, one for each round."""

    samples: int
    peak: int
    seconds: tuple[float, ...]

    @property
    def fastest(self) -> float:
        """What it takes when nothing else goes on."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """What it usually takes."""
        return statistics.median(self.seconds)


Costs = Mapping[str, Cost]
"""The cost of each part of a form."""


def measured(
    client: Client, forms: Sequence[Form], at: int, rounds: int
) -> Iterator[dict[str, Costs]]:
    """What the forms cost after each round, of which the first one only warms up.

    They are asked in turn, so that whatever else the machine does hits all of them.
    """
    found: dict[str, list[dict[str, Cost]]] = {form.name: [] for form in forms}
    for turn in range(rounds + 1):
        for form in forms:
            asked = _asked(client, form, at)
            if turn:
                found[form.name].append(asked)
        yield {name: _together(turns) for name, turns in found.items() if turns}


def summed(costs: Costs, parts: Sequence[str]) -> Cost:
    """The cost of several parts, one after the other."""
    chosen = [costs[part] for part in parts if part in costs]
    return Cost(
        samples=sum(cost.samples for cost in chosen),
        peak=max(cost.peak for cost in chosen),
        seconds=tuple(map(sum, zip(*(cost.seconds for cost in chosen), strict=True))),
    )


def _asked(client: Client, form: Form, at: int) -> dict[str, Cost]:
    found: dict[str, Cost] = {}
    for query in form.queries:
        cost = _one(client, query, at)
        before = found.get(query.part)
        found[query.part] = cost if before is None else _added(before, cost)
    return found


def _one(client: Client, query: Query, at: int) -> Cost:
    parameters = {"query": query.promql, "time": str(at), "stats": "all"}
    told = client.post_form("/api/v1/query", parameters)["data"]["stats"]
    return Cost(
        samples=told["samples"]["totalQueryableSamples"],
        peak=told["samples"]["peakSamples"],
        seconds=(told["timings"]["execTotalTime"],),
    )


def _added(one: Cost, other: Cost) -> Cost:
    return summed({"one": one, "other": other}, ("one", "other"))


def _together(turns: Sequence[Mapping[str, Cost]]) -> Costs:
    """The rounds of one form: the samples are the same each time."""
    return {
        part: Cost(
            samples=cost.samples,
            peak=cost.peak,
            seconds=tuple(turn[part].seconds[0] for turn in turns),
        )
        for part, cost in turns[0].items()
    }
