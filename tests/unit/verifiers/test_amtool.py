from __future__ import annotations

from collections.abc import Callable

import pytest

from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.verifiers.amtool import verify
from taskcenter_monitor.verifiers.bench import Bench
from tests.unit.verifiers.examples import (
    ALERTMANAGER,
    ROUTING,
    TEMPLATE,
    alertmanager,
    places,
    template,
)

Fake = Callable[[str, str], Bench]
WHOLE = ROUTING.file


@pytest.mark.slow
class TestReal:
    def test_sound_files_yield_nothing(self, amtool: Bench) -> None:
        assert verify([alertmanager(), template()], amtool) == ()

    @pytest.mark.parametrize(
        ("sound", "broken", "place", "message"),
        [
            ("receiver: pager", "receiver: nosuch", "2", 'undefined receiver "nosuch"'),
            ("- night", "- day", "3", 'undefined time interval "day"'),
            ("'team=\"dba\"'", "'team=~\"(\"'", "3", "error parsing regexp"),
            ("'severity=\"warning\"'", "severity", "4", "bad matcher format"),
            ("group_wait: 30s", "group_wait: 30x", "1", "not a valid duration string"),
            ("group_wait: 30s", "group_interval: 0s", "1", "group_interval cannot be zero"),
            ("group_wait: 30s", "group_while: 30s", "1", "field group_while not found"),
            ("    equal:", "    equals:", "1", "field equals not found"),
            ("Asia/Shanghai", "Asia/Nowhere", "night", "unknown time zone Asia/Nowhere"),
            ("'08:00'", "'8 am'", "night", "couldn't parse timestamp 8 am"),
            ("http://bridge:8080/", "bridge", "pager", 'unsupported scheme "" for URL'),
            ("webhook_configs", "webhok_configs", "pager", "field webhok_configs not found"),
            ("name: pager\n", "name: default\n", "default", '"default" is not unique'),
            ("smtp_from:", "smtp_form:", WHOLE, "field smtp_form not found"),
            ("inhibit_rules:", "inhibition_rules:", WHOLE, "field inhibition_rules not found"),
        ],
    )
    def test_a_fault_is_at_the_part_that_has_it(
        self, amtool: Bench, sound: str, broken: str, place: str, message: str
    ) -> None:
        found = verify([alertmanager(ALERTMANAGER.replace(sound, broken)), template()], amtool)
        assert any(at == place and message in text for at, text in places(found)), found
        assert {fault.check for fault in found} == {"amtool/config"}

    def test_all_faults_are_told_at_once(self, amtool: Bench) -> None:
        text = (
            ALERTMANAGER.replace("- night", "- day")
            .replace("Asia/Shanghai", "Asia/Nowhere")
            .replace("http://bridge", "bridge")
            .replace("receiver: pager", "receiver: nosuch")
        )
        broken = template(TEMPLATE.replace("{{ end }}", ""))
        found = verify([alertmanager(text), broken], amtool)
        assert {place for place, _ in places(found)} == {
            "2",
            "3",
            "night",
            "pager",
            "templates/alertmanager/mail.tmpl.j2",
        }

    def test_every_broken_template_is_told(self, amtool: Bench) -> None:
        texts = {"a": "{{ if }}", "b": "fine", "c": '{{ define "c" }}\n{{ nosuch }}{{ end }}'}
        files = [template(text, name) for name, text in texts.items()]
        found = verify([alertmanager(), *files], amtool)
        assert places(found) == {
            ("templates/alertmanager/a.tmpl.j2", "line 1: missing value for if"),
            ("templates/alertmanager/c.tmpl.j2", 'line 2: function "nosuch" not defined'),
        }

    def test_a_file_of_a_layout_that_nobody_knows_is_reported_as_a_whole(
        self, amtool: Bench
    ) -> None:
        (fault,) = verify([alertmanager("{route: {receiver: a}, receivers: [{nam: a}]}")], amtool)
        assert fault.place == Origin(WHOLE)
        assert "field nam not found" in fault.message

    def test_text_that_is_no_yaml_is_reported(self, amtool: Bench) -> None:
        found = verify([alertmanager(ALERTMANAGER.replace("'team", '"team'))], amtool)
        assert any("yaml: " in fault.message for fault in found)


class TestDistrust:
    def test_silence_is_a_fault(self, fake: Fake) -> None:
        (fault,) = verify([alertmanager()], fake("amtool", ":"))
        assert "did not accept the configuration" in fault.message

    def test_success_at_exit_code_1_is_a_fault(self, fake: Fake) -> None:
        body = "echo \"Checking 'alertmanager.yml'  SUCCESS\"; exit 1"
        (fault,) = verify([alertmanager()], fake("amtool", body))
        assert "exit code 1" in fault.message

    def test_a_warning_that_nobody_knows_is_shown(self, fake: Fake) -> None:
        body = "echo \"Checking 'alertmanager.yml'  SUCCESS\"; echo 'level=warn incompatible' >&2"
        (fault,) = verify([alertmanager()], fake("amtool", body))
        assert fault.level is Level.WARNING
        assert fault.message == "amtool says: level=warn incompatible"

    def test_a_crash_is_no_fault_of_the_specs(self, fake: Fake) -> None:
        with pytest.raises(EnvironmentFault, match=r"exit code 2 \(panic: odd\)"):
            verify([alertmanager()], fake("amtool", "echo 'panic: odd' >&2; exit 2"))

    def test_without_a_configuration_nothing_starts(self, fake: Fake) -> None:
        assert verify([template()], fake("amtool", "exit 2")) == ()
