"""Times as people write them: read, written down again, and refused where they are none."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import OnClosed, Rule
from bot.whens import (
    TooOften,
    coming,
    day,
    days,
    hours,
    pause_end,
    read,
    spans,
    wall_time,
    weekly,
    written,
)

LAST_WORKING_DAY = Rule("0 16 L * *", closed=OnClosed.EARLIER)
FIRST_WORKING_DAY = Rule("0 9 1 * *", closed=OnClosed.LATER)
FROM_JANUARY = Rule("0 9 * * FRI", 2, date(2027, 1, 4))
FROM_JANUARY_WRITTEN = "Every second Friday 09:00 from 2027-01-04"
NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("words", "rule", "again"),
    [
        ("Tuesday 10:00", Rule("0 10 * * TUE"), "Tuesday 10:00"),
        ("tuesdays at 10", Rule("0 10 * * TUE"), "Tuesday 10:00"),
        ("every Tuesday at 9.30am", Rule("30 9 * * TUE"), "Tuesday 09:30"),
        ("10am on Tuesdays", Rule("0 10 * * TUE"), "Tuesday 10:00"),
        ("thurs 9am", Rule("0 9 * * THU"), "Thursday 09:00"),
        ("weekdays 9:30am", Rule("30 9 * * MON-FRI"), "Weekdays 09:30"),
        ("every working day at 9", Rule("0 9 * * MON-FRI"), "Weekdays 09:00"),
        ("daily 12pm", Rule("0 12 * * *"), "Daily 12:00"),
        ("every day at 12am", Rule("0 0 * * *"), "Daily 00:00"),
        ("  Fri,  16:05 ", Rule("5 16 * * FRI"), "Friday 16:05"),
        ("9am Mon, Wed and Fri", Rule("0 9 * * MON,WED,FRI"), "Monday, Wednesday and Friday 09:00"),
        ("every second Tuesday 10:00", Rule("0 10 * * TUE", 2), "Every second Tuesday 10:00"),
        ("EVERY OTHER tuesday at 2pm", Rule("0 14 * * TUE", 2), "Every second Tuesday 14:00"),
        ("fortnightly on Thursday 9am", Rule("0 9 * * THU", 2), "Every second Thursday 09:00"),
        ("every second Friday 9am from 4 January 2027", FROM_JANUARY, FROM_JANUARY_WRITTEN),
        ("first Tuesday 10:00", Rule("0 10 * * TUE#1"), "First Tuesday 10:00"),
        ("every second Tuesday of the month at 10", Rule("0 10 * * TUE#2"), "Second Tuesday 10:00"),
        ("last Friday 16:00", Rule("0 16 * * 5L"), "Last Friday 16:00"),
        ("last Sunday 16:00", Rule("0 16 * * 0L"), "Last Sunday 16:00"),
        ("last working day 16:00", LAST_WORKING_DAY, "Last working day 16:00"),
        ("first working day of the month 9am", FIRST_WORKING_DAY, "First working day 09:00"),
        ("monthly on the 15th at 10:00", Rule("0 10 15 * *"), "15th 10:00"),
        ("day 3 9am", Rule("0 9 3 * *"), "3rd 09:00"),
        ("11th 9am", Rule("0 9 11 * *"), "11th 09:00"),
        ("last day of the month 9am", Rule("0 9 L * *"), "Last day 09:00"),
        ("0 9 * * mon", Rule("0 9 * * MON"), "Monday 09:00"),
        ("0 9 * 1-11 MON", Rule("0 9 * 1-11 MON"), "0 9 * 1-11 MON"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it_and_written_so_that_it_reads_the_same(
    words: str, rule: Rule, again: str
) -> None:
    assert read(words) == rule
    assert written(rule) == again
    assert read(again) == rule


@pytest.mark.parametrize(
    "words",
    [
        "", "soon", "Tuesday", "10:00", "Tuesday 25:00", "Tuesday 13pm", "Someday 10:00", "10:60",
        "32nd 9am", "every second 10:00", "sixth Tuesday 10:00", "0 9 * * FOO",
        "Tuesday 10:00 from never",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_the_words(words: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011, the words are the message
        read(words)
    assert str(caught.value) in words


@pytest.mark.parametrize("line", ["*/5 9 * * *", "* * * * *", "0,30 9 * * MON", "0 9-17 * * MON"])
def test_what_comes_more_than_once_a_day_is_refused_as_that(line: str) -> None:
    with pytest.raises(TooOften):
        read(line)


@given(st.text(max_size=40))
def test_any_words_are_read_or_refused(words: str) -> None:
    try:
        rule = read(words)
    except ValueError:
        return
    assert read(written(rule)) == rule


def test_a_digest_comes_on_days_of_the_week() -> None:
    assert weekly("Mondays at 9") == "0 9 * * MON"
    for words in (
        "first Monday 9am",
        "every second Monday 9am",
        "15th 9am",
        "last working day 9am",
    ):
        with pytest.raises(ValueError, match=words):
            weekly(words)


def test_a_time_of_day_and_hours_are_read() -> None:
    assert wall_time("9am") == time(9)
    assert wall_time(" 18:05 ") == time(18, 5)
    assert wall_time("12am") == time(0)
    assert hours("6pm - 8:30") == (time(18), time(8, 30))
    with pytest.raises(ValueError, match="late"):
        hours("late to early")


def test_days_are_read_in_the_ways_people_write_them() -> None:
    for words in ("2027-01-04", "4/1/2027", "04/01/2027", "4 January 2027", " 4  jan 2027"):
        assert day(words) == date(2027, 1, 4)
    assert days("2026-12-31, 2026-12-24,") == (date(2026, 12, 24), date(2026, 12, 31))
    assert days("") == ()
    for words in ("9999-12-31", "0026-12-24"):
        with pytest.raises(ValueError, match=words):
            day(words)
    with pytest.raises(ValueError, match="Christmas"):
        days("2026-12-24, Christmas")


def test_spans_of_days_are_read() -> None:
    holidays = (date(2026, 12, 18), date(2027, 1, 4))
    assert spans("2026-12-18 to 2027-01-04") == (holidays,)
    assert spans("5 May 2027, 2026-12-18 - 2027-01-04") == (
        holidays,
        (date(2027, 5, 5), date(2027, 5, 5)),
    )
    with pytest.raises(ValueError, match="2027-01-04 to 2026-12-18"):
        spans("2027-01-04 to 2026-12-18")


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("7", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("1 day", datetime(2026, 11, 18, 10, tzinfo=UTC)),
        ("for 2 Weeks", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("until 2027-01-04", datetime(2027, 1, 4, tzinfo=UTC)),
        ("1 July 2027", datetime(2027, 6, 30, 23, tzinfo=UTC)),  # midnight on a summer's clock
        ("9999", datetime(2027, 11, 17, 10, tzinfo=UTC)),  # a year at most
    ],
)
def test_a_pause_ends_after_some_days_or_on_a_day(words: str, end: datetime) -> None:
    assert pause_end(words, NOW, 7, 365) == end


@pytest.mark.parametrize("words", ["0", "until 2026-11-17", "2020-01-01", "a while", "-3"])
def test_a_pause_that_does_not_end_later_is_refused(words: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011, the words are the message
        pause_end(words, NOW, 7, 365)
    assert str(caught.value) in words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("today", date(2026, 11, 17)),
        ("Tomorrow", date(2026, 11, 18)),
        ("Friday", date(2026, 11, 20)),
        ("by Friday", date(2026, 11, 20)),
        ("next Friday", date(2026, 11, 27)),
        ("Tuesday", date(2026, 11, 24)),
        ("in 3 weeks", date(2026, 12, 8)),
        ("two weeks", date(2026, 12, 1)),
        ("in 10 days' time", date(2026, 11, 27)),
        ("next week", date(2026, 11, 24)),
        ("in a month", date(2026, 12, 17)),
        ("in a year", date(2027, 11, 17)),
        ("the end of the week", date(2026, 11, 20)),
        ("end of the month", date(2026, 11, 30)),
        ("end of next month", date(2026, 12, 31)),
        ("end of February", date(2027, 2, 28)),
        ("end of May 2027", date(2027, 5, 31)),
        ("4 January", date(2027, 1, 4)),
        ("on the 4th of January", date(2027, 1, 4)),
        ("4th of January", date(2027, 1, 4)),
        ("January 4", date(2027, 1, 4)),
        ("1 November", date(2027, 11, 1)),
        ("1 December", date(2026, 12, 1)),
        ("4/1", date(2027, 1, 4)),
        ("4 January 2027", date(2027, 1, 4)),
        ("2027-01-04", date(2027, 1, 4)),
        ("2025-01-04", date(2025, 1, 4)),  # a day that is over is for the rules to refuse
    ],
)
def test_a_day_to_come_is_read_as_people_say_it(words: str, found: date) -> None:
    assert coming(words, NOW.date()) == found


@pytest.mark.parametrize(
    "words", ["", "soon", "12", "31 November", "29 February", "end of days", "in 999 years", "next"]
)
def test_what_is_no_day_to_come_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        coming(words, NOW.date())


@given(st.text(max_size=40))
def test_any_words_are_a_day_to_come_or_a_value_error(words: str) -> None:
    with suppress(ValueError):
        assert isinstance(coming(words, NOW.date()), date)
