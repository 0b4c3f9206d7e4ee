"""Time as the application hands it in: clocks, working days, and when a schedule falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
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


@lru_cache(maxsize=16)
def _closed_days(nation: str) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=nation)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a community is at work: zone, bank holidays, quiet hours and extra closed days."""

    zone: str = "Europe/London"
    nation: str = "ENG"
    quiet_from: time = time(18, 0)
    quiet_to: time = time(8, 30)
    closed: tuple[date, ...] = ()

    def local(self, at: datetime) -> datetime:
        """The moment on this community's wall clock."""
        return at.astimezone(ZoneInfo(self.zone))

    def works_on(self, day: date) -> bool:
        """Whether `day` is a working day."""
        if day in self.closed:
            return False
        return self.nation == "NONE" or (day.weekday() < 5 and day not in _closed_days(self.nation))

    def quiet(self, at: datetime) -> bool:
        """Whether the bot should keep quiet of its own accord at this moment."""
        local = self.local(at)
        hour = local.time()
        if self.quiet_from == self.quiet_to:
            resting = False
        elif self.quiet_from > self.quiet_to:
            resting = hour >= self.quiet_from or hour < self.quiet_to
        else:
            resting = self.quiet_from <= hour < self.quiet_to
        return resting or not self.works_on(local.date())

    def opens(self, at: datetime) -> datetime | None:
        """The first moment from `at` on that is not quiet; None when none comes for a long time."""
        if not self.quiet(at):
            return at
        today = self.local(at).date()
        for days in range(LONGEST_CLOSED):
            day = today + timedelta(days=days)
            for hour in (time(), self.quiet_to):
                moment = datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)
                if moment > at and not self.quiet(moment):
                    return moment
        return None

    def runs(self, cron: str, after: datetime, most: int = 3) -> list[datetime]:
        """The next `most` moments a schedule falls due on working days, in UTC.

        Raises ValueError with a plain sentence when `cron` cannot be read or never falls due.
        """
        try:
            ticks = CronSim(cron, self.local(after))
            found: list[datetime] = []
            horizon = after + timedelta(days=3 * 366)
            for tick in ticks:
                if tick > horizon or len(found) == most:
                    break
                if self.works_on(tick.date()):
                    found.append(tick.astimezone(UTC))
        except CronSimError as error:
            raise ValueError(f"{cron!r} is not a schedule: {error}") from None
        if not found:
            raise ValueError(f"{cron!r} never falls on a working day")
        return found
