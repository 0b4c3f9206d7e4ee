"""Sharing a view: what somebody's council found, in words of their own, for those they chose."""

from __future__ import annotations

from adapters.events import Asked, Audience, ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import Form, Post
from bot import promises, shelves, talks
from bot.names import number, one_of
from bot.presenters import sharing as presenter
from bot.store.timers import TimerRow
from bot.work import UnitOfWork
from challenges import duplicates, library, reading
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId
from challenges.refusals import NoSuchThing


async def share_form(wanted: FormWanted, work: UnitOfWork) -> Form | Post:
    """Ask for a view; the words of the message pointed at, or a question's claim, are filled in."""
    member = await work.members.get(wanted.by)
    if member is None or not member.council:
        return presenter.council_missing()
    claim, words, status = "", "", None
    if wanted.text:
        claim = reading.read(wanted.text).claim
        # Only one's own words are filled in: a view is what its sharer holds.
        if wanted.author == wanted.by:
            words, status = wanted.text, library.guess_status(wanted.text)
    else:
        challenge = await talks.question(wanted, wanted.subject, work)
        claim = challenge.claim if challenge else ""
    direct = wanted.audience is Audience.DIRECT
    narrow = wanted.audience in (Audience.PRIVATE, Audience.SHARED)
    return presenter.share_form(
        wanted.subject,
        claim,
        words,
        status,
        Scope.CHANNEL if narrow else Scope.COMMUNITY,
        channel=not direct,
    )


async def share(event: FormSent, work: UnitOfWork) -> None:
    """Keep a view with where it comes from, and show it where it was shared."""
    member = await work.members.get(event.by)
    asked = await talks.question(event, event.subject, work)
    view = library.share(
        id=await work.views.next_id(),
        claim=event.value("claim"),
        text=event.value("text"),
        status=one_of(Status, event.value("status")),
        council=member.council if member else "",
        council_kind=member.council_kind if member else "",
        by=_me(event),
        community=CommunityId(str(work.community)),
        now=work.now,
        link=event.value("link"),
        scope=one_of(Scope, event.value("scope")),
        channel=None if event.audience is Audience.DIRECT else ChannelId(str(event.channel)),
    )
    alike = [
        each for each in await work.views.of_council(view.council) if duplicates.same(each, view)
    ]
    own = next((each for each in alike if each.by == view.by), None)
    if own is not None:
        await _change(own, event, work)
        await work.whisper(event, presenter.shared_before(own))
        return
    await shelves.put(view, work)
    thread = event.thread
    if thread is None and asked is not None:
        thread = await work.outbox.posted(f"challenge:{asked.id}")
    await shelves.show_card(view, thread, work)
    hidden = not library.shown_at(view, await shelves.shelf(event.channel, work))
    await work.whisper(event, presenter.shared(view, hidden_here=hidden, again=bool(alike)))


async def mine(event: Asked, work: UnitOfWork) -> None:
    """Show a member the views they shared, and what they can do with each."""
    own = await work.views.by_member(MemberId(str(event.by)))
    await work.whisper(event, presenter.mine(own[::-1], work.now))


async def edit_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Show a view as it stands, for its author to change."""
    return presenter.edit_form(await _mine(wanted, work))


async def edit(event: FormSent, work: UnitOfWork) -> None:
    """Change a view, wherever it stands."""
    after = await _change(await _mine(event, work), event, work)
    await work.whisper(event, presenter.changed(after))


async def context_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask what a reader should know of the place, and when to ask what became of it."""
    return presenter.context_form(await _mine(wanted, work))


async def describe(event: FormSent, work: UnitOfWork) -> None:
    """Note what was said about the place, and the day."""
    before = await _mine(event, work)
    day = event.value("when")
    after = library.describe(
        before,
        _me(event),
        tags=library.tagged(event.value("tags")),
        ask_on=await promises.meant(day, work) if day else None,
        today=await promises.today(work),
    )
    await shelves.change(before, after, work)
    await work.whisper(event, presenter.described(after))


async def hold(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say that a view still holds."""
    before = await _mine(event, work)
    after = library.confirm(before, _me(event), work.now)
    await shelves.change(before, after, work)
    await work.whisper(event, presenter.held(after))


async def unshare(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back a view one shared."""
    found = await _mine(event, work)
    await shelves.take_off(found, work)
    await work.whisper(event, presenter.unshared(found))


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """A year has passed, or the day that its author named has come."""
    view = await work.views.get(number(timer.subject))
    if view is None or view.asked_on is not None:
        return
    if await promises.today(work) < view.asks_at:  # as with those that had no timer at first
        await shelves.set_asking(view, work)
        return
    await shelves.ask(view, work)


async def _change(before: View, event: FormSent, work: UnitOfWork) -> View:
    after = library.edit(
        before,
        _me(event),
        claim=event.value("claim"),
        text=event.value("text"),
        status=one_of(Status, event.value("status")),
        link=event.value("link"),
        scope=one_of(Scope, event.value("scope")),
        now=work.now,
    )
    await shelves.change(before, after, work)
    return after


async def _mine(asked: ButtonPressed | FormSent | FormWanted, work: UnitOfWork) -> View:
    """The view that is meant, if it is one's own."""
    found = await work.views.get(number(asked.subject))
    if found is None:
        raise NoSuchThing("no-such-view")
    return library.yours(found, _me(asked))


def _me(asked: ButtonPressed | FormSent | FormWanted) -> MemberId:
    return MemberId(str(asked.by))
