"""What a replay puts in the place of the world: its clock, its platform, its stream of events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from adapters.actions import Action, Say
from adapters.chat import MessageRef
from adapters.events import MessagePosted, Reacted
from adapters.outward import Outward

GROUP = 200  # events heard together at most

Past = MessagePosted | Reacted
"""What an export holds."""


class ReplayClock:
    """A clock that stands still until it is moved on."""

    def __init__(self) -> None:
        """Begin before anything happened."""
        self._now = datetime(1970, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment the replay has reached."""
        return self._now

    def seconds_until(self, at: datetime) -> float:
        """Nothing is waited for in a replay."""
        return 0.0

    def move(self, to: datetime) -> None:
        """Go on to a moment; never back."""
        self._now = max(self._now, to)


class SilentPlatform(Outward):
    """Takes what the bot says and lets nobody hear it."""

    def __init__(self, name: str) -> None:
        """Stand in for the platform of that name."""
        self.name = name
        self.said: list[Say] = []

    async def deliver(self, action: Action) -> MessageRef | None:
        """Keep a post, and let it stand nowhere."""
        if not isinstance(action, Say):
            return None
        self.said.append(action)
        return MessageRef(action.channel, f"replayed-{action.mark}")


def minutes(events: Sequence[Past]) -> Iterator[list[Past]]:
    """Events of the same minute together: they commit together, and the clock stays true to it."""
    group: list[Past] = []
    for event in events:
        minute = event.at.replace(second=0, microsecond=0)
        if group and (
            len(group) == GROUP or group[0].at.replace(second=0, microsecond=0) != minute
        ):
            yield group
            group = []
        group.append(event)
    if group:
        yield group
