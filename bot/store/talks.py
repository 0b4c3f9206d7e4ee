"""The last messages of the talks that go on, remembered as they come. No SQL is here.

A talk is dropped when one of its messages changes in a way that is not simply followed, and all of
a community's when members are erased or choose anew whether they may be quoted. A restart begins
with none; the store is then read again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.chat import MemberRef
from adapters.events import Feeling
from bot.store.transactions import Memory
from challenges.messages import ChannelId, MemberId, Message, MessageId

MOST_TALKS = 128
"""So many talks are remembered of a community; then the one not looked at for longest goes."""

Place = tuple[ChannelId, MessageId | None]
"""A channel and a thread in it, or None for what stands in the channel itself."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """The last messages of one talk, in order, under the conditions they were asked for with."""

    most: int
    since: datetime | None
    messages: deque[Message]


class RememberedTalks:
    """One community's talks, as far as they are remembered."""

    def __init__(self, memory: Memory, community: str) -> None:
        """Use what the memory has."""
        self._talks: dict[Place, _Talk] = memory.of("talks", community)

    def get(self, place: Place, most: int, since: datetime | None) -> list[Message] | None:
        """The last messages of a talk; None when they are not remembered."""
        talk = self._talks.get(place)
        if talk is None or talk.most != most or talk.since != since:
            return None
        self._talks[place] = self._talks.pop(place)  # the last looked at stands last
        return list(talk.messages)

    def keep(
        self, place: Place, most: int, since: datetime | None, messages: Iterable[Message]
    ) -> None:
        """Remember what was read of a talk."""
        self._talks.pop(place, None)
        self._talks[place] = _Talk(most, since, deque(messages, most))
        while len(self._talks) > MOST_TALKS:
            del self._talks[next(iter(self._talks))]

    def follows(self, channel: ChannelId, thread: MessageId | None, id: MessageId) -> bool:
        """Whether the talk a message was just kept in is remembered, and wants to hear of it."""
        self.drop((channel, id))  # it may open a thread whose answers came first
        return (channel, thread) in self._talks

    def said(self, message: Message) -> None:
        """Follow a message that was just kept in a talk that is remembered."""
        place = message.channel, message.thread
        talk = self._talks[place]
        if talk.since is not None and message.at <= talk.since:
            return
        last = talk.messages[-1] if talk.messages else None
        if last is not None and (message.at, message.id) < (last.at, last.id):
            self.drop(place)  # it was written earlier and heard late
        else:
            talk.messages.append(message)

    def reacted(self, place: Place, id: MessageId, by: MemberRef, feeling: Feeling) -> None:
        """Follow a reaction that was just kept."""
        self.drop((place[0], id))
        talk = self._talks.get(place)
        if talk is None:
            return
        member = frozenset((MemberId(str(by)),))
        for index in range(len(talk.messages) - 1, -1, -1):
            old = talk.messages[index]
            if old.id != id:
                continue
            if feeling is Feeling.FOR:
                talk.messages[index] = replace(old, backed_by=old.backed_by | member)
            elif feeling is Feeling.AGAINST:
                talk.messages[index] = replace(old, doubted_by=old.doubted_by | member)
            return

    def drop(self, place: Place) -> None:
        """Forget one talk."""
        self._talks.pop(place, None)

    def changed(self, place: Place, id: MessageId) -> None:
        """Forget the talk a message stands in, and the one it opens."""
        self.drop(place)
        self.drop((place[0], id))
