"""What a talk's one-sidedness is made of, looked at when a question is put or somebody asks why."""

from __future__ import annotations

from bot.work import UnitOfWork
from challenges import parts
from challenges.messages import Conversation
from challenges.parts import Part


async def measured(conversation: Conversation, work: UnitOfWork) -> tuple[Part, ...]:
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
