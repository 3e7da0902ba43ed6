"""Passes that prove nothing: faults that the real promtool does not show on demand."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.ir.rule_tests import QueryAssertion, RuleTest
from taskcenter_monitor.ir.rules import RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.rule_runs import run_slices
from taskcenter_monitor.verifiers.rule_slices import Slice
from taskcenter_monitor.verifiers.rule_tests import prove
from taskcenter_monitor.verifiers.tools import Tool
from taskcenter_monitor.workspace.staging import staged_in_memory

Script = Callable[..., str]
PLACE = Origin("specs/alerts/http.yaml", ("alerts", "A"))


def piece(name: str) -> Slice:
    rule = RecordingRule(record="a:b:c", expr="x", origin=PLACE)
    query = QueryAssertion(at=0.0, expr="a:b:c", yields=())
    test = RuleTest(
        name=f"test {name}",
        step=15.0,
        every=15.0,
        samples=(),
        alerts=(),
        queries=(query,),
        proves=(1,),
        origin=PLACE,
    )
    return Slice(
        name=name,
        group=RuleGroup(name="g", component="c", interval="15s", rules=(rule,), origin=PLACE),
        rules=(1,),
        tests=(test,),
        rules_text="groups: []\n",
        tests_text=f"rule_files: [{name}.rules.yml]\ntests:\n  - name: test {name}\n",
    )


def bench(path: str) -> Bench:
    return Bench(
        tool=Tool(name="promtool", path=path, version=(2, 42, 0)),
        runtime=Runtime(environment={"PATH": os.environ.get("PATH", os.defpath)}, timeout=30),
        stage=lambda files: staged_in_memory((file.path, file.text) for file in files),
    )


def passed(path: str, *names: str) -> list[bool]:
    return [ran.passed for ran in run_slices([piece(name) for name in names], bench(path))]


SAYS = 'for file in "$@"; do case "$file" in *.test.yml) {0};; esac; done'
SOUND = 'echo "Unit Testing:  $file"; echo "  SUCCESS"'


def test_what_says_success_has_passed(script: Script) -> None:
    assert passed(script(SAYS.format(SOUND), "promtool"), "a", "b") == [True, True]


def test_silence_is_no_success(script: Script) -> None:
    assert passed(script("exit 0", "promtool"), "a", "b") == [False, False]


def test_a_file_that_is_not_spoken_of_has_not_passed(script: Script) -> None:
    only_first = f'case "$file" in a*) {SOUND};; esac'
    assert passed(script(SAYS.format(only_first), "promtool"), "a", "b") == [True, False]


def test_success_after_a_warning_about_missing_files_is_none(script: Script) -> None:
    warned = f'echo "  WARNING: no file match pattern x" >&2; {SOUND}'
    assert passed(script(SAYS.format(warned), "promtool"), "a") == [False]


def test_success_with_another_exit_code_is_none(script: Script) -> None:
    path = script(SAYS.format(SOUND) + "; exit 1", "promtool")
    assert passed(path, "a") == [False]


def test_a_failure_is_told_at_the_line_of_the_spec_with_the_words_of_promtool(
    script: Script,
) -> None:
    fails = 'echo "Unit Testing:  $file"; echo "  FAILED:" >&2; echo "    exp: 1, got: 2" >&2'
    path = script(SAYS.format(fails) + "; exit 1", "promtool")
    (found,) = prove([piece("a")], bench(path)).diagnostics
    assert (found.check, found.place) == ("proof/failed", PLACE)
    assert found.message == "test a: exp: 1, got: 2"


def test_a_promtool_that_does_not_understand_is_no_failed_test(script: Script) -> None:
    with pytest.raises(EnvironmentFault, match="gave up with exit code 2"):
        passed(script("echo bad flag >&2; exit 2", "promtool"), "a")


NIL = 'echo "panic: runtime error: invalid memory address or nil pointer dereference" >&2; exit 2'


@pytest.mark.parametrize(
    "says",
    [
        # promtool 2.42 and 3.16 on a full disk, as they were seen to end there.
        'echo "panic: preallocate: no space left on device" >&2; exit 2',
        'echo "    err: write $TMPDIR/test/wal/00000000: no space left on device" >&2; exit 1',
        'echo "    err: write $TMPDIR/test/wal/00000000: disk quota exceeded" >&2; exit 1',
    ],
)
def test_a_promtool_without_room_is_no_failed_test(script: Script, says: str) -> None:
    with pytest.raises(EnvironmentFault, match=r"cannot write in .*: (no space left|disk quota)"):
        passed(script(says, "promtool"), "a")


@pytest.mark.parametrize(("free", "said"), [(3, "has no space left on device"), (5, "gave up")])
def test_a_crash_where_there_is_no_room_is_for_want_of_room(
    script: Script, monkeypatch: pytest.MonkeyPatch, free: int, said: str
) -> None:
    status = SimpleNamespace(f_bavail=free * 256, f_frsize=4096)
    monkeypatch.setattr(os, "statvfs", lambda _: status)
    with pytest.raises(EnvironmentFault, match=said):
        passed(script(NIL, "promtool"), "a")


def test_an_alert_about_full_disks_may_fail_as_others_do(script: Script) -> None:
    says = 'echo "    got: description: no space left on device" >&2; exit 1'
    assert passed(script(says, "promtool"), "a") == [False]
