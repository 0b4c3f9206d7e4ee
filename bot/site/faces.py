"""An edition as Markdown or JSON, for whoever reads its page."""

from __future__ import annotations

from adapters.chat import MessageRef
from adapters.port import Page
from bot.presenters.pages import document, faces, markdown
from bot.presenters.pages.feed import Item
from bot.presenters.pages.outline import Told
from bot.site.reading import Reading
from bot.store.digests import DigestRow
from challenges.cutting import public_cut

FACES = ("md", "json")


async def face(row: DigestRow, name: str, reading: Reading) -> Page | None:
    """The face of an edition that stands behind the dot of its address."""
    told = await _told(row, reading)
    if told is None or name not in FACES:
        return None
    public = reading.public
    if name == "md":
        return Page(
            markdown.MEDIA_TYPE, markdown.page(told).encode("utf-8", "replace"), public=public
        )
    updated_at = Item(row.edition, row.published_at).updated_at
    body = document.page(told, row.published_at, updated_at)
    return Page(document.MEDIA_TYPE, body, public=public)


async def _told(row: DigestRow, reading: Reading) -> Told | None:
    work = reading.work
    if reading.public:
        if row.public is None:
            return None
        return faces.public(public_cut(row.edition, row.public), reading.at)
    before = await work.digests.before(row.number)
    return faces.inside(
        row.edition,
        reading.at,
        lambda message: work.around.permalink(MessageRef.parse(message)),
        before.edition if before else None,
    )
