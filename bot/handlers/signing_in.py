"""Signing in to the reading pages by a link that is given privately, and signing out again."""

from __future__ import annotations

from adapters.events import Asked, MemberLeft, PageSent, Removed
from bot.presenters import signing_in as presenter
from bot.work import UnitOfWork
from challenges.refusals import NotNow, NotYours

MOST_A_DAY = 20  # links that one member may ask for


async def give_link(event: Asked, work: UnitOfWork) -> None:
    """Give a member a link that signs one browser in; the links before it do not any more."""
    if event.via is not None:
        raise NotYours("pages-elsewhere")
    if not work.around.base_url:
        raise NotNow("no-address")
    if await work.sessions.asked_lately(event.by, work.now) >= MOST_A_DAY:
        raise NotNow("links-enough")
    token = work.around.new_key().hex()
    await work.sessions.offer(event.by, token, work.now)
    signed_in = await work.sessions.of(event.by, work.now)
    link = work.addresses.to("in", token)
    await work.whisper(event, presenter.link(link, len(signed_in)), fleeting=True)


async def sign_out(event: Asked, work: UnitOfWork) -> None:
    """Sign a member out of every browser, and say of how many."""
    ended = await work.sessions.end_all(event.by)
    await work.whisper(event, presenter.signed_out(ended))


async def pressed(event: PageSent, work: UnitOfWork) -> None:
    """A page's button: begin a session by a link, or end one. What is over does nothing."""
    match event.path.split("/"):
        case ["", "c", site, "in", token] if site == work.addresses.site and event.session:
            await work.sessions.use(token, event.session, work.now)
        case ["", "c", site, "out"] if site == work.addresses.site and event.session:
            await work.sessions.end(event.session)


async def left(event: MemberLeft, work: UnitOfWork) -> None:
    """Whoever left the community is signed out."""
    await work.sessions.end_all(event.by)


async def close(event: Removed, work: UnitOfWork) -> None:
    """Sign everybody out of a community that let the bot go: nobody can be asked who belongs."""
    if event.channel is None:
        await work.sessions.close()
