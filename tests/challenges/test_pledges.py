"""Promises: one's own alone, for a day ahead, about what was taken up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from challenges.messages import ChannelId, MemberId
from challenges.method_files import METHODS
from challenges.pledges import (
    FURTHEST,
    LONGEST_PLEDGE,
    MOST_PLEDGES,
    Pledge,
    PledgeState,
    ask,
    go_back,
    in_order,
    may_pledge,
    pledge,
    put_off,
    settle,
    taken_up,
)
from challenges.refusals import NotNow, NotValid, NotYours
from challenges.rounds import Reply, Response, Round, RoundState, open_
from tests.fakes import START

TODAY = START.date()
BOB, CAT = MemberId("bob"), MemberId("cat")


def answered(*replies: Reply) -> Round:
    """A round whose first entries were answered so."""
    opened = open_(
        7, METHODS["pre-mortem"], ChannelId("c"), None, "We join.", (), BOB, BOB, b"k" * 16, START
    )
    responses = tuple(Response(n, reply, "") for n, reply in enumerate(replies, start=1))
    return replace(opened, responses=responses)


def made(
    id: int = 1, due: date = TODAY + timedelta(days=7), state: PledgeState = PledgeState.OPEN
) -> Pledge:
    one = pledge(id, answered(Reply.ACCEPT), 1, BOB, " I  will ask. ", due, START, TODAY)
    return replace(one, state=state)


def test_a_promise_is_about_what_was_accepted_in_whole_or_in_part() -> None:
    round_ = answered(Reply.REJECT, Reply.AMEND, Reply.ACCEPT, Reply.SAY)
    assert [taken_up(round_, entry) for entry in (1, 2, 3, 4, 5)] == [
        False, True, True, False, False,
    ]  # fmt: skip
    assert taken_up(round_)
    assert not taken_up(answered(Reply.REJECT))
    assert not taken_up(replace(round_, state=RoundState.ABANDONED))
    may_pledge(round_, 2)
    with pytest.raises(NotNow, match="nothing-taken-up"):
        may_pledge(round_, 1)
    with pytest.raises(NotValid, match="too-many-pledges"):
        may_pledge(round_, 2, MOST_PLEDGES)


def test_the_words_are_kept_in_one_line_and_neither_none_nor_too_many() -> None:
    assert made().what == "I will ask."
    for words, code in ((" \n ", "entry-empty"), ("x" * (LONGEST_PLEDGE + 1), "entry-too-long")):
        with pytest.raises(NotValid, match=code):
            pledge(1, answered(Reply.ACCEPT), 1, BOB, words, TODAY, START, TODAY)


@pytest.mark.parametrize("days", [-1, FURTHEST.days + 1])
def test_a_day_that_is_over_or_too_far_away_is_refused(days: int) -> None:
    with pytest.raises(NotValid, match="day-not-ahead"):
        made(due=TODAY + timedelta(days=days))
    with pytest.raises(NotValid, match="day-not-ahead"):
        put_off(made(), BOB, TODAY + timedelta(days=days), TODAY)


def test_nobody_says_for_somebody_else_how_it_went() -> None:
    one = made()
    with pytest.raises(NotYours, match="not-your-pledge"):
        settle(one, CAT, PledgeState.DONE)
    with pytest.raises(NotYours, match="not-your-pledge"):
        put_off(one, CAT, TODAY, TODAY)
    with pytest.raises(NotYours, match="not-your-pledge"):
        go_back(one, CAT, TODAY, TODAY)


def test_no_answer_is_no_word_and_a_new_day_is_asked_about_again() -> None:
    asked = ask(made(), TODAY)
    assert asked.open
    assert asked.unheard
    assert not settle(asked, BOB, PledgeState.DROPPED).unheard
    later = put_off(asked, BOB, TODAY + timedelta(days=3), TODAY)
    assert (later.unheard, later.asked_on) == (False, None)


def test_taking_back_what_was_said_brings_the_promise_back_as_it_was() -> None:
    one = made()
    done = settle(one, BOB, PledgeState.DONE)
    assert go_back(done, BOB, one.due, TODAY) == one
    moved = put_off(one, BOB, TODAY + timedelta(days=9), TODAY)
    assert go_back(moved, BOB, one.due, TODAY) == one
    asked = ask(made(due=TODAY), TODAY)
    assert go_back(settle(asked, BOB, PledgeState.DONE), BOB, asked.due, TODAY) == asked


def test_what_is_open_and_due_next_stands_first() -> None:
    rows = [
        made(1, TODAY, PledgeState.DONE), made(2, TODAY + timedelta(days=2)), made(3, TODAY),
    ]  # fmt: skip
    assert [each.id for each in in_order(rows)] == [3, 2, 1]
