"""A service follows its policy while it runs, however the file is changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.telemetry.services import Service, moment

pytestmark = pytest.mark.slow

BOUND = 1.5
"""Seconds within which a change is to hold."""
TCMON = Path(sys.executable).with_name("tcmon")
RUN = "work()\n"
FORK = """
if os.fork() == 0:
    get_logger("child").info("born")
    work()
work()
"""
OBSERVED = """
from taskcenter_monitor.telemetry.logging import subscribe

def fails(policy):
    raise ValueError("no use for it")

subscribe(fails)
subscribe(lambda policy: log.error("observed", level=policy.levels.default, now=log.enabled(10)))
work()
"""
INFO, DEBUG = ({"levels": {"default": level}} for level in ("info", "debug"))

Start = Callable[..., Service]


def encoded(document: object) -> bytes:
    return json.dumps(document, indent=2).encode()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts services, each in a folder of its own, and ends them."""
    services: list[Service] = []

    def begin(content: bytes | None, code: str = RUN, path: Path | None = None) -> Service:
        folder = tmp_path / f"service-{len(services)}"
        folder.mkdir()
        policy = path or folder / "policy.json"
        if content is not None:
            policy.write_bytes(content)
        services.append(Service(folder, code, policy))
        return services[-1]

    yield begin
    for service in services:
        service.stop()


def replace(path: Path, content: bytes) -> None:
    new = path.with_name("new")
    new.write_bytes(content)
    new.replace(path)


def in_pieces(path: Path, content: bytes) -> None:
    """Written in place, and it takes a while."""
    with path.open("wb") as file:
        for begin in range(0, len(content), 10):
            file.write(content[begin : begin + 10])
            file.flush()
            time.sleep(0.15)


def as_vim_does(path: Path, content: bytes) -> None:
    """The old one is renamed and a new one made in its place."""
    path.rename(path.with_name("policy.json~"))
    time.sleep(0.2)
    in_pieces(path, content)
    path.with_name("policy.json~").unlink()


@pytest.mark.parametrize("write", [replace, in_pieces, as_vim_does])
def test_a_file_that_is_changed_is_followed_there_and_back(
    start: Start, write: Callable[[Path, bytes], None]
) -> None:
    service = start(encoded(INFO))
    service.ready()
    write(service.policy, encoded(DEBUG))
    assert service.seconds_until("tick", time.time()) <= BOUND
    write(service.policy, encoded(INFO))
    since = time.time()
    time.sleep(BOUND + 0.3)
    assert service.last("tick") - since <= BOUND
    assert service.last("tock") - since > BOUND
    assert [one["level"] for one in service.of("telemetry.policy")] == ["info", "info"]
    assert service.trouble == ""


def test_a_config_map_is_followed_through_several_swaps(start: Start, tmp_path: Path) -> None:
    mount = tmp_path / "mount"
    mount.mkdir()
    (mount / "policy.json").symlink_to("..data/policy.json")

    def swap(name: str, document: object) -> None:
        (mount / name).mkdir()
        (mount / name / "policy.json").write_bytes(encoded(document))
        (mount / "..data_tmp").symlink_to(name)
        old = mount / "..data"
        gone = old.readlink() if old.is_symlink() else None
        (mount / "..data_tmp").replace(old)
        if gone is not None:
            (mount / gone / "policy.json").unlink()
            (mount / gone).rmdir()

    swap("..one", INFO)
    service = start(None, path=mount / "policy.json")
    service.ready()
    for turn in range(2):
        swap(f"..on-{turn}", DEBUG)
        assert service.seconds_until("tick", time.time()) <= BOUND
        swap(f"..off-{turn}", INFO)
        since = time.time()
        time.sleep(BOUND + 0.3)
        assert service.last("tick") - since <= BOUND
    assert {one["level"] for one in service.of("telemetry.policy")} == {"info"}


def tcmon(service: Service, *arguments: str) -> str:
    done = subprocess.run(
        [TCMON, "telemetry", *arguments],
        env={**os.environ, "TASKCENTER_TELEMETRY_POLICY": str(service.policy)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(
    "whose", [("--component", "task"), ("--business", "b1"), ("--user", "user-9999")]
)
def test_an_operator_sets_a_level_for_two_seconds(start: Start, whose: tuple[str, str]) -> None:
    service = start(encoded(INFO))
    service.ready()
    begin = time.time()
    said = tcmon(service, "set", "debug", *whose, "--for", "2s")
    since = time.time()
    assert said.startswith(f"{whose[0].removeprefix('--')} {whose[1]}: debug, set for")
    assert service.seconds_until("tick", begin) <= since - begin + BOUND
    # It ends by itself: the file stays as it is.
    time.sleep(2 + BOUND + 0.3)
    assert service.last("tick") - since <= 2 + BOUND
    assert "overrides" in json.loads(service.policy.read_bytes())


def test_an_operator_takes_a_level_back(start: Start) -> None:
    service = start(encoded(INFO))
    service.ready()
    begin = time.time()
    tcmon(service, "set", "debug", "--component", "task.run")
    service.seconds_until("tick", begin)
    tcmon(service, "clear", "--component", "task.run")
    since = time.time()
    time.sleep(BOUND + 0.3)
    assert service.last("tick") - since <= BOUND


FAULTS: dict[bytes, str] = {
    b'{"levels": {"default": "debug"}': "truncated",
    b'{"levels": {"default": "debug"}, "levls": {}}': "unknown field `levls`",
    b'{"levels": {"default": 10}}': "Expected `str`, got `int` - at `$.levels.default`",
    b'{"redaction": {"patterns": [{"name": "x", "match": "(x"}]}}': "at `$.redaction.patterns[0]",
}


def test_a_bad_file_keeps_the_policy_is_told_once_and_followed_when_good(start: Start) -> None:
    services = {content: start(encoded(INFO)) for content in FAULTS}
    for service in services.values():
        service.ready()
    for content, service in services.items():
        replace(service.policy, content)
    time.sleep(4)
    for content, service in services.items():
        (said,) = service.of("telemetry.policy")
        assert said["level"] == "error"
        assert said["file"] == str(service.policy)
        assert FAULTS[content] in said["fault"]
        assert not any(record["content"] == "tick" for record in service.records)
        replace(service.policy, encoded(DEBUG))
    since = time.time()
    for service in services.values():
        assert service.seconds_until("tick", since) <= BOUND
        levels = [one["level"] for one in service.of("telemetry.policy")]
        assert sorted(levels) == ["error", "info", "warn"]


def test_a_file_that_vanishes_keeps_the_policy_and_is_told_once(start: Start) -> None:
    service = start(encoded(DEBUG))
    service.ready()
    service.policy.unlink()
    time.sleep(3)
    since = time.time() - 0.5
    assert service.last("tick") > since
    (said,) = service.of("telemetry.policy")
    assert (said["level"], said["fault"]) == ("error", "It is not there")
    service.policy.write_bytes(encoded(INFO))
    time.sleep(BOUND + 0.3)
    assert service.last("tick") < time.time() - 0.2


def test_without_a_file_one_is_written_and_then_followed(start: Start) -> None:
    service = start(None)
    service.ready()
    document: dict[str, Any] = json.loads(service.policy.read_bytes())
    assert document["levels"]["default"] == "info"
    document["levels"]["default"] = "debug"
    service.policy.write_bytes(encoded(document))
    assert service.seconds_until("tick", time.time()) <= BOUND


def test_a_process_that_was_forked_follows_as_well(start: Start) -> None:
    service = start(encoded(INFO), FORK)
    service.wait(lambda one: one["component"] == "child")
    replace(service.policy, encoded(DEBUG))
    since = time.time()
    time.sleep(BOUND + 0.3)
    ticks = [one for one in service.records if one["content"] == "tick"]
    assert len({one["process"] for one in ticks}) == 2
    for process in {one["process"] for one in ticks}:
        first = next(one for one in ticks if one["process"] == process)
        assert moment(first) - since <= BOUND


def test_observers_are_told_when_it_holds_and_one_that_fails_harms_nobody(start: Start) -> None:
    service = start(encoded(INFO), OBSERVED)
    service.ready()
    replace(service.policy, encoded(DEBUG))
    observed = service.wait(lambda one: one["content"] == "observed")
    assert (observed["level"], observed["field_level"], observed["now"]) == ("error", "debug", True)
    failed = service.wait(lambda one: one.get("error_type") == "ValueError")
    assert failed["component"] == "telemetry.policy"
    assert service.seconds_until("tick", 0) > 0


def test_ten_thousand_users_are_followed_in_time(start: Start) -> None:
    users = {f"user-{number}": "error" for number in range(10_000)}
    service = start(encoded({"levels": {"users": {**users, "user-9999": "info"}}}))
    service.ready()
    replace(service.policy, encoded({"levels": {"users": {**users, "user-9999": "debug"}}}))
    assert service.seconds_until("tick", time.time()) <= BOUND
