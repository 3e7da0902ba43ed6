"""Samples of a counter against the band of its earlier days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.signals.anomaly import LAG, WIDEST, Anomaly
from taskcenter_monitor.signals.base import SignalModel, Surroundings
from taskcenter_monitor.signals.samples.band import Band, Way, narrow, unlike
from taskcenter_monitor.signals.samples.days import HOUR, ON, Days, Pasts, Present
from taskcenter_monitor.signals.samples.labels import Labels
from taskcenter_monitor.signals.samples.sampler import BEYOND, SHORT, Sampler, named
from taskcenter_monitor.signals.samples.scene import Claim, Limit, Reading, Scene, Watch
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.signals.samples.turning import Turning
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration

_LASTING = 12 * HOUR
"""As long as something may last and is still held against other days."""
_MUCH = 10.0
"""A peak, in times of the usual level."""


class AnomalySampler(Sampler[Anomaly]):
    """Earlier days, and today."""

    def __init__(self, signal: Anomaly, stage: Stage, watch: Watch) -> None:
        super().__init__(signal, stage, watch)
        self.days = Days(signal, stage, watch.hold, watch.keep)
        self.band = narrow(signal)
        self.ways: tuple[Way, ...] = {"drop": ("down",), "rise": ("up",)}.get(  # type: ignore[assignment]
            signal.direction, ("down", "up")
        )

    @classmethod
    def usual_limit(cls, signal: SignalModel, around: Surroundings) -> float:
        """The edge of the band."""
        del signal, around
        return 1.0

    def scenes(self) -> Iterator[Scene]:
        yield Turning(self.signal, self.stage, self.watch, self.days).scene()
        for way in self.ways:
            for limit in self.watch.limits:
                yield from self._near(limit, way)
            yield self._lasting(way)
            yield self._passing(way)
            yield from self._spoiled(way)
            yield from self._apart(way)
            yield from self._floor(way)
        if "down" in self.ways:
            yield self._stopping("everything stops", [(2, ON, 0.0)])
            yield self._stopping("the series vanish", [])
        yield from self._young()

    def _near(self, limit: Limit, way: Way) -> Iterator[Scene]:
        """The same all the time, and only just beyond the limit or short of it."""
        for words, value in (
            ("beyond", self.beyond(limit.value)),
            ("short of", self.short(limit.value)),
        ):
            name = f"{way}, just {words} {limit.text}"
            scene = self._steady(name, self._alike, self.band.amount(value, way), self.band)
            yield named(name, scene, limit)

    def _lasting(self, way: Way) -> Scene:
        """What lasts for hours is not yet its own past."""
        last = max(self.days.turns(_LASTING), self._enough)
        now = self._bad(way)
        name = f"{way} for the rest of the day"
        return self._scene(name, self._alike, [(0, ON, now)], [self._claim(now, 0, last)])

    def _passing(self, way: Way) -> Scene:
        now, usual = self._bad(way), self.band.usual
        over = self._enough + 1
        last = over + self.days.turns(self.watch.keep) + 2
        claims = [self._claim(now, 0, over - 1), self._claim(usual, over, last)]
        present = [(0, over, now), (over, ON, usual)]
        return self._scene(f"{way} and back", self._alike, present, claims)

    def _stopping(self, name: str, after: Present) -> Scene:
        """From one evaluation to the next nothing is left."""
        usual = self.band.usual
        claims = [self._claim(usual, 0, 1), self._claim(0.0, 2, 2 + self._enough)]
        return self._scene(name, self._alike, [(0, 2, usual), *after], claims)

    def _spoiled(self, way: Way) -> Iterator[Scene]:
        """Fewer than half of the days were unlike the others: they hide and cause nothing."""
        few = len(self.days.lags) - self.signal.needed
        near, far = self.days.lags[:few], self.days.lags[-few:]
        outage, peak = ("an outage", 0.0), ("a peak", _MUCH * self.band.usual)
        (hiding, alike), (causing, unlike) = (outage, peak) if way == "down" else (peak, outage)
        for name, lags, amount, now in (
            (f"{hiding} {clock_text(near[0])} ago, and now {way}", near, alike, self._bad(way)),
            (f"{causing} {clock_text(far[0])} ago, not now", far, unlike, self.band.usual),
        ):
            pasts = {**self._alike, **dict.fromkeys(lags, amount)}
            yield self._steady(name, pasts, now, self.band)

    def _apart(self, way: Way) -> Iterator[Scene]:
        """Days that differ make the band wider than the margin does, but nothing is still less."""
        if not self.signal.spreads:
            return
        margin = self.signal.margin.base
        pasts, band = unlike(self.signal, self.days.lags, min(2 * margin, (margin + WIDEST) / 2))
        beyond = band.amount(self.watch.outermost * BEYOND, way)
        short = band.amount(self.watch.innermost * SHORT, way)
        if min(beyond, *pasts.values()) > 0:
            yield self._steady(f"the days differ, and now is {way} of them", pasts, beyond, band)
            yield self._steady(f"the days differ, {way} is usual", pasts, short, band)
        shares = (margin * BEYOND, margin * SHORT, WIDEST * SHORT)
        for number, share in enumerate(shares if way == "down" else shares[:2], start=1):
            # Each is just on one side of where another part of the band takes over.
            pasts, band = unlike(self.signal, self.days.lags, share)
            if min(pasts.values()) > 0:
                yield self._steady(f"days that differ ({way}, {number})", pasts, band.usual, band)
        pasts, band = unlike(self.signal, self.days.lags, WIDEST * BEYOND)
        if way == "down" and min(pasts.values()) > 0:
            yield self._steady("the days are worlds apart, and now is nothing", pasts, 0.0, band)

    def _floor(self, way: Way) -> Iterator[Scene]:
        """A difference so small that it does not matter, or just large enough."""
        floor = self.signal.least
        for words, part, limit in (
            ("less than", SHORT, self.watch.innermost),
            ("just more than", BEYOND, self.watch.outermost),
        ):
            apart = floor * limit * part
            usual = apart if way == "down" else floor / _MUCH
            now = 0.0 if way == "down" else usual + apart
            band = Band(signal=self.signal, usual=usual)
            name = f"{words} {self.signal.floor.text} apart, {way}"
            if floor:
                yield self._steady(name, dict.fromkeys(self.days.lags, usual), now, band)

    def _young(self) -> Iterator[Scene]:
        """As long as most of the days are not known, nothing is unusual."""
        now, needed, lags = self._bad(self.ways[0]), self.signal.needed, self.days.lags
        few = dict.fromkeys(lags[: needed - 1], self.band.usual)
        claim = Claim(since=0.0, until=self.days.at(self._enough))
        yield self._scene("too short a past", few, [(0, ON, now)], [claim])
        most = dict.fromkeys(lags[-needed:], self.band.usual)
        yield self._steady("only the distant past is known", most, now, self.band)

    def _steady(self, name: str, pasts: Pasts, now: float, band: Band) -> Scene:
        """Everything stays as it is, and what is recorded of the band is looked at, too."""
        value = band.value(now)
        claim = Claim(
            since=self.days.begin,
            until=self.days.at(self._enough),
            values=((self.result, value),),
            sharp=True,
            exact=band is self.band and value > 0,
        )
        readings = self._readings(band, pasts, now, claim.until)
        return self._scene(name, pasts, [(0, ON, now)], [claim], tuple(readings))

    def _readings(self, band: Band, pasts: Pasts, now: float, at: float) -> Iterator[Reading]:
        parts = {"usual": band.usual, "spread": band.spread, "lower": band.lower}
        parts |= {"upper": band.upper, self.signal.function: now}
        for recording in self.stage.lowered.recordings[:-1]:
            operation = recording.name.rpartition(":")[2]
            name, within = recording.name, self.band.usual / 1000
            for text in self.signal.lags if operation.startswith("lagged") else ():
                value = pasts.get(parse_duration(text))
                labels = {**self.result, LAG: text}
                if value is not None:
                    yield Reading(at=at, name=name, labels=labels, value=value, within=within)
            for part, value in parts.items():
                if operation.startswith(part):
                    yield Reading(at=at, name=name, labels=self.result, value=value, within=within)

    def _scene(
        self,
        name: str,
        pasts: Pasts,
        present: Present,
        claims: Sequence[Claim],
        readings: tuple[Reading, ...] = (),
    ) -> Scene:
        last = self.days.turns(claims[-1].until - self.days.begin)
        return Scene(
            name=name,
            samples=self.days.series(pasts, present, last),
            claims=tuple(claims),
            readings=readings,
            step=self.days.clock.step,
            every=self.days.clock.every,
        )

    def _claim(self, now: float, first: int, last: int) -> Claim:
        return Claim(
            since=self.days.at(first),
            until=self.days.at(last),
            values=((self.result, self.band.value(now)),),
            sharp=True,
        )

    def _bad(self, way: Way) -> float:
        return self.band.amount(self.watch.outermost * BEYOND, way)

    @property
    def _alike(self) -> Pasts:
        return dict.fromkeys(self.days.lags, self.band.usual)

    @property
    def _enough(self) -> int:
        """Evaluations until every severity has noticed, with one to spare."""
        return self.days.turns(self.watch.hold) + 1

    @property
    def result(self) -> Labels:
        """The labels of the value."""
        labels = self.stage.labels(self.signal.metric)
        return self.stage.result(labels, self.signal.carried(self.stage.around))
