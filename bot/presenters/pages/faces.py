"""An edition as each of its faces tells it: the page's parts, in its order, at its addresses.

What is read outside the community holds nobody's words from a talk: where some would stand, it says
how many there are, and each part leads to its place on the page, which members read.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.addresses import Addresses
from bot.presenters import digest, told
from bot.presenters.pages import telling
from bot.presenters.pages.outline import Section, Told
from bot.presenters.pages.outline_parts import PARTS, Telling
from bot.presenters.pages.pages import SECTIONS, dates
from bot.presenters.pages.shown import Permalink, Scene
from bot.presenters.words import LONDON, label
from challenges.digest import Edition


def outside(
    edition: Edition, at: Addresses, before: Edition | None = None, zone: ZoneInfo = LONDON
) -> Told:
    """What mail and feeds tell, which may be read outside the community."""
    shown_outside = digest.without_quotes(edition)
    scene = Scene(_nowhere, zone, _nowhere)
    return _told(Telling(edition, shown_outside, True, at, scene, before), at)


def inside(
    edition: Edition,
    at: Addresses,
    permalink: Permalink,
    before: Edition | None = None,
    zone: ZoneInfo = LONDON,
) -> Told:
    """What a member is told, with the words that are quoted and where each was said."""
    return _told(Telling(edition, edition, False, at, Scene(permalink, zone, _nowhere), before), at)


def public(edition: Edition, at: Addresses, zone: ZoneInfo = LONDON) -> Told:
    """What anybody is told of a public edition, of which no other page may be read."""
    scene = Scene(_nowhere, zone, _nowhere)
    return _told(Telling(edition, edition, False, None, scene, None), at)


def _nowhere(_: str) -> str:
    return ""


def _told(telling_: Telling, at: Addresses) -> Told:
    edition, page = telling_.edition, at.edition(telling_.edition.number)
    links = dict(zip(SECTIONS, edition.links, strict=False)) if not telling_.outside else {}
    sections = []
    for id, title in SECTIONS.items():
        items = tuple(PARTS[id](telling_))
        if items:
            sections.append(Section(id, label(title), f"{page}#{id}", items, links.get(id, "")))
    return Told(
        number=edition.number,
        title=label("The week in talk, edition {number}", number=edition.number),
        over=dates(edition.since, edition.until, telling_.zone),
        since=edition.since,
        until=edition.until,
        note=tuple(line.strip() for line in edition.note.splitlines() if line.strip()),
        withdrawn=told.withdrawn(edition),
        lead="" if telling_.public else telling.lead(edition),
        figures=tuple(telling.figures(edition)),
        sections=tuple(sections),
        page=page,
    )
