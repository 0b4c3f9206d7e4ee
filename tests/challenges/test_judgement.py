from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import judgement, onesided
from challenges.alarms import Way, Weighing
from challenges.effects import Cadence
from challenges.judgement import History, Rules, weigh
from challenges.messages import MessageId
from challenges.onesided import Signal, Split

NOW = datetime(2026, 11, 5, 9, tzinfo=UTC)
SPLIT = Split(MessageId("7"), 4, 3, reasons_given=False)
RULES = Rules()
AGREEING = Signal(
    people=10,
    authors=8,
    messages=25,
    since=NOW - timedelta(days=3),
    until=NOW,
    reasons_against=0,
    splits=(),
    unanswered=(),
    absent_councils=(),
    settled="",
    chance_of_unanimity=0.17,
)
DIVIDED = replace(AGREEING, splits=(SPLIT,), chance_of_unanimity=None)


def reason(signal: Signal = DIVIDED, history: History = History(), **more: bool) -> str:  # noqa: B008 - a frozen value
    return weigh(signal, history, RULES, NOW, **more).reason


def test_a_split_without_reasons_is_challenged_with_its_counts() -> None:
    verdict = weigh(DIVIDED, History(), RULES, NOW)
    assert (verdict.challenge, verdict.move, verdict.reason) == (
        True,
        "split",
        "split-without-reasons",
    )
    assert dict(verdict.values) == {
        "people": 10,
        "messages": 25,
        "since": "2026-11-02",
        "for_": 4,
        "against": 3,
    }
    assert verdict.about == ("7",)


def test_an_unanswered_objection_is_challenged_and_the_newest_pointed_at() -> None:
    signal = replace(AGREEING, reasons_against=2, unanswered=(MessageId("9"), MessageId("3")))
    verdict = weigh(signal, History(), RULES, NOW)
    assert (verdict.reason, verdict.move, verdict.about) == (
        "objection-unanswered",
        "unanswered",
        ("9",),
    )
    assert ("unanswered", 2) in verdict.values


MISSING = replace(AGREEING, deliberates=True, councils=1, absent_councils=("Bath", "Hull", "York"))


def test_a_proposal_heard_by_one_council_of_four_asks_who_is_missing() -> None:
    verdict = weigh(MISSING, History(), RULES, NOW)
    assert (verdict.reason, verdict.move, verdict.about) == ("voices-missing", "who-is-missing", ())
    assert dict(verdict.values)["missing"] == 3


@pytest.mark.parametrize(
    "otherwise",
    [
        replace(MISSING, deliberates=False),
        replace(MISSING, councils=0),
        replace(MISSING, reasons_against=1),
        replace(MISSING, absent_councils=("Bath", "Hull")),
        replace(MISSING, councils=2),
        replace(MISSING, splits=(replace(SPLIT, reasons_given=True),)),
    ],
)
def test_missing_voices_need_all_of_that(otherwise: Signal) -> None:
    assert not weigh(otherwise, History(), RULES, NOW).challenge


@given(
    people=st.integers(1, 500),
    messages=st.integers(1, 200),
    days=st.integers(0, 60),
    chance=st.none() | st.floats(0, 1),
)
def test_agreement_alone_never_triggers(
    people: int, messages: int, days: int, chance: float | None
) -> None:
    signal = replace(
        AGREEING,
        people=people,
        messages=messages,
        since=NOW - timedelta(days=days),
        chance_of_unanimity=chance,
    )
    assert not weigh(signal, History(), RULES, NOW).challenge


def test_agreement_rests_and_says_how_ordinary_it_is() -> None:
    verdict = weigh(AGREEING, History(), RULES, NOW)
    assert verdict.reason == "agreement-alone"
    assert dict(verdict.values)["chance"] == "17"
    unknown = weigh(replace(AGREEING, chance_of_unanimity=None), History(), RULES, NOW)
    assert "chance" not in dict(unknown.values)


@pytest.mark.parametrize(
    "split",
    [
        replace(SPLIT, reasons_given=True),
        replace(SPLIT, fresh=True),
        replace(SPLIT, against=1),
        replace(SPLIT, for_=12, against=2),
    ],
)
def test_a_split_with_reasons_or_too_fresh_or_too_uneven_rests(split: Split) -> None:
    assert reason(replace(DIVIDED, splits=(split,))) == "disagreement-is-voiced"


def test_disagreement_with_reasons_is_healthy() -> None:
    verdict = weigh(replace(AGREEING, reasons_against=2), History(), RULES, NOW)
    assert (verdict.reason, verdict.near) == ("disagreement-is-voiced", False)


@pytest.mark.parametrize("code", ["question-answered", "welfare", "incident", "thanks"])
def test_what_is_exempt_rests_whatever_was_found(code: str) -> None:
    verdict = weigh(replace(DIVIDED, settled=code), History(), RULES, NOW)
    assert (verdict.challenge, verdict.reason, verdict.near) == (False, code, False)


def test_a_small_or_short_talk_is_left_alone() -> None:
    assert reason(replace(DIVIDED, people=7)) == "too-few-people"
    short = replace(DIVIDED, messages=19, since=NOW - timedelta(hours=47))
    assert reason(short) == "too-short"


@pytest.mark.parametrize(
    ("messages", "hours"), [(20, 1), (2, 48)]
)  # either many messages or a long time is enough
def test_many_messages_or_two_days_are_long_enough(messages: int, hours: int) -> None:
    signal = replace(DIVIDED, messages=messages, since=NOW - timedelta(hours=hours))
    assert weigh(signal, History(), RULES, NOW).challenge


@pytest.mark.parametrize(
    ("history", "code", "value"),
    [
        (History(paused=True), "paused", None),
        (History(settled_until=NOW + timedelta(days=1)), "settled", ("until", "2026-11-06")),
        (History(asked_here=True), "already-asked", None),
        (History(cadence=Cadence.PAUSED), "not-helping", None),
        (
            History(asked=(NOW - timedelta(days=5),), cadence=Cadence.SLOWER),
            "budget-spent",
            ("most_per_week", 1),
        ),
        (
            History(asked=tuple(NOW - timedelta(days=n) for n in (3, 4, 5))),
            "budget-spent",
            ("most_per_week", 3),
        ),
        (History(asked=(NOW - timedelta(hours=47),)), "too-soon", ("last", "2026-11-03")),
    ],
)
def test_what_happened_before_holds_a_challenge_back(
    history: History, code: str, value: tuple[str, str | int] | None
) -> None:
    verdict = weigh(DIVIDED, history, RULES, NOW)
    assert (verdict.challenge, verdict.reason, verdict.about) == (False, code, ())
    assert value is None or value in verdict.values
    assert verdict.near


def test_what_is_over_holds_nothing_back() -> None:
    history = History(
        settled_until=NOW,
        asked=(NOW - timedelta(days=8), NOW - timedelta(days=9), NOW - timedelta(days=2)),
    )
    assert weigh(DIVIDED, history, RULES, NOW).challenge


def test_quiet_hours_hold_a_question_back_and_change_no_other_reason() -> None:
    assert reason(quiet=True) == "quiet-hours"
    assert reason(AGREEING, quiet=True) == "agreement-alone"


def test_near_means_large_enough_or_three_quarters_of_it() -> None:
    nearly = replace(DIVIDED, people=6, messages=15, since=NOW)
    assert weigh(nearly, History(), RULES, NOW).near
    assert not weigh(replace(nearly, people=5), History(), RULES, NOW).near
    assert not weigh(replace(nearly, messages=14), History(), RULES, NOW).near
    days = replace(nearly, messages=2, since=NOW - timedelta(hours=36))
    assert weigh(days, History(), RULES, NOW).near


def test_at_half_the_pace_there_are_half_the_questions_with_twice_the_gap() -> None:
    slower = History(asked=(NOW - timedelta(days=3),), cadence=Cadence.SLOWER)
    rules = replace(RULES, most_per_week=4)
    assert weigh(DIVIDED, slower, rules, NOW).reason == "too-soon"
    assert weigh(DIVIDED, replace(slower, asked=(NOW - timedelta(days=4),)), rules, NOW).challenge
    twice = replace(slower, asked=(NOW - timedelta(days=5), NOW - timedelta(days=6)))
    assert weigh(DIVIDED, twice, rules, NOW).reason == "budget-spent"


def test_every_reason_is_in_the_table() -> None:
    assert judgement.__doc__ is not None
    listed = {line.split()[0] for line in judgement.__doc__.splitlines() if "   " in line.strip()}
    assert {"split-without-reasons", "objection-unanswered", "voices-missing"} <= listed
    assert {"agreement-alone", "quiet-hours", "not-helping", "question-answered"} <= listed


def test_the_rules_for_a_split_are_those_it_is_measured_by() -> None:
    assert RULES.split_least_each == onesided.SPLIT_LEAST_EACH
    assert RULES.split_share == onesided.SPLIT_SHARE


def weighed(chance: float) -> Signal:
    return replace(DIVIDED, weighings=(Weighing(Way.SPLITS, chance),))


def test_what_luck_does_as_often_is_not_asked_about_and_the_verdict_says_so() -> None:
    verdict = weigh(weighed(0.3), History(), RULES, NOW)
    assert (verdict.challenge, verdict.reason, verdict.near) == (False, "could-be-luck", True)
    assert dict(verdict.values)["luck"] == "30"
    assert verdict.chance == 0.3


def test_a_split_stands_out_alone_and_not_among_the_talks_of_a_busy_week() -> None:
    busy = History(others=(Weighing(Way.SPLITS, 1.0),) * 30)
    assert weigh(weighed(0.08), History(), RULES, NOW).challenge
    verdict = weigh(weighed(0.08), busy, RULES, NOW)
    assert verdict.reason == "could-be-luck"
    assert dict(verdict.values)["talks"] == 31
    assert weigh(weighed(0.005), busy, RULES, NOW).challenge


def test_a_talk_that_may_not_be_asked_about_is_not_one_of_the_week() -> None:
    assert weigh(weighed(0.08), History(paused=True), RULES, NOW).weighings == ()
    assert weigh(weighed(0.08), History(), RULES, NOW).weighings == (Weighing(Way.SPLITS, 0.08),)
    resting = replace(AGREEING, weighings=(Weighing(Way.SPLITS, 1.0),))
    assert weigh(resting, History(), RULES, NOW).weighings == resting.weighings
