"""The pages of the editions: this week's, and each under its number."""

from __future__ import annotations

from dataclasses import replace

from adapters.chat import MessageRef
from adapters.port import Page
from bot.presenters.pages.pages import digest_page, no_edition_page
from bot.presenters.pages.site import Site
from bot.site.faces import face
from bot.site.reading import Reading, html
from bot.store.digests import DigestRow
from challenges.cutting import public_cut


async def latest(reading: Reading) -> Page | None:
    """This week's edition, which is the newest."""
    if reading.rest:
        return None
    row = await reading.work.digests.latest()
    if row is None:
        return html(no_edition_page(reading.site()))
    return await _page(row, reading, "")


async def edition(reading: Reading) -> Page | None:
    """One edition, by its number; behind a dot, as Markdown or JSON."""
    match reading.rest:
        case [name]:
            number, dot, kind = name.partition(".")
            row = await _numbered(number, reading)
            if row is not None and dot:
                return await face(row, kind, reading)
            return await _page(row, reading, "archive") if row else None
        case _:
            return None


async def _numbered(number: str, reading: Reading) -> DigestRow | None:
    if number.isascii() and number.isdigit() and len(number) < 10:
        return await reading.work.digests.numbered(int(number))
    return None


async def _page(row: DigestRow, reading: Reading, here: str) -> Page | None:
    work = reading.work
    site = reading.site(here)
    if reading.public:
        return _public_page(row, reading, site)
    before = await work.digests.before(row.number)
    return html(
        digest_page(
            row.edition,
            site=site,
            community_name=site.name,
            before=before.edition if before else None,
            base_url=work.around.base_url,
            permalink=lambda message: work.around.permalink(MessageRef.parse(message)),
        )
    )


def _public_page(row: DigestRow, reading: Reading, site: Site) -> Page | None:
    """What anybody may read of it, if an organiser made it public; nothing of the week before."""
    if row.public is None:
        return None
    drawn = digest_page(
        public_cut(row.edition, row.public),
        site=site,
        community_name=site.name,
        base_url=reading.work.around.base_url,
        permalink=lambda _: "",
    )
    return replace(html(drawn), public=True)
