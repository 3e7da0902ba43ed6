"""Time intervals: a real Alertmanager tells people exactly when the router says so."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from taskcenter_monitor.ir.receivers import Receiver, Webhook
from taskcenter_monitor.ir.routing import AlertmanagerConfig, TimeInterval
from taskcenter_monitor.live.alertmanager import Alertmanager, PostedAlert
from taskcenter_monitor.live.launches import alertmanager
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.routing.clock import zone
from taskcenter_monitor.routing.router import router
from taskcenter_monitor.vocabulary.calendar import WEEKDAYS
from tests.integration.alertmanagers import written
from tests.toolchains import Toolchain
from tests.unit.routing.trees import HERE, config, interval, root, route

pytestmark = pytest.mark.slow

PLACES = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati")
PATIENCE = 20.0
LAST = "last"
"""Is sent once all that was to come has come: what must not come has had as much time."""


@contextmanager
def sink() -> Iterator[tuple[str, set[str]]]:
    """A webhook on loopback, and the names of the alerts that have arrived."""
    heard: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.update(alert["labels"]["alertname"] for alert in body["alerts"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 1024  # All of them call at once.

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def intervals(now: datetime) -> Iterator[TimeInterval]:
    """Hours, weekdays and dates around the present, in several places, and just beside it."""
    for place in PLACES:
        there = now.astimezone(zone(place))
        for hours in (-1, 0, 1):
            hour = (there.hour + hours) % 24
            yield interval("i", location=place, times=f"{hour:02}:00..{hour + 1:02}:00")
        for days in (-1, 0, 1):
            day = there + timedelta(days=days)
            weekday = WEEKDAYS[day.weekday()]
            yield interval("i", location=place, weekdays=weekday)
            yield interval("i", location=place, dates=f"{day:%m-%d}")
            yield interval("i", location=place, dates=f"{day:%Y-%m-%d}")
            yield interval("i", location=place, dates=f"{day:2020-%m-%d}".replace("02-29", "02-28"))
            yield interval("i", location=place, weekdays=weekday, times=f"{there:%H}:00..24:00")


def made(now: datetime, url: str) -> AlertmanagerConfig:
    """Two routes for each interval: muted within the first, active within the other."""
    named = [replace(one, name=f"i{number}") for number, one in enumerate(intervals(now))]
    times = {"group_wait": "0s", "group_interval": "1h", "repeat_interval": "1h"}
    routes = [
        route(f"{key}-{one.name}", f'alertname="{key}-{one.name}"', **{key: (one.name,)}, **times)
        for one in named
        for key in ("muted", "active")
    ]
    webhook = Webhook(url=url, url_file="", credentials_file="", max_alerts=0, send_resolved=False)
    last = route(LAST, f'alertname="{LAST}"', **times)
    made = config(root(*routes, last), intervals=named)
    receivers = [
        Receiver(name=one.name, integrations=(webhook,), origin=HERE) for one in made.receivers
    ]
    return replace(made, receivers=tuple(receivers))


def soon_over(now: datetime) -> bool:
    """Whether the hour changes before Alertmanager has told everybody."""
    return now.minute in (29, 59) and now.second > 60 - PATIENCE


def wait_for(heard: set[str], names: set[str]) -> None:
    until = time.monotonic() + PATIENCE
    while not heard >= names and time.monotonic() < until:
        time.sleep(0.05)


def test_people_are_told_exactly_when_the_router_says_so(toolchain: Toolchain) -> None:
    now = datetime.now(UTC)
    # Half hours are hours in some places. The next one begins within seconds, once an hour.
    now += timedelta(seconds=PATIENCE) if soon_over(now) else timedelta()
    runtime = toolchain.runtime()
    with sink() as (url, heard):
        compiled = made(now, url)
        asked = router(compiled)
        names = [one.name for one in compiled.root.routes if one.name != LAST]
        told = {name for name in names if asked.receivers({"alertname": name}, now)}
        assert 0 < len(told) < len(names)
        with (
            written(compiled) as folder,
            running([alertmanager(folder, runtime)], runtime) as (server,),
            Alertmanager(server.url) as client,
        ):
            for batch in (names, [LAST]):
                client.post([PostedAlert(labels=(("alertname", name),)) for name in batch])
                wait_for(heard, told if batch is names else {LAST})
    assert heard == told | {LAST}
