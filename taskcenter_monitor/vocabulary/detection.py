"""How long it takes from a fault to an alert and to a message: the one place that sums it up.

All numbers are seconds. The sums are worst cases: every wait is counted in full, as if each step
had just missed the one before. They hold for a monitoring that is itself in order; docs/adr/0014
says why each summand is there and what is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

DELIVERY = 1.0
"""What two HTTP calls may take, to Alertmanager and on to the receiver, if all is well."""

Summands = tuple[tuple[str, float], ...]
"""What a sum is made of: the word for each part, and its seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """From a fault until the alert fires.

    `scrape` and `timeout` are those of the slowest job that is read. `window` is how long a window
    takes to show the fault once it is scraped. `interval` is that of the rule group, `wait` the
    alert's `for` as it was written.
    """

    scrape: float
    timeout: float
    window: float
    interval: float
    wait: float

    @property
    def held(self) -> float:
        """`for` in whole intervals: it is looked at only when the group is evaluated."""
        return whole_intervals(self.wait, self.interval)

    @property
    def summands(self) -> Summands:
        """The parts of the sum, in the order in which they pass."""
        return (
            ("scrape", self.scrape),
            ("timeout", self.timeout),
            ("window", self.window),
            ("interval", self.interval),
            ("for", self.held),
        )

    @property
    def seconds(self) -> float:
        """The sum."""
        return summed(self.summands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """From the same fault until somebody is told.

    That is by the first message of a group of alerts, or by the next one of a group that was
    there already.
    """

    firing: Firing
    group_wait: float
    group_interval: float
    delivery: float = DELIVERY

    @property
    def first(self) -> float:
        """The alert makes a new group, which waits for more to come."""
        return summed((*self.firing.summands, *self.first_summands))

    @property
    def joining(self) -> float:
        """The alert joins a group, which speaks again only when its own time has come."""
        return summed((*self.firing.summands, *self.joining_summands))

    @property
    def first_summands(self) -> Summands:
        """What comes on top of firing for a new group."""
        return (("group_wait", self.group_wait), ("delivery", self.delivery))

    @property
    def joining_summands(self) -> Summands:
        """What comes on top of firing in a group that is there: it may not have spoken yet."""
        if self.group_wait > self.group_interval:
            return self.first_summands
        return (("group_interval", self.group_interval), ("delivery", self.delivery))


def whole_intervals(wait: float, interval: float) -> float:
    """`wait` rounded up to whole intervals; both are whole milliseconds, so nothing is lost."""
    step = round(interval * 1000)
    return -(-round(wait * 1000) // step) * step / 1000


def summed(summands: Summands) -> float:
    """The sum, in whole milliseconds."""
    return round(sum(seconds for _, seconds in summands), 3)
