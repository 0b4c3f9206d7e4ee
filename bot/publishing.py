"""Publishing an edition, once: what is left of it is looked at, then it is kept, posted and mailed.

What several behaviours share: the digest that comes by itself, one that waited, and one sent early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.chat import ChannelRef
from adapters.commands import Who
from adapters.events import Asked, Audience
from adapters.posts import Post
from bot import shelves, subscribing, suggesting
from bot.language import speaking
from bot.permissions import who_may
from bot.posted import posted
from bot.store.desk import Coming, HeldRow
from bot.work import UnitOfWork
from challenges.cutting import quoted, without
from challenges.digest import Edition, assumption_name, promise_name
from challenges.refusals import NotNow

WEEK = timedelta(days=7)
LONGEST = 2 * WEEK  # that one edition tells of
LOOKED_BACK = 10  # editions; one that waited may have a higher number than a later week's


def iso_week(at: datetime) -> str:
    """`2026-W48`: the week an edition is about, by its last day."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"


def in_between(at: datetime) -> str:
    """The name of an edition that a moderator wants at a moment, beside the week's own."""
    return f"{iso_week(at)}+{at:%d%H%M%S}"


async def place(work: UnitOfWork) -> ChannelRef | None:
    """Where the digest comes: a channel that is switched on and that everybody can read."""
    settings = await work.settings()
    channel = ChannelRef.parse(settings.digest_channel) if settings.digest_channel else None
    return channel if channel is not None and await open_to_all(channel, work) else None


async def open_to_all(channel: ChannelRef, work: UnitOfWork) -> bool:
    """Whether a channel is switched on and everybody can read it."""
    row = await work.channels.get(channel)
    return row is not None and row.on and row.audience is Audience.COMMUNITY


async def wanted_place(work: UnitOfWork) -> ChannelRef:
    """The same, refused where there is none."""
    channel = await place(work)
    if channel is None:
        raise NotNow("digest-nowhere")
    return channel


async def reached(work: UnitOfWork) -> datetime | None:
    """The last moment an edition tells of, sent or waiting; None where there is none."""
    sent = [row.edition.until for row in await work.digests.newest(LOOKED_BACK)]
    waiting = [row.edition.until for row in await work.desk.held()]
    return max([*sent, *waiting], default=None)


async def last_waits(work: UnitOfWork) -> bool:
    """Whether the last edition that was made waits still: nobody was told of its time yet."""
    before = await reached(work)
    return any(row.edition.until == before for row in await work.desk.held())


async def span(was_due: datetime, work: UnitOfWork) -> tuple[datetime, datetime]:
    """From when to when the next edition tells.

    Counted from when it was due, so that a late edition loses nothing of its week.
    """
    before = await reached(work)
    since = was_due - WEEK if before is None else max(before, was_due - LONGEST)
    return since, work.now


async def told_already(week: str, work: UnitOfWork) -> bool:
    """Whether the edition of a name was sent, or waits."""
    return await work.digests.has(week) or await work.desk.waiting(week) is not None


async def still_there(edition: Edition, work: UnitOfWork) -> Edition:
    """What is left of an edition: nothing that was withdrawn or erased since it was made."""
    named = quoted(edition)
    held = await work.messages.quotable(sorted(named))
    promised = {promise_name(each.id) for each in await work.pledges.all()}
    noted = {assumption_name(each.id) for each in await work.assumptions.all()}
    left = without(edition, named - held)
    shown = tuple(each.view for each in left.contrasts)
    stay = {(each.community, each.id): each for each in await shelves.still(shown, work)}
    return replace(
        left,
        views=await shelves.still(left.views, work),
        contrasts=tuple(
            replace(each, view=stay[each.view.community, each.view.id])
            for each in left.contrasts
            if (each.view.community, each.view.id) in stay
        ),
        promises=tuple(each for each in left.promises if each.name in promised),
        assumptions=tuple(each for each in left.assumptions if each.name in noted),
    )


async def publish(
    week: str, channel: ChannelRef, edition: Edition, noted_by: str, work: UnitOfWork
) -> int:
    """Publish an edition under the next number; 0 where its week has one already."""
    number = await work.digests.next_number()
    left = replace(await still_there(edition, work), number=number)
    name = work.dice.token(f"{work.community}:digest:{week}")
    if not await work.digests.save(week, name, left, work.now, noted_by):
        return 0
    await work.suggestions.drop(week)  # what was not used is of no use now
    with speaking(await work.language(channel)):
        await work.say(f"digest:{week}", channel, posted(left, name, work))
        await subscribing.mail_edition(left, week, work)
    return number


async def hold(week: str, edition: Edition, coming: Coming, work: UnitOfWork) -> bool:
    """Let an edition wait for an organiser; False where its week has one already."""
    if await told_already(week, work):
        return False
    noted = replace(edition, note=coming.note)
    await work.desk.hold(HeldRow(week, noted, coming.noted_by, work.now))
    await work.timers.set("held", week, work.now + WEEK)
    await suggesting.begin(week, noted, work)
    return True


async def tell_moderators(post: Post, work: UnitOfWork) -> None:
    """Write to those who may send a digest, if they agreed to that."""
    for each in await who_may(Who.MODERATOR, work):
        if not each.id.startswith("&"):  # a group has no letterbox
            await work.tell(each, post)


async def note(
    what: str, asked: Asked, work: UnitOfWork, **values: str | int | Sequence[str]
) -> None:
    """Note in the log what an organiser did with a digest."""
    await work.audit.note(what, str(asked.by), values, work.now)


def page(number: int, work: UnitOfWork) -> str:
    """Where the page of an edition is; "" where the bot has no address."""
    return work.addresses.edition(number) if work.around.base_url else ""
