"""Several processes write and rotate one file, and whatever happens to it and to them."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.telemetry.fleet import Fleet, counts, each_once, entries, texts

pytestmark = pytest.mark.slow

WHO = ("a", "b", "c", "d")
CONFIGURED = """
configure("svc", file="logs/app.log", console="none",
          rotation=Rotation(size={size}, keep=10_000, compress={compress}))
"""
SECONDS = """
from taskcenter_monitor.telemetry.logging.sinks.rotation import Calendar
# Hours that have one second: the real clock, and times of real files.
Calendar._around = lambda self, now: (int(now), int(now) + 1)
"""


def configured(size: int = 65_536, compress: bool = False) -> str:
    return CONFIGURED.format(size=size, compress=compress)


def logged(folder: Path) -> Counter[tuple[str, int]]:
    return counts(entries(texts(folder)))


@pytest.mark.parametrize("compress", [False, True])
def test_four_processes_lose_nothing_and_write_nothing_twice(
    fleet: Fleet, logs: Path, compress: bool
) -> None:
    program = configured(compress=compress) + "say(5000)"
    assert fleet.ended(*(fleet.start(program, who) for who in WHO)) == ""
    assert logged(logs) == each_once(WHO, 5000)
    sizes = [place.stat().st_size for place in logs.glob("*.log")]
    assert max(sizes) <= 65_536
    assert len(list(logs.iterdir())) > 20
    assert not list(logs.glob("*.part"))
    assert bool(list(logs.glob("*.gz"))) is compress


def test_size_and_time_together_lose_nothing_either(fleet: Fleet, logs: Path) -> None:
    program = SECONDS + configured(compress=True)
    program += "for n in range(0, 5000, 50): say(50, n), time.sleep(0.025)"
    assert fleet.ended(*(fleet.start(program, who) for who in WHO)) == ""
    assert logged(logs) == each_once(WHO, 5000)
    seconds = [{entry["@timestamp"][:19] for entry in entries([text])} for text in texts(logs)]
    # A line is written up to 0.2 s after it was logged, and rotation goes by the writing.
    assert max(len(each) for each in seconds) <= 2
    assert len(seconds) >= 4


def test_names_are_in_the_order_of_their_lines(fleet: Fleet, logs: Path) -> None:
    fleet.ended(fleet.start(configured(1024) + "for n in range(100): say(1, n), flush()"))
    assert len(list(logs.iterdir())) > 10
    numbers = [entry["n"] for entry in entries(texts(logs)) if "n" in entry]
    # `app.log` comes after `app-...` in the order of bytes as well.
    assert numbers == list(range(100))


@pytest.mark.parametrize(
    "dying",
    [
        "Names.reserve = dies_after(Names.reserve)",
        "Path.replace = dies_after(Path.replace)",
        "Path.replace = dies_before(Path.replace)",
        "files.append = dies_before(files.append)",
    ],
)
def test_a_process_killed_during_rotation_takes_nothing_along(
    fleet: Fleet, logs: Path, dying: str
) -> None:
    victim = f"""
    from taskcenter_monitor.telemetry.logging.sinks import files
    from taskcenter_monitor.telemetry.logging.sinks.names import Names

    def dies_after(real):
        return lambda *given: (real(*given), os.kill(os.getpid(), signal.SIGKILL))

    def dies_before(real):
        return lambda *given: os.kill(os.getpid(), signal.SIGKILL)

    configure("svc", file="logs/app.log", console="none",
              rotation=Rotation(size=4096, keep=10_000, compress=False))
    say(10)
    flush()
    {dying}
    for n in range(10, 2000, 10):
        say(10, n), flush()
    """
    others = [fleet.start(configured(4096) + "say(2000)", who) for who in WHO[1:]]
    process = fleet.start(victim)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    fleet.ended(*others)
    fleet.ended(fleet.start(configured(4096) + "say(100)", "e"))
    found = logged(logs)
    count = sum(who == "a" for who, _ in found)
    # What it had in hand is lost, ten lines at most, and nothing else.
    assert count >= 10
    assert count % 10 == 0
    assert found == each_once(WHO[1:], 2000) + each_once("e", 100) + each_once("a", count)


@pytest.mark.parametrize(
    "dying",
    [
        "GzipFile.write = lambda *given: os.kill(os.getpid(), signal.SIGKILL)",
        "Path.replace = dies_after_packing",
    ],
)
def test_a_compression_that_is_killed_is_done_by_the_next_process(
    fleet: Fleet, logs: Path, dying: str
) -> None:
    victim = f"""
    from gzip import GzipFile
    real = Path.replace

    def dies_after_packing(self, target):
        real(self, target)
        if self.suffix == ".part":
            os.kill(os.getpid(), signal.SIGKILL)

    {dying}
    configure("svc", file="logs/app.log", console="none", rotation=Rotation(size=4096, keep=99))
    say(20), flush(), say(20, 20), flush(), say(20, 40), flush()
    time.sleep(20)
    """
    process = fleet.start(victim)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert len(list(logs.glob("*0001*"))) == 2
    after = 'say(1, 60), flush(), wait_for("done")'
    process = fleet.start(configured(4096, compress=True) + after)
    until = time.monotonic() + 20
    while [place.suffix for place in logs.glob("*0001*")] != [".gz"]:
        assert time.monotonic() < until
        time.sleep(0.02)
    (fleet.folder / "done").touch()
    fleet.ended(process)
    assert logged(logs) == each_once("a", 61)


def test_a_process_stopped_under_the_lock_stops_nobody(fleet: Fleet, logs: Path) -> None:
    holder = f"""
    {configured(8192).strip()}
    say(10)
    flush()
    from taskcenter_monitor.telemetry.logging.sinks import files
    real = files.append

    def stops(number, data):
        files.append = real
        os.kill(os.getpid(), signal.SIGSTOP)
        real(number, data)

    files.append = stops
    say(10, 10)
    """.replace("\n          rotation", " rotation")
    stopped = fleet.start(holder)
    until = time.monotonic() + 20
    while "State:\tT" not in Path(f"/proc/{stopped.pid}/status").read_text():
        assert time.monotonic() < until
        time.sleep(0.01)
    began = time.monotonic()
    fleet.ended(*(fleet.start(configured(8192) + "say(2000)", who) for who in WHO[1:]))
    assert time.monotonic() - began < 20
    assert (logs / "app.log").stat().st_size > 8192
    stopped.send_signal(signal.SIGCONT)
    fleet.ended(stopped)
    fleet.ended(fleet.start(configured(8192) + "say(10)", "e"))
    expected = each_once(WHO[1:], 2000) + each_once("a", 20) + each_once("e", 10)
    assert logged(logs) == expected
    assert (logs / "app.log").stat().st_size <= 8192


PACED = "for n in range(0, 2000, 20): say(20, n), time.sleep(0.01)"


def test_a_file_that_others_rename_loses_nothing(fleet: Fleet, logs: Path) -> None:
    processes = [fleet.start(configured() + PACED, who) for who in WHO]
    for number in range(8):
        until = time.monotonic() + 20
        while not (logs / "app.log").exists():
            assert time.monotonic() < until
            time.sleep(0.002)
        (logs / "app.log").rename(logs / f"app.log.{number}")
        time.sleep(0.1)
    fleet.ended(*processes)
    assert logged(logs) == each_once(WHO, 2000)


def test_a_file_that_others_delete_takes_only_what_it_had(fleet: Fleet, logs: Path) -> None:
    processes = [fleet.start(configured() + PACED, who) for who in WHO]
    deleted = []
    for _ in range(8):
        until = time.monotonic() + 20
        while not (logs / "app.log").exists():
            assert time.monotonic() < until
            time.sleep(0.002)
        deleted.append((logs / "app.log").open())
        (logs / "app.log").unlink()
        time.sleep(0.1)
    fleet.ended(*processes)
    found = logged(logs) + counts(entries(file.read() for file in deleted))
    for file in deleted:
        file.close()
    # One that was deleted between look and write is written again, so here it may come twice.
    assert set(found) == set(each_once(WHO, 2000))
    assert logged(logs) <= each_once(WHO, 2000)
