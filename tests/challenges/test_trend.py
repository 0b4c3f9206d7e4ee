"""The share of talks where one side only was heard, and how sure that is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from challenges import trend
from challenges.edition import Point
from challenges.messages import MessageId
from challenges.onesided import Signal, Split

NOW = datetime(2026, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("yes", "total", "low", "high"),
    [  # as scipy.stats.beta.ppf has them; none at all reaches 0, and all reaches 1
        (0, 5, 0.0, 0.379377),
        (1, 5, 0.022513, 0.628626),
        (5, 10, 0.223529, 0.776471),
        (3, 20, 0.044131, 0.348578),
        (10, 10, 0.782804, 1.0),
        (50, 100, 0.403174, 0.596826),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_jeffreyss(yes: int, total: int, low: float, high: float) -> None:
    assert trend.jeffreys(yes, total) == pytest.approx((low, high), abs=1e-6)


def test_an_interval_is_as_wide_seen_from_the_other_side() -> None:
    for total in (1, 7, 40, 3000):
        for yes in {0, 1, total // 3, total}:
            low, high = trend.jeffreys(yes, total)
            others = trend.jeffreys(total - yes, total)
            assert (1 - high, 1 - low) == pytest.approx(others, abs=1e-9)
            assert low <= yes / total <= high


def test_all_of_a_beta_lies_below_one_and_none_below_zero() -> None:
    assert (trend.below(0.0, 2, 3), trend.below(1.0, 2, 3)) == (0.0, 1.0)
    assert trend.below(0.5, 2, 2) == pytest.approx(0.5)
    assert trend.below(0.2, 1, 3) == pytest.approx(1 - 0.8**3)


def signal(
    people: int = 8,
    messages: int = 20,
    against: int = 0,
    settled: str = "",
    days: float = 0.5,
    divided: bool = False,
) -> Signal:
    splits = (Split(MessageId("1"), 3, 3, False),) if divided else ()
    return Signal(
        people=people,
        authors=people,
        messages=messages,
        since=NOW - timedelta(days=days),
        until=NOW,
        reasons_against=against,
        splits=splits,
        unanswered=(),
        absent_councils=(),
        settled=settled,
        chance_of_unanimity=None,
    )


@pytest.mark.parametrize(
    ("seen", "one_sided"),
    [
        (signal(), True),
        (signal(against=1), True),
        (signal(against=2), False),
        (signal(divided=True), False),
        (signal(people=7), None),
        (signal(messages=19), None),
        (signal(messages=19, days=2), True),
        (signal(settled="thanks"), None),
    ],
)
def test_only_a_talk_that_is_large_enough_has_sides(seen: Signal, one_sided: bool | None) -> None:
    assert trend.one_sided(seen) is one_sided


def test_a_week_is_one_point_and_thirteen_are_kept() -> None:
    week = trend.point([signal(), signal(against=3), signal(people=2)], NOW.date())
    assert (week.talks, week.one_sided) == (2, 1)
    assert (week.low, week.high) == pytest.approx((0.0608, 0.9392))
    before = [Point(NOW.date() - timedelta(weeks=n), 0, 0, 0.0, 1.0) for n in range(20)]
    kept = trend.carried_on(before, week)
    assert len(kept) == trend.WEEKS
    assert kept[-1] == week
    assert [each.ends for each in kept] == sorted({each.ends for each in kept})
    assert trend.carried_on(kept, Point(date(2020, 1, 1), 0, 0, 0.0, 1.0))[0].ends.year == 2020
