"""Sharing a view: what somebody's council found, in words of their own, for those they chose."""

from __future__ import annotations

from adapters.events import ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import Form, Post
from bot import talks
from bot.names import number, one_of
from bot.presenters import sharing as presenter
from bot.work import UnitOfWork
from challenges import library, reading
from challenges.library import Scope, Status
from challenges.messages import CommunityId, MemberId
from challenges.refusals import NotYours


async def share_form(wanted: FormWanted, work: UnitOfWork) -> Form | Post:
    """Ask for a view; the words of the message pointed at, or a question's claim, are filled in."""
    member = await work.members.get(wanted.by)
    if member is None or not member.council:
        return presenter.council_missing()
    if wanted.text:
        # Only one's own words are filled in: a view is what its sharer holds.
        own = wanted.author == wanted.by
        return presenter.share_form(
            wanted.subject, reading.read(wanted.text).claim, wanted.text if own else ""
        )
    challenge = await talks.question(wanted, wanted.subject, work)
    return presenter.share_form(wanted.subject, challenge.claim if challenge else "", "")


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
        by=MemberId(str(event.by)),
        community=CommunityId(str(work.community)),
        now=work.now,
        link=event.value("link"),
        scope=one_of(Scope, event.value("scope")),
    )
    await work.views.save(view)
    row = await work.channels.get(event.channel)
    if row is not None and row.on:
        thread = event.thread
        if thread is None and asked is not None:
            thread = await work.outbox.posted(f"challenge:{asked.id}")
        await work.say(f"view:{view.id}", event.channel, presenter.card(view, work.now), thread)
    await work.whisper(event, presenter.shared(view))


async def unshare(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back a view one shared."""
    found = await work.views.get(number(event.subject))
    if found is None or found.by != str(event.by):
        raise NotYours("not-your-own")
    await work.views.remove(found.id)
    await work.withdraw(f"view:{found.id}")
    await work.whisper(event, presenter.unshared(found))
