"""The archive of editions, and the search through what pages show."""

from __future__ import annotations

from dataclasses import replace

from adapters.port import Page
from bot.presenters.pages import finding
from bot.presenters.pages.archive import archive_page
from bot.presenters.pages.finding import Hit, search_page, words_of
from bot.presenters.pages.paging import paging
from bot.site.reading import Reading, html
from bot.store.lookups import Lookups
from challenges import tally
from challenges.cutting import public_cut
from challenges.library import Shelf, shown_at
from challenges.messages import CommunityId

MOST_LISTED = 20
LOOKED_AT = 60
"""So many of what may hold the words are looked at."""


async def archive(reading: Reading) -> Page | None:
    """The editions of one year, the latest where none is asked for."""
    if reading.rest:
        return None
    if reading.public:
        return await _public(reading)
    lookups = _lookups(reading)
    years = await lookups.years()
    many = dict(years)
    wanted = reading.asked("year")
    year = next((each for each, _ in years if str(each) == wanted), years[0][0] if years else 0)
    here = paging(
        reading.asked("page"),
        many.get(year, 0),
        MOST_LISTED,
        lambda page: reading.site().at.to("archive", year=str(year), page=str(page)),
    )
    skip = (here.page - 1) * MOST_LISTED
    numbers = await lookups.of_year(year, MOST_LISTED, skip) if years else []
    rows = [await reading.work.digests.numbered(each) for each in numbers]
    editions = [row.edition for row in rows if row is not None]
    return html(archive_page(reading.site("archive"), years, year, editions, here))


async def _public(reading: Reading) -> Page | None:
    """The editions anybody may read, the latest first; nothing where there is none."""
    rows = await reading.work.digests.open_to_all()
    if not rows:
        return None
    here = paging(
        reading.asked("page"),
        len(rows),
        MOST_LISTED,
        lambda page: reading.site().at.to("archive", page=str(page)),
    )
    skip = (here.page - 1) * MOST_LISTED
    shown = [public_cut(row.edition, row.public) for row in rows[skip : skip + MOST_LISTED]]
    drawn = archive_page(reading.site("archive"), (), 0, shown, here)
    return replace(html(drawn), public=True)


async def search(reading: Reading) -> Page | None:
    """What stands in editions, rounds and views."""
    if reading.rest:
        return None
    searched = reading.asked("q")
    words, site = words_of(searched), reading.site("search")
    if not words:
        return html(search_page(site, searched, (), (), ()))
    return html(
        search_page(
            site,
            searched,
            await _rounds(reading, words),
            await _views(reading, words),
            await _editions(reading, words),
        )
    )


async def _editions(reading: Reading, words: tuple[str, ...]) -> list[Hit]:
    numbers = await _lookups(reading).editions_with(words, LOOKED_AT)
    rows = [await reading.work.digests.numbered(each) for each in numbers]
    found = [finding.in_edition(row.edition, words, reading.site()) for row in rows if row]
    return [each for each in found if each is not None]


async def _rounds(reading: Reading, words: tuple[str, ...]) -> list[Hit]:
    work = reading.work
    seen_by_all = await work.channels.open_to_all()
    numbers = await _lookups(reading).rounds_with(words, LOOKED_AT)
    rounds = [await work.rounds.get(each) for each in numbers]
    found = [
        finding.in_round(each, tally.outcome(each) if each.over else None, words, reading.site())
        for each in rounds
        if each is not None and each.channel in seen_by_all
    ]
    return [each for each in found if each is not None]


async def _views(reading: Reading, words: tuple[str, ...]) -> list[Hit]:
    everybody = Shelf(CommunityId(str(reading.work.community)))
    found = [
        finding.in_view(each, words, reading.site())
        for each in await _lookups(reading).views()
        if shown_at(each, everybody)
    ]
    return [each for each in found if each is not None]


def _lookups(reading: Reading) -> Lookups:
    return Lookups(reading.work.connection, str(reading.work.community))
