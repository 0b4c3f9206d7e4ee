"""What sets a handler going: an event, a timer that came due, a job that came back, a talk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from adapters.chat import ChannelRef, MessageRef
from adapters.events import Event
from bot.store.jobs import JobRow
from bot.store.timers import TimerRow
from bot.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Finished:
    """A job that came back, and the value the worker found."""

    job: JobRow
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stirred:
    """A talk in which something was said or felt by units of work that commit together.

    It comes once for all of them, after the last.
    """

    channel: ChannelRef
    thread: MessageRef | None
    about: frozenset[MessageRef]
    """The messages that were written or reacted to."""


Trigger = Event | TimerRow | Finished | Stirred
Handler = Callable[[Any, UnitOfWork], Awaitable[None]]
"""`async def verb(trigger, work) -> None`: load, ask the domain, save, speak."""
