"""What sets a handler going: an event, a timer that came due, or a job that came back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from adapters.events import Event
from bot.store.jobs import JobRow
from bot.store.timers import TimerRow
from bot.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Finished:
    """A job that came back, and the value the worker found."""

    job: JobRow
    value: dict[str, Any]


Trigger = Event | TimerRow | Finished
Handler = Callable[[Any, UnitOfWork], Awaitable[None]]
"""`async def verb(trigger, work) -> None`: load, ask the domain, save, speak."""
