"""The register: what is important and not certain goes on it, and is tested on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from challenges.assumptions import (
    MOST_ASSUMPTIONS,
    MOST_OFFERED,
    Assumption,
    AssumptionState,
    ask,
    by_hand,
    chosen,
    from_round,
    go_back,
    in_order,
    put_off,
    room_for,
    settle,
    uncertain,
)
from challenges.ballots import Alias
from challenges.messages import ChannelId, MemberId
from challenges.method_files import METHODS
from challenges.refusals import NotValid, NotYours
from challenges.rounds import Entry, Round, RoundState, Vote, open_
from challenges.tally import to_answer
from tests.fakes import START

TODAY = START.date()
ANN, BOB, CAT = MemberId("ann"), MemberId("bob"), MemberId("cat")


def closed(method: str, marks: Mapping[int, tuple[str, ...]], stage: int = 0) -> Round:
    """A round that is over, with entries in one stage and the marks they got."""
    opened = open_(
        7, METHODS[method], ChannelId("c"), None, "We join.",
        tuple((each.name, "Yes.") for each in METHODS[method].proposal[1:]),
        BOB, BOB, b"k" * 16, START,
    )  # fmt: skip
    return replace(
        opened,
        phase=len(opened.method.phases) - 1,
        state=RoundState.CLOSED,
        entries=tuple(Entry(n, Alias(""), (f"Assumption {n}.",), stage) for n in marks),
        votes=tuple(Vote(Alias(""), n, mark) for n, all_ in marks.items() for mark in all_),
    )


def hand(id: int = 1, days: int = 7) -> Assumption:
    on = TODAY + timedelta(days=days)
    return by_hand(id, ChannelId("c"), " It  holds. ", BOB, on, START, TODAY)


def test_the_important_and_uncertain_are_found_what_weighs_most_first() -> None:
    round_ = closed(
        "assumption-surfacing",
        {
            1: ("5-5", "5-4"),  # important and certain
            2: ("1-1", "2-1"),  # neither
            3: ("4-2", "4-3"),
            4: ("5-1", "5-1"),
            5: ("5-1",),  # one mark could be the author's own
            6: (),
        },
    )
    assert [each.entry.id for each in uncertain(round_)] == [4, 3]
    assert uncertain(replace(round_, state=RoundState.ABANDONED)) == ()


def test_what_as_many_doubt_as_hold_is_uncertain() -> None:
    method = METHODS["dialectical-inquiry"]
    stage = next(each.on for each in method.phases if each.scale and each.scale == "holds")
    round_ = closed(
        "dialectical-inquiry",
        {1: ("holds", "holds", "doubtful"), 2: ("holds", "doubtful"), 3: ("unsure", "unsure")},
        stage,
    )
    assert {each.entry.id for each in uncertain(round_)} == {2, 3}


def test_what_most_people_doubt_is_answered_first() -> None:
    method = METHODS["dialectical-inquiry"]
    stage = next(each.on for each in method.phases if each.scale and each.scale == "holds")
    marks = {1: ("holds", "holds", "holds"), 2: ("doubtful", "doubtful", "holds")}
    round_ = closed("dialectical-inquiry", marks, stage)
    assert [each.entry.id for each in to_answer(round_, stage)] == [2, 1]


def test_other_methods_surface_no_assumptions() -> None:
    assert uncertain(closed("pre-mortem", {1: ("moves", "moves")})) == ()


def test_no_more_are_offered_than_somebody_would_test() -> None:
    many = {number: ("5-1", "5-1") for number in range(1, 20)}
    assert len(uncertain(closed("assumption-surfacing", many))) == MOST_OFFERED


def test_only_what_was_offered_can_be_chosen() -> None:
    round_ = closed("assumption-surfacing", {1: ("5-1", "5-1"), 2: ("5-5", "5-5")})
    (one,) = chosen(round_, [1, 2, 99])
    noted = from_round(3, round_, one, BOB, TODAY, START, TODAY)
    assert (noted.round, noted.entry, noted.text) == (7, 1, "Assumption 1.")
    with pytest.raises(NotValid, match="nothing-chosen"):
        chosen(round_, [2])


def test_whoever_looks_after_it_or_a_moderator_says_what_is_known() -> None:
    one = hand()
    assert settle(one, BOB, AssumptionState.FELL, moderates=False).state is AssumptionState.FELL
    assert settle(one, ANN, AssumptionState.HOLDS, moderates=True).state is AssumptionState.HOLDS
    with pytest.raises(NotYours, match="not-yours-to-test"):
        settle(one, CAT, AssumptionState.FELL, moderates=False)
    with pytest.raises(NotYours, match="not-yours-to-test"):
        put_off(one, CAT, TODAY, TODAY, moderates=False)
    with pytest.raises(NotYours, match="not-yours-to-test"):
        go_back(one, CAT, TODAY, TODAY, moderates=False)


def test_another_day_is_asked_about_again_and_what_was_said_can_be_taken_back() -> None:
    one = hand()
    asked = ask(one, TODAY)
    on = TODAY + timedelta(days=30)
    assert put_off(asked, BOB, on, TODAY, moderates=False).asked_on is None
    fell = settle(one, BOB, AssumptionState.FELL, moderates=False)
    assert go_back(fell, BOB, one.test_on, TODAY, moderates=False) == one


def test_a_day_that_is_over_is_refused_and_so_is_one_too_many() -> None:
    assert hand().text == "It holds."
    with pytest.raises(NotValid, match="day-not-ahead"):
        hand(days=-1)
    room_for(1, MOST_ASSUMPTIONS - 1)
    with pytest.raises(NotValid, match="too-many-assumptions"):
        room_for(2, MOST_ASSUMPTIONS - 1)


def test_what_is_to_be_tested_stands_before_what_fell_and_what_holds() -> None:
    rows = [
        replace(hand(1, 1), state=AssumptionState.HOLDS),
        replace(hand(2, 1), state=AssumptionState.FELL),
        hand(3, 9),
        hand(4, 2),
    ]
    assert [each.id for each in in_order(rows)] == [4, 3, 2, 1]
