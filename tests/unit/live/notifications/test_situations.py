from __future__ import annotations

import re
from dataclasses import replace

import pytest

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.live.notifications.redirection import probes, redirected
from taskcenter_monitor.live.notifications.sample_rules import sampling
from taskcenter_monitor.live.notifications.sinks import Sinks
from taskcenter_monitor.live.notifications.situations import EACH, MANY, Situation, situations
from taskcenter_monitor.vocabulary.matchers import parse_matcher
from tests.frozen import frozen_files
from tests.notifications import compiled, shipped_templates, subject

SINKS = Sinks(web="http://127.0.0.1:1", mail="127.0.0.1:2")


@pytest.fixture(scope="module")
def monitoring() -> Monitoring:
    return subject(compiled(frozen_files(), shipped_templates())).monitoring


def by_name(monitoring: Monitoring) -> dict[str, Situation]:
    return {situation.name: situation for situation in situations(monitoring)}


def only(monitoring: Monitoring, count: int) -> Monitoring:
    """With the first alerts only."""
    group = next(one for one in monitoring.groups if one.rules and one.component == "callback")
    alerts = [rule for rule in group.rules if isinstance(rule, AlertingRule)]
    return replace(monitoring, groups=(replace(group, rules=tuple(alerts[:count])),))


def test_every_shape_of_a_group_is_there(monitoring: Monitoring) -> None:
    found = by_name(monitoring)
    assert set(found) == {"bare", "one", "many", "mixed", EACH}
    assert len(found["many"].samples) == MANY
    assert [sample.ended for sample in found["mixed"].samples] == [False, True]
    assert found["one"].group_by == ("alertname", "cluster", "job")
    alerts = [
        rule
        for group in monitoring.groups
        for rule in group.rules
        if isinstance(rule, AlertingRule)
    ]
    assert [sample.rule for sample in found[EACH].samples] == alerts


def test_small_projects_have_fewer_shapes(monitoring: Monitoring) -> None:
    assert set(by_name(only(monitoring, 0))) == {"bare"}
    assert set(by_name(only(monitoring, 1))) == {"bare", "one", "many", EACH}


def test_a_group_is_never_split(monitoring: Monitoring) -> None:
    for count in (1, 2):
        root = replace(monitoring.alertmanager.root, group_by=("alertname", "instance", "..."))
        config = replace(monitoring.alertmanager, root=root)
        shapes = situations(replace(only(monitoring, count), alertmanager=config))
        for probe in probes(config.receivers, shapes):
            assert probe.groups(probe.situation.samples) == (
                len(probe.situation.samples) if probe.situation.name == EACH else 1
            )


@pytest.mark.parametrize("count", [1, 2, 999])
def test_a_situation_takes_no_alert_of_another(monitoring: Monitoring, count: int) -> None:
    less = only(monitoring, count) if count < 999 else monitoring
    shapes = situations(less)
    found = probes(less.alertmanager.receivers, shapes)
    routes = redirected(less.alertmanager, found, SINKS, "/nowhere").root.routes
    samples = {sample.labels: sample for one in shapes for sample in one.samples}
    for route in routes:
        (own,) = (one for one in shapes if route.name.endswith(f"-{one.name}"))
        taken = {labels for labels in samples if passes(dict(labels), route.matchers)}
        assert taken == {sample.labels for sample in own.samples}, route.name


def passes(labels: dict[str, str], matchers: tuple[str, ...]) -> bool:
    for text in matchers:
        matcher = parse_matcher(text)
        value = labels.get(matcher.label, "")
        pattern = matcher.value if matcher.operator == "=~" else re.escape(matcher.value)
        if not re.fullmatch(pattern, value):
            return False
    return True


def test_the_proof_leads_nowhere_but_to_the_sinks(monitoring: Monitoring) -> None:
    config = monitoring.alertmanager
    found = probes(config.receivers, situations(monitoring))
    changed = redirected(config, found, SINKS, "/nowhere")
    assert changed.mail is not None
    assert changed.mail.smarthost == SINKS.mail
    assert not changed.mail.require_tls
    for receiver in changed.receivers:
        for one in receiver.integrations:
            written = repr(one)
            assert "/run/secrets" not in written
            assert re.findall(r"https?://([\d.:a-z]+)", written) in ([], ["127.0.0.1:1"])
    assert all(address.startswith(SINKS.web) for _, address in changed.endpoints)
    writer = sampling(monitoring, ())
    assert writer.prometheus.jobs == ()
    assert writer.prometheus.delivery.targets == ()
