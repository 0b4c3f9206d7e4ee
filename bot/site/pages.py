"""THE page of pages: every reading page there is, and which of them the public may ask for.

Private by default. Whoever may not read is shown the same page whatever they asked for, so that
nobody learns from it what there is.
"""

from __future__ import annotations

from adapters.chat import MemberRef
from adapters.port import Page, PageWanted
from bot.site import archive, editions, figures, rounds, topics
from bot.site.reading import Reading, Shows
from bot.work import UnitOfWork

PAGES: dict[str, Shows] = {
    "": editions.latest,
    "edition": editions.edition,
    "archive": archive.archive,
    "search": archive.search,
    "round": rounds.round_,
    "topics": topics.topics,
    "topic": topics.topic,
    "assumptions": rounds.assumptions,
    "pledges": rounds.pledges,
    "methods": topics.methods,
    "data": figures.page,
    "data.csv": figures.table,
    "data.json": figures.document,
    "data.schema.json": figures.schema,
}
"""By the first part of the path behind `/c/SITE/`."""

OPEN = frozenset(("edition", "archive", "data", "data.csv", "data.json", "data.schema.json"))
"""These are asked for the public as well; they say themselves what the public may see."""


def open_to_all(parts: list[str]) -> bool:
    """Whether the public may ask for a page at all."""
    return (parts or [""])[0] in OPEN


async def show(
    parts: list[str], wanted: PageWanted, reader: MemberRef | None, work: UnitOfWork
) -> Page | None:
    """The page at `/c/SITE/` and the parts behind it; with no reader, as the public may see it."""
    name, *rest = parts or [""]
    shows = PAGES.get(name)
    if shows is None or not (reader or open_to_all(parts)):
        return None
    return await shows(Reading(work, reader, work.addresses, tuple(rest), wanted.query))
