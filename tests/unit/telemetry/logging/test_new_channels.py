"""A name that is logged to for the first time, by several threads at once."""

from __future__ import annotations

import pytest

from taskcenter_monitor.telemetry.logging.channels import Channel
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy


def test_nobody_sees_a_channel_that_still_refuses_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[bool] = []
    settle = Stream._settle

    def settled(stream: Stream, channel: Channel) -> None:
        seen.append(channel.name in stream.channels)
        settle(stream, channel)

    stream = Stream(Policy())
    monkeypatch.setattr(Stream, "_settle", settled)
    channel = stream.channel("new")
    assert seen == [False]
    assert stream.channel("new") is channel
    assert seen == [False]
