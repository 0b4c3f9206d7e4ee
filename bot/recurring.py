"""What recurs: which schedule is meant, when it falls due next, and what was done with it.

Shared by the handlers that set schedules, run them, and show what comes next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef
from adapters.events import Asked, Audience
from adapters.port import FormWanted
from bot.clock import Calendar, Rule
from bot.names import number
from bot.permissions import seen
from bot.store.schedules import ScheduleRow
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing


@dataclass(frozen=True, slots=True)
class Outlook:
    """A schedule with its next runs, and who reads the channel."""

    row: ScheduleRow
    runs: tuple[datetime, ...]
    calendar: Calendar  # on the schedule's own wall clock
    audience: Audience = Audience.COMMUNITY

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its wall clock."""
        return ZoneInfo(self.calendar.zone)


async def found(
    asked: Asked | FormWanted, subject: str, work: UnitOfWork, *, removed: bool = False
) -> ScheduleRow:
    """The schedule whose number was pressed. Raises NoSuchThing where it is not to be seen."""
    row = await work.schedules.get(number(subject), removed=removed)
    if row is None or not await seen(asked, row.channel, work):
        raise NoSuchThing("no-such-schedule")
    return row


async def outlook(row: ScheduleRow, work: UnitOfWork) -> Outlook:
    """What comes next of a schedule, and who reads it. A pause that is over is none."""
    if row.paused_until is not None and row.paused_until <= work.now:
        row = replace(row, paused_until=None)
    calendar = await work.calendar()
    channel = await work.channels.get(ChannelRef.parse(row.channel))
    audience = channel.audience if channel is not None else Audience.COMMUNITY
    runs = upcoming(row, calendar, work.now)
    return Outlook(row, runs, calendar_for(row, calendar), audience)


async def note(code: str, event: Asked, row: ScheduleRow, work: UnitOfWork, **more: object) -> None:
    """Note for all to read what a moderator did with a schedule; of a moment, when it was."""
    when = {name: at.isoformat() for name, at in more.items() if isinstance(at, datetime)}
    await work.audit.note(code, str(event.by), {**named(row), **more, **when}, work.now)


def named(row: ScheduleRow) -> dict[str, object]:
    """How the log names a schedule, which may be gone when somebody reads it."""
    return {"schedule": row.id, "name": row.called, "channel": row.channel}


def calendar_for(row: ScheduleRow, calendar: Calendar) -> Calendar:
    """The calendar of a community on the wall clock of one schedule."""
    return replace(calendar, zone=row.zone or calendar.zone)


def started(rule: Rule, calendar: Calendar, now: datetime) -> Rule:
    """A rule whose weeks are counted from its first run. Raises ValueError if it has none."""
    if rule.weeks == 1 or rule.start is not None:
        return rule
    first = calendar.runs(replace(rule, weeks=1), now, 1)[0]
    return replace(rule, start=calendar.local(first).date())


def upcoming(
    row: ScheduleRow, calendar: Calendar, now: datetime, most: int = 3
) -> tuple[datetime, ...]:
    """The next runs that will take place; none when all its days are closed now.

    A pause and the run that is to be skipped are taken into account; `calendar` is the community's.
    """
    left_out = 1 if row.skip_next else 0
    return _runs(row, calendar, now, most + left_out)[left_out:]


def next_due(row: ScheduleRow, calendar: Calendar, now: datetime) -> datetime | None:
    """When its timer rings next, for a run that is to be skipped as well."""
    return next(iter(_runs(row, calendar, now, 1)), None)


def fell_due(
    row: ScheduleRow, calendar: Calendar, first: datetime, now: datetime
) -> tuple[datetime, ...]:
    """All runs from the one its timer was set for up to now: several, after the bot was down."""
    later = calendar_for(row, calendar).runs_until(row.rule, first, now)
    return tuple(at for at in (first, *later) if row.paused_until is None or at >= row.paused_until)


async def set_timer(row: ScheduleRow, work: UnitOfWork) -> None:
    """Let a schedule ring at its next run, or rest when it has none."""
    due = next_due(row, await work.calendar(), work.now)
    if due is None:
        await work.timers.cancel("schedule", str(row.id))
    else:
        await work.timers.set("schedule", str(row.id), due)


async def set_timers(work: UnitOfWork) -> None:
    """Set every schedule anew: other days may be closed now."""
    for row in await work.schedules.list():
        await set_timer(row, work)


def _runs(row: ScheduleRow, calendar: Calendar, now: datetime, most: int) -> tuple[datetime, ...]:
    after = max(now, row.paused_until) if row.paused_until else now
    try:
        return tuple(calendar_for(row, calendar).runs(row.rule, after, most))
    except ValueError:
        return ()
