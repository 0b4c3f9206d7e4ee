"""The pages of the editions: this week's, and each under its number."""

from __future__ import annotations

from adapters.chat import MessageRef
from adapters.port import Page
from bot.presenters.pages.pages import digest_page, no_edition_page
from bot.site.faces import face
from bot.site.reading import Reading, html
from bot.store.digests import DigestRow


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


async def _page(row: DigestRow, reading: Reading, here: str) -> Page:
    work = reading.work
    before = await work.digests.before(row.number)
    site = reading.site(here)
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
