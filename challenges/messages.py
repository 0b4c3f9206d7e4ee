"""Messages as the rules see them, and the conversations they make.

What a platform calls a message, a member or a channel is not known here: ids are opaque.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NewType

MemberId = NewType("MemberId", str)
MessageId = NewType("MessageId", str)
ChannelId = NewType("ChannelId", str)
CommunityId = NewType("CommunityId", str)


@dataclass(frozen=True, slots=True)
class Message:
    """What one person wrote, and who reacted for or against it."""

    id: MessageId
    channel: ChannelId
    by: MemberId
    text: str
    at: datetime
    thread: MessageId | None = None
    """The first message of its thread; None for what stands in the channel itself."""
    answers: MessageId | None = None
    """The message it answers, where the platform says so."""
    council: str = ""
    """The council its author says they belong to, "" when they have not said."""
    backed_by: frozenset[MemberId] = frozenset()
    doubted_by: frozenset[MemberId] = frozenset()
    quotable: bool = True
    """False when its author asked not to be quoted."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages that belong together, in the order they were written; never empty."""

    channel: ChannelId
    thread: MessageId | None
    messages: tuple[Message, ...]

    @property
    def authors(self) -> frozenset[MemberId]:
        """Those who wrote."""
        return frozenset([message.by for message in self.messages])

    @property
    def people(self) -> frozenset[MemberId]:
        """Those who wrote or reacted."""
        backers = [message.backed_by for message in self.messages if message.backed_by]
        doubters = [message.doubted_by for message in self.messages if message.doubted_by]
        return self.authors.union(*backers, *doubters) if backers or doubters else self.authors

    @property
    def councils(self) -> frozenset[str]:
        """The councils its authors named."""
        return frozenset([message.council for message in self.messages if message.council])

    @property
    def started(self) -> datetime:
        """When the first message was written."""
        return self.messages[0].at

    @property
    def latest(self) -> datetime:
        """When the last message was written."""
        return self.messages[-1].at


def conversations(
    messages: Sequence[Message], gap: timedelta = timedelta(days=3)
) -> list[Conversation]:
    """Sort messages into conversations, oldest first.

    Each thread is one, with the message that opened it. What stands in the channel itself is one
    conversation until nobody has written there for `gap`.
    """
    in_order = sorted(messages, key=attrgetter("at"))
    threads: dict[tuple[ChannelId, MessageId], list[Message]] = {}
    standing: list[Message] = []
    for message in in_order:
        if message.thread is None:
            standing.append(message)
        else:
            threads.setdefault((message.channel, message.thread), []).append(message)
    channels: dict[ChannelId, list[Message]] = {}
    for message in standing:
        answers = threads.get((message.channel, message.id)) if threads else None
        if answers is None:
            channels.setdefault(message.channel, []).append(message)
        else:
            answers.insert(0, message)
    found = [Conversation(key[0], key[1], tuple(talk)) for key, talk in threads.items()]
    for channel, talk in channels.items():
        found.extend(Conversation(channel, None, tuple(part)) for part in _cut(talk, gap))
    return sorted(found, key=lambda conversation: conversation.started)


def _cut(messages: Iterable[Message], gap: timedelta) -> list[list[Message]]:
    """Cut where nobody wrote for longer than the gap."""
    parts: list[list[Message]] = []
    latest: datetime | None = None
    for message in messages:
        if latest is None or message.at - latest > gap:
            parts.append([])
        parts[-1].append(message)
        latest = message.at
    return parts
