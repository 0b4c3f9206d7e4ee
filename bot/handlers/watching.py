"""Hears what is written where the bot is switched on; weighs whether a talk heard one side only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from adapters.chat import ChannelRef, MessageRef
from adapters.events import (
    Audience,
    Feeling,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    ReadersChanged,
    Unreacted,
)
from bot.asking import ask
from bot.measuring import measured
from bot.stopping import stop_where_shared
from bot.store.timers import TimerRow
from bot.triggers import Stirred
from bot.unquoting import unask, unquote
from bot.work import UnitOfWork
from challenges import choosing, judgement, onesided
from challenges.challenge import Challenge, Origin
from challenges.judgement import History, Verdict
from challenges.messages import ChannelId, Conversation, MessageId, conversations

ASKED_WITHIN = timedelta(days=90)
WINDOW = 200  # messages of a conversation that are weighed


async def remember(event: MessagePosted, work: UnitOfWork) -> None:
    """Keep a message from a channel that is on, unless its author asked not to be heard."""
    if not await _listening(event.message.channel, work):
        return
    if event.thread is None:
        await _readers(event, work)
    if event.audience is Audience.SHARED:
        # Another organisation has joined since, and nobody told its people.
        await stop_where_shared(event.message.channel, event.key, work)
        return
    author = await work.members.get(event.by)
    if author is not None and not author.listen:
        return
    await work.messages.save(
        MessageId(str(event.message)),
        channel=ChannelId(str(event.message.channel)),
        thread=MessageId(str(event.thread)) if event.thread else None,
        answers=MessageId(str(event.answers)) if event.answers else None,
        by=event.by,
        text=event.text,
        at=event.at,
        council=author.council if author else "",
        audience=event.audience,
    )


async def look_who_reads(event: ReadersChanged, work: UnitOfWork) -> None:
    """Keep who reads a channel; where another organisation does, nothing is read any more."""
    if await work.channels.get(event.channel) is not None:
        await work.channels.saw(event.channel, event.audience)
    if event.audience is Audience.SHARED:
        await stop_where_shared(event.channel, event.key, work)


async def revise(event: MessageRevised, work: UnitOfWork) -> None:
    """Keep the new words in place of the old."""
    await work.messages.revise(MessageId(str(event.message)), event.text, event.at)


async def withdraw(event: MessageWithdrawn, work: UnitOfWork) -> None:
    """Forget a deleted message, whatever quoted it."""
    id_ = MessageId(str(event.message))
    if message := await work.messages.get(id_):
        await unask(message, work)
    await unquote((id_,), work)
    await work.messages.withdraw(id_)


async def react(event: Reacted, work: UnitOfWork) -> None:
    """Count a reaction that plainly says for or against, unless its giver is not to be heard."""
    feeling = await _says(event, work)
    if feeling is Feeling.OTHER:
        return
    member = await work.members.get(event.by)
    if member is None or member.listen:
        await work.messages.react(MessageId(str(event.message)), event.by, feeling)


async def unreact(event: Unreacted, work: UnitOfWork) -> None:
    """Take a reaction back."""
    feeling = await _says(event, work)
    if feeling is not Feeling.OTHER:
        await work.messages.unreact(MessageId(str(event.message)), event.by, feeling)


async def _says(event: Reacted | Unreacted, work: UnitOfWork) -> Feeling:
    """What a reaction says here: as moderators said, else as it usually does."""
    settings = await work.settings()
    if not (settings.reactions_for or settings.reactions_against or settings.reactions_ignored):
        return event.feeling
    symbol = event.symbol.partition("::")[0].strip(":")  # Slack adds the skin tone to the name
    if symbol in settings.reactions_ignored:
        return Feeling.OTHER
    if symbol in settings.reactions_for:
        return Feeling.FOR
    return Feeling.AGAINST if symbol in settings.reactions_against else event.feeling


async def stir(event: MessagePosted | Reacted, work: UnitOfWork) -> None:
    """Have the talk weighed, once for all that is heard together."""
    if not await _listening(event.message.channel, work):
        return
    by = await work.members.get(event.by)
    if by is not None and by.snoozed(work.now):
        return  # they asked that nothing be set off by them
    if isinstance(event, MessagePosted):
        work.stir(event.message.channel, event.thread, event.message)
    elif await _says(event, work) is not Feeling.OTHER:  # which was not counted
        place = await work.messages.place(MessageId(str(event.message)))
        if place is not None:
            thread = MessageRef.parse(place[1]) if place[1] else None
            work.stir(event.message.channel, thread, event.message)


async def weigh(stirred: Stirred, work: UnitOfWork) -> None:
    """Challenge or rest, and note why. Agreement alone never leads to a challenge."""
    if not await _listening(stirred.channel, work):
        return
    channel = ChannelId(str(stirred.channel))
    thread = MessageId(str(stirred.thread)) if stirred.thread else None
    about = {MessageId(str(each)) for each in stirred.about}
    for talk in await _talks(channel, thread, await _asked(channel, work), work):
        if any(message.id in about for message in talk.messages):
            # What was asked in one talk counts in the next.
            await _weigh(talk, await _asked(channel, work), work)


async def weigh_again(timer: TimerRow, work: UnitOfWork) -> None:
    """Look again at a talk about which there was something to ask at a quiet hour."""
    channel, thread = json.loads(timer.subject)
    if not await _listening(ChannelRef.parse(channel), work):
        return
    asked = await _asked(channel, work)
    talks = await _talks(channel, thread, asked, work)
    if talks:
        await _weigh(talks[-1], asked, work)


async def _weigh(conversation: Conversation, asked: Sequence[Challenge], work: UnitOfWork) -> None:
    channel = conversation.channel
    signal = onesided.measure(conversation)
    if signal.deliberates and signal.councils:
        # Only then can a council be missing, and only then is it worth counting who writes here.
        usual = await work.messages.usual_councils(channel, work.now)
        signal = onesided.measure(conversation, usual)
    history = await _history(conversation, asked, work)
    rules = (await work.settings()).judgement
    verdict = judgement.weigh(signal, history, rules, work.now)
    if verdict.weighings:
        await work.verdicts.weighed(channel, conversation.thread, verdict.weighings, work.now)
    if verdict.challenge:
        # Only then does it matter whether it stands out in its week.
        since = work.now - judgement.WEEK
        others = await work.verdicts.others(channel, conversation.thread, since)
        history = replace(history, others=others)
        verdict = judgement.weigh(signal, history, rules, work.now)
    calendar = await work.calendar()
    if verdict.challenge and calendar.quiet(work.now):
        # Only then does it matter, and the calendar is slow to read.
        verdict = judgement.weigh(signal, history, rules, work.now, quiet=True)
    if verdict.challenge and await _means_one_left_out(conversation, verdict, work):
        verdict = replace(verdict, challenge=False, move="", reason="left-out", about=(), near=True)
    # What a question rests on is kept; what a rest rests on is looked at when somebody asks.
    shown = await measured(conversation, work) if verdict.challenge else ()
    await work.verdicts.note(channel, conversation.thread, verdict, work.now, shown)
    if verdict.challenge:
        await _ask(conversation, verdict, work)
    elif verdict.reason == "quiet-hours" and (opens := calendar.opens(work.now)):
        await work.timers.set("weigh", json.dumps([channel, conversation.thread]), opens)


async def _means_one_left_out(
    conversation: Conversation, verdict: Verdict, work: UnitOfWork
) -> bool:
    """Whether a question would point at, or open a thread below, somebody who is left out now."""
    meant = set(verdict.about)
    if not meant and conversation.thread is None:
        meant = {conversation.messages[-1].id}
    authors = {message.by for message in conversation.messages if message.id in meant}
    return bool(authors & await work.members.snoozed(work.now))


async def _asked(channel: ChannelId, work: UnitOfWork) -> list[Challenge]:
    return await work.challenges.latest_in(channel, work.now - ASKED_WITHIN)


async def _listening(channel: ChannelRef, work: UnitOfWork) -> bool:
    row = await work.channels.get(channel)
    return row is not None and row.on


async def _readers(event: MessagePosted, work: UnitOfWork) -> None:
    """Keep who reads a channel: it may have become private since it was switched on."""
    row = await work.channels.get(event.message.channel)
    if row is not None and row.audience is not event.audience:
        await work.channels.saw(event.message.channel, event.audience)


async def _talks(
    channel: ChannelId, thread: MessageId | None, asked: Sequence[Challenge], work: UnitOfWork
) -> list[Conversation]:
    since = None
    if thread is None:
        # A channel may never fall silent: after a question its talk starts anew.
        since = max((each.asked_at for each in asked), default=None)
    return list(conversations(await work.messages.recent(channel, thread, WINDOW, since)))


async def _history(
    conversation: Conversation, asked: Sequence[Challenge], work: UnitOfWork
) -> History:
    channel = conversation.channel
    row = await work.channels.get(ChannelRef.parse(channel))
    settled = await work.verdicts.settled_until(channel, conversation.thread, work.now)
    ids = {message.id for message in conversation.messages}
    paused_until = row.paused_until if row is not None else None
    prompts = (await work.settings()).prompts
    return History(
        asked=tuple(each.asked_at for each in asked if each.asked_at > work.now - judgement.WEEK),
        asked_here=any(
            (each.thread is not None and (each.thread == conversation.thread or each.thread in ids))
            or bool(ids.intersection(each.about))
            for each in asked
        ),
        settled_until=settled,
        paused=not prompts or (paused_until is not None and work.now < paused_until),
        cadence=await work.brakes.cadence(channel),
    )


async def _ask(conversation: Conversation, verdict: Verdict, work: UnitOfWork) -> None:
    # In a thread the question stands there; in the channel itself it opens one below the message
    # it points at.
    first = verdict.about[0] if verdict.about else conversation.messages[-1].id
    await ask(
        work,
        ChannelRef.parse(conversation.channel),
        thread=conversation.thread or first,
        about=verdict.about,
        reason=verdict.reason,
        origin=Origin.SIGNAL,
        found=choosing.find(conversation.messages),
        values=dict(verdict.values),
    )
