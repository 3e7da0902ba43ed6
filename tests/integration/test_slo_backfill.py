"""The history of an SLO that is new, made by promtool of its rates, as docs/slo.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.slo.history import History, history
from benchmarks.slo.month import Instance, Month
from benchmarks.slo.rules import NAME, RATIO, slo_rules
from benchmarks.slo.traffic import HOUR, MINUTE, Outage, steady
from taskcenter_monitor.live.prometheus import Prometheus
from taskcenter_monitor.verifiers.process import Command, run
from tests.toolchains import ROOT, Toolchain

pytestmark = pytest.mark.slow

BEGIN = 1_785_715_200
END = BEGIN + 4 * HOUR
LOADED = END - 10 * MINUTE
"""When the rules would have been loaded: nothing is made of later moments."""
OUTAGE = Outage(begin=BEGIN + 2 * HOUR, end=BEGIN + 3 * HOUR, share=0.05)
RULES = ROOT / f"build/prometheus/rules/slo-{NAME.replace('_', '-')}.rules.yml"
BASE = (f"slo:{NAME}:bad_rate5m", f"slo:{NAME}:total_rate5m")


def create_blocks(made: History, toolchain: Toolchain, url: str) -> None:
    """Of the rates alone, which stand first in the file."""
    rates, cut, _ = RULES.read_text(encoding="utf-8").partition("      - record: " + RATIO)
    assert cut
    rules = Path(made.blocks.folder, "slo-past.rules.yml")
    rules.write_text(rates, encoding="utf-8")
    args = (
        toolchain.tool("promtool"), "tsdb", "create-blocks-from", "rules", f"--url={url}",
        f"--start={BEGIN}", f"--end={LOADED}", f"--output-dir={made.blocks.folder}", str(rules),
    )  # fmt: skip
    (done,) = run([Command(args=args, folder=made.blocks.folder)], toolchain.runtime())
    rules.unlink()
    assert done.code == 0, done.err


def names(client: Prometheus) -> set[str]:
    """What has been recorded by then."""
    found = client.query('{__name__=~"slo:.+"}', LOADED)
    return {dict(one.labels)["__name__"] for one in found}


def test_promtool_makes_the_history_of_an_slo_of_its_rates(toolchain: Toolchain) -> None:
    one = Instance(name="api-1", share=1.0, phase=7, starts=(BEGIN, END + 1))
    traffic = steady(50.0, (OUTAGE,))
    month = Month(begin=BEGIN, end=END, every=30, traffic=traffic, instances=(one,), endpoints=1)
    with history(month, toolchain.runtime()) as made:
        with made.served() as server:
            create_blocks(made, toolchain, server.url)
        with made.served() as server, Prometheus(server.url) as client:
            # What is made of them needs no history: it looks back over theirs.
            assert names(client) == {*BASE}
            assert client.query(BASE[1], LOADED + 6 * MINUTE) == ()
            for record in BASE:
                is_as_evaluated(client, record)
            (share,) = client.query(slo_rules().expr(f"{RATIO}30d"), LOADED)
    # Sums of rates over 5 minutes lag behind by half of that.
    bad, total = month.counted(BEGIN, LOADED - 150)
    assert share.value == pytest.approx(bad / total, rel=0.01)


def is_as_evaluated(client: Prometheus, record: str) -> None:
    """Once a minute, and each time what the rule yields."""
    (counted,) = client.query(f"count_over_time({record}[4h])", LOADED)
    # The first rate needs two scrapes.
    assert counted.value >= (LOADED - BEGIN) / MINUTE - 2
    for at in range(BEGIN + 10 * MINUTE, LOADED + 1, 7 * MINUTE):
        # Evaluations of a group have an offset of their own within the minute.
        (evaluated,) = client.query(f"timestamp({record})", at)
        (recorded,) = client.query(record, at)
        (now,) = client.query(slo_rules().expr(record), evaluated.value)
        assert recorded.value == pytest.approx(now.value), f"{record} at {at}"
