"""THE page of pages: every reading page there is, and which of them the public may ask for.

Private by default. Whoever may not read is shown the same page whatever they asked for, so that
nobody learns from it what there is.
"""

from __future__ import annotations

from http import HTTPStatus

from adapters.chat import MemberRef
from adapters.port import Page, PageWanted
from bot.presenters.pages.signing import strangers_page
from bot.site import editions
from bot.site.reading import HTML, Reading, Shows
from bot.work import UnitOfWork

PAGES: dict[str, Shows] = {
    "": editions.latest,
    "edition": editions.edition,
}
"""By the first part of the path behind `/c/SITE/`."""

OPEN: frozenset[str] = frozenset()
"""These are asked for the public as well; they say themselves what the public may see."""


async def show(
    parts: list[str], wanted: PageWanted, reader: MemberRef | None, work: UnitOfWork
) -> Page | None:
    """The page at `/c/SITE/` and the parts behind it; with no reader, as the public may see it."""
    name, *rest = parts or [""]
    shows = PAGES.get(name)
    if reader is None and name not in OPEN:
        return stranger()
    reading = Reading(work, reader, work.addresses, tuple(rest), wanted.query)
    shown = await shows(reading) if shows else None
    return stranger() if shown is None and reader is None else shown


def stranger() -> Page:
    """What is shown to whoever may not read, whatever they asked for."""
    return Page(HTML, strangers_page().encode(), status=HTTPStatus.FORBIDDEN)
