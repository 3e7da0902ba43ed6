"""The command line of every role."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

ROLES = {
    "api": "takes tasks over HTTP",
    "worker": "executes them",
    "business": "stands in for the business systems that are called back",
    "queues": "exports the queues as the asynq exporter does",
    "load": "sends steady traffic to an API",
}
BUSINESSES = "crm,erp,oa"
DATA = Path("taskcenter-data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for; what a role does not know has its default.

    `rate` is requests a second and `reads` the share of them that read; `pool` is connections,
    `concurrency` executions at a time and `poll` seconds between looks for due tasks.
    """

    role: str
    host: str = "127.0.0.1"
    port: int = 0
    admin_port: int = 0
    data: Path = DATA
    database: str = ""
    redis: str = ""
    log: Path | None = None
    faults: bool = False
    businesses: tuple[str, ...] = tuple(BUSINESSES.split(","))
    url: str = ""
    callbacks: str = ""
    rate: float = 5.0
    reads: float = 0.5
    pool: int = 16
    concurrency: int = 64
    poll: float = 0.2

    @property
    def database_url(self) -> str:
        """A file of SQLite in the folder of the data, unless another is named."""
        return self.database or f"sqlite:///{self.data.resolve() / 'tasks.db'}"


def parsed(arguments: Sequence[str]) -> Options:
    """The options; ends the process with 2 and a message where they are wrong."""
    found = vars(_parser().parse_args(arguments))
    known = {field.name for field in fields(Options)}
    return Options(**{name: value for name, value in found.items() if name in known})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="taskcenter", description=__doc__)
    roles = parser.add_subparsers(dest="role", required=True, metavar="ROLE")
    made = {name: roles.add_parser(name, help=says) for name, says in ROLES.items()}
    for name, one in made.items():
        one.add_argument("--host", default="127.0.0.1", help="address to listen on")
        one.add_argument("--faults", action="store_true", help="faults can be switched on")
        one.add_argument("--log", type=Path, help="file for the log; standard output without")
        if name in ("api", "business", "queues"):
            one.add_argument("--port", type=_port, default=0, help="0 is a free one")
        if name in ("api", "worker", "load"):
            one.add_argument("--admin-port", type=_port, default=0, help="0 is a free one")
        if name in ("api", "worker", "queues"):
            _of_the_database(one)
        if name != "business":
            one.add_argument("--businesses", type=_names, default=_names(BUSINESSES))
    _of_the_worker(made["worker"])
    _of_the_load(made["load"])
    return parser


def _of_the_database(one: argparse.ArgumentParser) -> None:
    one.add_argument("--data", type=Path, default=DATA, help="folder of the database")
    one.add_argument("--database", default="", help="URL of SQLAlchemy; else SQLite in --data")
    one.add_argument("--redis", default="", help="URL of a Redis that keeps tasks at hand")
    one.add_argument("--pool", type=_whole(1, 200), default=16, help="connections, at most")


def _of_the_worker(one: argparse.ArgumentParser) -> None:
    one.add_argument("--concurrency", type=_whole(1, 1000), default=64, help="executions at a time")
    one.add_argument("--poll", type=_number(0.01, 60), default=0.2, help="seconds between looks")


def _of_the_load(one: argparse.ArgumentParser) -> None:
    one.add_argument("--url", required=True, help="the API, like http://127.0.0.1:8080")
    one.add_argument("--callbacks", default="http://127.0.0.1:9000", help="URL of the business")
    one.add_argument("--rate", type=_number(0, 1000), default=5.0, help="requests a second")
    one.add_argument("--reads", type=_number(0, 1), default=0.5, help="share of requests")


def _port(text: str) -> int:
    return _whole(0, 65535)(text)


def _names(text: str) -> tuple[str, ...]:
    found = tuple(name.strip() for name in text.split(",") if name.strip())
    if not found or not all(name.replace("-", "").isalnum() for name in found):
        raise argparse.ArgumentTypeError(f"expected names like {BUSINESSES}, found {text!r}")
    return found


class _Number:
    """A number between bounds, with the words that argparse shows where it is none."""

    def __init__(self, lowest: float, highest: float, kind: type[int] | type[float]) -> None:
        self.lowest, self.highest, self.kind = lowest, highest, kind

    def __call__(self, text: str) -> float:
        """The number."""
        try:
            value = self.kind(text)
        except ValueError:
            value = None
        if value is None or not self.lowest <= value <= self.highest:
            raise argparse.ArgumentTypeError(
                f"expected a number from {self.lowest:g} to {self.highest:g}, found {text!r}"
            )
        return value


class _Whole(_Number):
    def __call__(self, text: str) -> int:
        return int(super().__call__(text))


def _number(lowest: float, highest: float) -> _Number:
    return _Number(lowest, highest, float)


def _whole(lowest: int, highest: int) -> _Whole:
    return _Whole(lowest, highest, int)
