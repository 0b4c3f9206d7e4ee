"""The nouns of chat: where something was said and by whom.

Ids are the platform's own, never interpreted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


def _split(text: str, separator: str, noun: str) -> tuple[str, str]:
    head, found, tail = text.partition(separator)
    if not (head and found and tail):
        raise ValueError(f"{text!r} is not a {noun}")
    return head, tail


@dataclass(frozen=True, slots=True, order=True)
class CommunityRef:
    """One Slack workspace, one Discord server, or the web room: `slack:T1`."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `slack:T1`; a ValueError names what is not one."""
        return cls(*_split(text, ":", "community"))


@dataclass(frozen=True, slots=True, order=True)
class ChannelRef:
    """A place to speak: `slack:T1/C1`."""

    community: CommunityRef
    id: str

    def __str__(self) -> str:
        return f"{self.community}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `slack:T1/C1`; a ValueError names what is not one."""
        community, id_ = _split(text, "/", "channel")
        return cls(CommunityRef.parse(community), id_)


@dataclass(frozen=True, slots=True, order=True)
class MemberRef:
    """A person: `slack:U1`. What is stored about a person is always stored per community."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `slack:U1`; a ValueError names what is not one."""
        return cls(*_split(text, ":", "member"))


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """One message in a channel: `slack:T1/C1/1700000000.000100`.

    A thread is named by its first message.
    """

    channel: ChannelRef
    id: str

    def __str__(self) -> str:
        return f"{self.channel}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `slack:T1/C1/170.1`; a ValueError names what is not one."""
        channel, _, id_ = text.rpartition("/")
        if not id_:
            raise ValueError(f"{text!r} is not a message")
        return cls(ChannelRef.parse(channel), id_)
