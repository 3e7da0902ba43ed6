"""The parts of `prometheus.yml` and `alertmanager.yml`, each a sound configuration if it is sound.

The first part is what all others stand on, and has the origin of the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.parts import Part, below, items, mapping, scalar, unquoted

Lines = Sequence[str]
Named = tuple[str, Lines]
"""The name of a part, as in `Artifact.origins`, with its lines."""

_NOBODY = ("route:", "  receiver: nobody", "receivers:", "  - name: nobody")


def of_prometheus(whole: Artifact) -> tuple[Part, ...]:
    """Everything but the scrape jobs, then each job alone."""
    sections = mapping(whole.text.splitlines())
    rest = [line for key, own in sections.items() if key != "scrape_configs" for line in own]
    basis = sections.get("global", [])
    found: list[Named] = [("", rest)]
    for job in _list(sections, "scrape_configs"):
        name = f"job {unquoted(scalar(job, 'job_name'))}"
        found.append((name, [*basis, "scrape_configs:", *_item(job)]))
    return _parts(whole, found)


def of_alertmanager(whole: Artifact) -> tuple[Part, ...]:
    """The global settings, then each receiver, time interval, inhibition and route alone."""
    sections = mapping(whole.text.splitlines())
    basis = sections.get("global", [])
    found: list[Named] = [("", [*basis, *_NOBODY])]
    for one in _list(sections, "receivers"):
        name = scalar(one, "name")
        lines = [*basis, "route:", f"  receiver: {name}", "receivers:", *_item(one)]
        found.append((f"receiver {unquoted(name)}", lines))
    for one in _list(sections, "time_intervals"):
        name = f"interval {unquoted(scalar(one, 'name'))}"
        found.append((name, [*_NOBODY, "time_intervals:", *_item(one)]))
    for number, one in enumerate(_list(sections, "inhibit_rules"), 1):
        found.append((f"inhibition {number}", [*_NOBODY, "inhibit_rules:", *_item(one)]))
    found += _routes(sections)
    return _parts(whole, found)


def of_template(template: Artifact, path: str) -> Part:
    """A configuration that loads one notification template and nothing else.

    `path` is that of the template as seen from the configuration, beside which it has to stand.
    """
    text = "\n".join([*_NOBODY, "templates:", f"  - {path}", ""])
    beside = f"{template.path.removesuffix(path)}{path.replace('/', '.')}.part"
    artifact = Artifact(path=beside, text=text, origin=template.origin)
    return Part(artifact=artifact, whole=template)


def _routes(sections: Mapping[str, Lines]) -> Iterator[Named]:
    """The root, then every other route as its only child; names are all that it may refer to."""
    if "route" not in sections:
        return
    known = [*_names(sections, "receivers"), *_names(sections, "time_intervals")]
    routes = list(_all_routes(below(sections["route"])))
    root = ["route:", *(f"  {line}" for line in routes[0])]
    yield "route 1", [*root, *known]
    anchor = [f"  {line}" for line in routes[0] if line.startswith("receiver:")]
    for number, route in enumerate(routes[1:], 2):
        yield (
            f"route {number}",
            ["route:", *anchor, "  routes:", *(f"  {line}" for line in _item(route)), *known],
        )


def _names(sections: Mapping[str, Lines], key: str) -> list[str]:
    """A list of that key that holds nothing but the names; one that is there twice stands once."""
    names = dict.fromkeys(scalar(one, "name") for one in _list(sections, key))
    return [f"{key}:", *(f"  - name: {name}" for name in names)]


def _all_routes(route: Lines) -> Iterator[Lines]:
    """A route without its children, then these."""
    keys = mapping(route)
    yield [line for key, own in keys.items() if key != "routes" for line in own]
    for child in _list(keys, "routes"):
        yield from _all_routes(child)


def _list(sections: Mapping[str, Lines], key: str) -> list[list[str]]:
    return items(below(sections[key])) if key in sections else []


def _item(lines: Lines) -> list[str]:
    return [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]


def _parts(whole: Artifact, found: Sequence[Named]) -> tuple[Part, ...]:
    origins = dict(whole.origins)
    return tuple(
        _part(whole, number, lines, origins.get(name, whole.origin))
        for number, (name, lines) in enumerate(found)
    )


def _part(whole: Artifact, number: int, lines: Lines, origin: Origin) -> Part:
    text = "\n".join([*lines, ""])
    artifact = Artifact(path=f"{whole.path}.{number}.part", text=text, origin=origin)
    return Part(artifact=artifact, whole=whole)
