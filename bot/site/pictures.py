"""The pictures of editions, for chats and mails: counts only, for whoever has the address."""

from __future__ import annotations

from dataclasses import replace

from adapters.port import Page
from bot.pictures import MEDIA_TYPE, PictureAddresses, place_of, png
from bot.presenters.pages.edition_charts import chart
from bot.store.communities import community_at
from bot.store.database import Connection
from bot.store.digests import DigestRow, Digests
from challenges.cutting import public_cut


async def found(file: str, connection: Connection) -> tuple[DigestRow, str] | None:
    """The edition and the name of its chart that an address leads to, if it leads anywhere yet.

    By an address for the public, of the edition only what the public may read.
    """
    place = place_of(file)
    community = await community_at(connection, place[0]) if place else None
    if place is None or community is None:
        return None
    row = await Digests(connection, community).numbered(place[1])
    if row is None:
        return None
    for public in {False, row.public is not None}:
        addresses = PictureAddresses("", row.community, row.number, row.name, public)
        if name := addresses.holds(file):
            edition = public_cut(row.edition, row.public) if public else row.edition
            return replace(row, edition=edition), name
    return None


async def page(row: DigestRow, name: str) -> Page | None:
    """The picture itself."""
    drawn = chart(row.edition, name)
    return Page(MEDIA_TYPE, await png(drawn), public=True) if drawn else None
