"""Links between dashboards, and out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Board,
    Known,
    Object,
    entries,
    panels,
    part_of,
    text,
    texts,
    words_of,
)
from taskcenter_monitor.verifiers.dashboards.fields import set_values
from taskcenter_monitor.verifiers.dashboards.lint import Fault, Lint
from taskcenter_monitor.verifiers.dashboards.shapes import shown

_DASHBOARD = re.compile(r"/d/([^/?#]+)")


def _links(board: Board, _: Known) -> Iterator[Fault]:
    found = entries(board.data, "links")
    if not any(link.get("type") == "dashboards" for link in found):
        yield Fault("", "nothing leads from this dashboard to the others", "link them by a tag")
    for link in found:
        for fault in _wrong(link, board):
            yield Fault("", f"the link {text(link, 'title')!r} {fault}")


def _wrong(link: Object, board: Board) -> Iterator[str]:
    if link.get("type") == "dashboards":
        tags, all_ = texts(link, "tags"), (board.data, *board.others)
        if not tags:
            yield "names no tag"
        elif not any(set(tags) <= set(texts(other, "tags")) for other in all_):
            yield f"goes by {', '.join(tags)}, which no dashboard has"
    elif not text(link, "url"):
        yield "leads nowhere"
    for key in ("keepTime", "includeVars"):
        if link.get(key) is not True:
            yield f"does not take along what people look at: {key} is {shown(link.get(key))}"


def _addresses(board: Board, _: Known) -> Iterator[Fault]:
    uids = {text(one, "uid") for one in (board.data, *board.others)}
    for panel in panels(board):
        for url in _urls(panel):
            if not url.strip():
                yield Fault(part_of(panel), f"a link of {words_of(panel)} leads nowhere")
            for uid in _DASHBOARD.findall(url):
                if uid not in uids and "$" not in uid:
                    message = f"a link of {words_of(panel)} leads to the dashboard {uid!r}"
                    yield Fault(part_of(panel), f"{message}, which is not here")


def _urls(panel: Object) -> Iterator[str]:
    for link in entries(panel, "links"):
        yield text(link, "url")
    for links in set_values(panel, "links"):
        yield from (text(link, "url") for link in entries({"all": links}, "all"))


LINTS = (
    Lint(
        "dashboard/link",
        "Who follows a link wants to see the same hours and the same instances there.",
        _links,
    ),
    Lint("panel/link", "A link to a dashboard that is not there ends at an error.", _addresses),
)
