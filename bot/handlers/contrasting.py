"""Showing how other councils saw it: below a question, or to whoever asks."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import ChannelRef, MessageRef
from adapters.events import ButtonPressed, CommandCalled
from bot import shelves, talks
from bot.permissions import only_where_on
from bot.presenters import views as presenter
from bot.talks import Talk
from bot.work import UnitOfWork
from challenges import contrast, reading
from challenges.contrast import Contrast
from challenges.refusals import NoSuchThing

WEEK = timedelta(days=7)


async def show(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show how other councils saw it, below a question and once; say so where none is known."""
    await only_where_on(event.channel, work)
    challenge = await talks.question(event, event.subject, work)
    if challenge is None:
        raise NoSuchThing("no-such-challenge")
    channel = ChannelRef.parse(challenge.channel)
    thread = MessageRef.parse(challenge.thread) if challenge.thread else None
    talk = await talks.latest(channel, thread, work, work.now - WEEK)
    found = await _find(challenge.claim or _subject(talk), talk, channel, work)
    name = f"contrast:{challenge.id}"
    if found and await work.outbox.posted(name) is None:
        below = thread or await work.outbox.posted(f"challenge:{challenge.id}")
        await shelves.show_contrasts(name, channel, found, below, work)
        await work.whisper(event, presenter.shown_to_all())
    else:
        await work.whisper(event, presenter.contrasts(found, work.now))


async def search(event: CommandCalled, work: UnitOfWork) -> None:
    """Show in private how other councils saw what a member names or what is discussed here."""
    talk: Talk = ()
    row = await work.channels.get(event.channel)
    if row is not None and row.on:
        talk = await talks.latest(event.channel, event.thread, work, work.now - WEEK)
    found = await _find(event.text or _subject(talk), talk, event.channel, work)
    await work.whisper(event, presenter.contrasts(found, work.now))


async def _find(
    question: str, talk: Talk, channel: ChannelRef, work: UnitOfWork
) -> tuple[Contrast, ...]:
    here = frozenset(message.council for message in talk if message.council)
    return contrast.pick(question, here, await shelves.to_show(channel, work), work.now)


def _subject(talk: Talk) -> str:
    return " ".join(talks.claims(talk)[-3:]) or " ".join(
        reading.topic_words([message.text for message in talk])
    )
