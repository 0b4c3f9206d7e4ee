"""What was talked about last in a channel or a thread: what a question can be about."""

from __future__ import annotations

from datetime import datetime

from adapters.chat import ChannelRef, MessageRef
from adapters.events import Asked, ButtonPressed
from adapters.port import FormWanted
from bot.names import number
from bot.permissions import only_where_it_stands
from bot.work import UnitOfWork
from challenges import reading
from challenges.challenge import Challenge
from challenges.messages import ChannelId, Message, MessageId, conversations
from challenges.refusals import NoSuchThing

MOST = 50  # messages that are read to find it

Talk = tuple[Message, ...]


async def latest(
    channel: ChannelRef,
    thread: MessageRef | None,
    work: UnitOfWork,
    since: datetime | None = None,
) -> Talk:
    """The talk that went on last there; nothing where nobody wrote since then."""
    id_ = MessageId(str(thread)) if thread is not None else None
    recent = await work.messages.recent(ChannelId(str(channel)), id_, MOST)
    written = [each for each in recent if since is None or each.at > since]
    return conversations(written)[-1].messages if written else ()


def claims(talk: Talk) -> list[str]:
    """What was put forward in a talk, in order."""
    found = (reading.read(message.text).claim for message in talk)
    return [claim for claim in found if claim]


def claim(talk: Talk) -> str:
    """What was put forward last in a talk; an empty text where nothing was."""
    return next(reversed(claims(talk)), "")


async def question(asked: Asked | FormWanted, subject: str, work: UnitOfWork) -> Challenge | None:
    """The question of that number, if it is one: a view or a round may also come from none."""
    found = await work.challenges.get(number(subject))
    if found is not None:
        only_where_it_stands(asked, found.channel, "no-such-challenge")
    return found


async def pressed(event: ButtonPressed, work: UnitOfWork) -> Challenge:
    """The question below which a button was pressed; NoSuchThing where there is none here."""
    found = await question(event, event.subject, work)
    if found is None:
        raise NoSuchThing("no-such-challenge")
    return found
