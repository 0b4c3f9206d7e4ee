"""Clocks, working days, and when rules fall due: both clock changes, four nations, three years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import Calendar, OnClosed, PacedClock, Rule, SystemClock
from bot.whens import read

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
ALWAYS = Calendar(nation="NONE")


def written(runs: list[datetime], form: str = "%a %d %b %H:%M") -> list[str]:
    """The runs on London's wall clock."""
    return [f"{each.astimezone(ZoneInfo('Europe/London')):{form}}" for each in runs]


def test_the_systems_clock_speaks_utc() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta()
    assert 59 < clock.seconds_until(clock.now() + timedelta(minutes=1)) <= 60


def test_a_paced_clock_runs_so_many_times_as_fast_from_its_anchor() -> None:
    anchor = datetime.now(UTC) - timedelta(seconds=10)
    clock = PacedClock(anchor, 60)
    assert timedelta(minutes=10) <= clock.now() - anchor < timedelta(minutes=11)
    assert 0.9 < clock.seconds_until(clock.now() + timedelta(minutes=1)) <= 1


# -- quiet hours and working days


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("2026-11-16T08:29", True),
        ("2026-11-16T08:30", False),
        ("2026-11-16T17:59", False),
        ("2026-11-16T18:00", True),
        ("2026-11-16T23:59", True),
        ("2026-11-17T00:00", True),  # the quiet hours go on over midnight
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
    ("day", "closed_in"),
    [
        (date(2026, 6, 15), "SCT"),  # a bank holiday in Scotland, this once
        (date(2026, 11, 30), "SCT"),  # St Andrew's Day
        (date(2028, 1, 3), "ENG WLS SCT NIR"),  # instead of Saturday 1 January
        (date(2026, 1, 2), "SCT"),
        (date(2027, 1, 4), "SCT"),  # instead of Saturday 2 January
        (date(2026, 3, 17), "NIR"),  # St Patrick's Day
        (date(2027, 3, 17), "NIR"),
        (date(2027, 7, 12), "NIR"),  # the Battle of the Boyne
        (date(2026, 7, 13), "NIR"),  # instead of Sunday 12 July
        (date(2026, 4, 6), "ENG WLS NIR"),  # Easter Monday is a working day in Scotland
        (date(2026, 8, 3), "SCT"),  # the summer holiday comes early there
        (date(2026, 8, 31), "ENG WLS NIR"),
        (date(2026, 12, 25), "ENG WLS SCT NIR"),
        (date(2026, 12, 28), "ENG WLS SCT NIR"),  # instead of Saturday 26 December
        (date(2027, 12, 27), "ENG WLS SCT NIR"),  # instead of Saturday 25 December
        (date(2027, 12, 28), "ENG WLS SCT NIR"),  # instead of Sunday 26 December
        (date(2026, 11, 17), ""),
    ],
)
def test_bank_holidays_are_the_nations_own(day: date, closed_in: str) -> None:
    nations = ("ENG", "WLS", "SCT", "NIR", "NONE")
    found = [nation for nation in nations if not Calendar(nation=nation).works_on(day)]
    assert found == closed_in.split()


def test_with_no_nation_weekends_are_working_days_too() -> None:
    assert ALWAYS.works_on(date(2026, 11, 15))


def test_a_closed_day_is_no_working_day() -> None:
    assert not Calendar(closed=(date(2026, 11, 16),)).works_on(date(2026, 11, 16))


def test_both_ends_of_a_span_are_out_of_term() -> None:
    calendar = Calendar(out_of_term=((date(2026, 12, 18), date(2027, 1, 4)),))
    days = [date(2026, 12, 17), date(2026, 12, 18), date(2027, 1, 4), date(2027, 1, 5)]
    assert [calendar.in_term(day) for day in days] == [True, False, False, True]


# -- the two clock changes


def test_a_schedule_keeps_its_wall_time_when_the_clocks_change() -> None:
    runs = Calendar().runs("0 10 * * FRI,MON", datetime(2026, 10, 22, tzinfo=UTC), 2)
    assert [f"{each:%a %H:%M}" for each in runs] == ["Fri 09:00", "Mon 10:00"]
    runs = Calendar().runs("0 10 * * MON,WED", datetime(2027, 3, 23, tzinfo=UTC), 2)
    # Wednesday 24 March is before the change; Monday 29 is Easter Monday, so Wednesday again.
    assert [f"{each:%a %d %H:%M}" for each in runs] == ["Wed 24 10:00", "Wed 31 09:00"]


def test_on_28_march_2027_half_past_one_does_not_exist_and_it_runs_once_just_after() -> None:
    runs = ALWAYS.runs("30 1 * * *", datetime(2027, 3, 27, tzinfo=UTC), 3)
    assert [f"{each:%d %H:%M}" for each in runs] == ["27 01:30", "28 01:00", "29 00:30"]
    assert written(runs, "%d %H:%M") == ["27 01:30", "28 02:00", "29 01:30"]


def test_on_25_october_2026_half_past_one_comes_twice_and_it_runs_once() -> None:
    runs = ALWAYS.runs("30 1 * * *", datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert [f"{each:%d %H:%M}" for each in runs] == ["25 00:30", "26 01:30"]
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # it ran, and 01:30 is still to come again
    assert ALWAYS.runs("30 1 * * *", between, 1) == runs[1:]


def test_every_second_week_goes_on_over_both_clock_changes_at_the_same_wall_time() -> None:
    rule = read("every second Tuesday 10:00 from 2026-10-13")
    runs = Calendar().runs(rule, datetime(2026, 10, 12, tzinfo=UTC), 13)
    assert written(runs)[:3] == ["Tue 13 Oct 10:00", "Tue 27 Oct 10:00", "Tue 10 Nov 10:00"]
    assert {f"{each.astimezone(ZoneInfo('Europe/London')):%H:%M}" for each in runs} == {"10:00"}
    assert written(runs)[-1] == "Tue 30 Mar 10:00"
    assert [f"{each:%H:%M}" for each in (runs[0], runs[1], runs[-1])] == ["09:00", "10:00", "09:00"]


def test_the_week_that_is_left_out_is_always_the_other_one() -> None:
    rule = read("every second Monday 10:00 from 2026-12-14")
    runs = Calendar().runs(rule, datetime(2026, 12, 13, tzinfo=UTC), 4)
    # 28 December is a bank holiday: that run is left out, and the weeks are not counted anew.
    assert written(runs, "%d %b") == ["14 Dec", "11 Jan", "25 Jan", "08 Feb"]


def test_nothing_comes_before_its_start() -> None:
    rule = read("weekdays 9am from 2029-06-01")
    assert written(Calendar().runs(rule, MONDAY, 1), "%a %d %b %Y") == ["Fri 01 Jun 2029"]


# -- months


@pytest.mark.parametrize(
    ("words", "after", "runs"),
    [
        ("first Tuesday 10:00", "2026-11-16", ["Tue 01 Dec", "Tue 05 Jan", "Tue 02 Feb"]),
        ("last Friday 16:00", "2026-11-16", ["Fri 27 Nov", "Fri 29 Jan", "Fri 26 Feb"]),
        ("15th 10:00", "2026-11-16", ["Tue 15 Dec", "Fri 15 Jan", "Mon 15 Feb"]),
        ("last working day 16:00", "2026-11-16", ["Mon 30 Nov", "Thu 31 Dec", "Fri 29 Jan"]),
        ("last working day 16:00", "2027-05-02", ["Fri 28 May", "Wed 30 Jun", "Fri 30 Jul"]),
        ("first working day 9am", "2026-11-16", ["Tue 01 Dec", "Mon 04 Jan", "Mon 01 Feb"]),
    ],
)
def test_what_comes_once_a_month_falls_on_the_day_that_was_named(
    words: str, after: str, runs: list[str]
) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert written(Calendar().runs(read(words), start), "%a %d %b") == runs


# -- closed days


def test_a_schedule_skips_bank_holidays() -> None:
    runs = Calendar().runs("0 9 * * MON", datetime(2026, 12, 22, tzinfo=UTC), 1)
    assert [f"{each:%d %b}" for each in runs] == ["04 Jan"]


def test_or_moves_to_the_next_working_day_at_the_same_time() -> None:
    rule = Rule("0 9 * * MON", closed=OnClosed.LATER)
    runs = Calendar().runs(rule, datetime(2026, 12, 22, tzinfo=UTC), 2)
    assert written(runs) == ["Tue 29 Dec 09:00", "Mon 04 Jan 09:00"]
    # Also when the day itself has passed and the day it moved to is still to come.
    runs = Calendar().runs(rule, datetime(2026, 12, 28, 12, tzinfo=UTC), 1)
    assert written(runs) == ["Tue 29 Dec 09:00"]


def test_what_moves_onto_another_run_runs_once() -> None:
    rule = Rule("0 9 * * MON,TUE", closed=OnClosed.LATER)
    runs = Calendar().runs(rule, datetime(2026, 12, 26, tzinfo=UTC), 2)
    assert written(runs, "%a %d %b") == ["Tue 29 Dec", "Mon 04 Jan"]


def test_out_of_term_a_schedule_rests_if_it_runs_in_term_time_only() -> None:
    calendar = Calendar(out_of_term=((date(2026, 12, 18), date(2027, 1, 4)),))
    after = datetime(2026, 12, 11, tzinfo=UTC)
    runs = calendar.runs(Rule("0 9 * * THU", term_only=True), after, 2)
    assert written(runs, "%d %b") == ["17 Dec", "07 Jan"]
    assert written(calendar.runs("0 9 * * THU", after, 2), "%d %b") == ["17 Dec", "24 Dec"]


def test_what_would_move_out_of_term_is_left_out() -> None:
    calendar = Calendar(out_of_term=((date(2026, 12, 29), date(2027, 1, 4)),))
    rule = Rule("0 9 * * MON", closed=OnClosed.LATER, term_only=True)
    runs = calendar.runs(rule, datetime(2026, 12, 22, tzinfo=UTC), 1)
    assert written(runs, "%d %b") == ["11 Jan"]


@pytest.mark.parametrize("line", ["", "soon", "61 9 * * *", "0 9 30 2 *", "0 9 * * SUN"])
def test_a_schedule_that_cannot_be_kept_is_refused_in_words(line: str) -> None:
    with pytest.raises(ValueError, match=r"not a schedule|never falls"):
        Calendar().runs(line, MONDAY)


def test_all_that_fell_due_meanwhile_is_known() -> None:
    rule, friday = Rule("0 9 * * MON-FRI"), datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert Calendar().runs_until(rule, friday, friday + timedelta(days=2)) == []
    found = Calendar().runs_until(rule, friday, friday + timedelta(days=4))
    assert written(found) == ["Mon 23 Nov 09:00", "Tue 24 Nov 09:00"]


# -- whatever the rule, the nation and the zone

ZONES = ("Europe/London", "UTC", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")
RULES = ("{} {} * * *", "{} {} * * MON", "{} {} * * TUE,FRI", "{} {} * * WED#3", "{} {} L * *")


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    nation=st.sampled_from(("ENG", "WLS", "SCT", "NIR", "NONE")),
    line=st.sampled_from(RULES),
    hour=st.integers(4, 23),  # before that lie the hours that clock changes skip or repeat
    minute=st.integers(0, 59),
    weeks=st.sampled_from((1, 2)),
    closed=st.sampled_from(OnClosed),
    after=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001, made UTC below
)
def test_runs_follow_each_other_on_working_days_at_the_time_that_was_asked_for(
    zone: str,
    nation: str,
    line: str,
    hour: int,
    minute: int,
    weeks: int,
    closed: OnClosed,
    after: datetime,
) -> None:
    calendar = Calendar(zone, nation, closed=(date(2026, 12, 24), date(2027, 5, 5)))
    start = after.replace(tzinfo=UTC)
    rule = Rule(line.format(minute, hour), weeks, date(2026, 1, 5), closed)
    runs = calendar.runs(rule, start, 8)
    assert all(before < later for before, later in zip([start, *runs], runs, strict=False))
    for run in runs:
        local = calendar.local(run)
        assert calendar.works_on(local.date())
        assert (local.hour, local.minute, local.second) == (hour, minute, 0)
    if weeks == 2 and closed is OnClosed.SKIP:
        monday = date(2026, 1, 5)
        assert {((calendar.local(run).date() - monday).days // 7) % 2 for run in runs} == {0}
    # Nothing between is forgotten: starting from any run gives the ones after it.
    assert calendar.runs(rule, runs[0], 7) == runs[1:]
