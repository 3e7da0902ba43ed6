"""A real fault, real servers, the shipped specs: the alert and the message come in time.

One exporter is killed, another one frozen, each just after it was scraped well for the last time,
which is nearly the worst moment. Everything between scrape and message is as compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep, time

import pytest

from taskcenter_monitor.checks.timing_promise import AVAILABILITY, PROMISE
from taskcenter_monitor.explain import explain
from taskcenter_monitor.explain.material import Material
from taskcenter_monitor.ir.explanation import ExplainedRule
from taskcenter_monitor.live.launches import HOST, alertmanager, prometheus
from taskcenter_monitor.live.prometheus import Prometheus
from taskcenter_monitor.live.servers import free_port, running
from taskcenter_monitor.pipeline import Compiled
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.workspace.staging import staged
from tests.e2e.exporter import Exporter, exporter
from tests.e2e.loopback import Addresses, compiled, configured
from tests.e2e.sink import Sink, listening
from tests.toolchains import Toolchain

pytestmark = [pytest.mark.slow, pytest.mark.live]

ALERT = "TaskCenterDown"
KILLED, FROZEN = "task-center-api", "task-center-worker"
"""The jobs whose first instance is killed or frozen."""
HEALTHY_WITHIN = 40.0
SPARE = 10.0
"""Seconds beyond the bound until nobody waits any longer."""
AFTER_SCRAPE = 1.0
"""Seconds between the last good scrape and the fault.

None would be the worst moment, which the bound meets to the second: a slow machine would break it.
"""
PAUSE = 0.05


@dataclass(slots=True)
class Case:
    """A fault in one instance of a job, and the moments of what follows, in seconds since 1970."""

    job: str
    exporter: Exporter
    strike: Callable[[], None]
    fault: float = 0.0
    firing: float = 0.0
    told: dict[str, float] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, str]:
        return {"alertname": ALERT, "job": self.job, "instance": self.exporter.instance}

    def measured(self, bounds: Mapping[str, float]) -> str:
        """What came when, in seconds after the fault; `bounds` are those of alert and receivers."""
        moments = {"firing": self.firing, **dict(sorted(self.told.items()))}
        passed = {word: f"{at - self.fault:.1f} s" for word, at in moments.items() if at}
        listed = (
            f"{word} {passed.get(word, 'never')} (bound {bounds[word]:g} s)" for word in bounds
        )
        return ", ".join(listed)


@dataclass(frozen=True, slots=True)
class Stack:
    """Prometheus, the sink behind Alertmanager, and the exporters that will come to harm."""

    prometheus: Prometheus
    sink: Sink
    cases: tuple[Case, ...]


@contextmanager
def stack(made: Compiled, runtime: Runtime) -> Iterator[Stack]:
    """Everything on loopback, running; gone afterwards."""
    with ExitStack() as held:
        enter = held.enter_context
        doomed, frozen, steady = (enter(exporter(free_port())) for _ in range(3))
        sink = enter(listening())
        port = free_port()
        addresses = Addresses(
            # A second instance stays: a job of which nothing is left is another alert.
            targets={
                KILLED: (doomed.instance, steady.instance),
                FROZEN: (frozen.instance, steady.instance),
            },
            others=steady.instance,
            alertmanager=f"{HOST}:{port}",
            sink=sink.url,
        )
        folder = Path(enter(staged(configured(made, addresses))))
        launches = [
            alertmanager(str(folder / "alertmanager"), runtime, port=port),
            prometheus(str(folder / "prometheus"), runtime),
        ]
        _, server = enter(running(launches, runtime))
        client = enter(Prometheus(server.url))
        cases = Case(KILLED, doomed, doomed.kill), Case(FROZEN, frozen, frozen.freeze)
        yield Stack(client, sink, cases)


def scraped(one: Stack, case: Case) -> float:
    """When its exporter was scraped last and answered; 0 for never."""
    up = f'up{{job="{case.job}", instance="{case.exporter.instance}"}}'
    found = one.prometheus.query(f"timestamp({up}) and {up} == 1")
    return max((sample.value for sample in found), default=0.0)


def await_health(one: Stack) -> None:
    """Both jobs have answered, and no alert about them is on its way."""
    until = monotonic() + HEALTHY_WITHIN
    while True:
        targets = [
            dict(target.labels) | {"health": target.health} for target in one.prometheus.targets()
        ]
        health = {target["health"] for target in targets if target["job"] in (KILLED, FROZEN)}
        active = {dict(alert.labels).get("component") for alert in one.prometheus.alerts()}
        if health == {"up"} and AVAILABILITY not in active:
            return
        assert monotonic() < until, f"not healthy: targets {health}, alerts of {active}"
        sleep(PAUSE)


def strike(one: Stack) -> None:
    """Each fault comes just after a scrape of its own target."""
    before = {case.job: scraped(one, case) for case in one.cases}
    waiting = list(one.cases)
    until = monotonic() + HEALTHY_WITHIN
    while waiting:
        assert monotonic() < until, "no scrape comes"
        for case in tuple(waiting):
            last = scraped(one, case)
            if last > before[case.job]:
                sleep(max(0.0, last + AFTER_SCRAPE - time()))
                case.strike()
                case.fault = time()
                waiting.remove(case)
        sleep(PAUSE)


def watch(one: Stack, receivers: tuple[str, ...], patience: float) -> None:
    """Notes when each alert fires and is told of."""
    until = monotonic() + patience
    while monotonic() < until and not all(case.told.keys() >= {*receivers} for case in one.cases):
        alerts = one.prometheus.alerts()
        for case in one.cases:
            for alert in alerts:
                found = case.labels.items() <= dict(alert.labels).items()
                if found and alert.state == "firing" and not case.firing:
                    case.firing = time()
            for receiver in receivers:
                notice = one.sink.first(receiver, case.labels)
                if notice is not None:
                    case.told[receiver] = notice.at
        sleep(PAUSE)


@pytest.fixture(scope="module")
def made() -> Compiled:
    return compiled()


@pytest.fixture(scope="module")
def explained(made: Compiled) -> ExplainedRule:
    """What is promised of the critical alert."""
    assert made.project is not None
    assert made.monitoring is not None
    material = Material(
        project=made.project,
        monitoring=made.monitoring,
        promql=made.templates.promql,
        span=made.sources.span,
    )
    rules = explain(material, ALERT).rules
    return next(rule for rule in rules if rule.severity == "critical")


def test_a_dead_instance_is_told_of_within_the_bound(
    made: Compiled,
    explained: ExplainedRule,
    toolchain: Toolchain,
    record_property: Callable[[str, object], None],
) -> None:
    receivers = tuple(told.receiver for told in explained.told)
    bounds = {
        "firing": explained.fires.slight.seconds,
        **{told.receiver: told.slight.first for told in explained.told},
    }
    assert receivers, "nobody is told"
    assert bounds["firing"] <= PROMISE
    with stack(made, toolchain.runtime()) as one:
        await_health(one)
        strike(one)
        watch(one, receivers, max(bounds.values()) + SPARE)
        version = f"Prometheus {one.prometheus.version()}"
        for case, word in zip(one.cases, ("killed", "frozen"), strict=True):
            record_property(
                "measured", f"{ALERT}, exporter {word}, {version}: {case.measured(bounds)}"
            )
    for case in one.cases:
        assert case.fault <= case.firing <= case.fault + bounds["firing"]
        assert case.told.keys() == {*receivers}
        assert all(at - case.fault <= bounds[receiver] for receiver, at in case.told.items())
