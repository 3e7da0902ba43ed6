"""One error as it comes: what of it is compared, and where it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from taskcenter_monitor.telemetry.logging.record import Place, Said
from taskcenter_monitor.telemetry.logging.rendering import content_text
from taskcenter_monitor.telemetry.logging.stacks import message_text, type_text
from taskcenter_monitor.telemetry.logging.storms.groups import KEPT, LONGEST, Bucket, Group
from taskcenter_monitor.telemetry.logging.storms.masking import mask
from taskcenter_monitor.telemetry.logging.storms.origins import (
    NOWHERE,
    culprit,
    place_of,
    related,
    spot_of,
)
from taskcenter_monitor.telemetry.logging.storms.windows import Key

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.channels import Channel

SHARE = 100
"""Characters of the message of a cause that are compared with those of others."""


def key_of(name: str, said: Said, place: Place, failure: BaseException | None) -> tuple[Key, str]:
    """What is equal for exact repeats, and the whole message.

    Every suppressed error pays for it, so it is cheap.
    """
    content, fields = said
    status = fields.get("status")
    if type(status) is not int or not 100 <= status < 600:
        status = 0
    if failure is None:
        event, text = "", content_text(content)
        error = fields.get("error")
        if isinstance(error, str):
            event, text = text[:LONGEST], error
        return (name, place, (NOWHERE, (), status), event, text[:LONGEST]), text
    event = content if type(content) is str else content[0]
    kinds: tuple[int, ...] = ()
    others = related(failure)
    failure = culprit(failure)
    text = compared = message_text(failure)
    if len(others) > 1:
        kinds = tuple([id(type(other)) for other in others])
        compared = with_others(text, [other for other in others if other is not failure])
    return (name, place, (spot_of(failure), kinds, status), event, compared[:LONGEST]), text


def with_others(text: str, others: Iterable[BaseException]) -> str:
    """A message with a part of those of other exceptions; a group says how many are in it."""
    told = [
        message_text(each)[:SHARE] for each in others if not isinstance(each, BaseExceptionGroup)
    ]
    return "\n".join((text[: LONGEST - SHARE], *told))


class Sighting(NamedTuple):
    """An error whose message is not known; lives as long as the call that logs it."""

    channel: Channel
    said: Said
    key: Key
    failure: BaseException | None

    def bucket(self) -> Bucket:
        """Where it is compared with others."""
        name, place, origin, _, _ = self.key
        if self.failure is None:
            return (name, place, ("", 0), "", origin[2])
        classes = " ".join(map(type_text, related(self.failure)))
        return (name, place, place_of(culprit(self.failure)), classes, origin[2])

    def group(self, bucket: Bucket, ends: float) -> Group:
        """A group of its own."""
        return Group(
            channel=self.channel,
            content=content_text(self.said[0])[:KEPT],
            error_type="" if self.failure is None else type_text(self.failure),
            bucket=bucket,
            event=mask(self.key[3]),
            text=mask(self.key[4]),
            ends=ends,
        )
