from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.promtool import verify
from tests.unit.verifiers.examples import (
    ALERT,
    COMPONENT,
    CONFIG,
    RECORDING,
    SCRAPE,
    SIGNALS,
    places,
    prometheus,
    rules,
)

Fake = Callable[[str, str], Bench]
SOUND = rules(RECORDING, ALERT)
ANNOTATION = 'ErrorsHigh: annotation "summary": template: __alert_ErrorsHigh:1: '


@pytest.mark.slow
class TestReal:
    def test_sound_files_yield_nothing(self, promtool: Bench) -> None:
        files = [prometheus(), SOUND, rules(ALERT, component="other")]
        assert verify(files, promtool) == ()

    def test_credentials_need_not_exist_here(self, promtool: Bench) -> None:
        assert "/run/secrets/api" in CONFIG
        assert verify([prometheus()], promtool) == ()

    def test_a_fault_in_a_recorded_expression_is_shown_inside_of_it(self, promtool: Bench) -> None:
        broken = rules(RECORDING.replace("/ sum by (job) (", "/ sum by (job) (("), ALERT)
        (fault,) = verify([broken], promtool)
        assert fault.check == "promtool/rule"
        assert "unclosed left parenthesis" in fault.message
        path = ("signals", "job:errors:ratio_rate5m", "expression")
        assert fault.place == Origin(SIGNALS, path, inner=(2, 43, 1))

    def test_a_fault_in_the_expression_of_an_alert_is_at_the_alert(self, promtool: Bench) -> None:
        (fault,) = verify([rules(RECORDING, ALERT.replace("> 0.05", ">"))], promtool)
        assert fault.place == COMPONENT.at("alerts", "ErrorsHigh")
        assert fault.message == (
            "ErrorsHigh: promtool cannot parse the PromQL: unexpected end of input"
        )
        assert fault.help == "found in prometheus/rules/http.rules.yml"

    @pytest.mark.parametrize(
        ("sound", "broken", "message"),
        [
            ("severity:", "__name__:", "ErrorsHigh: invalid label name: __name__"),
            (
                "$labels.job",
                "$label",
                ANNOTATION + 'undefined variable "$label"',
            ),
            (
                "$labels.job",
                "nosuch",
                ANNOTATION + 'function "nosuch" not defined',
            ),
            ("for: 5m", "for: 5x", 'not a valid duration string: "5x"'),
            ("for: 5m", "fro: 5m", "field fro not found in type rulefmt.RuleNode"),
        ],
    )
    def test_a_broken_alert(self, promtool: Bench, sound: str, broken: str, message: str) -> None:
        found = verify([rules(RECORDING, ALERT.replace(sound, broken))], promtool)
        assert places(found) == {("ErrorsHigh", message)}

    def test_a_bad_recording_name_is_at_its_signal(self, promtool: Bench) -> None:
        (fault,) = verify([rules(RECORDING.replace("job:errors", "job{errors}"))], promtool)
        assert isinstance(fault.place, Origin)
        assert fault.place.file == SIGNALS
        assert "recording rule name" in fault.message

    def test_a_fault_that_stops_promtool_hides_no_other(self, promtool: Bench) -> None:
        broken = rules(
            RECORDING.replace("errors_total[5m]", "errors_total"),
            ALERT.replace("for: 5m", "for: 5x"),
            ALERT.replace("ErrorsHigh", "Other").replace("for: 5m", "for: 300"),
            ALERT.replace("ErrorsHigh", "Third").replace("for:", "fro:"),
            interval="1x",
        )
        found = dict(places(verify([broken], promtool)))
        assert "expected type range vector" in found.pop("expression")
        assert found == {
            COMPONENT.file: 'not a valid duration string: "1x"',
            "ErrorsHigh": 'not a valid duration string: "5x"',
            "Other": 'not a valid duration string: "300"',
            "Third": "field fro not found in type rulefmt.RuleNode",
        }

    def test_a_fault_of_the_group_is_told_once(self, promtool: Bench) -> None:
        broken = rules(RECORDING, ALERT)
        text = broken.text.replace("interval: 30s", "intervall: 30s")
        found = verify([replace(broken, text=text)], promtool)
        assert places(found) == {
            (COMPONENT.file, "field intervall not found in type rulefmt.RuleGroup")
        }

    def test_files_of_a_layout_that_nobody_knows_are_reported_as_a_whole(
        self, promtool: Bench
    ) -> None:
        broken = replace(
            rules(ALERT), text="groups: [{name: a, rules: [{alert: A, expr: up, for: 5x}]}]"
        )
        assert places(verify([broken], promtool)) == {
            (COMPONENT.file, 'not a valid duration string: "5x"')
        }

    def test_duplicates_are_at_the_repetition(self, promtool: Bench) -> None:
        doubled = rules(RECORDING, ALERT, ALERT.replace("> 0.05", "> 0.1"), component="twice")
        origins = tuple((name, Origin("x", (name,))) for name, _ in doubled.origins)
        found = verify([SOUND, replace(doubled, origins=origins)], promtool)
        message = "ErrorsHigh is a duplicate: an earlier rule has its name and all its labels"
        assert places(found) == {("rule 3", message)}
        assert {fault.level for fault in found} == {Level.ERROR}

    def test_alerts_that_differ_in_a_label_are_no_duplicates(self, promtool: Bench) -> None:
        assert verify([rules(ALERT, ALERT.replace("warning", "critical"))], promtool) == ()

    def test_an_empty_rule_file_that_should_have_rules_is_noticed(self, promtool: Bench) -> None:
        (fault,) = verify([replace(SOUND, text="groups: []\n")], promtool)
        assert fault.check == "promtool/output"
        assert "accepted 0 of 2 rules" in fault.message

    @pytest.mark.parametrize(
        ("sound", "broken", "place", "message"),
        [
            ("scrape_interval: 15s", "scrape_interval: 15x", SCRAPE.file, "not a valid duration"),
            ("cluster:", '"":', SCRAPE.file, "is not a valid label name"),
            ("metrics_path", "metric_path", "api", "field metric_path not found"),
            ("job_name: worker\n", "job_name: api\n", "api", "multiple scrape configs"),
            ("    metrics_path: /metrics\n", "    scrape_timeout: 1m\n", "api", "greater than"),
            ("scrape_configs:", "scrape_config:", SCRAPE.file, "field scrape_config not found"),
        ],
    )
    def test_a_broken_configuration(
        self, promtool: Bench, sound: str, broken: str, place: str, message: str
    ) -> None:
        (fault,) = places(verify([prometheus(CONFIG.replace(sound, broken, 1))], promtool))
        assert fault[0] == place
        assert message in fault[1]

    def test_every_job_tells_its_own_fault(self, promtool: Bench) -> None:
        text = CONFIG.replace("metrics_path:", "metric_path:").replace(
            "job_name: worker", "job_name: worker\n    scrape_timeout: 1m"
        )
        found = verify([prometheus(text)], promtool)
        assert {place for place, _ in places(found)} == {"api", "worker"}

    def test_many_rules_are_shared_out_and_keep_their_places(self, promtool: Bench) -> None:
        bodies = [ALERT.replace("ErrorsHigh", f"Alert{number}") for number in range(2100)]
        bodies[2050] = bodies[2050].replace("> 0.05", ">")
        bodies[3] = bodies[3].replace("severity:", "__name__:")
        assert {place for place, _ in places(verify([rules(*bodies)], promtool))} == {
            "Alert3",
            "Alert2050",
        }


class TestDistrust:
    def test_a_fault_at_exit_code_0_is_a_fault(self, fake: Fake) -> None:
        bench = fake("promtool", "echo 'Checking x'; echo '  FAILED:' >&2; echo 'x: odd' >&2")
        shown, doubt = verify([SOUND], bench)
        assert (shown.check, shown.message) == ("promtool/output", "promtool says: x: odd")
        assert doubt.level is Level.ERROR
        assert "did not accept all of 1 files" in doubt.message

    def test_what_nobody_has_foreseen_is_no_proof(self, fake: Fake) -> None:
        found = verify([SOUND], fake("promtool", "echo hello there"))
        assert {fault.level for fault in found} == {Level.WARNING, Level.ERROR}

    def test_silence_at_exit_code_1_is_a_fault(self, fake: Fake) -> None:
        (fault,) = verify([SOUND], fake("promtool", "exit 1"))
        assert "ended with exit code 1 and names no fault" in fault.message

    def test_silence_at_exit_code_0_is_a_fault(self, fake: Fake) -> None:
        (fault,) = verify([prometheus()], fake("promtool", ":"))
        assert "did not accept all of 1 files" in fault.message

    def test_too_few_rules_are_a_fault(self, fake: Fake) -> None:
        (fault,) = verify([SOUND], fake("promtool", "echo '  SUCCESS: 1 rules found'"))
        assert "accepted 1 of 2 rules" in fault.message

    def test_a_warning_that_nobody_knows_is_shown(self, fake: Fake) -> None:
        body = "echo '  SUCCESS: 2 rules found'; echo 'WARNING: no file match pattern'"
        (fault,) = verify([SOUND], fake("promtool", body))
        assert fault.level is Level.WARNING
        assert fault.message == "promtool says: WARNING: no file match pattern"

    def test_duplicates_that_cannot_be_found_are_shown_as_they_came(self, fake: Fake) -> None:
        said = r"  FAILED:\nlint error 1 duplicate rule(s) found.\nMetric: Z\nLabel(s):\n"
        (fault,) = verify([SOUND], fake("promtool", f"printf '{said}' >&2; exit 3"))
        assert "1 duplicate rule(s) found.; Metric: Z" in fault.message
        assert fault.level is Level.ERROR

    def test_a_crash_is_no_fault_of_the_specs(self, fake: Fake) -> None:
        bench = fake("promtool", "echo 'panic: runtime error' >&2; exit 2")
        with pytest.raises(EnvironmentFault, match=r"exit code 2 \(panic: runtime error\)"):
            verify([SOUND], bench)

    def test_a_tool_that_does_not_understand_the_call_is_no_fault_of_the_specs(
        self, fake: Fake
    ) -> None:
        bench = fake("promtool", "echo \"promtool: error: unknown long flag '--lint'\" >&2; exit 1")
        with pytest.raises(EnvironmentFault, match="unknown long flag"):
            verify([SOUND], bench)

    def test_nothing_to_check_starts_nothing(self, fake: Fake) -> None:
        assert verify([], fake("promtool", "exit 2")) == ()
