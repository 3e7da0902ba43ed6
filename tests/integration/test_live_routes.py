"""The router and a real Alertmanager agree on every alert, and a difference is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.routing import AlertmanagerConfig, Inhibition, Route
from taskcenter_monitor.live import routes
from taskcenter_monitor.live.routes import compared, prove_routes
from taskcenter_monitor.routing.traffic import Sent
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from tests.integration.alertmanagers import written
from tests.readme import shown
from tests.toolchains import ROOT, Toolchain
from tests.unit.routing.trees import HERE, config, inhibition, root, route

pytestmark = pytest.mark.slow

ENVIRONMENTS = [None, *sorted(path.stem for path in (ROOT / "specs/environments").glob("*.yaml"))]


@cache
def shipped(environment: str | None) -> Monitoring:
    """The shipped specs: whatever people edit there, these tests hold."""
    specs, templates = ROOT / "specs", ROOT / "templates"
    files = {path.relative_to(specs).as_posix(): path.read_bytes() for path in _files(specs)}
    texts = {path.relative_to(templates).as_posix(): path.read_text() for path in _files(templates)}
    loaded = load(files, "specs", environment)
    assert loaded.project is not None, loaded.diagnostics
    renderer = Templates(texts)
    return compile_project(loaded.project, renderer.promql, renderer.render)[0]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.*")) if path.is_file())


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_alert_of_the_shipped_specs_goes_where_the_router_says(
    environment: str | None, toolchain: Toolchain
) -> None:
    monitoring = shipped(environment)
    proof = prove_routes(monitoring, written, toolchain.runtime())
    assert proof.diagnostics == ()
    rules = sum(len(group.rules) for group in monitoring.groups)
    assert proof.alerts > rules / 2
    assert 0 < proof.muted < proof.alerts
    part = f"routes ({environment})" if environment else "routes"
    assert set(shown(part)) <= {(proof.alerts, proof.muted)}


def _with_route(config: AlertmanagerConfig, name: str, **values: Any) -> AlertmanagerConfig:
    changed = tuple(
        replace(one, **values) if one.name == name else one for one in config.root.routes
    )
    return replace(config, root=replace(config.root, routes=changed))


def _with_inhibition(config: AlertmanagerConfig, name: str, **values: Any) -> AlertmanagerConfig:
    changed = tuple(
        replace(one, **values) if one.origin.path[-1] == name else one for one in config.inhibitions
    )
    return replace(config, inhibitions=changed)


def broken(config: AlertmanagerConfig) -> Iterator[tuple[AlertmanagerConfig, str]]:
    """Configurations that differ in one thing, with the check that must see it."""
    first, *others = config.root.routes
    receivers, inhibitions = "alertmanager/receivers", "alertmanager/inhibitions"
    yield replace(config, root=replace(config.root, routes=tuple(others))), receivers
    for one in config.root.routes:
        if one.continues:
            yield _with_route(config, one.name, continues=False), receivers
    yield _with_route(config, first.name, matchers=('alertname="Nothing"',)), receivers
    for rule in config.inhibitions:
        name = str(rule.origin.path[-1])
        yield _with_inhibition(config, name, source=('alertname="Nothing"',)), inhibitions
    loose = config.inhibitions[0]
    name = str(loose.origin.path[-1])
    yield _with_inhibition(config, name, equal=loose.equal[1:]), inhibitions


def test_an_alertmanager_that_does_something_else_is_noticed(
    monkeypatch: pytest.MonkeyPatch, toolchain: Toolchain
) -> None:
    monkeypatch.setattr(routes, "PATIENCE", 0.3)
    monitoring = shipped(None)
    for other, check in broken(monitoring.alertmanager):
        found = _proven_against(monitoring, other, toolchain)
        assert check in {one.check for one in found}, other
        places = {one.place for one in found}
        assert all(isinstance(place, Origin) and place.path for place in places)


def _proven_against(
    monitoring: Monitoring, other: AlertmanagerConfig, toolchain: Toolchain
) -> tuple[Diagnostic, ...]:
    """What is found when the Alertmanager has another configuration than the router."""

    def write(defused: AlertmanagerConfig) -> AbstractContextManager[str]:
        return written(replace(other, mail=None, receivers=defused.receivers))

    return prove_routes(monitoring, write, toolchain.runtime()).diagnostics


LABELS = ("a", "b", "c")
VALUES = ("", "x", "y", "xy")
PATTERNS = ("x|y", "x.*", ".+", ".*", "", "[[:alpha:]]y", "(?i)X", r"\\w", "x")
GROVE = 10
"""Trees that grow beside each other in one Alertmanager."""

matchers = st.builds(
    lambda label, operator, value: f'{label}{operator}"{value}"',
    st.sampled_from(LABELS),
    st.sampled_from(("=", "!=")),
    st.sampled_from(VALUES),
) | st.builds(
    lambda label, operator, value: f'{label}{operator}"{value}"',
    st.sampled_from(LABELS),
    st.sampled_from(("=~", "!~")),
    st.sampled_from(PATTERNS),
)
some = st.lists(matchers, min_size=1, max_size=2).map(tuple)


def _made(parts: Any) -> Route:
    own, continues, named, below = parts
    children = tuple(replace(child, name=f"r{i}") for i, child in enumerate(below))
    receiver = f"told-{named}" if named else ""
    return route("r", *own, continues=continues, receiver=receiver, routes=children)


trees = st.recursive(
    st.tuples(some, st.booleans(), st.integers(0, 9), st.just(())).map(_made),
    lambda below: st.tuples(
        some, st.booleans(), st.integers(0, 9), st.lists(below, max_size=3)
    ).map(_made),
    max_leaves=8,
)
alerts = st.dictionaries(st.sampled_from(LABELS), st.sampled_from(VALUES[1:]))
equal = st.lists(st.sampled_from(LABELS), unique=True, max_size=3)
inhibitions = st.builds(lambda *sides: inhibition("i", *sides), some, some, equal)
plots = st.tuples(
    st.lists(trees, max_size=4),
    st.lists(inhibitions, max_size=2),
    st.lists(alerts, min_size=1, max_size=8),
)


def _fenced(one: Inhibition, fence: str) -> Inhibition:
    """Both sides in one plot."""
    return replace(one, source=(*one.source, fence), target=(*one.target, fence))


# A smaller example would be nice to have, but every try starts a server.
@settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(grove=st.lists(plots, min_size=GROVE, max_size=GROVE))
def test_any_tree_and_any_inhibition_is_read_as_alertmanager_reads_it(
    toolchain: Toolchain, grove: Any
) -> None:
    fenced: list[Route] = []
    rules: list[Inhibition] = []
    sent: dict[tuple[tuple[str, str], ...], Sent] = {}
    for number, (below, muting, firing) in enumerate(grove):
        fence = f'plot="{number}"'
        named = tuple(replace(child, name=f"r{i}") for i, child in enumerate(below))
        fenced.append(route(f"plot{number}", fence, routes=named))
        rules += [_fenced(one, fence) for one in muting]
        for one in firing:
            labels = {"alertname": "A", "plot": str(number), **one}
            sent[tuple(sorted(labels.items()))] = Sent(labels=labels, origin=HERE)
    proof = compared(
        config(root(*fenced), rules), list(sent.values()), written, toolchain.runtime()
    )
    assert proof.diagnostics == ()
    assert proof.alerts == len(sent)


def test_what_stands_on_both_sides_is_muted_by_one_side_alone(toolchain: Toolchain) -> None:
    rules, sent = [], []
    for number, firing in enumerate(("1", "12", "13", "23", "123", "1123", "11233")):
        plot = f'plot="{number}"'
        rules.append(inhibition("x", [plot, 'n=~"1|2"'], [plot, 'n=~"1|3"'], ["plot"]))
        for copy, n in enumerate(firing):
            labels = {"alertname": "A", "plot": str(number), "n": n, "copy": str(copy)}
            sent.append(Sent(labels=labels, origin=HERE))
    proof = compared(config(root(), rules), sent, written, toolchain.runtime())
    assert proof.diagnostics == ()
    assert proof.muted == 12
