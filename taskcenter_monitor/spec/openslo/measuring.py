"""From an indicator and its objective to a signal of our own."""

from __future__ import annotations

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.desk import Desk
from taskcenter_monitor.spec.openslo.documents import (
    INDICATOR,
    IndicatorSpec,
    Measure,
    RatioMetric,
    SloDocument,
)
from taskcenter_monitor.spec.openslo.own_keys import Annotations
from taskcenter_monitor.spec.openslo.queries import (
    Counted,
    Gauged,
    QueryError,
    counted,
    gauged,
)
from taskcenter_monitor.spec.openslo.written import QUERY, SIGNAL, Written
from taskcenter_monitor.vocabulary.quantities import Quantity, number_text
from taskcenter_monitor.vocabulary.selectors import parse_selector

_QUERY = "openslo/query"
_WINDOW = "5m"
"""A signal needs one; an SLO counts over windows of its own."""
_REACHING = ("lte", "gte")
"""Comparisons that the limit itself passes."""
_SIDES = {"lt": "below", "lte": "below", "gt": "above", "gte": "above"}
_MODES = {
    ("max", "below"): "all",
    ("min", "below"): "any",
    ("max", "above"): "any",
    ("min", "above"): "all",
}
"""What is taken of many series, and where good ones lie, to how many of them must be good."""


def measure(
    desk: Desk,
    written: Written[SloDocument],
    found: tuple[IndicatorSpec, Origin],
    own: Annotations,
    catalogue: Catalogue,
) -> SignalModel | None:
    """What an indicator measures; None, with the reason noted, where that cannot be had exactly."""
    spec, place = found
    data: dict[str, object] | None = None
    if spec.ratio_metric is not None:
        data = _ratio(desk, spec.ratio_metric, place.at("ratioMetric"))
        if own.mode is not None:
            message = "`tcmon/mode` belongs to a thresholdMetric; this is a ratioMetric"
            desk.say(INDICATOR, message, written.annotation("mode"), "remove it")
    elif spec.threshold_metric is not None:
        place = place.at("thresholdMetric")
        data = _threshold(desk, written, spec.threshold_metric, place, own.mode)
    if data is None:
        return None
    title = written.document.metadata.display_name or written.name
    texts = {"zh": title, "en": title}
    # Only its SLO reads it, with labels and windows of its own, so no series is recorded.
    given = {**data, "title": texts, "window": _WINDOW, "by": [], "record": False}
    signal = desk.model(KINDS[str(data["kind"])], given, written.origin.at(SIGNAL))
    if signal is None or spec.ratio_metric is not None:
        return signal
    return signal.changed(**_limit(written, str(data["metric"]), catalogue))


def measured(spec: IndicatorSpec) -> tuple[tuple[str, str], ...]:
    """What is measured, as it was written: the part and its query."""
    if spec.threshold_metric is not None:
        return (("value", spec.threshold_metric.query),)
    return tuple((key, part.query) for key, part in _parts(spec.ratio_metric))


def _parts(metric: RatioMetric | None) -> list[tuple[str, Measure]]:
    """The parts that a ratio has, the total last."""
    if metric is None:
        return []
    parts = {"good": metric.good, "bad": metric.bad, "total": metric.total}
    return [(key, part) for key, part in parts.items() if part is not None]


def _ratio(desk: Desk, metric: RatioMetric, place: Origin) -> dict[str, object] | None:
    found: dict[str, Counted] = {}
    for key, part in _parts(metric):
        try:
            found[key] = counted(part.query)
        except QueryError as error:
            desk.say(_QUERY, str(error), place.at(key, *QUERY), error.help)
    if len(found) < 2:
        return None
    key = next(iter(found))
    if found[key].made != found["total"].made:
        message = f"`{key}` and `total` are not made alike, so their ratio is no share of events"
        desk.say(_QUERY, message, place.at("total", *QUERY), "use the same functions and windows")
        return None
    return {"kind": "ratio", **{key: one.selector for key, one in found.items()}}


def _threshold(
    desk: Desk,
    written: Written[SloDocument],
    metric: Measure,
    place: Origin,
    mode: str | None,
) -> dict[str, object] | None:
    objective = written.document.spec.objectives[0]
    found = None
    try:
        found = gauged(metric.query)
    except QueryError as error:
        desk.say(_QUERY, str(error), place.at(*QUERY), error.help)
    if found is not None and found.made and mode is not None:
        message = f"`{found.made}` says already how many series must be good"
        desk.say(INDICATOR, message, written.annotation("mode"), "remove the annotation")
    is_sound = _has_limit(desk, written)
    if found is None or objective.op is None or not is_sound:
        return None
    side = _SIDES[objective.op]
    chosen = mode or _mode(found, side)
    return {"kind": "availability", "metric": found.selector, "mode": chosen, side: 1}


def _has_limit(desk: Desk, written: Written[SloDocument]) -> bool:
    """Whether an objective about a gauge says when the gauge is good."""
    objective, check = written.document.spec.objectives[0], "openslo/objective"
    value, op = objective.value, objective.op
    if value is None or op is None:
        message = "a thresholdMetric needs `op` and `value`, to say when it is good"
        desk.say(check, message, written.objective)
        return False
    if value < 0:
        message = f"{number_text(value)} is negative; a limit is 0 or more"
    elif value == 0 and op in ("lt", "gte"):
        message = f"`op: {op}` with 0 decides nothing about a gauge that is 0 or more"
    else:
        return True
    desk.say(check, message, written.objective.at("value"))
    return False


def _mode(found: Gauged, side: str) -> str:
    """A promise about several series is kept while each of them keeps it."""
    return _MODES[found.made, side] if found.made else "all"


def _limit(written: Written[SloDocument], selector: str, catalogue: Catalogue) -> dict[str, object]:
    """The side of what is good, and the value in the unit of the metric."""
    objective = written.document.spec.objectives[0]
    value, op = objective.value or 0, objective.op or ""
    unit = catalogue.unit_of(parse_selector(selector).metric)
    number, parts = float(value).as_integer_ratio()
    quantity = Quantity(number_text(value), unit.dimension, number, 1, parts * unit.per_base)
    return {_SIDES[op]: quantity, "reaches_limit": op in _REACHING}
