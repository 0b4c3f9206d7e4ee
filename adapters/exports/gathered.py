"""What comes of reading exports, and what is gathered on the way there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import Audience, Feeling, MessagePosted, Reacted

LAST_YEAR = 2200  # a later time is a mistake, and would overflow what is reckoned from it


class ExportUnreadable(Exception):
    """An export cannot be read. Its text says which file, which place in it, and what is wrong."""


@dataclass(frozen=True, slots=True)
class ExportChannel:
    """A channel of an export, by the name its people know it by."""

    ref: ChannelRef
    name: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """One community's history, its events in order of time."""

    name: str
    community: CommunityRef
    channels: tuple[ExportChannel, ...]
    people: int
    """How many wrote or reacted."""
    events: tuple[MessagePosted | Reacted, ...]
    notes: tuple[str, ...] = ()
    """Plain sentences on what was left out."""
    names: Mapping[str, MemberRef] = field(default_factory=dict)
    """The names people go by, of one word each and in small letters. They are shown nowhere."""

    @property
    def platform(self) -> str:
        """Where it comes from: "slack" or "discord"."""
        return self.community.platform


@dataclass(slots=True)
class Draft:
    """An Export being put together from one or more files."""

    name: str
    community: CommunityRef
    channels: dict[ChannelRef, ExportChannel] = field(default_factory=dict)
    members: dict[str, MemberRef] = field(default_factory=dict)
    names: dict[str, MemberRef] = field(default_factory=dict)
    heard: set[MessageRef] = field(default_factory=set)
    events: list[MessagePosted | Reacted] = field(default_factory=list)
    unsigned: int = 0
    """Messages that do not say who wrote them."""
    uncounted: int = 0
    """Reactions that do not say who reacted."""

    def channel(self, id_: str, name: str, private: bool) -> ChannelRef:
        """Name a channel; the first name given stays."""
        ref = ChannelRef(self.community, id_)
        self.channels.setdefault(ref, ExportChannel(ref, name, private))
        return ref

    def add(
        self,
        message: MessageRef,
        by: str,
        text: str,
        at: datetime,
        *,
        thread: MessageRef | None = None,
        answers: MessageRef | None = None,
    ) -> bool:
        """Keep a message; False when another file held it already."""
        if message in self.heard:
            return False
        self.heard.add(message)
        private = self.channels[message.channel].private
        self.events.append(
            MessagePosted(
                key=f"export:{message}",
                community=self.community,
                at=at,
                message=message,
                by=self._member(by),
                text=text,
                thread=thread,
                answers=answers,
                audience=Audience.PRIVATE if private else Audience.COMMUNITY,
            )
        )
        return True

    def react(
        self, message: MessageRef, by: str, symbol: str, feeling: Feeling, at: datetime
    ) -> None:
        """Keep a reaction on the message added last."""
        self.events.append(
            Reacted(
                key=f"export:{message}:{symbol}:{by}",
                community=self.community,
                at=at,
                message=message,
                by=self._member(by),
                feeling=feeling,
                symbol=symbol,
            )
        )

    def finished(self) -> Export:
        """The export as far as it was read."""
        self.events.sort(key=lambda event: event.at)  # stable: reactions stay behind their message
        return Export(
            name=self.name,
            community=self.community,
            channels=tuple(self.channels.values()),
            people=len(self.members),
            events=tuple(self.events),
            notes=tuple(self._notes()),
            names=self.names,
        )

    def call(self, id_: str, *names: str) -> None:
        """Note what a person goes by, so that it can be told whom somebody speaks to."""
        for name in names:
            if id_ and name and not any(map(str.isspace, name)):
                self.names.setdefault(name.lower(), MemberRef(self.community.platform, id_))

    def _notes(self) -> list[str]:
        notes = []
        if self.unsigned:
            notes.append(
                f"Messages left out because they do not say who wrote them: {self.unsigned}."
            )
        if self.uncounted:
            notes.append(
                f"Reactions left out because they do not say who reacted: {self.uncounted}."
            )
        return notes

    def _member(self, id_: str) -> MemberRef:
        """One object a member, however often they wrote."""
        return self.members.setdefault(id_, MemberRef(self.community.platform, id_))
