"""Hears what is written where the bot is switched on, and weighs whether a conversation has heard one side only."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import ChannelRef
from adapters.events import (
    Feeling,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    Unreacted,
)
from bot.asking import ask
from bot.work import UnitOfWork
from challenges import judgement, onesided
from challenges.challenge import Origin
from challenges.judgement import History, Verdict
from challenges.messages import ChannelId, Conversation, Message, MessageId, conversations

ASKED_WITHIN = timedelta(days=90)
WINDOW = 200  # messages of a conversation that are weighed


async def remember(event: MessagePosted, work: UnitOfWork) -> None:
    """Keep a message from a channel that is switched on, unless its author asked not to be heard."""
    if not await _listening(event.message.channel, work):
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


async def revise(event: MessageRevised, work: UnitOfWork) -> None:
    """Keep the new words in place of the old."""
    await work.messages.revise(MessageId(str(event.message)), event.text, event.at)


async def withdraw(event: MessageWithdrawn, work: UnitOfWork) -> None:
    """Forget a deleted message, whatever quoted it."""
    await work.messages.withdraw(MessageId(str(event.message)))


async def react(event: Reacted, work: UnitOfWork) -> None:
    """Count a reaction that plainly says for or against."""
    if event.feeling is not Feeling.OTHER:
        await work.messages.react(MessageId(str(event.message)), event.by, event.feeling)


async def unreact(event: Unreacted, work: UnitOfWork) -> None:
    """Take a reaction back."""
    if event.feeling is not Feeling.OTHER:
        await work.messages.unreact(MessageId(str(event.message)), event.by, event.feeling)


async def weigh(event: MessagePosted | Reacted, work: UnitOfWork) -> None:
    """Challenge or rest, and note why. Agreement alone never leads to a challenge."""
    message = await work.messages.get(MessageId(str(event.message)))
    if message is None:
        return
    conversation = await _conversation(message, work)
    if conversation is None:
        return
    settings = await work.settings()
    signal = onesided.measure(
        conversation, await work.messages.usual_councils(message.channel, work.now)
    )
    history = await _history(conversation, work)
    quiet = (await work.calendar()).quiet(work.now)
    verdict = judgement.weigh(signal, history, settings.judgement, work.now, quiet)
    await work.verdicts.note(message.channel, conversation.thread, verdict, work.now)
    if verdict.challenge:
        await _ask(conversation, verdict, work)


async def _listening(channel: ChannelRef, work: UnitOfWork) -> bool:
    row = await work.channels.get(channel)
    return row is not None and row.on


async def _conversation(message: Message, work: UnitOfWork) -> Conversation | None:
    recent = await work.messages.recent(message.channel, message.thread, WINDOW)
    if message.thread is None:
        # A channel may never fall silent: after a question its talk starts anew.
        asked = await work.challenges.latest_in(message.channel, work.now - ASKED_WITHIN)
        since = max((each.asked_at for each in asked), default=None)
        recent = [each for each in recent if since is None or each.at > since]
    for each in conversations(recent):
        if any(one.id == message.id for one in each.messages):
            return each
    return None


async def _history(conversation: Conversation, work: UnitOfWork) -> History:
    channel = conversation.channel
    row = await work.channels.get(ChannelRef.parse(channel))
    settled = await work.verdicts.settled_until(channel, conversation.thread, work.now)
    asked = await work.challenges.latest_in(channel, work.now - ASKED_WITHIN)
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
        helped=sum(each.helped for each in asked),
        not_helped=sum(each.not_helped for each in asked),
    )


async def _ask(conversation: Conversation, verdict: Verdict, work: UnitOfWork) -> None:
    # In a thread the question stands there; in the channel itself it opens one below the message it points at.
    first = verdict.about[0] if verdict.about else conversation.messages[-1].id
    await ask(
        work,
        ChannelRef.parse(conversation.channel),
        thread=conversation.thread or first,
        about=verdict.about,
        reason=verdict.reason,
        origin=Origin.SIGNAL,
        values=dict(verdict.values),
    )
