"""The archive: every edition there is, by year, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.presenters.pages import telling
from bot.presenters.pages.pages import dates
from bot.presenters.pages.paging import Paging
from bot.presenters.pages.site import Signpost, Site
from bot.presenters.pages.templates import drawn
from bot.presenters.pages.voices_chart import voices
from bot.presenters.words import LONDON, count, label
from challenges.digest import Edition


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """An edition in a list: when, what stands out, how much."""

    address: str
    number: int
    dates: str
    lead: str
    said: str


def archive_page(
    site: Site,
    years: Sequence[tuple[int, int]],
    year: int,
    editions: Sequence[Edition],
    paging: Paging,
    zone: ZoneInfo = LONDON,
) -> str:
    """One year of editions; `years` are all that have some, with how many."""
    return drawn(
        "archive.html",
        site,
        title=label("Archive, {year}", year=year) if years else label("Archive"),
        year=year,
        years=[
            Signpost(site.at.to("archive", year=str(each)), str(each), each == year)
            for each, _ in years
        ],
        editions=[in_list(each, site, zone) for each in editions],
        # The public is not told what was asked.
        weeks=voices(editions, zone) if years and paging.page == 1 else None,
        paging=paging,
    )


def in_list(edition: Edition, site: Site, zone: ZoneInfo = LONDON) -> ShownEdition:
    """An edition as a line of a list."""
    return ShownEdition(
        address=site.at.edition(edition.number),
        number=edition.number,
        dates=dates(edition.since, edition.until, zone),
        lead=telling.lead(edition),
        said=label(
            "{messages} from {people}",
            messages=count(edition.messages, "{number} message", "{number} messages"),
            people=count(edition.people, "{number} person", "{number} people"),
        ),
    )
