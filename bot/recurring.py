"""When schedules fall due: shared by the handlers of schedules, settings and the home page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.clock import Calendar, Rule
from bot.store.schedules import ScheduleRow
from bot.work import UnitOfWork


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
