from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from taskcenter_monitor.diagnostics import Diagnostic, Level, Span
from taskcenter_monitor.reporters import REPORTERS, render
from tests.unit.reporters.samples import ALL, CHINESE, NOWHERE, ORDER

EVIL = Diagnostic(
    check="a/b",
    message="100%: a,b\r\n::error::x\x1b[31m\x00 ]]> <&\"' \ud800",
    help="h\n::warning::y",
    place=Span(
        file="specs/a,b:c%.yaml", line=2, column=1, end_line=4, end_column=9, source="\x1b[31m\x00"
    ),
)
MACHINE = sorted(set(REPORTERS) - {"text"})


@pytest.mark.parametrize("name", REPORTERS)
def test_no_format_is_upset_by_odd_text_and_none_lets_control_sequences_through(name: str) -> None:
    written = render(name, [EVIL, *ALL])
    assert "\x1b" not in written
    written.encode("utf-8")


@pytest.mark.parametrize("name", MACHINE)
def test_colour_is_for_terminals_only(name: str) -> None:
    assert render(name, ALL, colour=True) == render(name, ALL)


def test_colour_is_only_there_when_asked_for() -> None:
    assert "\x1b[" in render("text", ALL, colour=True)
    assert "\x1b[" not in render("text", ALL)


@pytest.mark.parametrize("name", REPORTERS)
def test_the_same_diagnostics_give_the_same_text(name: str) -> None:
    program = (
        "from taskcenter_monitor.reporters import render\n"
        "from tests.unit.reporters.samples import ALL\n"
        f"import sys; sys.stdout.buffer.write(render({name!r}, ALL).encode())"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout.decode()
        for seed in ("1", "2")
    }
    assert written == {render(name, ALL)}


class TestJson:
    def test_every_field_of_a_diagnostic_is_there(self) -> None:
        document = json.loads(render("json", [ORDER, NOWHERE]))
        assert document["version"] == 1
        assert document["diagnostics"] == [
            {
                "check": "threshold/order",
                "level": "error",
                "message": "critical 4% is reached before warning 5%",
                "help": "critical must lie beyond warning; swap them or raise critical",
                "file": "specs/alerts/http.yaml",
                "line": 9,
                "column": 23,
                "end_line": 9,
                "end_column": 25,
            },
            {
                "check": "promtool/version",
                "level": "note",
                "message": "promtool 2.42 is old",
                "help": "",
                "file": None,
                "line": None,
                "column": None,
                "end_line": None,
                "end_column": None,
            },
        ]
        assert document["summary"] == {"errors": 1, "warnings": 0, "notes": 1, "files": 1}

    def test_nothing_to_say_is_a_document_all_the_same(self) -> None:
        document = json.loads(render("json", []))
        assert document["diagnostics"] == []
        assert document["summary"] == {"errors": 0, "warnings": 0, "notes": 0, "files": 0}

    def test_text_of_people_survives(self) -> None:
        (entry,) = json.loads(render("json", [CHINESE]))["diagnostics"]
        assert (entry["message"], entry["file"]) == ("标题: 缺少英文", "specs/信号 a.yaml")


class TestGithub:
    def test_a_fault_is_one_command(self) -> None:
        assert render("github", [ORDER]) == (
            "::error file=specs/alerts/http.yaml,line=9,col=23,endColumn=25,title=threshold/order"
            "::critical 4%25 is reached before warning 5%25"
            "%0Ahelp: critical must lie beyond warning; swap them or raise critical\n"
        )

    def test_levels_have_githubs_names(self) -> None:
        commands = [line.split(" ")[0] for line in render("github", ALL).splitlines()]
        assert commands == ["::notice", "::error", "::warning"]

    def test_a_fault_without_a_place_has_only_a_title(self) -> None:
        assert render("github", [NOWHERE]) == (
            "::notice title=promtool/version::promtool 2.42 is old\n"
        )

    def test_no_text_can_begin_another_command(self) -> None:
        (line,) = render("github", [EVIL]).splitlines()
        assert line.startswith(
            "::error file=specs/a%2Cb%3Ac%25.yaml,line=2,col=1,endLine=4,title=a/b"
            "::100%25: a,b%0A::"
        )
        assert line.endswith("%0Ahelp: h%0A::warning::y")


class TestSarif:
    def log(self, *diagnostics: Diagnostic) -> dict[str, object]:
        document = json.loads(render("sarif", diagnostics))
        assert document["version"] == "2.1.0"
        assert document["$schema"].endswith("sarif-2.1.0.json")
        (run,) = document["runs"]
        assert isinstance(run, dict)
        return run

    def test_results_point_to_their_rules(self) -> None:
        run = json.loads(render("sarif", [*ALL, ORDER]))["runs"][0]
        rules = run["tool"]["driver"]["rules"]
        ids = [rule["id"] for rule in rules]
        assert ids == ["promtool/version", "text/missing", "threshold/order"]
        assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
        assert [ids[result["ruleIndex"]] for result in run["results"]] == [
            result["ruleId"] for result in run["results"]
        ]
        assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}

    def test_every_result_has_the_keys_that_the_format_demands(self) -> None:
        for result in json.loads(render("sarif", [EVIL, *ALL]))["runs"][0]["results"]:
            assert result["message"]["text"]
            for location in result.get("locations", []):
                region = location["physicalLocation"]["region"]
                assert min(region["startLine"], region["startColumn"]) >= 1
                assert region["endLine"] >= region["startLine"]
                if region["endLine"] == region["startLine"]:
                    assert region["endColumn"] >= region["startColumn"]

    def test_columns_count_utf16_code_units(self) -> None:
        run = self.log(CHINESE)
        assert run["columnKind"] == "utf16CodeUnits"
        assert isinstance(CHINESE.place, Span)
        (result,) = json.loads(render("sarif", [CHINESE]))["runs"][0]["results"]
        region = result["locations"][0]["physicalLocation"]["region"]
        # The one emoji before it takes two units, each Chinese character one.
        assert region["startColumn"] == CHINESE.place.column + 1
        assert region["endColumn"] == CHINESE.place.end_column + 1

    def test_addresses_are_relative_and_encoded(self) -> None:
        (result,) = json.loads(render("sarif", [CHINESE]))["runs"][0]["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
            "uri": "specs/%E4%BF%A1%E5%8F%B7%20a.yaml",
            "uriBaseId": "%SRCROOT%",
        }

    def test_a_fault_without_a_place_has_no_location(self) -> None:
        (result,) = json.loads(render("sarif", [NOWHERE]))["runs"][0]["results"]
        assert "locations" not in result

    def test_nothing_to_say_is_a_log_without_results(self) -> None:
        assert self.log()["results"] == []


def junit(diagnostics: list[Diagnostic]) -> ET.Element:
    # Our own output is nothing to be afraid of.
    return ET.fromstring(render("junit", diagnostics))  # noqa: S314


class TestJunit:
    def test_each_check_of_a_file_is_one_case(self) -> None:
        root = junit([ORDER, ORDER, CHINESE, NOWHERE])
        cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
        assert cases == [
            ("specs/alerts/http.yaml", "threshold/order"),
            ("specs/信号 a.yaml", "text/missing"),
            ("tcmon", "promtool/version"),
        ]
        assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "0")

    def test_a_failure_tells_every_fault_of_its_check(self) -> None:
        other = Diagnostic(check=ORDER.check, message="another one", place=ORDER.place)
        root = junit([ORDER, other])
        (failure,) = root.iter("failure")
        assert failure.get("message") == ORDER.message
        assert failure.text is not None
        assert "^^" in failure.text
        assert "another one" in failure.text

    def test_warnings_and_notes_are_no_failures(self) -> None:
        root = junit([CHINESE, NOWHERE])
        assert root.get("failures") == "0"
        (first, second) = root.iter("system-out")
        assert "缺少英文" in str(first.text)
        assert Level.NOTE.value in str(second.text)

    def test_nothing_to_say_is_one_test_that_has_passed(self) -> None:
        root = junit([])
        assert (root.get("tests"), root.get("failures")) == ("1", "0")

    def test_characters_that_xml_cannot_hold_are_replaced(self) -> None:
        root = junit([EVIL])
        (failure,) = root.iter("failure")
        assert "]]> <&\"'" in str(failure.get("message"))
        assert "\ufffd" in str(failure.text)
