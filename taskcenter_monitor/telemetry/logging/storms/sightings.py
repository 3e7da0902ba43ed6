"""One error as it comes: what of it is compared, and where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from taskcenter_monitor.telemetry.logging.record import Content, Place
from taskcenter_monitor.telemetry.logging.rendering import content_text
from taskcenter_monitor.telemetry.logging.stacks import message_text, type_text
from taskcenter_monitor.telemetry.logging.storms.groups import KEPT, LONGEST, Bucket, Group
from taskcenter_monitor.telemetry.logging.storms.masking import mask
from taskcenter_monitor.telemetry.logging.storms.origins import NOWHERE, culprit, place_of, spot_of
from taskcenter_monitor.telemetry.logging.storms.windows import Key

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.channels import Channel


def key_of(
    name: str, content: Content, place: Place, failure: BaseException | None
) -> tuple[Key, str]:
    """What is equal for exact repeats, and the whole message.

    Every suppressed error pays for it, so it is cheap.
    """
    if failure is None:
        text = content_text(content)
        return (name, place, NOWHERE, "", text[:LONGEST]), text
    if isinstance(failure, BaseExceptionGroup):
        failure = culprit(failure)
    text, event = message_text(failure), content if type(content) is str else content[0]
    return (name, place, spot_of(failure), event, text[:LONGEST]), text


class Sighting(NamedTuple):
    """An error whose message is not known; lives as long as the call that logs it."""

    channel: Channel
    content: Content
    place: Place
    failure: BaseException | None

    def bucket(self) -> Bucket:
        """Where it is compared with others."""
        if self.failure is None:
            return (self.channel.name, self.place, ("", 0), "")
        failure = culprit(self.failure)
        return (self.channel.name, self.place, place_of(failure), type_text(failure))

    def group(self, bucket: Bucket, key: Key, ends: float) -> Group:
        """A group of its own."""
        return Group(
            channel=self.channel,
            content=content_text(self.content)[:KEPT],
            error_type="" if self.failure is None else type_text(self.failure),
            bucket=bucket,
            event=mask(key[3]),
            text=mask(key[4]),
            ends=ends,
        )
