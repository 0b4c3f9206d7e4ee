"""Time as the application hands it in: clocks, working days, and when a schedule falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice, takewhile
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays
from cronsim import CronSim, CronSimError


class Clock(Protocol):
    """Says what time it is, and how long to wait in real seconds until a moment."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        ...

    def seconds_until(self, at: datetime) -> float:
        """Real seconds until `at`; zero or less when it has passed."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return datetime.now(UTC)

    def seconds_until(self, at: datetime) -> float:
        """Real seconds until `at`."""
        return (at - self.now()).total_seconds()


@dataclass(frozen=True, slots=True)
class PacedClock:
    """Runs `pace` times as fast from `anchor` on: a two-day round can be watched in minutes."""

    anchor: datetime
    pace: float

    def now(self) -> datetime:
        """The paced moment, aware UTC."""
        return self.anchor + (datetime.now(UTC) - self.anchor) * self.pace

    def seconds_until(self, at: datetime) -> float:
        """Real seconds until the paced `at`."""
        return (at - self.now()).total_seconds() / self.pace


LONGEST_CLOSED = 60  # days that are looked ahead for an open one
HORIZON = timedelta(days=3 * 366)  # how far ahead a rule is followed
DaySpan = tuple[date, date]
"""Two days and all between them, both included."""


class OnClosed(StrEnum):
    """What becomes of a run that falls on a day nobody is at work."""

    SKIP = "skip"
    LATER = "later"  # it moves to the next working day
    EARLIER = "earlier"  # it moves to the working day before


@dataclass(frozen=True, slots=True)
class Rule:
    """When something comes again, on a wall clock.

    `cron` names the days and the time. Nothing comes before `start`; where it comes every so many
    `weeks`, they are counted from the week of that day, on the calendar and never in hours.
    """

    cron: str
    weeks: int = 1
    start: date | None = None
    closed: OnClosed = OnClosed.SKIP
    term_only: bool = False


@lru_cache(maxsize=16)
def _closed_days(nation: str) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=nation)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a community is at work.

    Its zone, bank holidays, quiet hours, extra closed days, and the spans that are out of term.
    """

    zone: str = "Europe/London"
    nation: str = "ENG"
    quiet_from: time = time(18, 0)
    quiet_to: time = time(8, 30)
    closed: tuple[date, ...] = ()
    out_of_term: tuple[DaySpan, ...] = ()

    def local(self, at: datetime) -> datetime:
        """The moment on this community's wall clock."""
        return at.astimezone(ZoneInfo(self.zone))

    def works_on(self, day: date) -> bool:
        """Whether `day` is a working day."""
        if day in self.closed:
            return False
        return self.nation == "NONE" or (day.weekday() < 5 and day not in _closed_days(self.nation))

    def in_term(self, day: date) -> bool:
        """Whether `day` lies in no span that is out of term."""
        return not any(first <= day <= last for first, last in self.out_of_term)

    def quiet(self, at: datetime) -> bool:
        """Whether the bot should keep quiet of its own accord at this moment."""
        local = self.local(at)
        return self.quiet_at(local.time()) or not self.works_on(local.date())

    def quiet_at(self, hour: time) -> bool:
        """Whether an hour of the wall clock lies in the quiet hours."""
        if self.quiet_from == self.quiet_to:
            return False
        if self.quiet_from > self.quiet_to:
            return hour >= self.quiet_from or hour < self.quiet_to
        return self.quiet_from <= hour < self.quiet_to

    def opens(self, at: datetime) -> datetime | None:
        """The first moment from `at` on that is not quiet; None when none comes for a long time."""
        if not self.quiet(at):
            return at
        today = self.local(at).date()
        for days in range(LONGEST_CLOSED):
            day = today + timedelta(days=days)
            for hour in (time(), self.quiet_to):
                moment = self._moment(day, hour)
                if moment > at and not self.quiet(moment):
                    return moment
        return None

    def runs(self, rule: Rule | str, after: datetime, most: int = 3) -> list[datetime]:
        """The next `most` moments a rule, or a bare cron line, falls due on working days, in UTC.

        Raises ValueError with a plain sentence when it cannot be read or never falls due.
        """
        rule = Rule(rule) if isinstance(rule, str) else rule
        found = list(islice(self._falls(rule, after), most))
        if not found:
            raise ValueError(f"{rule.cron!r} never falls on a working day")
        return found

    def runs_until(self, rule: Rule, after: datetime, until: datetime) -> list[datetime]:
        """Every moment a rule falls due after one moment and no later than another."""
        return list(takewhile(lambda run: run <= until, self._falls(rule, after)))

    def _falls(self, rule: Rule, after: datetime) -> Iterator[datetime]:
        # What moves to a later day may have been due before `after`.
        back = timedelta(days=LONGEST_CLOSED if rule.closed is OnClosed.LATER else 0)
        previous = after
        for tick in self._ticks(rule, after - back, after + HORIZON):
            run = self._placed(tick, rule)
            if run is not None and run > previous:
                previous = run
                yield run

    def _ticks(self, rule: Rule, after: datetime, until: datetime) -> Iterator[datetime]:
        """When the rule falls due, whoever is at work, on the wall clock."""
        first = self.local(after)
        if rule.start is not None and rule.start > first.date():
            eve = datetime.combine(rule.start, time(), ZoneInfo(self.zone)) - timedelta(seconds=1)
            first, until = eve, max(until, eve.astimezone(UTC) + HORIZON)
        try:
            for tick in CronSim(rule.cron, first):
                if tick > until:
                    return
                if _in_week(tick.date(), rule):
                    yield tick
        except CronSimError as error:
            raise ValueError(f"{rule.cron!r} is not a schedule: {error}") from None

    def _placed(self, tick: datetime, rule: Rule) -> datetime | None:
        """Where a run takes place: on its own day if people work then, else as the rule says."""
        day = self._open_day(tick.date(), rule.closed)
        if day is None or (rule.term_only and not self.in_term(day)):
            return None
        moved = day != tick.date()
        return self._moment(day, tick.time()) if moved else tick.astimezone(UTC)

    def _open_day(self, day: date, closed: OnClosed) -> date | None:
        step = {OnClosed.SKIP: 0, OnClosed.LATER: 1, OnClosed.EARLIER: -1}[closed]
        near = (day + timedelta(days=step * count) for count in range(LONGEST_CLOSED))
        return next((each for each in near if self.works_on(each)), None)

    def _moment(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)


def _in_week(day: date, rule: Rule) -> bool:
    return rule.weeks == 1 or (_week(day) - _week(rule.start or date.min)) % rule.weeks == 0


def _week(day: date) -> int:
    return (day.toordinal() - 1) // 7  # the first day of the calendar was a Monday
