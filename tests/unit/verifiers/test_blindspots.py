from __future__ import annotations

from dataclasses import replace

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.blindspots import verify
from tests.unit.verifiers.examples import (
    ALERT,
    ALERTMANAGER,
    CONFIG,
    TEMPLATE,
    alertmanager,
    places,
    prometheus,
    rules,
    template,
)


def group(name: str, *members: RecordingRule | AlertingRule) -> RuleGroup:
    origin = Origin(f"specs/alerts/{name}.yaml")
    return RuleGroup(name=name, component=name, interval="30s", rules=members, origin=origin)


def alert(severity: str, origin: str) -> AlertingRule:
    return AlertingRule(
        alert="High",
        expr="up == 0",
        wait="",
        keep="",
        labels=(("severity", severity), ("team", "a")),
        annotations=(),
        origin=Origin(origin),
    )


def record(origin: str) -> RecordingRule:
    return RecordingRule(record="a:b:c", expr="up", origin=Origin(origin))


def files(**changes: str) -> list[Artifact]:
    sound = {"prometheus": CONFIG, "alertmanager": ALERTMANAGER, "mail": TEMPLATE, **changes}
    return [
        prometheus(sound["prometheus"]),
        rules(ALERT),
        alertmanager(sound["alertmanager"]),
        template(sound["mail"]),
    ]


def checks(found: tuple[Diagnostic, ...]) -> list[str]:
    return [fault.check for fault in found]


def test_recording_rules_may_share_a_name_and_not_its_labels() -> None:
    one, other = (replace(record("1"), labels=(("slo", slo),)) for slo in ("x", "y"))
    assert checks(verify(files(), [group("a", one), group("b", other)])) == []
    assert checks(verify(files(), [group("a", one), group("b", one)])) == ["rules/duplicate"]


def test_sound_files_yield_nothing() -> None:
    groups = [group("a", record("1"), alert("warning", "2"), alert("critical", "3"))]
    assert verify(files(), groups) == ()


def test_two_alerts_of_one_name_and_labels_are_duplicates_whatever_their_order() -> None:
    second = alert("warning", "2")
    second = replace(second, labels=second.labels[::-1], expr="up == 1")
    (fault,) = verify([], [group("a", alert("warning", "1")), group("b", second)])
    assert (fault.check, fault.place) == ("rules/duplicate", Origin("2"))
    assert fault.message == "a rule of a already writes High with the same labels"


def test_a_series_recorded_by_two_groups_is_a_duplicate() -> None:
    (fault,) = verify([], [group("a", record("1")), group("b", record("2"))])
    assert (fault.check, fault.place) == ("rules/duplicate", Origin("2"))


@pytest.mark.parametrize(
    "pattern", ["rule/*.rules.yml", "*.rules.yml", "rules/*.yaml", "rules/h", "nosuch.yml"]
)
def test_a_pattern_that_takes_nothing_leaves_rules_unread(pattern: str) -> None:
    found = verify(files(prometheus=CONFIG.replace("rules/*.rules.yml", pattern)), [])
    assert checks(found) == ["files/missing", "files/unread"]
    assert found[0].place == Origin("specs/scrape.yaml", ("rule_files", 0))
    assert repr(pattern) in found[0].message
    assert "prometheus/rules/http.rules.yml" in found[1].message


@pytest.mark.parametrize(
    "pattern", ["rules/http.rules.yml", "rules/h*", "'rules/?ttp.rules.yml'", "*/[a-h]*.yml"]
)
def test_a_pattern_is_read_as_go_reads_it(pattern: str) -> None:
    assert verify(files(prometheus=CONFIG.replace("rules/*.rules.yml", pattern)), []) == ()


def test_one_pattern_of_several_that_takes_nothing_is_named() -> None:
    text = CONFIG.replace("  - rules/*.rules.yml", "  - rules/*.rules.yml\n  - more/*.yml")
    (fault,) = verify(files(prometheus=text), [])
    assert fault.place == Origin("specs/scrape.yaml", ("rule_files", 1))


def test_rules_without_any_rule_files_are_unread() -> None:
    text = CONFIG.replace("rule_files:\n  - rules/*.rules.yml\n", "")
    assert checks(verify(files(prometheus=text), [])) == ["files/unread"]


def test_a_template_file_that_is_not_generated_is_missing() -> None:
    text = ALERTMANAGER.replace("templates/*.tmpl", "templates/mail.tmpl\n  - templates/no.tmpl")
    (fault,) = verify(files(alertmanager=text), [])
    assert fault.check == "files/missing"
    assert "'templates/no.tmpl'" in fault.message


def test_a_template_that_nobody_defines_is_at_the_receiver_that_uses_it() -> None:
    found = verify(files(alertmanager=ALERTMANAGER.replace('"mail.html"', '"mail.htm"')), [])
    assert checks(found) == ["templates/undefined"]
    assert {place for place, _ in places(found)} == {"default"}


def test_a_template_used_in_double_quotes_is_seen() -> None:
    used = '"{{ template \\"nosuch\\" . }}"'
    text = ALERTMANAGER.replace("'{{ template \"mail.html\" . }}'", used)
    assert checks(verify(files(alertmanager=text), [])) == ["templates/undefined"]


def test_a_template_that_another_one_uses_must_be_defined() -> None:
    found = verify(files(mail=TEMPLATE + '{{- template "nosuch" }}'), [])
    assert {place for place, _ in places(found)} == {"templates/alertmanager/mail.tmpl.j2"}


@pytest.mark.parametrize("name", ["__subject", "slack.default.title", "email.default.html"])
def test_the_templates_of_alertmanager_itself_are_defined(name: str) -> None:
    assert verify(files(mail=f'{TEMPLATE}{{{{ template "{name}" . }}}}'), []) == ()


@pytest.mark.parametrize("path", ["/etc/token", "secrets/token", "/run/secrets/../x"])
def test_a_secret_elsewhere_is_at_its_receiver(path: str) -> None:
    found = verify(files(alertmanager=ALERTMANAGER.replace("/run/secrets/bridge", path)), [])
    assert checks(found) == ["secrets/place"]
    assert {place for place, _ in places(found)} == {"pager"}
    assert repr(path) in found[0].message


def test_a_secret_elsewhere_is_at_its_job() -> None:
    found = verify(files(prometheus=CONFIG.replace("/run/secrets/api", "/etc/api")), [])
    assert [(place, text[:16]) for place, text in places(found)] == [("api", "credentials_file")]


def test_a_global_secret_elsewhere_is_told_once() -> None:
    (fault,) = verify(files(alertmanager=ALERTMANAGER.replace("/run/secrets/smtp", "/x")), [])
    assert fault.place == Origin("specs/routing.yaml")
