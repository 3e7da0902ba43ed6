"""The reference page of all spec files, taken from the models that read them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from openslo_words import OPENSLO
from pydantic.fields import FieldInfo
from spec_examples import EXAMPLES
from spec_words import (
    ALERTS,
    DASHBOARDS,
    ENVIRONMENTS,
    HEAD,
    NOTE,
    RECORDED,
    SIGNALS,
    SLOS,
    STACK,
    TELEMETRY,
    VALUES,
    WINDOWS,
)

from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec import (
    base,
    dashboards,
    panels,
    receivers,
    routing,
    scrape,
    service,
    shapes,
    slos,
    stack,
    telemetry,
)
from taskcenter_monitor.spec.alerts import Alert, AlertFile
from taskcenter_monitor.spec.base import SpecModel
from taskcenter_monitor.spec.dashboards import Dashboard
from taskcenter_monitor.spec.metrics import Metric
from taskcenter_monitor.spec.openslo import own_keys
from taskcenter_monitor.spec.openslo.documents import SliDocument, SloDocument
from taskcenter_monitor.spec.openslo.own_keys import Annotations
from taskcenter_monitor.spec.panels import LogQuery, NamedQuery, Panel
from taskcenter_monitor.spec.routing import Routing
from taskcenter_monitor.spec.scrape import Scrape
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.spec.signal_file import Group
from taskcenter_monitor.spec.slos import BurnWindow, NoData, Slo, SloFile
from taskcenter_monitor.spec.stack import Stack
from taskcenter_monitor.spec.telemetry import Telemetry

FILES: dict[str, tuple[str, tuple[type[SpecModel], ...]]] = {
    "service.yaml": ("Who we are, which versions run, where links lead.", (Service,)),
    "metrics.yaml": ("What the services expose: `metrics` maps a metric's name to:", (Metric,)),
    "alerts/<component>.yaml": (ALERTS, (AlertFile, Alert)),
    "slos.yaml": (SLOS, (SloFile, Slo)),
    "windows.yaml": (WINDOWS, (BurnWindow, NoData)),
    "openslo/<name>.yaml": (OPENSLO, (SloDocument, SliDocument, Annotations)),
    "dashboards/<name>.yaml": (DASHBOARDS, (Dashboard, Panel, NamedQuery, LogQuery)),
    "routing.yaml": ("Who is told, how and when.", (Routing,)),
    "scrape.yaml": ("What Prometheus scrapes, and where it sends alerts.", (Scrape,)),
    "stack.yaml": (STACK, (Stack,)),
    "telemetry.yaml": (TELEMETRY, (Telemetry,)),
}

MODULES = (
    base,
    dashboards,
    own_keys,
    panels,
    receivers,
    routing,
    scrape,
    service,
    shapes,
    slos,
    stack,
    telemetry,
)
"""Where types of values have their names."""


def spec_page() -> str:
    """`docs/spec.md`."""
    parts = [NOTE, HEAD, _values()]
    for file, (intro, models) in FILES.items():
        parts += [f"## `specs/{file}`", intro, *_described(models)]
        if file == "metrics.yaml":
            parts += [SIGNALS, *_signals()]
    return "\n\n".join([*parts, ENVIRONMENTS]) + "\n"


def _values() -> str:
    rows = [f"| {name} | {meaning} | {example} |" for name, meaning, example in VALUES.values()]
    return "\n".join(["## Values", "", "| value | meaning | like |", "|---|---|---|", *rows])


def _signals() -> Iterator[str]:
    yield from _described((Group,))
    yield "### Keys of all kinds"
    yield _purpose(SignalModel)
    yield _table(SignalModel)
    shared = frozenset(SignalModel.model_fields)
    for kind, model in KINDS.items():
        yield f"### `kind: {kind}`"
        yield _purpose(model)
        if model.recorded_by_default:
            yield RECORDED
        yield _table(model, without=shared | {"kind"})
        yield f"```yaml\n{EXAMPLES[kind].strip()}\n```"
        yield from _described(_inside(model))


def _described(models: tuple[type[SpecModel], ...]) -> Iterator[str]:
    """A heading, the docstring and the keys of each model, and of all models inside of it."""
    waiting = list(models)
    # The list grows while it is read.
    for model in waiting:
        yield f"### {model.__name__}"
        if not _purpose(model).startswith("`specs/"):
            yield _purpose(model)
        yield _table(model)
        waiting += [inner for inner in _inside(model) if inner not in waiting]


def _purpose(model: type[SpecModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "")


def _table(model: type[SpecModel], without: frozenset[str] = frozenset()) -> str:
    hints = get_type_hints(model, include_extras=True)
    rows = [
        f"| `{field.alias or name}` | {_value(hints[name])} | {_default(field)} |"
        for name, field in model.model_fields.items()
        if name not in without and not _is_refused(hints[name])
    ]
    return "\n".join(["| key | value | where left out |", "|---|---|---|", *rows])


def _is_refused(hint: object) -> bool:
    """Whether the key exists only to be refused with a good message, like an inline secret."""
    return hint is NoneType or (get_origin(hint) is Annotated and get_args(hint)[0] is NoneType)


def _inside(model: type[SpecModel]) -> tuple[type[SpecModel], ...]:
    """The models in the values of a model."""
    hints = get_type_hints(model, include_extras=True)
    found = (inner for name in model.model_fields for inner in _models(hints[name]))
    return tuple(dict.fromkeys(found))


def _models(hint: object) -> Iterator[type[SpecModel]]:
    if isinstance(hint, type) and issubclass(hint, SpecModel):
        yield hint
    for argument in get_args(hint):
        yield from _models(argument)


def _value(hint: object) -> str:
    """What a key takes, in words."""
    name = _alias(hint) or str(getattr(hint, "__name__", ""))
    if name in VALUES:
        return VALUES[name][0]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is None:
        return f"[{name}](#{name.lower()})"
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    inner = [_value(one) for one in arguments if origin is not Annotated and one is not NoneType]
    if origin is Annotated:
        return _value(arguments[0])
    return _joined(origin, inner)


def _joined(origin: object, inner: list[str]) -> str:
    if origin is list:
        return f"list of {inner[0]}"
    if origin in (Union, UnionType):
        return " or ".join(inner)
    return f"mapping of {inner[0]} to {inner[1]}"


def _alias(hint: object) -> str | None:
    """The name under which the models know an annotated type."""
    if get_origin(hint) is not Annotated:
        return None
    named = (item for module in MODULES for item in vars(module).items())
    return next((name for name, value in named if value is hint), None)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be there"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default is None or default in ("", [], {}) or isinstance(default, SpecModel):
        return "none"
    if isinstance(default, list):
        return f"`[{', '.join(default)}]`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
