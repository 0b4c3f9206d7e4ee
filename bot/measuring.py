"""What a talk's one-sidedness is made of, looked at when a question is put or somebody asks why."""

from __future__ import annotations

from adapters.chat import MessageRef
from adapters.events import Asked
from bot.presenters import verdicts as presenter
from bot.store.verdicts import NotedVerdict
from bot.work import UnitOfWork
from challenges import parts, reading
from challenges.messages import ChannelId, Conversation, MessageId, conversations
from challenges.parts import Measure
from challenges.rounds import Round

READ = 200  # messages of a talk that are looked at
LATELY = 8  # talks of a channel that are listed


async def measured(conversation: Conversation, work: UnitOfWork) -> tuple[Measure, ...]:
    """Each part of a talk, with its test. Who reacted how is read in memory and not kept."""
    usual = await work.messages.usual_councils(conversation.channel, work.now)
    kinds: dict[str, str] = {}
    for name in usual:
        council = work.around.directory.find(name, work.now.date()).council
        if council is not None:
            kinds[name] = council.kind
    settings = await work.settings()
    camps = settings.compares_reactions(work.community.platform)
    return parts.parts(conversation, usual, kinds, camps)


async def show(asked: Asked, work: UnitOfWork) -> None:
    """Say why the bot asked or rested here: in this thread, or in each of the channel's last talks.

    A channel's verdicts are told in that channel alone, to whoever asks there.
    """
    channel = ChannelId(str(asked.channel))
    thread = MessageId(str(asked.thread)) if asked.thread is not None else None
    here = await work.verdicts.latest(channel, thread)
    others = [each for each in await work.verdicts.lately(channel, LATELY) if each != here]
    settings = await work.settings()
    compared = settings.compares_reactions(work.community.platform)
    found = await _now(channel, thread, work)
    listed: list[NotedVerdict] = [] if thread is not None else others
    await work.whisper(asked, presenter.why(here, found, listed, compared, thread is not None))


async def _now(
    channel: ChannelId, thread: MessageId | None, work: UnitOfWork
) -> tuple[Measure, ...]:
    talks = conversations(await work.messages.recent(channel, thread, READ))
    return await measured(talks[-1], work) if talks else ()


async def gap(round_: Round, work: UnitOfWork) -> Measure | None:
    """How many agreed in front of everybody, and how many on the round's secret ballot.

    Only of a round that is over, and where its claim was written word for word in its channel and
    enough people reacted to that. Nothing of it is kept.
    """
    if round_.shift is None or not round_.shift.before.total:
        return None
    wanted = round_.claim.strip()
    thread = MessageRef.parse(round_.thread) if round_.thread else None
    places = [None] if thread is None else [None, MessageId(str(thread))]
    for place in places:
        for message in await work.messages.recent(round_.channel, place, READ):
            if wanted not in (message.text.strip(), reading.read(message.text).claim):
                continue
            for_ = len(message.backed_by - message.doubted_by - {message.by})
            against = len(message.doubted_by - message.backed_by - {message.by})
            found = parts.gap(for_, against, round_.shift.before)
            if found.enough:
                return found
    return None
