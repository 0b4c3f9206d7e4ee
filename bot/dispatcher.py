"""Receives events, fires timers and finishes jobs: one unit of work each, committed together in small groups.

Refusals are caught here and nowhere else. What fails is rolled back alone and comes again; what fails three times is
parked with its error and shown by `doctor`, so that one poisoned event never stops a channel.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.chat import CommunityRef
from adapters.events import Asked, Event
from bot.clock import Clock
from bot.presenters import refusals
from bot.routes import EVENTS, JOBS, TIMERS
from bot.store.database import Database
from bot.store.jobs import JobRow
from bot.store.timers import DueTimers, TimerRow
from bot.triggers import Finished, Handler, Trigger
from bot.work import Surroundings, UnitOfWork
from challenges.refusals import Refusal

log = structlog.get_logger(__name__)

GROUP = 200  # units of work in one transaction at most
TRIES = 3  # then an event is parked
TIMER_DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))  # then a timer is parked


@dataclass(slots=True)
class _Waiting:
    trigger: Trigger
    community: CommunityRef
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Dispatcher:
    """Routes triggers to handlers. The bot thinks one thought at a time; thoughts that wait together commit together."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        around: Surroundings,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """Work on `database`; `after_commit` wakes whoever delivers and waits."""
        self._database = database
        self._clock = clock
        self._around = around
        self._after_commit = after_commit
        self._waiting: deque[_Waiting] = deque()
        self._turn = asyncio.Lock()

    async def receive(self, event: Event) -> None:
        """Hear one event; returns when its effect is durable, raises when it is not."""
        await self._join(_Waiting(event, event.community))

    async def fire(self, timer: TimerRow) -> None:
        """Do what a due timer asks for."""
        await self._join(_Waiting(timer, CommunityRef.parse(timer.community)))

    async def finish(self, job: JobRow, value: dict[str, Any]) -> None:
        """Use what a job found out."""
        await self._join(_Waiting(Finished(job, value), CommunityRef.parse(job.community)))

    async def due_timers(self) -> list[TimerRow]:
        """The timers whose time has come, oldest first."""
        async with self._database.reading() as connection:
            return await DueTimers(connection).due(self._clock.now())

    async def next_timer(self) -> datetime | None:
        """When the next timer comes due."""
        async with self._database.reading() as connection:
            return await DueTimers(connection).next_at()

    async def _join(self, waiting: _Waiting) -> None:
        # Whoever gets the turn commits for all who wait: alone at once, under load in groups.
        self._waiting.append(waiting)
        async with self._turn:
            if not waiting.done.done():
                await asyncio.shield(self._commit_group())
        await waiting.done

    def _take_group(self) -> list[_Waiting]:
        # PostgreSQL locks one community at a time, so there a group holds the units of one community only.
        first = self._waiting.popleft()
        group = [first]
        while self._waiting and len(group) < GROUP:
            if self._database.engine == "postgresql" and (
                self._waiting[0].community != first.community
            ):
                break
            group.append(self._waiting.popleft())
        return group

    async def _commit_group(self) -> None:
        while self._waiting:
            group = self._take_group()
            outcomes: list[BaseException | None] = []
            try:
                async with self._database.writing(str(group[0].community)) as connection:
                    for waiting in group:
                        unit = UnitOfWork(
                            connection, waiting.community, self._clock.now(), self._around
                        )
                        outcomes.append(await self._run(waiting.trigger, unit))
            except BaseException as error:
                for waiting in group:
                    if not waiting.done.done():
                        waiting.done.set_exception(
                            error if isinstance(error, Exception) else ConnectionError("stopped")
                        )
                        waiting.done.exception()  # its waiter may have gone: do not warn about that
                if not isinstance(error, Exception):
                    raise
                log.error("the store did not commit", error=repr(error), triggers=len(group))
                continue
            self._after_commit()
            for waiting, outcome in zip(group, outcomes, strict=True):
                if waiting.done.done():
                    continue
                if outcome is None:
                    waiting.done.set_result(None)
                else:
                    waiting.done.set_exception(outcome)
                    waiting.done.exception()

    async def _run(self, trigger: Trigger, work: UnitOfWork) -> Exception | None:
        match trigger:
            case TimerRow():
                return await self._fire(trigger, work)
            case Finished():
                return await self._finish(trigger, work)
            case _:
                return await self._hear(trigger, work)

    async def _hear(self, event: Event, work: UnitOfWork) -> Exception | None:
        try:
            async with work.connection.savepoint():
                if await work.events.heard(event.key, work.now):
                    await _each(EVENTS[type(event)], event, work)
        except Refusal as refusal:
            async with work.connection.savepoint():
                await work.events.heard(event.key, work.now)
                if isinstance(event, Asked):
                    await work.whisper(event, refusals.sentence(refusal))
        except Exception as error:
            kind = type(event).__name__
            attempts = await work.events.failed(event.key, kind, repr(error), work.now)
            log.exception("an event failed", kind=kind, key=event.key, attempts=attempts)
            if attempts < TRIES:
                return error
            await work.events.heard(event.key, work.now)
            log.error("an event is parked", kind=kind, key=event.key)
        return None

    async def _fire(self, timer: TimerRow, work: UnitOfWork) -> Exception | None:
        try:
            async with work.connection.savepoint():
                if await work.timers.take(timer):  # somebody may have moved it meanwhile
                    await _each(TIMERS[timer.kind], timer, work)
        except Exception as error:
            log.exception("a timer failed", kind=timer.kind, subject=timer.subject)
            if timer.attempts < len(TIMER_DELAYS):
                until = work.now + TIMER_DELAYS[timer.attempts]
                await work.timers.postpone(timer.kind, timer.subject, until, repr(error))
            else:
                await work.timers.park(timer.kind, timer.subject, repr(error))
                log.error("a timer is parked", kind=timer.kind, subject=timer.subject)
        return None

    async def _finish(self, finished: Finished, work: UnitOfWork) -> Exception | None:
        try:
            async with work.connection.savepoint():
                if await work.jobs.done(finished.job.id):
                    await _each(JOBS[finished.job.kind], finished, work)
        except Exception as error:
            log.exception("a job could not be finished", kind=finished.job.kind)
            return error
        return None


async def _each(handlers: tuple[Handler, ...], trigger: Any, work: UnitOfWork) -> None:
    for handler in handlers:
        await handler(trigger, work)
