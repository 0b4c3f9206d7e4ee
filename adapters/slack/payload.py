"""How a payload is read: nothing in it is trusted to be there. And what it does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.events import Audience

NAME = "slack"
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Self:
    """The bot as Slack knows it: what it must not listen to, and what it answers to."""

    team: str
    user: str
    bot: str = ""
    url: str = ""

    @property
    def community(self) -> CommunityRef:
        """The workspace the bot lives in."""
        return CommunityRef(NAME, self.team)

    def channel(self, id_: str) -> ChannelRef:
        """A channel of this workspace."""
        return ChannelRef(self.community, id_)

    def message(self, channel: str, ts: str) -> MessageRef:
        """A message of this workspace."""
        return MessageRef(self.channel(channel), ts)

    def thread(self, channel: str, thread_ts: str, ts: str = "") -> MessageRef | None:
        """The thread a message stands in; the first message of one stands in the channel."""
        return self.message(channel, thread_ts) if thread_ts and thread_ts != ts else None


@dataclass(frozen=True, slots=True)
class Scene:
    """What the payload does not say: who reads the channel, and whether the member runs it."""

    me: Self
    now: datetime
    audience: Audience = Audience.COMMUNITY
    administers: bool = False


def at(payload: object, *path: str) -> Any:
    """What stands at the end of a path, or None as soon as a step is missing."""
    for name in path:
        if not isinstance(payload, Mapping):
            return None
        payload = payload.get(name)
    return payload


def word(payload: object, *path: str) -> str:
    """The string at the end of a path, or an empty one."""
    found = at(payload, *path)
    return found if isinstance(found, str) else ""


def listed(payload: object, *path: str) -> list[Any]:
    """The list at the end of a path, or an empty one."""
    found = at(payload, *path)
    return found if isinstance(found, list) else []


def moment(ts: str, otherwise: datetime) -> datetime:
    """Slack's `1700000000.000100` as a time."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
