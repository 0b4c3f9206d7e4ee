"""Signing in and out: what the addresses show. Looking changes nothing; a press is an event.

Whoever has no session is shown the same, whether there is such a community, or link, or not.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from adapters.chat import CommunityRef
from adapters.port import Page
from bot.addresses import Addresses, site_name
from bot.presenters.pages import signing
from bot.site.reading import HTML
from bot.store.sessions import session, sign_in_link
from bot.store.transactions import Connection


def stranger() -> Page:
    """What is shown to whoever may not read, whatever they asked for."""
    return Page(HTML, signing.strangers_page().encode(), status=HTTPStatus.FORBIDDEN)


def cannot_say() -> Page:
    """What is shown while the platform cannot be asked who belongs."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return Page(HTML, signing.cannot_say_page().encode(), status=status)


async def way_in(site: str, token: str, secret: str, connection: Connection, now: datetime) -> Page:
    """The page behind a link that signs in: one button, or that the link does nothing any more.

    A browser that is signed in is led on by a link that was used: it may have pressed twice.
    """
    link = await sign_in_link(connection, token)
    if link is None or site_name(link.community) != site:
        return Page(HTML, signing.over_page().encode())
    if link.works(now):
        community = CommunityRef.parse(link.community)
        return Page(HTML, signing.way_in_page().encode(), community, signs="in")
    if await session(connection, link.community, secret, now) is not None:
        return Page(HTML, b"", goes=Addresses.of("", link.community).to())
    return Page(HTML, signing.over_page().encode())


async def way_out(
    community: str | None, secret: str, connection: Connection, now: datetime
) -> Page:
    """The page with a button that signs out; or that nobody is signed in."""
    found = await session(connection, community, secret, now) if community else None
    if found is None:
        return Page(HTML, signing.signed_out_page().encode())
    return Page(
        HTML, signing.way_out_page().encode(), CommunityRef.parse(found.community), signs="out"
    )
