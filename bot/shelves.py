"""What the library shows where, and what follows when a view is put in, changed or taken off.

Who may see a view is for `challenges.library.shown_at` to say. A view that is changed or taken off
is changed or taken off everywhere: in the channel it was shared in, in the posts of every community
that show it, and in the digests.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import Audience
from adapters.posts import Part
from bot import exchange, promises
from bot.language import speaking
from bot.presenters import disagreement as drawn
from bot.presenters import sharing
from bot.presenters.views import contrasts
from bot.unquoting import correct
from bot.work import UnitOfWork
from challenges import disagreement, library
from challenges.contrast import Contrast
from challenges.digest import Edition
from challenges.library import Shelf, View
from challenges.messages import ChannelId, CommunityId

LATER = timedelta(days=90)  # until somebody who cannot be asked now may have agreed to it


async def shelf(channel: ChannelRef | None, work: UnitOfWork) -> Shelf:
    """Who reads a channel; without one, who reads what the whole community can."""
    community = CommunityId(str(work.community))
    if channel is None:
        return Shelf(community)
    row = await work.channels.get(channel)
    outsiders = row is not None and row.audience is Audience.SHARED
    return Shelf(community, ChannelId(str(channel)), outsiders)


async def mapped(
    topic: str, near: list[tuple[str, int]], channel: ChannelRef, work: UnitOfWork
) -> list[Part]:
    """The map of who stands where on a topic, if there is one, as it may stand in a channel.

    `near` are the views nearest to the topic, by their community and number.
    """
    numbers: dict[str, list[int]] = {}
    for community, number in near:
        numbers.setdefault(community, []).append(number)
    standing = await shelf(channel, work)
    views: list[View] = []
    for community, ids in numbers.items():
        there = work.beside(CommunityRef.parse(community))
        views += [
            each for each in await there.views.several(ids) if library.shown_at(each, standing)
        ]
    found = disagreement.chart(topic, disagreement.about(topic, views), work.now)
    page = work.addresses.to("topic", about=topic) if work.around.base_url else ""
    return [] if found is None else drawn.chart(found, page)


async def show_contrasts(
    name: str, channel: ChannelRef, found: tuple[Contrast, ...], thread: MessageRef | None,
    work: UnitOfWork,
) -> None:  # fmt: skip
    """Show views for everyone in a channel, and note that they stand there."""
    await work.views.shown(name, channel, [(each.view, each.why) for each in found])
    await work.say(name, channel, contrasts(found, work.now), thread)


async def put(view: View, work: UnitOfWork) -> None:
    """Keep a view, new or changed, and set when its author is asked whether it still holds."""
    await work.views.save(view)
    await work.jobs.book("vectors", "", {}, work.now)  # so that it is found by what it means
    await set_asking(view, work)


async def set_asking(view: View, work: UnitOfWork) -> None:
    """Set when the author of a view is asked whether it still holds, if they are."""
    if view.by is None or view.asked_on is not None:
        await work.timers.cancel("view", str(view.id))
    else:
        await work.timers.set("view", str(view.id), await promises.due_at(view.asks_at, work))


async def change(before: View, after: View, work: UnitOfWork) -> None:
    """Put a changed view in the place of what it was, wherever it stands."""
    await put(after, work)
    await exchange.note(before, after, work)
    await _card_again(after, work)
    posts = await work.views.showing(after)
    await _posts_again(posts, work)
    await _digests_again(before, after, posts, work)


async def take_off(view: View, work: UnitOfWork) -> None:
    """Erase a view, wherever it stands."""
    posts = await work.views.showing(view)
    await work.views.remove(view.id)
    await exchange.note(view, None, work)
    await work.timers.cancel("view", str(view.id))
    await work.withdraw(card_name(view))
    await _posts_again(posts, work)
    await _digests_again(view, None, posts, work)


async def clear(work: UnitOfWork) -> None:
    """Take the views of a community that goes out of the posts of others that show them."""
    for view in await work.views.shown_elsewhere():
        await take_off(view, work)


async def still(views: tuple[View, ...], work: UnitOfWork) -> tuple[View, ...]:
    """What is left of some views, as they stand now, for all of this community to see."""
    everybody = await shelf(None, work)
    now = [await _as_it_stands(each, work) for each in views]
    return tuple(each for each in now if each is not None and library.shown_at(each, everybody))


async def _as_it_stands(view: View, work: UnitOfWork) -> View | None:
    """A view now; that of another community without whom and where it is from there."""
    if view.community == str(work.community):
        return await work.views.get(view.id)
    there = work.beside(CommunityRef.parse(view.community))
    found = await there.views.get(view.id)
    return None if found is None else replace(found, by=None, source=None, channel=None)


async def ask(view: View, work: UnitOfWork) -> None:
    """Ask its author once, in private, whether it still holds: not while they rest, nor at night.

    One who agreed to no direct messages is not asked; their own list of views shows which are old.
    """
    member = await work.members.get(MemberRef.parse(view.by)) if view.by else None
    if member is None or not member.tells:
        await work.timers.set("view", str(view.id), work.now + LATER)
        return
    rests = member.snoozed_until if member.snoozed(work.now) else None
    after = rests or work.now
    opens = (await work.calendar()).opens(after) or after
    if opens > work.now:
        await work.timers.set("view", str(view.id), opens)
        return
    await put(library.ask(view, await promises.today(work)), work)
    with speaking(await work.language(None)):
        await work.tell(member.member, sharing.question(view))


def card_name(view: View) -> str:
    """The name of the post by which a view stands in the channel it was shared in."""
    return f"view:{view.id}"


async def show_card(view: View, thread: MessageRef | None, work: UnitOfWork) -> bool:
    """Show a view where it was shared; False where it may not stand, or the bot is switched off."""
    if view.channel is None:
        return False
    channel = ChannelRef.parse(view.channel)
    row = await work.channels.get(channel)
    if row is None or not row.on or not library.shown_at(view, await shelf(channel, work)):
        return False
    await work.say(card_name(view), channel, sharing.card(view, work.now), thread)
    return True


async def _card_again(view: View, work: UnitOfWork) -> None:
    channel = ChannelRef.parse(view.channel) if view.channel else None
    if channel is None:
        return
    if not library.shown_at(view, await shelf(channel, work)):
        await work.withdraw(card_name(view))
        return
    with speaking(await work.language(channel)):
        await work.revise(card_name(view), sharing.card(view, work.now))


async def _posts_again(posts: list[tuple[ChannelRef, str]], work: UnitOfWork) -> None:
    """Put what is left of the views of some posts in their place, or nothing."""
    for channel, name in posts:
        there = work.beside(channel.community)
        standing = await shelf(channel, there)
        left = [
            Contrast(view, 0, why)
            for view, why in await there.views.in_post(name)
            if library.shown_at(view, standing)
        ]
        if not left:
            await there.withdraw(name)
            continue
        with speaking(await there.language(channel)):
            await there.revise(name, contrasts(tuple(left), work.now))


async def _digests_again(
    before: View, after: View | None, posts: list[tuple[ChannelRef, str]], work: UnitOfWork
) -> None:
    """Put a view as it is now in the digests that tell of it, here and where it was shown."""
    communities = dict.fromkeys((work.community, *(channel.community for channel, _ in posts)))
    for community in communities:
        there = work.beside(community)
        kept = () if after is None else await still((after,), there)
        for row in await there.digests.quoting([before.text]):
            edition = _edition_again(row.edition, before, kept)
            if edition != row.edition:
                await correct(row, edition, there)
        for waiting in await there.desk.quoting([before.text]):
            edition = _edition_again(waiting.edition, before, kept)
            await there.desk.change(replace(waiting, edition=edition))


def _edition_again(edition: Edition, before: View, kept: tuple[View, ...]) -> Edition:
    def again(view: View) -> tuple[View, ...]:
        return kept if (view.community, view.id) == (before.community, before.id) else (view,)

    return replace(
        edition,
        views=tuple(view for each in edition.views for view in again(each)),
        contrasts=tuple(
            replace(each, view=view) for each in edition.contrasts for view in again(each.view)
        ),
    )
