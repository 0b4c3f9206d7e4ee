"""Clocks, working days and schedules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.clock import Calendar, PacedClock, SystemClock
from bot.whens import cron, wall_time

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


def test_the_systems_clock_speaks_utc() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta()
    assert 59 < clock.seconds_until(clock.now() + timedelta(minutes=1)) <= 60


def test_a_paced_clock_runs_so_many_times_as_fast_from_its_anchor() -> None:
    anchor = datetime.now(UTC) - timedelta(seconds=10)
    clock = PacedClock(anchor, 60)
    assert timedelta(minutes=10) <= clock.now() - anchor < timedelta(minutes=11)
    assert 0.9 < clock.seconds_until(clock.now() + timedelta(minutes=1)) <= 1


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("2026-11-16T08:29", True),
        ("2026-11-16T08:30", False),
        ("2026-11-16T17:59", False),
        ("2026-11-16T18:00", True),
        ("2026-11-15T12:00", True),  # a Sunday
        ("2026-12-25T12:00", True),  # Christmas Day
        ("2026-06-15T07:45", False),  # 08:45 on a summer's wall clock
    ],
)
def test_quiet_hours_are_on_the_wall_clock(at: str, quiet: bool) -> None:
    assert Calendar().quiet(datetime.fromisoformat(at).replace(tzinfo=UTC)) is quiet


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    lunch = Calendar(quiet_from=time(12), quiet_to=time(13))
    assert lunch.quiet(MONDAY.replace(hour=12, minute=30))
    assert not lunch.quiet(MONDAY)
    assert not Calendar(quiet_from=time(0), quiet_to=time(0)).quiet(MONDAY.replace(hour=3))


@pytest.mark.parametrize(
    ("nation", "day", "works"),
    [
        ("ENG", date(2026, 11, 30), True),
        ("SCT", date(2026, 11, 30), False),  # St Andrew's Day
        ("NIR", date(2027, 3, 17), False),  # St Patrick's Day
        ("WLS", date(2027, 3, 17), True),
        ("NONE", date(2026, 12, 25), True),
        ("NONE", date(2026, 11, 15), True),
    ],
)
def test_bank_holidays_are_the_nations_own(nation: str, day: date, works: bool) -> None:
    assert Calendar(nation=nation).works_on(day) is works


def test_a_closed_day_is_no_working_day() -> None:
    assert not Calendar(closed=(date(2026, 11, 16),)).works_on(date(2026, 11, 16))


def test_a_schedule_keeps_its_wall_time_when_the_clocks_change() -> None:
    runs = Calendar().runs("0 10 * * FRI,MON", datetime(2026, 10, 22, tzinfo=UTC), 2)
    assert [f"{each:%a %H:%M}" for each in runs] == ["Fri 09:00", "Mon 10:00"]
    runs = Calendar().runs("0 10 * * MON,WED", datetime(2027, 3, 23, tzinfo=UTC), 2)
    # Wednesday 24 March is before the change; Monday 29 is Easter Monday, so Wednesday again.
    assert [f"{each:%a %d %H:%M}" for each in runs] == ["Wed 24 10:00", "Wed 31 09:00"]


def test_an_hour_that_is_skipped_or_comes_twice_rings_once() -> None:
    every_day = Calendar(nation="NONE")
    spring = every_day.runs("30 1 * * *", datetime(2027, 3, 27, 12, tzinfo=UTC), 2)
    assert len({each.date() for each in spring}) == 2
    autumn = every_day.runs("30 1 * * *", datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert len({each.date() for each in autumn}) == 2


def test_a_schedule_skips_bank_holidays() -> None:
    runs = Calendar().runs("0 9 * * MON", datetime(2026, 12, 22, tzinfo=UTC), 1)
    assert [f"{each:%d %b}" for each in runs] == ["04 Jan"]


@pytest.mark.parametrize("line", ["", "soon", "61 9 * * *", "0 9 30 2 *", "0 9 * * SUN"])
def test_a_schedule_that_cannot_be_kept_is_refused_in_words(line: str) -> None:
    with pytest.raises(ValueError, match=r"not a schedule|never falls"):
        Calendar().runs(line, MONDAY)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Tuesday 10:00", "0 10 * * TUE"),
        ("tuesdays at 10", "0 10 * * TUE"),
        ("every Tuesday at 9.30am", "30 9 * * TUE"),
        ("weekdays 9:30am", "30 9 * * MON-FRI"),
        ("daily 12pm", "0 12 * * *"),
        ("every day at 12am", "0 0 * * *"),
        ("  Fri,  16:05 ", "5 16 * * FRI"),
        ("0 9 * * MON", "0 9 * * MON"),
    ],
)
def test_a_time_is_read_as_people_write_it(words: str, line: str) -> None:
    assert cron(words) == line


@pytest.mark.parametrize(
    "words", ["", "soon", "Tuesday", "Tuesday 25:00", "Tuesday 13pm", "Someday 10:00", "10:60"]
)
def test_what_is_no_time_is_refused_with_the_words(words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011, the words are the message
        cron(words)


def test_a_time_of_day_is_read() -> None:
    assert wall_time("9am") == time(9)
    assert wall_time(" 18:05 ") == time(18, 5)
    assert wall_time("12am") == time(0)
