"""Holds the router against a real Alertmanager with the compiled configuration."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.routing import AlertmanagerConfig
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.alertmanager import Alertmanager, PostedAlert, SeenAlert
from taskcenter_monitor.live.launches import alertmanager
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.routing.defusing import defused
from taskcenter_monitor.routing.inhibiting import Firing
from taskcenter_monitor.routing.router import Router, router
from taskcenter_monitor.routing.traffic import Sent, traffic
from taskcenter_monitor.routing.walk import ends
from taskcenter_monitor.verifiers.process import Runtime

Write = Callable[[AlertmanagerConfig], AbstractContextManager[str]]
"""Writes an `alertmanager.yml` into a temporary folder, and gives that."""

PATIENCE = 5.0
"""Seconds in which an Alertmanager must have muted what is to be muted; it takes a moment."""
AT_ONCE = 3_000
"""Alerts that fire together. An Alertmanager compares each with each source, so that many more of
them take it minutes; those of a larger project are sent to one after the other."""

FINDINGS: Mapping[str, str] = {
    "alertmanager/receivers": "A real Alertmanager tells others of an alert than was worked out,"
    " so nothing that is said about routes can be trusted.",
    "alertmanager/inhibitions": "A real Alertmanager mutes an alert that was to be told, or tells"
    " one that was to be muted.",
}
"""What a real Alertmanager is reported for, and why it matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutesProof:
    """What came of it: `alerts` were sent, `muted` of them by others; `version` answered."""

    diagnostics: tuple[Diagnostic, ...]
    alerts: int
    muted: int
    version: str


def prove_routes(monitoring: Monitoring, write: Write, runtime: Runtime) -> RoutesProof:
    """Sends every alert to an Alertmanager at once, and compares what it does with the router.

    Nobody is told of anything: its receivers have no channels. Raises EnvironmentFault when there
    is no Alertmanager, or it does not come up.
    """
    sent = traffic(monitoring, router(monitoring.alertmanager))
    return compared(monitoring.alertmanager, sent, write, runtime)


def compared(
    config: AlertmanagerConfig, sent: Sequence[Sent], write: Write, runtime: Runtime
) -> RoutesProof:
    """The same for alerts of one's own; no two have the same labels."""
    asked = router(config)
    batches = [sent[start : start + AT_ONCE] for start in range(0, len(sent), AT_ONCE)]
    with write(defused(config)) as folder:
        proofs = [_of_batch(asked, batch, folder, runtime) for batch in batches]
    return RoutesProof(
        diagnostics=tuple(fault for proof in proofs for fault in proof.diagnostics),
        alerts=sum(proof.alerts for proof in proofs),
        muted=sum(proof.muted for proof in proofs),
        version=proofs[-1].version if proofs else "",
    )


def _of_batch(asked: Router, sent: Sequence[Sent], folder: str, runtime: Runtime) -> RoutesProof:
    with (
        running([alertmanager(folder, runtime)], runtime) as (server,),
        Alertmanager(server.url, timeout=runtime.timeout) as client,
    ):
        client.post([PostedAlert(labels=_pairs(one)) for one in sent])
        return _Judge(asked, sent, client.version()).settled(client)


def _pairs(one: Sent) -> Pairs:
    return tuple(sorted(one.labels.items()))


class _Judge:
    """What the router says of every alert that was sent, to be compared with what is seen."""

    def __init__(self, asked: Router, sent: Sequence[Sent], version: str) -> None:
        self._router = asked
        self._sent = {_pairs(one): one for one in sent}
        firing = Firing(asked.rules, [one.labels for one in sent])
        self._mutings = {pairs: firing.mutings(one.labels) for pairs, one in self._sent.items()}
        self._version = version

    def settled(self, client: Alertmanager) -> RoutesProof:
        """Asks until everything agrees, or it has had time enough.

        Two answers need not be the same: of several sources it names any.
        """
        until = time.monotonic() + PATIENCE
        while True:
            seen = client.alerts()
            faults = tuple(self._faults(seen))
            if not faults or time.monotonic() > until:
                return RoutesProof(
                    diagnostics=faults,
                    alerts=len(seen),
                    muted=sum(bool(one.inhibited_by) for one in seen),
                    version=self._version,
                )
            time.sleep(_PAUSE)

    def _faults(self, seen: Sequence[SeenAlert]) -> Iterator[Diagnostic]:
        for pairs in sorted(self._sent.keys() - {one.labels for one in seen}):
            yield Diagnostic(
                check="alertmanager/receivers",
                message=f"Alertmanager {self._version} does not show {_shown(pairs)}",
                place=self._sent[pairs].origin,
                help=_HINT,
            )
        named = {one.fingerprint: one.labels for one in seen}
        for one in seen:
            yield from self._misrouted(one)
            yield from self._mismuted(one, {named.get(each, ()) for each in one.inhibited_by})

    def _misrouted(self, seen: SeenAlert) -> Iterator[Diagnostic]:
        sent = self._sent[seen.labels]
        nodes = ends(self._router.root, sent.labels)
        expected = {node.receiver for node in nodes}
        if expected == set(seen.receivers):
            return
        astray = [node for node in nodes if node.receiver not in seen.receivers]
        yield Diagnostic(
            check="alertmanager/receivers",
            message=f"Alertmanager {self._version} tells {_listed(set(seen.receivers))} of"
            f" {_shown(seen.labels)}; by the routes it is {_listed(expected)}",
            place=astray[0].route.origin if astray else sent.origin,
            help=_HINT,
        )

    def _mismuted(self, seen: SeenAlert, sources: set[Pairs]) -> Iterator[Diagnostic]:
        """An Alertmanager names one of the sources; that must be one of ours."""
        mutings = self._mutings[seen.labels]
        possible = {tuple(sorted(muting.source.items())) for muting in mutings}
        if sources <= possible and bool(sources) is bool(possible):
            return
        first = next(iter(mutings), None)
        yield Diagnostic(
            check="alertmanager/inhibitions",
            message=f"in Alertmanager {self._version} {_shown(seen.labels)} is muted by"
            f" {_all_shown(sources)}; by the inhibitions it is {_all_shown(possible)}",
            place=first.rule.inhibition.origin if first else self._sent[seen.labels].origin,
            help=_HINT,
        )


_PAUSE = 0.03
_HINT = "this is a bug of tcmon or of that Alertmanager; please report it"
_MOST = 3
"""Sources that a message names."""


def _shown(labels: Pairs) -> str:
    return "{" + ", ".join(f'{name}="{value}"' for name, value in labels) + "}"


def _all_shown(alerts: set[Pairs]) -> str:
    listed = [_shown(one) for one in sorted(alerts)[:_MOST]]
    if len(alerts) > _MOST:
        listed.append(f"{len(alerts) - _MOST} more")
    return " or ".join(listed) or "nothing"


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"
