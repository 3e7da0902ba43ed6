"""Generates projects of many alert specs, to be built and measured.

A project is the shipped one (its service, routing, scrape jobs, metrics, signals and alerts, so
that every check has all it asks for) and a number of services, each written after the files in
`service/`. A service has 2 metrics of its own and 7 that all services share, told apart by a
label; 10 signals (2 ratios, 2 quantiles, a rate, an increase, 3 gauges, a utilisation); 10 alerts,
half of them with a warning and a critical threshold. It makes 22 rules: 15 alerting, 7
recording. A component has its 500 alerts in one file.

One spec is an alert with its signal: about 1.9 KB of YAML, 1.4 KB of that the alert. Titles and
descriptions are as long as the shipped ones, runbooks a third of them. No two selectors or texts
are the same, because names of metrics and services stand in them: nothing is there for a memo to
gain on that a real project would not have as well.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

SHIPPED = Path(__file__).parents[1] / "specs"
PARTS = Path(__file__).parent / "service"

SIGNALS_OF_SERVICE = 10
ALERTS_OF_COMPONENT = 500

_AREAS, _ROLES = (
    line.split() for line in (PARTS / "names.txt").read_text(encoding="utf-8").splitlines()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much to generate.

    `readers` is how many alerts read each signal. It is 1 but for the largest projects: all
    signals stand in one file, and a spec file has a largest size. `tests` says whether the tests
    of the rules are `written`, or only `run` by whoever asks for that: what others are compared
    with writes none.
    """

    alerts: int
    readers: int = 1
    tests: str = "run"

    @property
    def services(self) -> int:
        """How many services that makes."""
        services, rest = divmod(self.alerts, SIGNALS_OF_SERVICE * self.readers)
        if rest or not services:
            raise ValueError(f"{self.alerts} is no multiple of {SIGNALS_OF_SERVICE * self.readers}")
        return services


def write_project(folder: Path, size: Size) -> None:
    """Writes the specs of a project into a new folder."""
    for path, text in project_files(size):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def project_files(size: Size) -> Iterator[tuple[str, str]]:
    """Path and text of every spec; the same for the same size."""
    services = [_tokens(number) for number in range(size.services)]
    shared = (PARTS / "shared_metrics.yaml").read_text(encoding="utf-8")
    more = {
        "metrics": shared + _part("metrics", services),
        "signals": _part("signals", services),
    }
    for path in sorted(SHIPPED.rglob("*.yaml")):
        name = path.relative_to(SHIPPED).as_posix()
        if not name.startswith("environments/"):
            text = path.read_text(encoding="utf-8")
            if path.stem == "service":
                text += f"rule_tests: {size.tests}\n"
            yield name, _extended(text, path.stem, more)
    yield from _alert_files(services, size.readers)


def _extended(text: str, name: str, more: dict[str, str]) -> str:
    """A shipped file with the generated entries put before its own."""
    if name not in more:
        return text
    head = f"\n{name}:\n"
    assert text.count(head) == 1, f"specs/{name}.yaml has no line `{name}:`"
    return text.replace(head, head + more[name])


def _alert_files(services: list[dict[str, str]], readers: int) -> Iterator[tuple[str, str]]:
    template = Template((PARTS / "alerts.yaml").read_text(encoding="utf-8"))
    each = _services_of_component(readers)
    for number, start in enumerate(range(0, len(services), each)):
        component = _component(number)
        head = f"component: {component}\nteam: task-center-sre\nalerts:\n\n"
        entries = [
            template.substitute(tokens, **_tier(tier))
            for tokens in services[start : start + each]
            for tier in range(readers)
        ]
        yield f"alerts/{component}.yaml", head + "\n".join(entries)


def _services_of_component(readers: int) -> int:
    return max(1, ALERTS_OF_COMPONENT // (SIGNALS_OF_SERVICE * readers))


def _component(number: int) -> str:
    return f"{_AREAS[number % len(_AREAS)]}-services-{number + 1:03d}"


def _part(name: str, services: list[dict[str, str]]) -> str:
    template = Template((PARTS / f"{name}.yaml").read_text(encoding="utf-8"))
    return "".join(template.substitute(tokens) for tokens in services)


def _tokens(number: int) -> dict[str, str]:
    """What the files in `service/` leave open."""
    names = list(itertools.product(_AREAS, _ROLES))
    turn, place = divmod(number, len(names))
    area, role = names[place]
    suffix = f"{turn + 1:02d}" if turn else ""
    return {
        "service": f"{area}_{role}{suffix}",
        "alert": f"{area.capitalize()}{role.capitalize()}{suffix}",
        "title": f"{area} {role} {suffix}".strip(),
        "title_zh": f"{area}-{role}{suffix}",
    }


def _tier(number: int) -> dict[str, str]:
    """Further alerts on the same signal wait longer."""
    return {
        "tier": f"Stage{number + 1}" if number else "",
        "stage": f" {number + 1}" if number else "",
        "late": f"{5 + 5 * number}m",
        "soon": f"{2 + 2 * number}m",
    }


if __name__ == "__main__":
    folder, alerts, readers, tests = sys.argv[1:]
    write_project(Path(folder), Size(alerts=int(alerts), readers=int(readers), tests=tests))
