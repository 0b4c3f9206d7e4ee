"""Receives events, fires timers and finishes jobs: one unit of work each, committed in groups.

Refusals are caught here and nowhere else. What fails is rolled back alone and comes again; what
fails three times is parked with its error and shown by `doctor`, so that one poisoned event never
stops a channel.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.events import (
    Asked,
    Event,
    FormSent,
    Joined,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    ReadersChanged,
    Removed,
    Unreacted,
)
from bot.clock import Clock
from bot.language import speaking
from bot.logs import fault
from bot.presenters import refusals
from bot.routes import EVENTS, JOBS, STIRRED, TIMERS, keep_draft
from bot.store.database import Connection, Database
from bot.store.events import MOST_ATTEMPTS
from bot.store.jobs import JobRow
from bot.store.timers import DueTimers, TimerRow
from bot.triggers import Finished, Handler, Stirred, Trigger
from bot.work import Surroundings, UnitOfWork
from challenges.refusals import Refusal

log = structlog.get_logger(__name__)

Handlers = tuple[Handler, ...]

GROUP = 200  # units of work in one transaction at most
BREATH = 10  # so many of them, and then whoever else wants the loop has it for a moment
TIMER_DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))  # then a timer is parked


@dataclass(slots=True)
class _Waiting:
    trigger: Event | TimerRow | Finished
    community: CommunityRef
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def settle(self, error: Exception | None) -> None:
        if self.done.done():
            return  # whoever waited was cancelled
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
            self.done.exception()  # its waiter may be going: no warning about that


class Dispatcher:
    """Routes triggers to handlers: one thought at a time; those that wait commit together."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        around: Surroundings,
        after_commit: Callable[[], None] = lambda: None,
        *,
        events: Mapping[type[Event], Handlers] = EVENTS,
        timers: Mapping[str, Handlers] = TIMERS,
        jobs: Mapping[str, Handlers] = JOBS,
        stirred: Handlers = STIRRED,
    ) -> None:
        """Work on `database`; `after_commit` wakes whoever delivers and waits."""
        self._database = database
        self._clock = clock
        self._around = around
        self._after_commit = after_commit
        self._events, self._timers, self._jobs = events, timers, jobs
        self._stirred = stirred
        self._waiting: deque[_Waiting] = deque()
        self._committing: asyncio.Task[None] | None = None

    async def receive(self, event: Event) -> None:
        """Hear one event; returns when its effect is durable, raises when it is not."""
        await self._join(_Waiting(event, event.community))

    async def fire(self, timer: TimerRow) -> None:
        """Do what a due timer asks for."""
        await self._join(_Waiting(timer, CommunityRef.parse(timer.community)))

    async def finish(self, job: JobRow, value: dict[str, Any]) -> None:
        """Use what a job found out; raises when it could not be used."""
        await self._join(_Waiting(Finished(job, value), CommunityRef.parse(job.community)))

    async def due_timers(self) -> list[TimerRow]:
        """The timers whose time has come, oldest first."""
        async with self._database.reading() as connection:
            return await DueTimers(connection).due(self._clock.now())

    async def next_timer(self) -> datetime | None:
        """When the next timer comes due."""
        async with self._database.reading() as connection:
            return await DueTimers(connection).next_at()

    async def drain(self) -> None:
        """Wait until all that was received is settled."""
        while self._committing is not None and not self._committing.done():
            await asyncio.wait([self._committing])

    async def _join(self, waiting: _Waiting) -> None:
        # The commits run in a task of their own, so that cancelling one waiter harms no other.
        # Alone an event commits at once; what arrives during a commit makes the next group.
        self._waiting.append(waiting)
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_all())
        await waiting.done

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                await self._commit(self._take_group())
        finally:  # only a loop that is closing leaves somebody here
            while self._waiting:
                self._waiting.popleft().settle(ConnectionError("the bot is stopping"))

    def _take_group(self) -> list[_Waiting]:
        first = self._waiting[0].community
        group: list[_Waiting] = []
        later: deque[_Waiting] = deque()
        while self._waiting and len(group) < GROUP:
            each = self._waiting.popleft()
            # PostgreSQL locks one community, so there a group holds units of one community only.
            alone = self._database.engine == "postgresql" and each.community != first
            (later if alone else group).append(each)
        self._waiting.extendleft(reversed(later))
        return group

    async def _commit(self, group: list[_Waiting]) -> None:
        outcomes: list[Exception | None] = []
        try:
            async with self._database.writing(str(group[0].community)) as connection:
                talks, units = _Talks(), _Units(connection, self._clock, self._around)
                for number, each in enumerate(group, 1):
                    unit = units.next(each.community)
                    outcomes.append(await self._run(each.trigger, unit))
                    talks.stirred_by(unit)
                    if number % BREATH == 0:
                        await asyncio.sleep(0)
                for talk in talks.stirred():
                    await self._weigh(talk, units.next(talk.channel.community))
        except Exception as error:
            log.error("the store did not commit", error=fault(error), triggers=len(group))
            outcomes = [error] * len(group)
        except BaseException:
            for each in group:
                each.settle(ConnectionError("the bot is stopping"))
            raise
        else:
            self._after_commit()
        for each, outcome in zip(group, outcomes, strict=True):
            each.settle(outcome)

    async def _run(
        self, trigger: Event | TimerRow | Finished, work: UnitOfWork
    ) -> Exception | None:
        match trigger:
            case TimerRow():
                await self._fire(trigger, work)
                return None  # a timer that failed rings again: nobody waits for that
            case Finished():
                return await self._finish(trigger, work)
            case _:
                return await self._hear(trigger, work)

    async def _hear(self, event: Event, work: UnitOfWork) -> Exception | None:
        try:
            await self._hear_or_refuse(event, work)
        except Exception as error:
            kind = type(event).__name__
            attempts = await work.events.failed(event.key, kind, fault(error), work.now)
            log.exception("an event failed", kind=kind, key=event.key, attempts=attempts)
            if attempts < MOST_ATTEMPTS:
                return error
            log.error("an event is parked", kind=kind, key=event.key)
        return None

    async def _hear_or_refuse(self, event: Event, work: UnitOfWork) -> None:
        try:
            async with _all_or_nothing(work):
                if await work.events.heard(event.key, work.now):
                    await _each(self._events[type(event)], event, work)
        except Refusal as refusal:
            async with _all_or_nothing(work):
                await work.events.heard(event.key, work.now)
                if isinstance(event, Asked):
                    await _say_why(refusal, event, work)

    async def _fire(self, timer: TimerRow, work: UnitOfWork) -> None:
        try:
            async with _all_or_nothing(work):
                if await work.timers.take(timer):  # somebody may have moved it meanwhile
                    await _each(self._timers[timer.kind], timer, work)
        except Exception as error:
            log.exception("a timer failed", kind=timer.kind, subject=timer.subject)
            if timer.attempts < len(TIMER_DELAYS):
                until = work.now + TIMER_DELAYS[timer.attempts]
                await work.timers.postpone(timer.kind, timer.subject, until, fault(error))
            else:
                await work.timers.park(timer.kind, timer.subject, fault(error))
                log.error("a timer is parked", kind=timer.kind, subject=timer.subject)

    async def _weigh(self, talk: Stirred, work: UnitOfWork) -> None:
        try:
            async with _all_or_nothing(work):
                await _each(self._stirred, talk, work)
        except Exception as error:
            # What was said stays heard. The talk is looked at again, as timers are that fail.
            thread = str(talk.thread) if talk.thread else None
            log.exception("a talk was not weighed", channel=str(talk.channel), error=fault(error))
            subject = json.dumps([str(talk.channel), thread])
            await work.timers.set("weigh", subject, work.now + TIMER_DELAYS[0])

    async def _finish(self, finished: Finished, work: UnitOfWork) -> Exception | None:
        try:
            async with _all_or_nothing(work):
                if await work.jobs.done(finished.job.id):
                    await _each(self._jobs[finished.job.kind], finished, work)
        except Exception as error:
            return error  # whoever ran the job says so and tries again
        return None


class _Units:
    """The units of work of one group. Those of one community, one after the other, share tables."""

    def __init__(self, connection: Connection, clock: Clock, around: Surroundings) -> None:
        self._connection, self._clock, self._around = connection, clock, around
        self._latest: dict[CommunityRef, UnitOfWork] = {}

    def next(self, community: CommunityRef) -> UnitOfWork:
        latest, now = self._latest.get(community), self._clock.now()
        if latest is None:
            unit = UnitOfWork(self._connection, community, now, self._around)
        else:
            unit = latest.next(now)
        self._latest[community] = unit
        return unit


class _Talks:
    """The talks that the units of one group stirred, each once, in the order of the last word."""

    def __init__(self) -> None:
        self._about: dict[tuple[ChannelRef, MessageRef | None], set[MessageRef]] = {}

    def stirred_by(self, unit: UnitOfWork) -> None:
        for channel, thread, message in unit.stirred:
            about = self._about.pop((channel, thread), set())
            self._about[channel, thread] = about | {message}

    def stirred(self) -> list[Stirred]:
        return [Stirred(*place, frozenset(about)) for place, about in self._about.items()]


@asynccontextmanager
async def _all_or_nothing(work: UnitOfWork) -> AsyncIterator[None]:
    """A savepoint around a unit of work: what is undone has stirred no talk either."""
    try:
        async with work.connection.savepoint():
            yield
    except BaseException:
        work.stirred.clear()
        raise


async def _each(handlers: Handlers, trigger: Any, work: UnitOfWork) -> None:
    with speaking(await work.language(_channel(trigger))):
        for handler in handlers:
            await handler(trigger, work)


def _channel(trigger: Trigger) -> ChannelRef | None:
    """Where a trigger came from, when it came from a channel."""
    match trigger:
        case MessagePosted() | MessageRevised() | MessageWithdrawn() | Reacted() | Unreacted():
            return trigger.message.channel
        case Asked() | Joined() | Removed() | ReadersChanged() | Stirred():
            return trigger.channel
        case _:
            return None


async def _say_why(refusal: Refusal, event: Asked, work: UnitOfWork) -> None:
    with speaking(await work.language(event.channel)):
        if isinstance(event, FormSent):
            await keep_draft(event, work)
            # It repeats what was written, also for a round, where that is hidden.
            await work.whisper(event, refusals.of_form(refusal, event), fleeting=True)
        else:
            await work.whisper(event, refusals.sentence(refusal))
