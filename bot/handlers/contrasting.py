"""Sharing a view by consent, and showing how other councils saw it."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import ChannelRef, MessageRef
from adapters.events import Asked, ButtonPressed, CommandCalled, FormSent
from adapters.port import FormWanted
from adapters.posts import Form, Post
from bot import talks
from bot.names import number, one_of
from bot.permissions import only_where_it_stands, only_where_on
from bot.presenters import views as presenter
from bot.talks import Talk
from bot.work import UnitOfWork
from challenges import contrast, library, reading
from challenges.challenge import Challenge
from challenges.contrast import Contrast
from challenges.library import Scope, Status
from challenges.messages import CommunityId, MemberId
from challenges.refusals import NoSuchThing, NotYours

WEEK = timedelta(days=7)


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
    challenge = await _challenge(wanted, wanted.subject, work)
    return presenter.share_form(wanted.subject, challenge.claim if challenge else "", "")


async def share(event: FormSent, work: UnitOfWork) -> None:
    """Keep a view with where it comes from, and show it where it was shared."""
    member = await work.members.get(event.by)
    asked = await _challenge(event, event.subject, work)
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


async def show(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show how other councils saw it, below a question and once; say so where none is known."""
    await only_where_on(event.channel, work)
    challenge = await _challenge(event, event.subject, work)
    if challenge is None:
        raise NoSuchThing("no-such-challenge")
    channel = ChannelRef.parse(challenge.channel)
    thread = MessageRef.parse(challenge.thread) if challenge.thread else None
    talk = await talks.latest(channel, thread, work, work.now - WEEK)
    found = await _find(challenge.claim or _subject(talk), talk, work)
    post = presenter.contrasts(found, work.now)
    name = f"contrast:{challenge.id}"
    if found and await work.outbox.posted(name) is None:
        below = thread or await work.outbox.posted(f"challenge:{challenge.id}")
        await work.say(name, channel, post, below)
        await work.whisper(event, presenter.shown_to_all())
    else:
        await work.whisper(event, post)


async def search(event: CommandCalled, work: UnitOfWork) -> None:
    """Show in private how other councils saw what a member names or what is discussed here."""
    talk: Talk = ()
    row = await work.channels.get(event.channel)
    if row is not None and row.on:
        talk = await talks.latest(event.channel, event.thread, work, work.now - WEEK)
    found = await _find(event.text or _subject(talk), talk, work)
    await work.whisper(event, presenter.contrasts(found, work.now))


async def _find(question: str, talk: Talk, work: UnitOfWork) -> tuple[Contrast, ...]:
    here = frozenset(message.council for message in talk if message.council)
    return contrast.pick(question, here, await work.views.to_show(), work.now)


def _subject(talk: Talk) -> str:
    return " ".join(talks.claims(talk)[-3:]) or " ".join(
        reading.topic_words([message.text for message in talk])
    )


async def _challenge(asked: Asked | FormWanted, subject: str, work: UnitOfWork) -> Challenge | None:
    """The question of that number, if it is one; a view may also be shared beside no question."""
    found = await work.challenges.get(number(subject))
    if found is not None:
        only_where_it_stands(asked, found.channel, "no-such-challenge")
    return found
