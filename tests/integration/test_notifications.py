"""Every message as the real Alertmanager sends it, and what is said of those that are no good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Level, Span
from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.live.notifications import exchange, sample_rules
from taskcenter_monitor.live.notifications.inbox import Inbox
from taskcenter_monitor.live.notifications.rendering import Rendered
from taskcenter_monitor.live.notifications.situations import EACH, MANY
from taskcenter_monitor.proving import prove_notifications
from taskcenter_monitor.verifiers.tools import identify
from tests.frozen import frozen_files
from tests.notifications import (
    CASES,
    Case,
    compiled,
    files,
    golden_files,
    rendered,
    replace,
    shipped_templates,
    subject,
    toolchains,
)
from tests.readme import counts, shown
from tests.toolchains import DISTRIBUTION, ROOT, TOOLCHAINS, Toolchain

pytestmark = pytest.mark.slow

RUNS = [(case, toolchain) for case in CASES for toolchain in toolchains(case)]
TITLE = '{{ define "chat.title" }}{{ template "alert.headline" . }}{{ end }}'
CHAT = "alertmanager/chat.tmpl.j2"


def proven(
    specs: dict[str, bytes], templates: dict[str, bytes], toolchain: Toolchain = DISTRIBUTION
) -> tuple[Diagnostic, ...]:
    return told(specs, templates, toolchain)[0]


def told(
    specs: dict[str, bytes], templates: dict[str, bytes], toolchain: Toolchain
) -> tuple[tuple[Diagnostic, ...], str]:
    """What is said, and how it is summed up."""
    found = compiled(specs, templates)
    proof = prove_notifications(subject(found), toolchain.runtime(), lambda _: None)
    failed = {case.name for case in proof.cases if case.diagnostic.level is Level.ERROR}
    assert len({case.name for case in proof.cases}) == len(proof.cases)
    errors = [one for one in proof.diagnostics if one.level is Level.ERROR]
    assert bool(failed) is any(" of receiver " in one.message for one in errors)
    return found.located(proof.diagnostics), proof.summary


def place(diagnostic: Diagnostic) -> tuple[str, int]:
    assert isinstance(diagnostic.place, Span)
    return diagnostic.place.file, diagnostic.place.line


def line_of(text: bytes, mark: str) -> int:
    return next(n for n, line in enumerate(text.decode().splitlines(), 1) if mark in line)


@pytest.mark.parametrize(("case", "toolchain"), RUNS, ids=lambda value: value.name)
def test_messages_are_what_was_agreed_on(case: Case, toolchain: Toolchain) -> None:
    agreed = {name: text for name, text in golden_files() if name.startswith(f"{case.name}/")}
    now = files(case, rendered(case, toolchain))
    assert now.keys() == agreed.keys(), "look at them, then run `make golden`"
    for name, text in now.items():
        assert text == agreed[name], f"{name}: look at it, then run `make golden`"


@pytest.mark.parametrize("toolchain", TOOLCHAINS, ids=lambda value: value.name)
def test_every_integration_hears_of_every_situation(toolchain: Toolchain) -> None:
    sent: Rendered = rendered(CASES[0], toolchain)
    heard: dict[tuple[str, str, int], set[tuple[str, bool]]] = {}
    for message in sent.messages:
        probe = message.probe
        key = (probe.receiver.name, probe.channel.integration, probe.position)
        heard.setdefault(key, set()).add((probe.situation.name, message.resolved))
    together = {"bare", "one", "many", "mixed"}
    for (receiver, _, _), found in heard.items():
        assert {name for name, ended in found if not ended} - {EACH} == together
        assert {name for name, ended in found if ended} == (
            set() if receiver == "deadman" else together
        )
    assert "blackhole" not in {receiver for receiver, _, _ in heard}
    alerts = [sample for sample in sent.samples if sample.rule is not None]
    assert len(alerts) > MANY
    assert all(sent.annotations[sample.labels] for sample in alerts)
    each = [message for message in sent.messages if message.probe.situation.name == EACH]
    kinds = {message.probe.channel.name for message in each}
    assert kinds == {"mail", "Slack", "PagerDuty"}


@pytest.mark.parametrize("toolchain", TOOLCHAINS, ids=lambda value: value.name)
def test_the_shipped_specs_send_nothing_but_good_messages(toolchain: Toolchain) -> None:
    folder = ROOT / "specs"
    specs = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")
    }
    diagnostics, summary = told(specs, shipped_templates(), toolchain)
    assert diagnostics == ()
    assert set(shown("notifications")) == {counts(summary)}


@pytest.mark.parametrize("toolchain", TOOLCHAINS, ids=lambda value: value.name)
def test_a_template_that_fails_is_shown_at_its_line(toolchain: Toolchain) -> None:
    templates = shipped_templates()
    replace(templates, CHAT, TITLE, '{{ define "chat.title" }}a {{ .Nonsense }} b{{ end }}')
    (fault,) = proven(frozen_files(), templates, toolchain)
    assert (fault.check, fault.level) == ("notification/failed", Level.ERROR)
    assert place(fault) == (f"templates/{CHAT}", line_of(templates[CHAT], "Nonsense"))
    assert fault.message.startswith("Slack of receiver second-channels, ")
    # Alertmanager 0.35 does not notice it at Slack, and sends a title with nothing below.
    told = "can't evaluate field Nonsense" if toolchain is DISTRIBUTION else "text is empty"
    assert told in fault.message
    assert "more messages)" in fault.message


def test_a_failure_of_another_channel_has_its_own_place() -> None:
    templates = shipped_templates()
    replace(templates, CHAT, TITLE, '{{ define "chat.title" }}{{ .Nonsense }}{{ end }}')
    mail = "alertmanager/mail.tmpl.j2"
    replace(templates, mail, '{{ define "mail.html" -}}', '{{ define "mail.html" -}}{{ .Nothing }}')
    found = proven(frozen_files(), templates)
    assert {place(fault)[0] for fault in found} == {f"templates/{mail}", f"templates/{CHAT}"}
    assert {fault.check for fault in found} == {"notification/failed"}


@pytest.mark.parametrize("toolchain", TOOLCHAINS, ids=lambda value: value.name)
def test_a_hole_in_a_message_is_shown_at_the_line_that_left_it(toolchain: Toolchain) -> None:
    templates = shipped_templates()
    hole = (
        '{{ define "hole" }}{{ . }}{{ end }}\n'
        '{{ define "chat.title" }}{{ template "alert.headline" . }}\n'
        'by {{ template "hole" }} now{{ end }}'
    )
    replace(templates, CHAT, TITLE, hole)
    found = proven(frozen_files(), templates, toolchain)
    assert {fault.check for fault in found} == {"notification/no-value"}
    assert {place(fault) for fault in found} == {
        (f"templates/{CHAT}", line_of(templates[CHAT], "now{{ end }}"))
    }
    assert any("title reads 'by <no value> now'" in fault.message for fault in found)


def test_a_template_that_writes_too_much_is_shown_where_it_is_defined() -> None:
    templates = shipped_templates()
    define = '{{ define "chat.slack" -}}'
    replace(templates, CHAT, define, define + "{{ len .Alerts }} of many " + "long " * 2000)
    (fault,) = proven(frozen_files(), templates)
    assert fault.check == "notification/too-long"
    assert place(fault) == (f"templates/{CHAT}", line_of(templates[CHAT], define))
    assert "the channel takes 8000 characters" in fault.message
    assert "of many long" in fault.message


def test_what_alertmanager_cuts_off_is_too_long_as_well() -> None:
    specs = frozen_files()
    name = "alerts/redis.yaml"
    replace_first(specs, name, "zh: Redis不可用：", "zh: Redis不可用：" + "长" * 1100)
    found = proven(specs, shipped_templates())
    assert {fault.check for fault in found} == {"notification/too-long"}
    assert any("summary has more than 1024 characters" in fault.message for fault in found)
    assert {place(fault)[0] for fault in found} == {f"specs/{name}"}


def test_a_text_that_prometheus_cannot_write_is_shown_at_the_alert() -> None:
    specs = frozen_files()
    name = "alerts/redis.yaml"
    text = specs[name].decode()
    at = text.index("description:")
    old = text[at:].partition("zh: ")[2].partition("\n")[0]
    replace_first(specs, name, old, "'没有数据 {{ query \"nothing\" | first | value | humanize }}'")
    found = proven(specs, shipped_templates())
    assert {fault.check for fault in found} == {"notification/failed"}
    assert {place(fault)[0] for fault in found} == {f"specs/{name}"}
    assert all("<error expanding template" in fault.message for fault in found)


def test_a_receiver_that_hears_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    put = Inbox.put

    def deaf(self: Inbox, address: str, body: bytes) -> None:
        if b"#task-center-monitoring" not in body:
            put(self, address, body)

    monkeypatch.setattr(Inbox, "put", deaf)
    monkeypatch.setattr(exchange, "WITHIN", 5.0)
    found = proven(frozen_files(), shipped_templates())
    assert {fault.check for fault in found} == {"notification/missing"}
    routing = frozen_files()["routing.yaml"]
    assert {place(fault) for fault in found} == {
        ("specs/routing.yaml", line_of(routing, "  second-channels:"))
    }
    said = "Slack of receiver second-channels, an alert without annotations: no message has arrived"
    assert any(fault.message.startswith(said) for fault in found)


def test_an_alertmanager_older_than_the_named_one_is_told() -> None:
    specs = frozen_files()
    path = DISTRIBUTION.tool("alertmanager")
    (tool,) = identify({"alertmanager": path}, DISTRIBUTION.runtime())
    newer = f'alertmanager: "0.{tool.version[1] + 1}"'
    replace(specs, "service.yaml", 'alertmanager: "0.25"', newer)
    found = proven(specs, shipped_templates())
    assert [(fault.check, fault.level) for fault in found] == [
        ("notification/version", Level.WARNING)
    ]
    assert place(found[0])[0] == "specs/service.yaml"


def test_a_prometheus_that_renders_nothing_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sample_rules, "_expression", lambda *_: "absent(vector(1))")
    monkeypatch.setattr(sample_rules, "WITHIN", 0.5)
    with pytest.raises(EnvironmentFault, match=r"Prometheus has rendered 0 of \d+ sample alerts"):
        proven(frozen_files(), shipped_templates())


def replace_first(specs: dict[str, bytes], name: str, old: str, new: str) -> None:
    specs[name] = specs[name].decode().replace(old, new, 1).encode()


def test_every_golden_file_belongs_to_a_case() -> None:
    names: Iterator[str] = (name.partition("/")[0] for name, _ in golden_files())
    assert set(names) == {case.name for case in CASES}
